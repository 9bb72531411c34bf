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
  static constexpr std::uint32_t kHeldBackBytes = 376;

  // `written` gives, from offset 0 on, what `sink` took. Both outlive this.
  WrittenTarget(Sink& sink, const Reader& written) : sink_(sink), written_(written) {}

  std::uint32_t position() const { return position_; }

  // kOk, or what the sink reports.
  Status put(Bytes bytes);

  // At the end of the target: writes what is left. kOk, or what the sink reports.
  Status flush();

  // Fills `out`, at most kMaxReadBytes, from `from`. kOk; kFlashRange (beyond position()); what the reader reports.
  Status read(std::uint32_t from, MutableBytes out) const;

 private:
  static constexpr std::uint32_t kChunkBytes = 128;  // of one write
  static constexpr std::uint32_t kRingBytes = kHeldBackBytes + kMaxReadBytes + kChunkBytes;

  static_assert((kRingBytes & (kRingBytes - 1)) == 0);

  Sink& sink_;
  const Reader& written_;
  std::uint32_t position_ = 0;
  std::array<std::uint8_t, kRingBytes> ring_;  // the latest bytes, each at its position modulo kRingBytes
};

}  // namespace switchback::delta
