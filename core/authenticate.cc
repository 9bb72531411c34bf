// Checks the digest first, then each signature whose key is trusted.
#include "core/authenticate.h"

#include <algorithm>

#include "core/base/fault.h"

namespace switchback {
namespace {

// Returns keys.size() if no key matches.
std::size_t find_key(Bytes id, std::span<const RootKey> keys) {
  std::size_t index = 0;
  while (index < keys.size() && !equal(id, keys[index].id)) ++index;
  return index;
}

// Reads the id of the key that `ref` names, by its id or by the whole key, into the room.
Status read_key_id(const Reader& artefact, const wire::SignatureRef& ref, crypto::Room& room) {
  const bool is_id = ref.key_type == wire::TlvType::kKeyHash;
  const MutableBytes named = first_of(room.piece, is_id ? wire::kSha256Bytes : wire::kSpkiBytes);
  const Status status = artefact.read(ref.key_offset, named);
  if (!ok(status) || is_id) return status;
  room.hash.start();
  room.hash.update(named);
  room.hash.finish(named.first<wire::kSha256Bytes>());
  return Status::kOk;
}

// Not inlined: this saves code size (docs/decisions/0008).
[[gnu::noinline]] Status check_signature(const Reader& artefact, const wire::SignatureRef& ref,
                                         std::span<const RootKey> keys, std::uint32_t& tried, Evidence& evidence) {
  if (const Status status = read_key_id(artefact, ref, evidence.room); !ok(status)) return status;
  const std::size_t key = find_key(first_of(evidence.room.piece, wire::kSha256Bytes), keys);
  if (key >= keys.size() || (tried >> key & 1) != 0) return Status::kKeyUnknown;
  tried |= std::uint32_t{1} << key;

  const MutableBytes signature = first_of(evidence.room.piece, ref.signature_size_bytes);
  if (const Status status = artefact.read(ref.signature_offset, signature); !ok(status)) return status;
  const Status decoded = crypto::decode_ecdsa_der(signature, evidence.room.scalars);
  mark_used(evidence.room.piece);
  if (!ok(decoded)) return decoded;
  return crypto::verify_ecdsa(keys[key].comb, evidence.digest, evidence.room.scalars, evidence.room.work);
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
