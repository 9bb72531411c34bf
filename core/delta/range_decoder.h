// The range decoder of a patch stream. It reads the payload in order, a few bytes at a time.
#pragma once

#include "core/base/stream.h"
#include "core/delta/bit_models.h"

namespace switchback::delta {

class RangeDecoder {
 public:
  // Decodes from `offset` of `payload`, which outlives the decoder. The constructor reads already.
  RangeDecoder(const Reader& payload, std::uint32_t offset);

  // After the payload has ended or failed, these return harmless values, and status() the failure.
  bool bit(BitModel& model);
  // Walks down a tree from `node`. The children of node n are 2n and 2n + 1. Returns the first
  // number that is at least `leaves`.
  std::uint32_t leaf(BitModel* tree, std::uint32_t node, std::uint32_t leaves);
  std::uint32_t plain_bits(std::uint32_t count);
  std::uint32_t number(NumberModel& model);

  // The first failure, if any.
  //   kOk:              no failure yet
  //   kStreamTruncated: bits were needed beyond the payload's end
  //   others:           from the payload
  Status status() const { return status_; }

  // Call after the last bit.
  //   kOk:             the payload is consumed and ends as an encoder ends it
  //   kStreamTrailing: bytes are left
  //   kStreamCorrupt:  it ends otherwise
  //   others:          from status()
  Status finish() const;

 private:
  static constexpr std::uint32_t kChunkBytes = 32;

  // The interval that is left to decode; `code` lies within `range`.
  struct Interval {
    std::uint32_t range;
    std::uint32_t code;

    bool take(BitModel& model);
    bool is_short() const { return range >> 24 == 0; }
  };

  std::uint8_t next_byte();
  void refill();
  void normalise();
  std::uint32_t low_bits(BitModel* models, std::uint32_t count);

  const Reader& payload_;
  std::uint32_t offset_;  // in the payload, behind the chunk
  Interval left_{.range = 0xffffffff, .code = 0};
  Status status_ = Status::kOk;
  std::uint8_t at_ = 0;
  std::uint8_t filled_ = 0;
  std::array<std::uint8_t, kChunkBytes> chunk_;
};

}  // namespace switchback::delta
