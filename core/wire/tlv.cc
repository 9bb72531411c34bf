// Walks TLV areas with bounds checks.
#include "core/wire/tlv.h"

namespace switchback::wire {

Status enter_area(const Reader& artefact, std::uint16_t magic, TlvCursor& cursor,
                  std::span<std::uint8_t, kTlvInfoBytes> info) {
  if (cursor.next > artefact.size_bytes() || artefact.size_bytes() - cursor.next < kTlvInfoBytes)
    return Status::kImageSize;
  if (const Status status = artefact.read(cursor.next, info); !ok(status)) return status;
  if (load_u16(info, 0) != magic) return Status::kTlvMagic;
  const std::uint32_t size_bytes = load_u16(info, 2);
  if (size_bytes < kTlvInfoBytes) return Status::kTlvSize;
  if (size_bytes > artefact.size_bytes() - cursor.next) return Status::kImageSize;
  cursor.end = cursor.next + size_bytes;
  cursor.next += kTlvInfoBytes;
  return Status::kOk;
}

// Not inlined: the untrusted numbers are written directly to `cursor` and `tlv` and never to a
// stack frame.
[[gnu::noinline]] Status next_tlv(const Reader& artefact, TlvCursor& cursor, Tlv& tlv,
                                  std::span<std::uint8_t, kTlvHeaderBytes> head) {
  if (cursor.end - cursor.next < kTlvHeaderBytes) return Status::kTlvLength;
  if (const Status status = artefact.read(cursor.next, head); !ok(status)) return status;
  tlv.type = static_cast<TlvType>(load_u16(head, 0));
  tlv.length_bytes = load_u16(head, 2);
  tlv.offset = cursor.next + kTlvHeaderBytes;
  if (tlv.length_bytes > cursor.end - tlv.offset) return Status::kTlvLength;
  cursor.next = tlv.offset + tlv.length_bytes;
  return Status::kOk;
}

}  // namespace switchback::wire
