// Bounds-checked walking of TLV areas.
#include "core/wire/tlv.h"

namespace switchback::wire {

Status TlvWalker::next(Tlv& tlv, std::span<std::uint8_t, kTlvHeaderBytes> head) {
  if (end_ - next_ < kTlvHeaderBytes) return Status::kTlvLength;
  if (const Status status = artefact_.read(next_, head); !ok(status)) return status;
  tlv.type = static_cast<TlvType>(load_u16(head, 0));
  tlv.length_bytes = load_u16(head, 2);
  tlv.offset = next_ + kTlvHeaderBytes;
  if (tlv.length_bytes > end_ - tlv.offset) return Status::kTlvLength;
  next_ = tlv.offset + tlv.length_bytes;
  return Status::kOk;
}

Status read_tlv_info(const Reader& artefact, std::uint32_t offset, std::uint16_t magic, std::uint32_t& size_bytes,
                     std::span<std::uint8_t, kTlvInfoBytes> info) {
  const std::uint32_t artefact_bytes = artefact.size_bytes();
  if (offset > artefact_bytes || artefact_bytes - offset < kTlvInfoBytes) return Status::kImageSize;
  if (const Status status = artefact.read(offset, info); !ok(status)) return status;
  if (load_u16(info, 0) != magic) return Status::kTlvMagic;
  size_bytes = load_u16(info, 2);
  if (size_bytes < kTlvInfoBytes) return Status::kTlvSize;
  return size_bytes <= artefact_bytes - offset ? Status::kOk : Status::kImageSize;
}

}  // namespace switchback::wire
