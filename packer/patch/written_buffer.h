// Takes a decoder's output in a rehearsal. It can be read back, like flash.
#pragma once

#include <utility>
#include <vector>

#include "core/base/stream.h"

namespace switchback::packer {

class WrittenBuffer final : public Sink, public ReaderOf<WrittenBuffer> {
 public:
  // `size_bytes` is the final size.
  explicit WrittenBuffer(std::uint32_t size_bytes) : ReaderOf(size_bytes) { written_.reserve(size_bytes); }

  Status write(Bytes bytes) override {
    written_.insert(written_.end(), bytes.begin(), bytes.end());
    return Status::kOk;
  }
  const std::vector<std::uint8_t>& written() const { return written_; }
  std::vector<std::uint8_t> take() { return std::move(written_); }

 private:
  friend ReaderOf<WrittenBuffer>;

  Status read_within(std::uint32_t offset, MutableBytes out) const { return MemoryReader(written_).read(offset, out); }

  std::vector<std::uint8_t> written_;
};

}  // namespace switchback::packer
