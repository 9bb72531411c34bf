// Reads back what a sink has taken, like flash.
#pragma once

#include <vector>

#include "core/base/stream.h"

namespace switchback::testing {

class WrittenReader final : public ReaderOf<WrittenReader> {
 public:
  // Borrows `written`, which may grow to `size_bytes`.
  WrittenReader(const std::vector<std::uint8_t>& written, std::uint32_t size_bytes)
      : ReaderOf(size_bytes), written_(written) {}

 private:
  friend ReaderOf<WrittenReader>;

  Status read_within(std::uint32_t offset, MutableBytes out) const { return MemoryReader(written_).read(offset, out); }

  const std::vector<std::uint8_t>& written_;
};

}  // namespace switchback::testing
