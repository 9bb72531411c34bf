// The range decoder of a patch stream: reads its payload in order, a few bytes at a time.
#pragma once

#include "core/delta/bit_models.h"
#include "core/stream.h"

namespace switchback::delta {

class RangeDecoder {
 public:
  // Decodes from `offset` of `payload`, which outlives the decoder. The first read happens here.
  RangeDecoder(const Reader& payload, std::uint32_t offset);

  // Each of these makes up something harmless once the payload has ended or failed; status() then says so.
  bool bit(BitModel& model);
  // Goes down a tree from `node`: a node's children are at twice its number, and beside that. Ends at the first number
  // from `leaves` on.
  std::uint32_t leaf(BitModel* tree, std::uint32_t node, std::uint32_t leaves);
  std::uint32_t plain_bits(std::uint32_t count);
  std::uint32_t number(NumberModel& model);

  // kOk so far; kStreamTruncated (bits were wanted beyond the payload's end); what the payload reports.
  Status status() const { return status_; }

  // After the last bit. kOk; status(); kStreamTrailing (bytes are left); kStreamCorrupt (the encoder does not end so).
  Status finish() const;

 private:
  static constexpr std::uint32_t kChunkBytes = 32;

  // What is left to decode: `code` lies within `range`.
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
  std::uint32_t offset_;  // of the payload, behind the chunk
  Interval left_{.range = 0xffffffff, .code = 0};
  Status status_ = Status::kOk;
  std::uint8_t at_ = 0;
  std::uint8_t filled_ = 0;
  std::array<std::uint8_t, kChunkBytes> chunk_;
};

}  // namespace switchback::delta
