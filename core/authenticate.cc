// Checks the digest first, then each signature whose key is trusted.
#include "core/authenticate.h"

#include <algorithm>

#include "core/base/fault.h"

namespace switchback {
namespace {

// DER of SubjectPublicKeyInfo for an uncompressed P-256 point, up to the point itself (RFC 5480).
constexpr std::array<std::uint8_t, wire::kSpkiBytes - crypto::kPointBytes> kSpkiPrefix = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
    0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};

// Not inlined: this saves code size (docs/decisions/0008).
[[gnu::noinline]] bool is_key(Bytes named, const RootKey& key) {
  if (named.size() == key.id.size()) return equal(named, key.id);
  return equal(named.first(kSpkiPrefix.size()), kSpkiPrefix) && equal(named.subspan(kSpkiPrefix.size()), key.point);
}

// Returns keys.size() if no key matches.
std::size_t find_key(Bytes named, std::span<const RootKey> keys) {
  std::size_t index = 0;
  while (index < keys.size() && !is_key(named, keys[index])) ++index;
  return index;
}

// Not inlined: this saves code size (docs/decisions/0008).
[[gnu::noinline]] Status check_signature(const Reader& artefact, const wire::SignatureRef& ref,
                                         std::span<const RootKey> keys, std::uint32_t& tried, Evidence& evidence) {
  const std::size_t key_bytes = ref.key_type == wire::TlvType::kKeyHash ? wire::kSha256Bytes : wire::kSpkiBytes;
  const MutableBytes named = first_of(evidence.room.piece, key_bytes);
  if (const Status status = artefact.read(ref.key_offset, named); !ok(status)) return status;
  const std::size_t key = find_key(named, keys);
  if (key >= keys.size() || (tried >> key & 1) != 0) return Status::kKeyUnknown;
  tried |= std::uint32_t{1} << key;

  const MutableBytes signature = first_of(evidence.room.piece, ref.signature_size_bytes);
  if (const Status status = artefact.read(ref.signature_offset, signature); !ok(status)) return status;
  const Status decoded = crypto::decode_ecdsa_der(signature, evidence.room.scalars);
  mark_used(evidence.room.piece);
  return ok(decoded) ? crypto::verify_ecdsa(keys[key].point, evidence.digest, evidence.room.scalars) : decoded;
}

}  // namespace

Status authenticate(const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys,
                    Evidence& evidence) {
  std::fill(evidence.digest.begin(), evidence.digest.end(), std::uint8_t{0});
  if (!facts.has_digest) return Status::kDigestMissing;
  const Status hashed = crypto::sha256(artefact, facts.signed_size_bytes, evidence.digest, evidence.room);
  if (!ok(hashed)) return hashed;
  if (!equal(evidence.digest, facts.digest)) return Status::kDigestMismatch;
  if (facts.signature_count == 0) return Status::kSignatureMissing;

  Status verdict = Status::kKeyUnknown;
  std::uint32_t tried = 0;  // one bit per key
  for (std::uint32_t i = 0; i < facts.signature_count; ++i) {
    evidence.signature = i;
    const Status status = check_signature(artefact, facts.signatures[i], keys, tried, evidence);
    if (ok(status)) return status;
    if (status != Status::kKeyUnknown) verdict = status;
  }
  return verdict;
}

Status authenticate(const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys) {
  Evidence evidence;
  return authenticate(artefact, facts, keys, evidence);
}

bool holds(Evidence& evidence, const Reader& artefact, const wire::ImageFacts& facts, std::span<const RootKey> keys) {
  if (!equal(facts.digest, evidence.digest) || evidence.signature >= facts.signature_count) return false;
  std::uint32_t tried = 0;
  return ok(check_signature(artefact, facts.signatures[evidence.signature], keys, tried, evidence));
}

}  // namespace switchback
