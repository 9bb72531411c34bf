// Lays out header, payload and TLV areas in imgtool's order, then reads the result back with core's
// parser (RFC 9124, MFST.CHECK).
#include "packer/image/image.h"

#include <fmt/format.h>

#include <bit>
#include <limits>
#include <string_view>

#include "core/crypto/sha256.h"

namespace switchback::packer {
namespace {

using wire::TlvType;
using Buffer = std::vector<std::uint8_t>;

void append(Buffer& out, Bytes bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

void append_u16(Buffer& out, std::uint16_t value) {
  std::array<std::uint8_t, 2> bytes{};
  store_u16(bytes, 0, value);
  append(out, bytes);
}

// Collects the TLVs of one area, then writes them behind the area's info. Remembers the first field
// that did not fit.
class TlvArea {
 public:
  void add(TlvType type, Bytes data, std::string_view field) {
    if (data.size() > std::numeric_limits<std::uint16_t>::max()) {
      too_big_ = too_big_.empty() ? fmt::format("{}: expected at most 65535 bytes (a TLV's 16-bit length), found {}",
                                                field, data.size())
                                  : too_big_;
      return;
    }
    append_u16(tlvs_, static_cast<std::uint16_t>(type));
    append_u16(tlvs_, static_cast<std::uint16_t>(data.size()));
    append(tlvs_, data);
  }

  // The area's size with its info; 0 without TLVs.
  // kTooBig: more than the info's 16-bit total.
  Result<std::uint16_t> size_bytes(std::string_view area) const {
    if (!too_big_.empty()) return fail(ErrorCode::kTooBig, too_big_);
    if (tlvs_.empty()) return std::uint16_t{0};
    const std::size_t total = wire::kTlvInfoBytes + tlvs_.size();
    if (total > std::numeric_limits<std::uint16_t>::max()) {
      return fail(
          ErrorCode::kTooBig,
          fmt::format("{} TLV area: expected at most 65535 bytes (its 16-bit total size), found {}", area, total));
    }
    return static_cast<std::uint16_t>(total);
  }

  void write(Buffer& out, std::uint16_t magic, std::uint16_t size_bytes) const {
    append_u16(out, magic);
    append_u16(out, size_bytes);
    append(out, tlvs_);
  }

 private:
  Buffer tlvs_;
  std::string too_big_;
};

bool is_vendor_type(std::uint16_t type) { return (type & 0xffu) >= 0xa0u && type != 0xffffu; }

Result<void> check_header_fields(const ImageSpec& spec) {
  if (spec.payload.empty()) return fail(ErrorCode::kUsage, "payload: expected at least one byte, found none");
  if (spec.header_size_bytes > kMaxHeaderSizeBytes) {
    return fail(ErrorCode::kTooBig,
                fmt::format("header size: expected at most {} bytes (a power of two in a 16-bit field), found {}",
                            kMaxHeaderSizeBytes, spec.header_size_bytes));
  }
  if (!std::has_single_bit(spec.header_size_bytes) || spec.header_size_bytes < wire::kImageHeaderBytes) {
    return fail(ErrorCode::kUsage, fmt::format("header size: expected a power of two from {} to {}, found {}",
                                               wire::kImageHeaderBytes, kMaxHeaderSizeBytes, spec.header_size_bytes));
  }
  if ((spec.flags & ~wire::kSupportedFlags) != 0) {
    return fail(ErrorCode::kUsage,
                fmt::format("flags: expected none outside 0x{:x}, found 0x{:x}", wire::kSupportedFlags, spec.flags));
  }
  if (spec.load_address != 0 && (spec.flags & wire::kFlagRomFixed) == 0) {
    return fail(ErrorCode::kUsage,
                fmt::format("load address: expected 0 without the ROM_FIXED flag, found 0x{:x}", spec.load_address));
  }
  return {};
}

Result<void> check_tlv_fields(const ImageSpec& spec) {
  if (spec.dependencies.size() > wire::kMaxDependencies) {
    return fail(ErrorCode::kTooBig, fmt::format("dependencies: expected at most {} (all that a device holds), found {}",
                                                wire::kMaxDependencies, spec.dependencies.size()));
  }
  for (const ProtectedTlv& tlv : spec.custom) {
    if (!is_vendor_type(tlv.type)) {
      return fail(ErrorCode::kUsage,
                  fmt::format("custom TLV: expected a vendor type (low byte 0xa0 to 0xff, not 0xffff), found 0x{:04x}",
                              tlv.type));
    }
  }
  return {};
}

void add_security_counter(TlvArea& area, std::uint32_t counter) {
  std::array<std::uint8_t, wire::kSecurityCounterBytes> data{};
  store_u32(data, 0, counter);
  area.add(TlvType::kSecurityCounter, data, "security counter");
}

void add_dependency(TlvArea& area, const wire::Dependency& dependency) {
  // Three bytes after the image number are padding.
  std::array<std::uint8_t, wire::kDependencyBytes> data{};
  data[0] = dependency.image_id;
  wire::encode_version(dependency.minimum, std::span(data).subspan<4, wire::kVersionBytes>());
  area.add(TlvType::kDependency, data, "dependencies");
}

// TLVs in imgtool's order.
TlvArea protected_area(const ImageSpec& spec) {
  TlvArea area;
  if (spec.security_counter) add_security_counter(area, *spec.security_counter);
  if (!spec.boot_record.empty()) area.add(TlvType::kBootRecord, spec.boot_record, "boot record");
  for (const wire::Dependency& dependency : spec.dependencies) add_dependency(area, dependency);
  if (spec.vendor_id) area.add(TlvType::kVendorId, *spec.vendor_id, "vendor id");
  if (spec.class_id) area.add(TlvType::kClassId, *spec.class_id, "class id");
  for (const ProtectedTlv& tlv : spec.custom) {
    area.add(static_cast<TlvType>(tlv.type), tlv.data, fmt::format("custom TLV 0x{:04x}", tlv.type));
  }
  return area;
}

Result<void> check_total(std::uint64_t total_bytes) {
  if (total_bytes <= std::numeric_limits<std::uint32_t>::max()) return {};
  return fail(ErrorCode::kTooBig,
              fmt::format("image size: expected header, payload and TLVs within 4294967295 bytes (32 bits), found {}",
                          total_bytes));
}

wire::ImageHeader header_of(const ImageSpec& spec, std::uint16_t protected_size_bytes) {
  wire::ImageHeader header;
  header.load_address = spec.load_address;
  header.header_size_bytes = static_cast<std::uint16_t>(spec.header_size_bytes);
  header.protected_size_bytes = protected_size_bytes;
  header.payload_size_bytes = static_cast<std::uint32_t>(spec.payload.size());
  header.flags = spec.flags;
  header.version = spec.version;
  return header;
}

bool has_wanted_signature(const wire::ImageFacts& facts, Bytes image, Bytes key_id, Bytes signature) {
  if (facts.signature_count != 1) return false;
  const wire::SignatureRef& found = facts.signatures[0];
  return found.key_type == TlvType::kKeyHash && equal(image.subspan(found.key_offset, wire::kSha256Bytes), key_id) &&
         equal(image.subspan(found.signature_offset, found.signature_size_bytes), signature);
}

// Checks that the device's parser reads from `image` what was put in. Anything else is a defect
// here.
Result<void> check_readable(Bytes image, const SignedPart& part, Bytes key_id, Bytes signature) {
  wire::ImageFacts facts;
  const Status status = wire::parse_image(MemoryReader(image), facts);
  if (!ok(status)) {
    return fail(ErrorCode::kInternal, fmt::format("the image just written does not parse: {} ({})",
                                                  status_meaning(status), status_name(status)));
  }
  if (facts.total_size_bytes != image.size() || facts.signed_size_bytes != part.bytes.size() ||
      facts.digest != part.digest || !has_wanted_signature(facts, image, key_id, signature)) {
    return fail(ErrorCode::kInternal, "the image just written differs from the request");
  }
  return {};
}

bool same_dependencies(const wire::ImageFacts& facts, const ImageSpec& spec) {
  if (facts.dependency_count != spec.dependencies.size()) return false;
  for (std::size_t i = 0; i < spec.dependencies.size(); ++i) {
    const wire::Dependency& found = facts.dependencies[i];
    if (found.image_id != spec.dependencies[i].image_id || found.minimum != spec.dependencies[i].minimum) return false;
  }
  return true;
}

bool same_id(bool found, const wire::Uuid& id, const std::optional<wire::Uuid>& wanted) {
  return found == wanted.has_value() && (!found || id == *wanted);
}

// As check_readable(), for the fields that `spec` names.
Result<void> check_facts(Bytes image, const ImageSpec& spec) {
  wire::ImageFacts facts;
  const Status status = wire::parse_image(MemoryReader(image), facts);
  const bool same = ok(status) && facts.header.version == spec.version && facts.header.flags == spec.flags &&
                    facts.header.load_address == spec.load_address &&
                    facts.header.payload_size_bytes == spec.payload.size() &&
                    facts.has_security_counter == spec.security_counter.has_value() &&
                    facts.security_counter == spec.security_counter.value_or(0) && same_dependencies(facts, spec) &&
                    same_id(facts.has_vendor_id, facts.vendor_id, spec.vendor_id) &&
                    same_id(facts.has_class_id, facts.class_id, spec.class_id);
  if (same) return {};
  return fail(ErrorCode::kInternal, "the image just written has other facts than the request");
}

}  // namespace

Result<SignedPart> assemble_signed_part(const ImageSpec& spec) {
  if (const auto checked = check_header_fields(spec); !checked) return tl::make_unexpected(checked.error());
  if (const auto checked = check_tlv_fields(spec); !checked) return tl::make_unexpected(checked.error());
  const TlvArea area = protected_area(spec);
  const Result<std::uint16_t> area_size = area.size_bytes("protected");
  if (!area_size) return tl::make_unexpected(area_size.error());
  const std::uint64_t total = std::uint64_t{spec.header_size_bytes} + spec.payload.size() + *area_size;
  if (const auto checked = check_total(total); !checked) return tl::make_unexpected(checked.error());

  SignedPart part;
  part.bytes.reserve(total);
  part.bytes.resize(wire::kImageHeaderBytes);
  wire::encode_image_header(header_of(spec, *area_size), std::span(part.bytes).first<wire::kImageHeaderBytes>());
  part.bytes.resize(spec.header_size_bytes, spec.header_fill);
  append(part.bytes, spec.payload);
  if (*area_size != 0) area.write(part.bytes, wire::kProtectedMagic, *area_size);
  part.digest = crypto::sha256(part.bytes);
  return part;
}

Result<std::vector<std::uint8_t>> attach_signature(const SignedPart& part,
                                                   std::span<const std::uint8_t, wire::kSha256Bytes> key_id,
                                                   Bytes signature) {
  if (signature.empty() || signature.size() > wire::kMaxSignatureBytes) {
    return fail(ErrorCode::kUsage, fmt::format("signature: expected 1 to {} bytes of DER, found {}",
                                               wire::kMaxSignatureBytes, signature.size()));
  }
  TlvArea area;
  area.add(TlvType::kSha256, part.digest, "digest");
  area.add(TlvType::kKeyHash, key_id, "key id");
  area.add(TlvType::kEcdsaSignature, signature, "signature");
  const Result<std::uint16_t> area_size = area.size_bytes("unprotected");
  if (!area_size) return tl::make_unexpected(area_size.error());
  const std::uint64_t total = std::uint64_t{part.bytes.size()} + *area_size;
  if (const auto checked = check_total(total); !checked) return tl::make_unexpected(checked.error());

  Buffer image;
  image.reserve(total);
  append(image, part.bytes);
  area.write(image, wire::kUnprotectedMagic, *area_size);
  if (const auto checked = check_readable(image, part, key_id, signature); !checked)
    return tl::make_unexpected(checked.error());
  return image;
}

Result<std::vector<std::uint8_t>> build_image(const ImageSpec& spec, const Signer& signer) {
  const Result<SignedPart> part = assemble_signed_part(spec);
  if (!part) return tl::make_unexpected(part.error());
  const Result<Buffer> signature = signer.sign(part->digest);
  if (!signature) return tl::make_unexpected(signature.error());
  Result<Buffer> image = attach_signature(*part, signer.key_id, *signature);
  if (!image) return image;
  if (const auto checked = check_facts(*image, spec); !checked) return tl::make_unexpected(checked.error());
  return image;
}

}  // namespace switchback::packer
