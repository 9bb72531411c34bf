// Shared by the fuzz targets. A target is an LLVMFuzzerTestOneInput() in a file of its own. It
// aborts if an invariant is broken. ctest replays the committed corpus through it; scripts/fuzz
// lets libFuzzer search for more inputs.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/base/stream.h"

namespace switchback::fuzz {

using Buffer = std::vector<std::uint8_t>;

inline void require(bool holds, const char* invariant) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", invariant);
  std::abort();
}

// Keeps what is written and refuses, with kStreamTrailing, more than `limit` bytes.
class BoundedSink final : public Sink {
 public:
  explicit BoundedSink(std::size_t limit) : limit_(limit) {}

  Status write(Bytes bytes) override {
    if (bytes.size() > limit_ - written_.size()) return Status::kStreamTrailing;
    written_.insert(written_.end(), bytes.begin(), bytes.end());
    return Status::kOk;
  }
  const Buffer& written() const { return written_; }

 private:
  Buffer written_;
  std::size_t limit_;
};

// Memory on the heap of exactly this size, aligned to 8 bytes: a sanitizer sees the first byte
// beyond.
class ExactMemory {
 public:
  explicit ExactMemory(std::size_t size_bytes)
      : memory_(static_cast<std::uint8_t*>(std::malloc(size_bytes == 0 ? 1 : size_bytes))), size_bytes_(size_bytes) {
    require(memory_ != nullptr, "there is memory");
  }
  ~ExactMemory() { std::free(memory_); }
  ExactMemory(const ExactMemory&) = delete;
  ExactMemory& operator=(const ExactMemory&) = delete;

  MutableBytes bytes() { return {memory_, size_bytes_}; }

 private:
  std::uint8_t* memory_;
  std::size_t size_bytes_;
};

}  // namespace switchback::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
