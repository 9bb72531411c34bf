// Writes signed images in MCUboot's format (docs/SPEC.md, "Image"): byte for byte what imgtool
// writes from the same values. A package is such an image too. The caller brings the Signer.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/wire/image.h"
#include "host/error.h"

namespace switchback::packer {

constexpr std::uint32_t kMaxHeaderSizeBytes = 32768;  // largest power of two in a u16

// A vendor TLV of the protected area, which this module does not interpret. The low byte of `type`
// is 0xa0 … 0xff; `type` is not 0xffff.
struct ProtectedTlv {
  std::uint16_t type = 0;
  std::vector<std::uint8_t> data;  // at most 65535 bytes
};

struct ImageSpec {
  Bytes payload;  // at least 1 byte; borrowed for the call
  std::uint32_t header_size_bytes =
      wire::kImageHeaderBytes;      // a power of two, 32 … 32768: the vector table's alignment
  std::uint8_t header_fill = 0xff;  // behind the 32 bytes: erased value or 0
  wire::Version version;
  std::uint32_t flags = 0;         // within wire::kSupportedFlags
  std::uint32_t load_address = 0;  // the header's; 0 without wire::kFlagRomFixed
  std::optional<std::uint32_t> security_counter;
  std::vector<std::uint8_t> boot_record;       // CBOR for attestation; empty: none
  std::vector<wire::Dependency> dependencies;  // at most wire::kMaxDependencies
  std::optional<wire::Uuid> vendor_id;
  std::optional<wire::Uuid> class_id;
  std::vector<ProtectedTlv> custom;  // written last, in this order
};

// The signature's source. `key_id` is the SHA-256 of the public key's DER SubjectPublicKeyInfo.
// `sign` returns a DER ECDSA-P256 signature over the digest, 1 … wire::kMaxSignatureBytes.
// kKey: `sign` cannot sign.
struct Signer {
  std::array<std::uint8_t, wire::kSha256Bytes> key_id{};
  std::function<Result<std::vector<std::uint8_t>>(std::span<const std::uint8_t, wire::kSha256Bytes> digest)> sign;
};

// The signed part of an image (header, payload, protected TLVs) and its SHA-256.
struct SignedPart {
  std::vector<std::uint8_t> bytes;
  wire::Sha256Digest digest{};
};

//   kUsage:  a field is out of range; the message names it
//   kTooBig: a size exceeds its 16- or 32-bit field, or a device's dependency list; the message
//            names it
Result<SignedPart> assemble_signed_part(const ImageSpec& spec);

// Appends digest, key id and a signature made elsewhere. Reads the result back with the device's
// parser.
//   kUsage:    signature empty, or longer than wire::kMaxSignatureBytes
//   kTooBig:   a size exceeds its field
//   kInternal: the device's parser refuses the image, or reads other values
Result<std::vector<std::uint8_t>> attach_signature(const SignedPart& part,
                                                   std::span<const std::uint8_t, wire::kSha256Bytes> key_id,
                                                   Bytes signature);

// Both steps, signed by `signer`: returns the signed image. Errors: those of both steps and the
// signer.
Result<std::vector<std::uint8_t>> build_image(const ImageSpec& spec, const Signer& signer);

}  // namespace switchback::packer
