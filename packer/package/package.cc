// Makes the payload, then the image around it, then rehearses.
#include "packer/package/package.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/crypto/sha256.h"
#include "core/rebuild.h"
#include "packer/delta/deflate.h"
#include "packer/delta/delta.h"
#include "packer/image/instruction_guess.h"
#include "packer/image/link_address.h"
#include "packer/package/rehearsal.h"
#include "packer/patch/patch.h"

namespace switchback::packer {
namespace {

using Buffer = std::vector<std::uint8_t>;

// Parses a whole signed image; `name` is for messages.
Result<wire::ImageFacts> read_image(Bytes bytes, std::string_view name) {
  if (bytes.size() > std::numeric_limits<std::uint32_t>::max()) {
    return fail(ErrorCode::kTooBig, fmt::format("{}: expected less than 4 GiB, found {} bytes", name, bytes.size()));
  }
  wire::ImageFacts facts;
  if (const Status status = wire::parse_image(MemoryReader(bytes), facts); !ok(status)) {
    return fail(ErrorCode::kFormat, fmt::format("{}: expected a signed image, found: {} ({})", name,
                                                status_meaning(status), status_name(status)));
  }
  if (facts.has_package || (facts.header.flags & wire::kFlagNonBootable) != 0) {
    return fail(ErrorCode::kFormat,
                fmt::format("{}: expected a bootable image, found a package or an image flagged non-bootable", name));
  }
  if (facts.total_size_bytes != bytes.size()) {
    return fail(ErrorCode::kFormat,
                fmt::format("{}: expected its end after the TLVs, found {} more bytes; strip the padding first", name,
                            bytes.size() - facts.total_size_bytes));
  }
  return facts;
}

// The address that an image is linked to on A/B devices; 0 for other images.
std::uint32_t fixed_address(Bytes image) {
  wire::ImageHeader header;
  const Status status = wire::decode_image_header(image.first<wire::kImageHeaderBytes>(), header);
  return ok(status) && (header.flags & wire::kFlagRomFixed) != 0 ? header.load_address : 0;
}

Result<Buffer> encode_patch(Bytes target, std::optional<Bytes> base, const PackageOptions& options,
                            const wire::PackageInfo& info) {
  PatchOptions how;
  how.instructions = options.instructions ? *options.instructions : guess_instruction_set(target);
  how.link_address = base ? estimate_link_address(*base, *how.instructions) : std::nullopt;
  if (!how.link_address) how.link_address = options.link_address;
  if (base) how.link_shift = fixed_address(target) - fixed_address(*base);
  const std::uint32_t room = (options.max_decoder_ram_bytes - info.decoder_ram_bytes) / delta::kMapEntryBytes;
  how.max_map_entries = std::min(how.max_map_entries, room);
  return make_patch(base.value_or(Bytes{}), target, how, options.progress);
}

Result<Buffer> encode_stream(Bytes target, std::optional<Bytes> base, const PackageOptions& options) {
  Buffer content;
  if (base) {
    const auto records = find_delta(*base, target, options.progress);
    if (!records) return tl::make_unexpected(records.error());
    content = encode_delta_stream(*base, target, *records);
  } else {
    content.assign(target.begin(), target.end());
  }
  if (options.codec == wire::Codec::kNone) return content;
  return deflate_raw(content, options.window_bits, options.progress);
}

// A patch's map adds to the RAM that `info` declares.
Result<Buffer> encode_payload(Bytes target, std::optional<Bytes> base, const PackageOptions& options,
                              wire::PackageInfo& info) {
  if (options.codec != wire::Codec::kPatch) return encode_stream(target, base, options);
  auto patch = encode_patch(target, base, options, info);
  delta::PatchHeader header;
  if (patch && ok(delta::decode_patch_header(MemoryReader(*patch), header))) {
    info.decoder_ram_bytes += delta::kMapEntryBytes * header.map_entries;
  }
  return patch;
}

wire::PackageInfo describe(Bytes target, bool has_base, const PackageOptions& options) {
  wire::PackageInfo info;
  info.kind = has_base ? wire::PayloadKind::kDelta : wire::PayloadKind::kFull;
  info.codec = options.codec;
  info.window_bits = options.codec == wire::Codec::kDeflate ? options.window_bits : std::uint8_t{0};
  info.decoder_ram_bytes = rebuild_ram_bytes(info.kind, info.codec, info.window_bits);
  info.target_size_bytes = static_cast<std::uint32_t>(target.size());
  info.target_digest = crypto::sha256(target);
  return info;
}

ProtectedTlv package_tlv(const wire::PackageInfo& info) {
  ProtectedTlv tlv{static_cast<std::uint16_t>(wire::TlvType::kPackage), Buffer(wire::kPackageBytes)};
  wire::encode_package_info(info, std::span(tlv.data).first<wire::kPackageBytes>());
  return tlv;
}

ProtectedTlv base_tlv(const wire::BaseInfo& base) {
  ProtectedTlv tlv{static_cast<std::uint16_t>(wire::TlvType::kPackageBase), Buffer(wire::kPackageBaseBytes)};
  wire::encode_base_info(base, std::span(tlv.data).first<wire::kPackageBaseBytes>());
  return tlv;
}

// The target's fields that a device checks before it decodes.
ImageSpec spec_of(const wire::ImageFacts& target, Bytes payload) {
  ImageSpec spec;
  spec.payload = payload;
  spec.version = target.header.version;
  spec.flags = wire::kFlagNonBootable | (target.header.flags & wire::kFlagRomFixed);
  spec.load_address = (target.header.flags & wire::kFlagRomFixed) != 0 ? target.header.load_address : 0;
  if (target.has_security_counter) spec.security_counter = target.security_counter;
  spec.dependencies.assign(target.dependencies.begin(), target.dependencies.begin() + target.dependency_count);
  if (target.has_vendor_id) spec.vendor_id = target.vendor_id;
  if (target.has_class_id) spec.class_id = target.class_id;
  return spec;
}

// Called before anything is computed from the window.
Result<void> check_window(const PackageOptions& options) {
  if (options.codec != wire::Codec::kDeflate) return {};
  if (options.window_bits >= kMinWindowBits && options.window_bits <= kMaxWindowBits) return {};
  return fail(ErrorCode::kUsage, fmt::format("window bits: expected {} to {}, found {}", kMinWindowBits, kMaxWindowBits,
                                             options.window_bits));
}

Result<void> check_ram(const PackageOptions& options, const wire::PackageInfo& info) {
  if (info.decoder_ram_bytes <= options.max_decoder_ram_bytes) return {};
  const std::string advice = info.codec == wire::Codec::kDeflate
                                 ? fmt::format(" for window bits {}; use a smaller window", info.window_bits)
                                 : std::string();
  return fail(ErrorCode::kTooBig, fmt::format("decoder RAM: expected at most the device's {} bytes, found {}{}",
                                              options.max_decoder_ram_bytes, info.decoder_ram_bytes, advice));
}

// The part of the base that a delta names: it cannot change without the key (decision 9).
Result<std::optional<Bytes>> signed_part_of(std::optional<Bytes> base) {
  if (!base) return std::optional<Bytes>{};
  const auto facts = read_image(*base, "base");
  if (!facts) return tl::make_unexpected(facts.error());
  return base->first(facts->signed_size_bytes);
}

std::optional<wire::BaseInfo> describe_base(std::optional<Bytes> signed_part) {
  if (!signed_part) return std::nullopt;
  return wire::BaseInfo{static_cast<std::uint32_t>(signed_part->size()), crypto::sha256(*signed_part)};
}

}  // namespace

Result<UnsignedPackage> assemble_package(Bytes target, std::optional<Bytes> base, const PackageOptions& options) {
  if (const auto checked = check_window(options); !checked) return tl::make_unexpected(checked.error());
  const auto target_facts = read_image(target, "target");
  if (!target_facts) return tl::make_unexpected(target_facts.error());
  const auto signed_base = signed_part_of(base);
  if (!signed_base) return tl::make_unexpected(signed_base.error());
  const std::optional<wire::BaseInfo> base_info = describe_base(*signed_base);
  wire::PackageInfo info = describe(target, base.has_value(), options);
  if (const auto checked = check_ram(options, info); !checked) return tl::make_unexpected(checked.error());

  const auto payload = encode_payload(target, *signed_base, options, info);
  if (!payload) return tl::make_unexpected(payload.error());
  ImageSpec spec = spec_of(*target_facts, *payload);
  spec.custom.push_back(package_tlv(info));
  if (base_info) spec.custom.push_back(base_tlv(*base_info));
  auto part = assemble_signed_part(spec);
  if (!part) return tl::make_unexpected(part.error());
  if (const auto rehearsed = rehearse(*part, target, *signed_base); !rehearsed) {
    return tl::make_unexpected(rehearsed.error());
  }
  return UnsignedPackage{std::move(*part), info, base_info, static_cast<std::uint32_t>(payload->size())};
}

Result<Package> sign_package(const UnsignedPackage& package, const Signer& signer) {
  const auto signature = signer.sign(package.part.digest);
  if (!signature) return tl::make_unexpected(signature.error());
  auto bytes = attach_signature(package.part, signer.key_id, *signature);
  if (!bytes) return tl::make_unexpected(bytes.error());
  return Package{std::move(*bytes), package.info, package.base, package.payload_size_bytes};
}

Result<Package> build_package(Bytes target, std::optional<Bytes> base, const PackageOptions& options,
                              const Signer& signer) {
  const auto package = assemble_package(target, base, options);
  return package ? sign_package(*package, signer) : tl::make_unexpected(package.error());
}

}  // namespace switchback::packer
