// Parses header and TLV areas: one function per area, one case per TLV type.
#include "core/wire/image.h"

namespace switchback::wire {
namespace {

template <std::size_t kBytes>
std::span<std::uint8_t, kBytes> room_for(ImageFacts& facts) {
  return MutableBytes(facts.work.read).first<kBytes>();
}

// Reads a TLV of exactly this size.
Status read_exactly(const Reader& artefact, const ImageFacts& facts, MutableBytes data) {
  const Tlv& tlv = facts.work.tlv;
  return tlv.length_bytes == data.size() ? artefact.read(tlv.offset, data) : Status::kTlvLength;
}

// The same for a TLV that may appear once. `data` is a reference: with arguments that do not fit
// into four registers, GCC returns through a register in which a glitch leaves a pointer to the
// data.
Status read_once(const Reader& artefact, const ImageFacts& facts, bool& seen, const MutableBytes& data) {
  if (seen) return Status::kTlvDuplicate;
  const Status status = read_exactly(artefact, facts, data);
  seen = ok(status);
  return status;
}

Status read_security_counter(const Reader& artefact, ImageFacts& facts) {
  const MutableBytes data = room_for<kSecurityCounterBytes>(facts);
  const Status status = read_once(artefact, facts, facts.has_security_counter, data);
  if (ok(status)) facts.security_counter = load_u32(data, 0);
  return status;
}

Status read_dependency(const Reader& artefact, ImageFacts& facts) {
  if (facts.dependency_count == kMaxDependencies) return Status::kTlvCount;
  const auto data = room_for<kDependencyBytes>(facts);
  if (const Status status = read_exactly(artefact, facts, data); !ok(status)) return status;
  Dependency& dependency = facts.dependencies[facts.dependency_count++];
  dependency.image_id = data[0];
  decode_version(data.subspan<4, kVersionBytes>(), dependency.minimum);
  return Status::kOk;
}

Status read_package(const Reader& artefact, ImageFacts& facts) {
  const auto data = room_for<kPackageBytes>(facts);
  const Status status = read_once(artefact, facts, facts.has_package, data);
  return ok(status) ? decode_package_info(data, facts.package) : status;
}

Status read_base(const Reader& artefact, ImageFacts& facts) {
  const auto data = room_for<kPackageBaseBytes>(facts);
  const Status status = read_once(artefact, facts, facts.has_base, data);
  return ok(status) ? decode_base_info(data, facts.base) : status;
}

// Types that this project does not know are covered by the signature and ignored.
Status read_protected(const Reader& artefact, ImageFacts& facts) {
  switch (facts.work.tlv.type) {
    case TlvType::kSecurityCounter:
      return read_security_counter(artefact, facts);
    case TlvType::kVendorId:
      return read_once(artefact, facts, facts.has_vendor_id, facts.vendor_id);
    case TlvType::kClassId:
      return read_once(artefact, facts, facts.has_class_id, facts.class_id);
    case TlvType::kDependency:
      return read_dependency(artefact, facts);
    case TlvType::kPackage:
      return read_package(artefact, facts);
    case TlvType::kPackageBase:
      return read_base(artefact, facts);
    default:
      return Status::kOk;
  }
}

// A key TLV names the key of the signature directly behind it; `work.key` holds it until then.
Status read_key(ImageFacts& facts) {
  const Tlv& tlv = facts.work.tlv;
  const std::uint32_t expected = tlv.type == TlvType::kKeyHash ? kSha256Bytes : kSpkiBytes;
  if (tlv.length_bytes != expected) return Status::kTlvLength;
  facts.work.key = tlv;
  return Status::kOk;
}

Status read_signature(ImageFacts& facts) {
  const Tlv& tlv = facts.work.tlv;
  Tlv& key = facts.work.key;
  if (tlv.length_bytes == 0 || tlv.length_bytes > kMaxSignatureBytes) return Status::kTlvLength;
  if (facts.signature_count == kMaxSignatures) return Status::kTlvCount;
  facts.signatures[facts.signature_count++] = {key.type, key.offset, tlv.offset, tlv.length_bytes};
  key = {};
  return Status::kOk;
}

bool is_other_algorithm(TlvType type) {
  switch (type) {
    case TlvType::kSha384:
    case TlvType::kSha512:
    case TlvType::kRsa2048Pss:
    case TlvType::kRsa3072Pss:
    case TlvType::kEd25519:
      return true;
    default:
      return false;
  }
}

// These bytes are not signed, and they come to lie in executable flash. So the area may hold only
// what the signature check needs: one digest, and keys with their signatures directly behind them.
Status read_unprotected(const Reader& artefact, ImageFacts& facts) {
  const Tlv& tlv = facts.work.tlv;
  if (is_other_algorithm(tlv.type)) return Status::kAlgorithm;
  const bool has_key = facts.work.key.length_bytes != 0;
  if (has_key != (tlv.type == TlvType::kEcdsaSignature)) return Status::kTlvUnprotected;
  switch (tlv.type) {
    case TlvType::kSha256:
      return read_once(artefact, facts, facts.has_digest, facts.digest);
    case TlvType::kKeyHash:
    case TlvType::kPublicKey:
      return read_key(facts);
    case TlvType::kEcdsaSignature:
      return read_signature(facts);
    default:
      return Status::kTlvUnprotected;
  }
}

// Walks the area at the cursor. The protected area must end at `facts.signed_size_bytes`.
Status walk_area(const Reader& artefact, std::uint16_t magic, ImageFacts& facts) {
  TlvCursor& cursor = facts.work.cursor;
  Status status = enter_area(artefact, magic, cursor, room_for<kTlvInfoBytes>(facts));
  if (!ok(status)) return status;
  if (magic == kProtectedMagic && cursor.end != facts.signed_size_bytes) return Status::kTlvSize;
  while (!cursor.at_end()) {
    status = next_tlv(artefact, cursor, facts.work.tlv, room_for<kTlvHeaderBytes>(facts));
    if (!ok(status)) return status;
    status = magic == kProtectedMagic ? read_protected(artefact, facts) : read_unprotected(artefact, facts);
    if (!ok(status)) return status;
  }
  // The last key may have no signature.
  return facts.work.key.length_bytes == 0 ? Status::kOk : Status::kTlvUnprotected;
}

// Computes where payload and protected area end, from the header. Not inlined, like next_tlv().
[[gnu::noinline]] Status find_areas(const Reader& artefact, ImageFacts& facts) {
  std::uint32_t left_bytes = artefact.size_bytes();
  if (facts.header.header_size_bytes > left_bytes) return Status::kImageSize;
  left_bytes -= facts.header.header_size_bytes;
  if (facts.header.payload_size_bytes > left_bytes) return Status::kImageSize;
  left_bytes -= facts.header.payload_size_bytes;
  if (facts.header.protected_size_bytes > left_bytes) return Status::kImageSize;
  facts.work.cursor.next = facts.header.header_size_bytes + facts.header.payload_size_bytes;
  facts.signed_size_bytes = facts.work.cursor.next + facts.header.protected_size_bytes;
  return Status::kOk;
}

Status read_vectors(const Reader& artefact, ImageFacts& facts) {
  const auto data = room_for<kVectorsBytes>(facts);
  if (facts.header.payload_size_bytes < data.size()) return Status::kOk;
  if (const Status status = artefact.read(facts.header.header_size_bytes, data); !ok(status)) return status;
  facts.vectors.stack_pointer = load_u32(data, 0);
  facts.vectors.reset = load_u32(data, 4);
  return Status::kOk;
}

}  // namespace

Status parse_image(const Reader& artefact, ImageFacts& facts) {
  facts = {};
  if (artefact.size_bytes() < kImageHeaderBytes) return Status::kImageSize;
  const auto head = room_for<kImageHeaderBytes>(facts);
  if (const Status status = artefact.read(0, head); !ok(status)) return status;
  if (const Status status = decode_image_header(head, facts.header); !ok(status)) return status;

  if (const Status status = find_areas(artefact, facts); !ok(status)) return status;
  if (const Status status = read_vectors(artefact, facts); !ok(status)) return status;
  if (facts.header.protected_size_bytes != 0) {
    if (const Status status = walk_area(artefact, kProtectedMagic, facts); !ok(status)) return status;
  }
  const Status status = walk_area(artefact, kUnprotectedMagic, facts);
  if (ok(status)) facts.total_size_bytes = facts.work.cursor.end;
  return status;
}

}  // namespace switchback::wire
