// Writes signed images: MCUboot's published format (docs/SPEC.md, "Image"), byte for byte what imgtool writes for the
// same facts. A package is such an image too. Knows no keys: whoever calls brings a Signer.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/wire/image.h"
#include "host/error.h"

namespace switchback::packer {

constexpr std::uint32_t kMaxHeaderSizeBytes = 32768;  // the largest power of two that the header's u16 holds

// A TLV of the protected area that this module has no name for. `type` is a vendor type: its low byte is 0xa0 … 0xff,
// and it is not 0xffff.
struct ProtectedTlv {
  std::uint16_t type = 0;
  std::vector<std::uint8_t> data;  // at most 65535 bytes
};

struct ImageSpec {
  Bytes payload;  // at least one byte; borrowed for the call
  std::uint32_t header_size_bytes =
      wire::kImageHeaderBytes;      // a power of two, 32 … 32768: the vector table's alignment
  std::uint8_t header_fill = 0xff;  // what lies between the 32 header bytes and the payload: the erased value, or 0
  wire::Version version;
  std::uint32_t flags = 0;         // within wire::kSupportedFlags
  std::uint32_t load_address = 0;  // where the header lies in ROM; 0 without wire::kFlagRomFixed
  std::optional<std::uint32_t> security_counter;
  std::vector<std::uint8_t> boot_record;       // CBOR for attestation; empty: none
  std::vector<wire::Dependency> dependencies;  // at most wire::kMaxDependencies, all that a device holds
  std::optional<wire::Uuid> vendor_id;
  std::optional<wire::Uuid> class_id;
  std::vector<ProtectedTlv> custom;  // written last, in this order
};

// What signs. `key_id` is the SHA-256 of the public key's DER SubjectPublicKeyInfo; `sign` returns the DER ECDSA-P256
// signature (1 … wire::kMaxSignatureBytes) over a digest, or why it cannot (kKey).
struct Signer {
  std::array<std::uint8_t, wire::kSha256Bytes> key_id{};
  std::function<Result<std::vector<std::uint8_t>>(std::span<const std::uint8_t, wire::kSha256Bytes> digest)> sign;
};

// The part of an image that a signature covers: header, payload, protected TLVs; with its SHA-256.
struct SignedPart {
  std::vector<std::uint8_t> bytes;
  wire::Sha256Digest digest{};
};

// kUsage (a field outside the ranges above; the message names it); kTooBig (a size that the format's 16- or 32-bit
// field, or a dependency list that a device, does not hold; names it).
Result<SignedPart> assemble_signed_part(const ImageSpec& spec);

// Appends digest, key id and `signature`, then parses the result with the device's parser. For signatures made
// elsewhere. kUsage (signature empty or longer than wire::kMaxSignatureBytes); kTooBig; kInternal (the device's parser
// refuses the result or reads something else than was asked for).
Result<std::vector<std::uint8_t>> attach_signature(const SignedPart& part,
                                                   std::span<const std::uint8_t, wire::kSha256Bytes> key_id,
                                                   Bytes signature);

// Both steps with `signer` in between: the whole signed image. Errors of both, and the signer's own.
Result<std::vector<std::uint8_t>> build_image(const ImageSpec& spec, const Signer& signer);

}  // namespace switchback::packer
