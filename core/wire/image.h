// Parses a whole artefact (image or package) into facts. The facts are not trusted until
// core/accept.h has decided.
#pragma once

#include "core/base/stream.h"
#include "core/wire/image_header.h"
#include "core/wire/package.h"
#include "core/wire/tlv.h"
#include "core/wire/vectors.h"

namespace switchback::wire {

constexpr std::uint32_t kMaxSignatures = 4;
constexpr std::uint32_t kMaxDependencies = 4;

using Uuid = std::array<std::uint8_t, kUuidBytes>;

// A signature and the key that it names. Offsets are those of the TLV's data in the artefact.
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

// The contents of an artefact, as parse_image() reads them. The members used most come first, where
// a Cortex-M0 reaches them cheaply. Create it with `ImageFacts facts{};`: all members 0, with one
// memset.
//
// The untrusted bytes are read into `work` and never into a stack frame, where a glitch could use
// them as a return address. A bootloader keeps its facts in static memory (docs/decisions/0007).
struct ImageFacts {
  ImageHeader header;
  std::uint32_t signed_size_bytes = 0;  // covered by the digest: all but the unprotected TLVs
  std::uint32_t total_size_bytes = 0;   // up to the end of the TLVs
  std::uint32_t signature_count = 0;
  Vectors vectors;  // the payload's first eight bytes; 0 if it is shorter

  // The parser's working memory.
  struct Work {
    TlvCursor cursor;
    Tlv tlv;
    Tlv key;                                                                // its signature follows
    alignas(std::uint32_t) std::array<std::uint8_t, kPackageBytes> read{};  // from the artefact
  } work;

  bool has_digest = false;
  // From the protected area, down to `dependencies`.
  bool has_security_counter = false;
  bool has_vendor_id = false;
  bool has_class_id = false;
  bool has_package = false;
  bool has_base = false;
  std::uint32_t security_counter = 0;  // 0 if absent
  std::uint32_t dependency_count = 0;
  PackageInfo package;
  BaseInfo base;
  Uuid vendor_id{};
  Uuid class_id{};
  std::array<Dependency, kMaxDependencies> dependencies{};

  Sha256Digest digest{};  // as the artefact claims
  std::array<SignatureRef, kMaxSignatures> signatures{};
};

// Parses the artefact at offset 0 of `artefact`; bytes may follow its TLVs. After a failure `facts`
// holds what was read before it.
//   kOk:             `facts` is complete
//   kImageSize:      sizes overflow or exceed `artefact`
//   kTlvMagic:       an area does not begin with its magic
//   kTlvSize:        an area's size is below 4, or not the header's
//   kTlvLength:      the length does not fit the type or the area
//   kTlvDuplicate:   a TLV that may appear once appears again
//   kTlvCount:       more than kMaxSignatures or kMaxDependencies
//   kTlvUnprotected: a TLV that may not be unprotected, or a key that its signature does not follow
//   kAlgorithm:      a digest or signature of another algorithm
//   others:          from decode_image_header(), the package decoders and the Reader
Status parse_image(const Reader& artefact, ImageFacts& facts);

}  // namespace switchback::wire
