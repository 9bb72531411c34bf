// Parses a whole artefact (image or package) into facts. Nothing here is trusted yet: core/accept decides.
#pragma once

#include "core/stream.h"
#include "core/vectors.h"
#include "core/wire/image_header.h"
#include "core/wire/package.h"
#include "core/wire/tlv.h"

namespace switchback::wire {

constexpr std::uint32_t kMaxSignatures = 4;
constexpr std::uint32_t kMaxDependencies = 4;

using Uuid = std::array<std::uint8_t, kUuidBytes>;

// A signature with the key it names. Offsets are of the TLV's data in the artefact.
struct SignatureRef {
  TlvType key_type{};  // kKeyHash (32 bytes at key_offset) or kPublicKey (91 bytes)
  std::uint32_t key_offset = 0;
  std::uint32_t signature_offset = 0;
  std::uint16_t signature_size_bytes = 0;  // 1 … kMaxSignatureBytes
};

struct Dependency {
  std::uint8_t image_id = 0;
  Version minimum;
};

// What is used most comes first: on Cortex-M0 that is cheap to reach. All zero is a new one, so that it takes one
// memset (write `ImageFacts facts{};`).
//
// What is read to make them passes through `work`, and nothing of it through a function's frame, where a fault in the
// processor takes it for a return address: a bootloader keeps its facts where no stack comes to (docs/decisions/0007).
struct ImageFacts {
  ImageHeader header;
  std::uint32_t signed_size_bytes = 0;  // header, payload and protected area: what the digest covers
  std::uint32_t total_size_bytes = 0;   // up to the end of the TLVs
  std::uint32_t signature_count = 0;
  Vectors vectors;  // the first eight bytes of the payload; 0 where it is shorter

  // What the parser works with; no facts.
  struct Work {
    TlvCursor cursor;
    Tlv tlv;
    Tlv key;                                                                // whose signature comes next
    alignas(std::uint32_t) std::array<std::uint8_t, kPackageBytes> read{};  // of the artefact
  } work;

  bool has_digest = false;
  // From the protected area, up to the dependencies.
  bool has_security_counter = false;
  bool has_vendor_id = false;
  bool has_class_id = false;
  bool has_package = false;
  bool has_base = false;
  std::uint32_t security_counter = 0;  // 0 when absent
  std::uint32_t dependency_count = 0;
  PackageInfo package;
  BaseInfo base;
  Uuid vendor_id{};
  Uuid class_id{};
  std::array<Dependency, kMaxDependencies> dependencies{};

  Sha256Digest digest{};  // as claimed
  std::array<SignatureRef, kMaxSignatures> signatures{};
};

// Parses the artefact that starts at offset 0 of `artefact`; bytes may follow its TLVs. Writes `facts` only as far as
// it gets. kOk; what decode_image_header, enter_area and the package decoders return; kImageSize (sizes overflow or
// run past the artefact); kTlvSize (protected total differs from the header's); kTlvLength; kTlvDuplicate;
// kAlgorithm; kTlvUnprotected; kTlvCount; what the Reader reports.
Status parse_image(const Reader& artefact, ImageFacts& facts);

}  // namespace switchback::wire
