// Applies a delta stream (docs/SPEC.md, "Delta stream") to a base that is read in place.
#pragma once

#include <array>

#include "core/base/stream.h"

namespace switchback::delta {

// A number of the stream: unsigned LEB128 of at most 32 bits in its shortest form, taken byte by
// byte.
class Varint {
 public:
  enum class Progress : std::uint8_t { kMore, kDone, kMalformed };

  // After kDone value() is the number, and the next byte starts a new one. Not usable after
  // kMalformed.
  Progress take(std::uint8_t byte);
  std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 0;
  std::uint8_t shift_ = 0;  // 0 between numbers, otherwise 7 for each byte taken
};

// A sink for the stream, in pieces of any size. It writes the target to another sink and keeps only
// a small buffer. Every number is checked before it is used: the base is never read beyond
// `base_size_bytes`, and the target is never written beyond `target_size_bytes`.
class DeltaDecoder final : public Sink {
 public:
  // `base` holds at least `base_size_bytes`. `base` and `target` outlive the decoder.
  DeltaDecoder(const Reader& base, std::uint32_t base_size_bytes, Sink& target, std::uint32_t target_size_bytes);

  // Takes the next piece of the stream. After a failure every further call returns the same status.
  //   kOk:               the piece was applied
  //   kDeltaVarint:      a number is not in shortest form or exceeds 32 bits, or a record is empty
  //   kDeltaBaseRange:   a record reads or moves outside the base
  //   kDeltaTargetRange: a record is longer than the rest of the target
  //   kStreamTrailing:   bytes follow the complete target
  //   others:            from base and target
  Status write(Bytes stream) override;

  // Call at the end of the stream.
  //   kOk:              the target is complete
  //   kStreamTruncated: it is not
  //   others:           the failure of write()
  Status finish() const;

 private:
  enum class State : std::uint8_t { kDiffSize, kExtraSize, kSeek, kDiff, kExtra, kComplete };

  static constexpr std::uint32_t kChunkBytes = 128;

  Status step(Bytes& stream);
  Status take_diff_size(Bytes& stream);
  Status take_extra_size(Bytes& stream);
  Status take_seek(Bytes& stream);
  Status take_diff(Bytes& stream);
  Status take_extra(Bytes& stream);

  Status take_number(Bytes& stream, bool& complete);
  Status check_seek(std::uint32_t zigzag);
  State after_record();

  const Reader& base_;
  Sink& target_;
  std::uint32_t base_size_bytes_;
  std::uint32_t target_left_bytes_;
  std::uint32_t base_position_ = 0;
  std::uint32_t next_base_position_ = 0;  // where the next record starts in the base
  std::uint32_t diff_left_bytes_ = 0;
  std::uint32_t extra_left_bytes_ = 0;
  Status status_ = Status::kOk;
  State state_;
  Varint number_;
  std::array<std::uint8_t, kChunkBytes> chunk_;
};

}  // namespace switchback::delta
