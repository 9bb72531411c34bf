// TLV areas and the types this project reads or writes (docs/SPEC.md, "TLV areas").
#pragma once

#include <array>

#include "core/bytes.h"
#include "core/status.h"
#include "core/stream.h"

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
  kPackage = 0x53a0,      // what the payload is and what decoding it needs
  kPackageBase = 0x53a1,  // the image a delta applies to
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
  std::uint32_t offset = 0;  // of the data, in the artefact
  std::uint16_t length_bytes = 0;
};

// Where a walk over an area stands, as offsets in the artefact. Others choose them: like all that comes of an artefact,
// they are not kept in a function's frame where that matters (ImageFacts).
struct TlvCursor {
  std::uint32_t next = 0;  // of the area's info; once it was entered, of a TLV
  std::uint32_t end = 0;   // of the area, once it was entered

  bool at_end() const { return next == end; }
};

// Enters the area whose info `cursor.next` is; `info` is where that is read to. kOk; kImageSize (no room for an info,
// or the area runs past the artefact); kTlvMagic; kTlvSize (total below its own info); what the Reader reports.
Status enter_area(const Reader& artefact, std::uint16_t magic, TlvCursor& cursor,
                  std::span<std::uint8_t, kTlvInfoBytes> info);
inline Status enter_area(const Reader& artefact, std::uint16_t magic, TlvCursor& cursor) {
  std::array<std::uint8_t, kTlvInfoBytes> info;
  return enter_area(artefact, magic, cursor, info);
}

// The next TLV, where `cursor` is in an area and not at its end; `head` is where its type and length are read to. kOk;
// kTlvLength (data would run past the area); what the Reader reports.
Status next_tlv(const Reader& artefact, TlvCursor& cursor, Tlv& tlv, std::span<std::uint8_t, kTlvHeaderBytes> head);
inline Status next_tlv(const Reader& artefact, TlvCursor& cursor, Tlv& tlv) {
  std::array<std::uint8_t, kTlvHeaderBytes> head;
  return next_tlv(artefact, cursor, tlv, head);
}

}  // namespace switchback::wire
