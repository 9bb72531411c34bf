// The target as a patch writes it: in order to a sink, and readable again from where the sink put it. The latest bytes
// stay in RAM, for the writer behind the sink may hold them back.
#pragma once

#include <array>

#include "core/stream.h"

namespace switchback::delta {

class WrittenTarget {
 public:
  static constexpr std::uint32_t kMaxReadBytes = 8;
  // What stands this far behind the last byte of the last write to the sink is read back from `written`, nothing later.
  static constexpr std::uint32_t kHeldBackBytes = 384;

  // `written` gives, from offset 0 on, what `sink` took. Both outlive this.
  WrittenTarget(Sink& sink, const Reader& written) : sink_(sink), written_(written) {}

  std::uint32_t position() const { return position_; }

  // kOk, or what the sink reports.
  Status put(Bytes bytes);
  Status put(std::uint8_t byte) {
    ring_[position_ % kRingBytes] = byte;
    ++position_;
    return position_ % kChunkBytes == 0 ? write(kChunkBytes) : Status::kOk;
  }

  // At the end of the target: writes what is left. kOk, or what the sink reports.
  Status flush();

  // Fills `out`, at most kMaxReadBytes, from `from`. kOk; kFlashRange (beyond position()); what the reader reports.
  Status read(std::uint32_t from, MutableBytes out) const;

  // The same bytes where they are, valid until that many more are put; empty if they are not at hand in one piece.
  Bytes at_hand(std::uint32_t from, std::uint32_t size_bytes) const {
    const std::uint32_t at = from % kRingBytes;
    const bool in_one_piece = position_ - from <= kRingBytes - kMaxReadBytes && kRingBytes - at >= size_bytes;
    return in_one_piece ? Bytes(ring_).subspan(at, size_bytes) : Bytes{};
  }

 private:
  // The latest bytes, to the sink.
  Status write(std::uint32_t size_bytes);

  static constexpr std::uint32_t kChunkBytes = 128;  // of one write
  static constexpr std::uint32_t kRingBytes = kHeldBackBytes + kChunkBytes;

  static_assert((kRingBytes & (kRingBytes - 1)) == 0);

  Sink& sink_;
  const Reader& written_;
  std::uint32_t position_ = 0;
  std::array<std::uint8_t, kRingBytes> ring_;  // the latest bytes, each at its position modulo kRingBytes
};

}  // namespace switchback::delta
