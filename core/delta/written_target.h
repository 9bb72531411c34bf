// The target as a patch writes it: in order to a sink, and readable again from where the sink put
// it. The latest bytes stay in RAM, because the writer behind the sink may hold them back.
#pragma once

#include <array>

#include "core/base/stream.h"

namespace switchback::delta {

class WrittenTarget {
 public:
  static constexpr std::uint32_t kMaxReadBytes = 8;
  // Only bytes at least this far behind the end of the last write to the sink are read from
  // `written`.
  static constexpr std::uint32_t kHeldBackBytes = 384;

  // `written` reads back, from offset 0, what `sink` took. Both outlive this object.
  WrittenTarget(Sink& sink, const Reader& written) : sink_(sink), written_(written) {}

  std::uint32_t position() const { return position_; }

  // Returns kOk, or the sink's failure.
  Status put(Bytes bytes);
  Status put(std::uint8_t byte) {
    ring_[position_ % kRingBytes] = byte;
    ++position_;
    return position_ % kChunkBytes == 0 ? write(kChunkBytes) : Status::kOk;
  }

  // Writes what is left, at the end of the target. Returns kOk, or the sink's failure.
  Status flush();

  // Fills `out`, at most kMaxReadBytes, from `from`.
  //   kOk:         `out` is filled
  //   kFlashRange: beyond position()
  //   others:      from the reader
  Status read(std::uint32_t from, MutableBytes out) const;

  // The same bytes in place, valid until `size_bytes` more are put. Empty if they are not in the
  // ring in one piece.
  Bytes at_hand(std::uint32_t from, std::uint32_t size_bytes) const {
    const std::uint32_t at = from % kRingBytes;
    const bool in_one_piece = position_ - from <= kRingBytes - kMaxReadBytes && kRingBytes - at >= size_bytes;
    return in_one_piece ? Bytes(ring_).subspan(at, size_bytes) : Bytes{};
  }

 private:
  // Writes the latest bytes to the sink.
  Status write(std::uint32_t size_bytes);

  static constexpr std::uint32_t kChunkBytes = 128;  // of one write
  static constexpr std::uint32_t kRingBytes = kHeldBackBytes + kChunkBytes;

  static_assert((kRingBytes & (kRingBytes - 1)) == 0);

  Sink& sink_;
  const Reader& written_;
  std::uint32_t position_ = 0;
  std::array<std::uint8_t, kRingBytes> ring_;  // each byte at position modulo kRingBytes
};

}  // namespace switchback::delta
