// Sinks that tests give to core.
#pragma once

#include "core/base/stream.h"
#include "tests/unit/core/artefact.h"

namespace switchback::testing {

// Keeps what is written; refuses with kStreamTrailing what would make it more than `limit` bytes.
class RecordingSink final : public Sink {
 public:
  explicit RecordingSink(std::size_t limit = SIZE_MAX) : limit_(limit) {}

  Status write(Bytes bytes) override {
    if (bytes.size() > limit_ - written.size()) return Status::kStreamTrailing;
    written.insert(written.end(), bytes.begin(), bytes.end());
    return Status::kOk;
  }

  Buffer written;

 private:
  std::size_t limit_;
};

}  // namespace switchback::testing
