// TLV areas and the types this project reads or writes (docs/SPEC.md, "TLV areas").
#pragma once

#include <array>

#include "core/base/bytes.h"
#include "core/base/status.h"
#include "core/base/stream.h"

namespace switchback::wire {

constexpr std::uint16_t kProtectedMagic = 0x6908;
constexpr std::uint16_t kUnprotectedMagic = 0x6907;
constexpr std::uint32_t kTlvInfoBytes = 4;    // u16 magic, u16 total size with these four bytes
constexpr std::uint32_t kTlvHeaderBytes = 4;  // u16 type, u16 length of the data that follows

enum class TlvType : std::uint16_t {
  kKeyHash = 0x01,
  kPublicKey = 0x02,
  kSha256 = 0x10,
  kSha384 = 0x11,
  kSha512 = 0x12,
  kRsa2048Pss = 0x20,
  kEcdsaSignature = 0x22,
  kRsa3072Pss = 0x23,
  kEd25519 = 0x24,
  kDependency = 0x40,
  kSecurityCounter = 0x50,
  kBootRecord = 0x60,
  kVendorId = 0x74,
  kClassId = 0x75,
  kPackage = 0x53a0,      // what the payload is and what its decoding needs
  kPackageBase = 0x53a1,  // the image to which a delta applies
};

constexpr std::uint32_t kSha256Bytes = 32;
constexpr std::uint32_t kUuidBytes = 16;
constexpr std::uint32_t kSecurityCounterBytes = 4;
constexpr std::uint32_t kDependencyBytes = 12;
constexpr std::uint32_t kPackageBytes = 44;
constexpr std::uint32_t kPackageBaseBytes = 36;
constexpr std::uint32_t kSpkiBytes = 91;          // DER SubjectPublicKeyInfo of a P-256 key
constexpr std::uint32_t kMaxSignatureBytes = 80;  // DER is at most 72; some signers pad with zeros

struct Tlv {
  TlvType type{};
  std::uint32_t offset = 0;  // of the data in the artefact
  std::uint16_t length_bytes = 0;
};

// The position of a walk over an area, as offsets in the artefact. They are untrusted: where that
// matters, no stack frame may hold them (ImageFacts).
struct TlvCursor {
  std::uint32_t next = 0;  // of the area's info; after enter_area(), of a TLV
  std::uint32_t end = 0;   // of the area; set by enter_area()

  bool at_end() const { return next == end; }
};

// Enters the area whose info is at `cursor.next`. `info` is the buffer for it.
//   kOk:        `cursor` is at the first TLV, or at the area's end
//   kImageSize: no room for an info, or the area exceeds the artefact
//   kTlvMagic:  another magic
//   kTlvSize:   the area's size is below 4
//   others:     from the Reader
Status enter_area(const Reader& artefact, std::uint16_t magic, TlvCursor& cursor,
                  std::span<std::uint8_t, kTlvInfoBytes> info);
inline Status enter_area(const Reader& artefact, std::uint16_t magic, TlvCursor& cursor) {
  std::array<std::uint8_t, kTlvInfoBytes> info;
  return enter_area(artefact, magic, cursor, info);
}

// Reads the TLV at `cursor`, which is in an area and not at its end. `head` is the buffer for type
// and length.
//   kOk:        `cursor` is behind the TLV
//   kTlvLength: the TLV exceeds the area
//   others:     from the Reader
Status next_tlv(const Reader& artefact, TlvCursor& cursor, Tlv& tlv, std::span<std::uint8_t, kTlvHeaderBytes> head);
inline Status next_tlv(const Reader& artefact, TlvCursor& cursor, Tlv& tlv) {
  std::array<std::uint8_t, kTlvHeaderBytes> head;
  return next_tlv(artefact, cursor, tlv, head);
}

}  // namespace switchback::wire
