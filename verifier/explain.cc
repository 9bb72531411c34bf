// One function for each part of the decision. A reason that none of them knows gets its plain
// meaning.
#include "verifier/explain.h"

#include <fmt/format.h>

#include <cctype>

#include "core/crypto/sha256.h"
#include "host/text.h"
#include "verifier/named_keys.h"
#include "verifier/reasons.h"

namespace switchback::verifier {
namespace {

using host::hex_text;
using host::uuid_text;
using host::version_text;

using Parts = std::optional<Explanation>;

Explanation parts(std::string field, std::string expected, std::string found) {
  return {std::move(field), std::move(expected), std::move(found), {}};
}

std::string header_found(const wire::ImageHeader& header) {
  return fmt::format("header size {}, protected size {}, payload size {}", header.header_size_bytes,
                     header.protected_size_bytes, header.payload_size_bytes);
}

// Some debugger tools produce images as text, and users may verify such files.
const char* text_form(Bytes file) {
  constexpr std::uint32_t kByteOrderMarkBytes = 3;
  const bool marked = file.size() > kByteOrderMarkBytes && file[0] == 0xef && file[1] == 0xbb && file[2] == 0xbf;
  const Bytes text = marked ? file.subspan(kByteOrderMarkBytes) : file;
  const auto is_digit = [&](std::size_t at) { return text.size() > at && std::isxdigit(text[at]) != 0; };
  if (!text.empty() && text[0] == ':' && is_digit(1) && is_digit(2)) {
    return ", which begins an Intel HEX file; `objcopy -I ihex -O binary` makes an image of it";
  }
  if (!text.empty() && text[0] == 'S' && is_digit(1) && is_digit(2)) {
    return ", which begins an S-record file; `objcopy -I srec -O binary` makes an image of it";
  }
  return "";
}

Parts explain_header(Status reason, const Evidence& evidence) {
  const wire::ImageHeader& header = evidence.facts.header;
  switch (reason) {
    case Status::kImageMagic:
      return parts("header magic", fmt::format("0x{:08x}", wire::kImageMagic),
                   fmt::format("0x{:08x}{}", load_u32(evidence.file, 0), text_form(evidence.file)));
    case Status::kImageHeader:
      return parts("header", "header size 32 or more, protected size 0 or at least 4, some payload, padding 0",
                   header_found(header));
    case Status::kImageFlags:
      return parts("header flags", fmt::format("none but 0x{:x}", wire::kSupportedFlags),
                   fmt::format("0x{:x}", header.flags));
    case Status::kImageSize:
      if (evidence.file.size() < wire::kImageHeaderBytes) {
        return parts("file size", "a header of 32 bytes", fmt::format("{} bytes", evidence.file.size()));
      }
      return parts("file size", fmt::format("room for {} and the TLVs", header_found(header)),
                   fmt::format("{} bytes", evidence.file.size()));
    default:
      return std::nullopt;
  }
}

Parts explain_tlvs(Status reason, const Evidence& evidence) {
  const char* meaning = status_meaning(reason);
  switch (reason) {
    case Status::kTlvMagic:
      return parts("TLV area",
                   fmt::format("magic 0x{:04x} or 0x{:04x}", wire::kProtectedMagic, wire::kUnprotectedMagic),
                   "other bytes where the payload or the protected area ends");
    case Status::kTlvSize:
    case Status::kTlvLength:
      return parts("TLV area", "lengths that fit the area and the TLV's type", meaning);
    case Status::kTlvDuplicate:
    case Status::kTlvCount:
      return parts("TLV area", "each TLV once, at most 4 signatures and 4 dependencies", meaning);
    case Status::kTlvUnprotected:
      return parts("unprotected TLV area", "digest, keys and signatures only", meaning);
    case Status::kTrailingData:
      return parts("file size", fmt::format("{} bytes, up to the end of the TLVs", evidence.facts.total_size_bytes),
                   fmt::format("{} bytes", evidence.file.size()));
    default:
      return std::nullopt;
  }
}

const char* algorithm_name(wire::TlvType type) {
  switch (type) {
    case wire::TlvType::kSha384:
      return "SHA-384 (P-384 keys)";
    case wire::TlvType::kSha512:
      return "SHA-512";
    case wire::TlvType::kRsa2048Pss:
      return "RSA-2048";
    case wire::TlvType::kRsa3072Pss:
      return "RSA-3072";
    case wire::TlvType::kEd25519:
      return "Ed25519";
    default:
      return nullptr;
  }
}

// Describes what the unprotected area holds of other algorithms.
std::string other_algorithms(const Evidence& evidence) {
  const MemoryReader file(evidence.file);
  std::vector<std::string> names;
  wire::TlvCursor cursor{.next = evidence.facts.signed_size_bytes};
  if (!ok(wire::enter_area(file, wire::kUnprotectedMagic, cursor))) return "another";
  for (wire::Tlv tlv; !cursor.at_end() && ok(wire::next_tlv(file, cursor, tlv));) {
    if (const char* name = algorithm_name(tlv.type)) names.emplace_back(name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string key_ids(std::span<const RootKey> keys) {
  std::vector<std::string> ids;
  for (const RootKey& key : keys) ids.push_back(hex_text(key.id));
  return ids.empty() ? "no key" : fmt::format("{}", fmt::join(ids, ", "));
}

Parts explain_authenticity(Status reason, const Evidence& evidence) {
  switch (reason) {
    case Status::kAlgorithm:
      return parts("algorithm", "SHA-256 and ECDSA with a P-256 key", other_algorithms(evidence));
    case Status::kDigestMissing:
      return parts("SHA-256 TLV", "one in the unprotected area", "none");
    case Status::kDigestMismatch:
      return parts("SHA-256 of header, payload and protected TLVs", hex_text(evidence.facts.digest),
                   hex_text(crypto::sha256(evidence.file.first(evidence.facts.signed_size_bytes))));
    case Status::kSignatureMissing:
      return parts("signature", "an ECDSA-P256 signature that follows the id of its key", "none");
    case Status::kSignatureFormat:
      return parts("signature", "a DER ECDSA-P256 signature", "other bytes");
    case Status::kSignatureInvalid:
      return parts("signature", fmt::format("one that verifies under key {}", key_ids(evidence.keys)),
                   "one that does not verify");
    case Status::kKeyUnknown:
      return parts("signing key", key_ids(evidence.keys),
                   fmt::format("{}", fmt::join(named_key_ids(evidence.file, evidence.facts), ", ")));
    default:
      return std::nullopt;
  }
}

std::string id_or_none(bool present, const wire::Uuid& id) { return present ? uuid_text(id) : "none"; }

std::string id_or_any(const wire::Uuid* id) { return id != nullptr ? uuid_text(*id) : "any"; }

// The first dependency that no installed image meets.
Parts explain_dependency(const wire::ImageFacts& facts, const DeviceFacts& device) {
  for (const wire::Dependency& wanted : std::span(facts.dependencies).first(facts.dependency_count)) {
    std::string found = "no such image";
    for (const InstalledImage& image : device.installed) {
      if (image.image_id == wanted.image_id) found = version_text(image.version);
      if (image.image_id == wanted.image_id && image.version >= wanted.minimum) found.clear();
    }
    if (found.empty()) continue;
    return parts("dependency",
                 fmt::format("image {}, version {} or later", wanted.image_id, version_text(wanted.minimum)),
                 std::move(found));
  }
  return std::nullopt;
}

std::string range_text(std::uint32_t address, std::uint32_t size_bytes) {
  return fmt::format("0x{:08x} to 0x{:08x}", address, address + size_bytes);
}

Parts explain_vectors(Status reason, const Evidence& evidence) {
  const wire::ImageHeader& header = evidence.facts.header;
  const DeviceFacts& device = evidence.device;
  if (reason == Status::kStackPointer) {
    std::vector<std::string> ranges;
    for (const MemoryRange& ram : device.ram) ranges.push_back(range_text(ram.address, ram.size_bytes));
    return parts("initial stack pointer", fmt::format("a multiple of 4 within RAM, {}", fmt::join(ranges, " or ")),
                 fmt::format("0x{:08x}", evidence.facts.vectors.stack_pointer));
  }
  if (reason != Status::kResetVector) return std::nullopt;
  return parts("reset vector",
               fmt::format("an odd address within the payload, {}",
                           range_text(device.slot_address + header.header_size_bytes, header.payload_size_bytes)),
               fmt::format("0x{:08x}", evidence.facts.vectors.reset));
}

Parts explain_device(Status reason, const Evidence& evidence) {
  const wire::ImageFacts& facts = evidence.facts;
  const DeviceFacts& device = evidence.device;
  switch (reason) {
    case Status::kVendorMismatch:
      return parts("vendor id", id_or_any(device.vendor_id), id_or_none(facts.has_vendor_id, facts.vendor_id));
    case Status::kClassMismatch:
      return parts("class id", id_or_any(device.class_id), id_or_none(facts.has_class_id, facts.class_id));
    case Status::kRollback:
      return parts("security counter", fmt::format("{} or more", device.security_floor),
                   facts.has_security_counter ? fmt::format("{}", facts.security_counter) : "none, which counts as 0");
    case Status::kSlotMismatch:
      return parts(
          "load address", fmt::format("0x{:x}", device.slot_address),
          (facts.header.flags & wire::kFlagRomFixed) != 0 ? fmt::format("0x{:x}", facts.header.load_address) : "none");
    case Status::kImageTooLarge:
      return parts(
          "image size",
          fmt::format("at most {} bytes", device.knows_slot ? device.max_image_size_bytes : kMaxTargetBytes),
          fmt::format("{} bytes", facts.has_package ? facts.package.target_size_bytes : facts.total_size_bytes));
    case Status::kDependencyUnmet:
      return explain_dependency(facts, device);
    default:
      return std::nullopt;
  }
}

Parts explain_package(Status reason, const Evidence& evidence) {
  const wire::PackageInfo& package = evidence.facts.package;
  const DeviceFacts& device = evidence.device;
  switch (reason) {
    case Status::kNotBootable:
      return parts("header flags", "a bootable image without package TLVs",
                   evidence.facts.has_package ? "an update package" : "the non-bootable flag");
    case Status::kNotPackage:
      return parts("package TLV and non-bootable flag", "both", evidence.facts.has_package ? "no flag" : "no TLV");
    case Status::kPackageField:
      return parts("package TLVs", "a known kind, codec and window, a target, and a base only for a delta",
                   "a field that is missing or malformed");
    case Status::kPackageCodec:
      return parts("codec", "a codec that is supported here", fmt::format("{}", static_cast<unsigned>(package.codec)));
    case Status::kPackageWindow:
      return parts("window", fmt::format("at most {} bits", device.max_window_bits),
                   fmt::format("{} bits", package.window_bits));
    case Status::kPackageRam:
      return parts(
          "decoder RAM",
          fmt::format("at most {} bytes", device.knows_decoder ? device.decoder_ram_bytes : kMaxDecoderRamBytes),
          fmt::format("{} bytes", package.decoder_ram_bytes));
    case Status::kBaseMismatch:
      return parts("base image",
                   fmt::format("{} signed bytes with digest {}", evidence.facts.base.size_bytes,
                               hex_text(evidence.facts.base.digest)),
                   fmt::format("{} signed bytes with digest {}", device.base.size_bytes, hex_text(device.base.digest)));
    case Status::kTargetMismatch:
      return parts("rebuilt image", fmt::format("SHA-256 {}", hex_text(package.target_digest)), "another");
    default:
      return std::nullopt;
  }
}

}  // namespace

Explanation explain(Status reason, const Evidence& evidence) {
  if (ok(reason)) return {};
  Explanation explanation = parts("artefact", "one that a device would accept", status_meaning(reason));
  for (const auto& part :
       {explain_header, explain_tlvs, explain_authenticity, explain_device, explain_vectors, explain_package}) {
    if (Parts found = part(reason, evidence)) explanation = std::move(*found);
  }
  explanation.next_step = next_step(reason);
  return explanation;
}

}  // namespace switchback::verifier
