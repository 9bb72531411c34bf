// One function for each state of the decoder. Numbers are checked where they are read, so that
// copying needs no checks.
#include "core/delta/delta_decoder.h"

#include <algorithm>

namespace switchback::delta {
namespace {

constexpr std::uint8_t kMore = 0x80;
constexpr std::uint8_t kLastShift = 28;  // of the fifth byte, which holds only four bits

// Removes up to `limit` bytes from the front of `stream`.
Bytes take_front(Bytes& stream, std::uint32_t limit) {
  const Bytes front = stream.first(std::min<std::size_t>(stream.size(), limit));
  stream = stream.subspan(front.size());
  return front;
}

}  // namespace

Varint::Progress Varint::take(std::uint8_t byte) {
  const bool first = shift_ == 0;
  if (!first && byte == 0) return Progress::kMalformed;
  if (shift_ == kLastShift && byte > 0x0f) return Progress::kMalformed;
  const std::uint32_t group = byte & 0x7fu;
  value_ = first ? group : value_ | group << shift_;
  const bool more = (byte & kMore) != 0;
  shift_ = more ? static_cast<std::uint8_t>(shift_ + 7) : std::uint8_t{0};
  return more ? Progress::kMore : Progress::kDone;
}

DeltaDecoder::DeltaDecoder(const Reader& base, std::uint32_t base_size_bytes, Sink& target,
                           std::uint32_t target_size_bytes)
    : base_(base),
      target_(target),
      base_size_bytes_(base_size_bytes),
      target_left_bytes_(target_size_bytes),
      state_(target_size_bytes == 0 ? State::kComplete : State::kDiffSize) {}

Status DeltaDecoder::write(Bytes stream) {
  while (ok(status_) && !stream.empty()) status_ = step(stream);
  return status_;
}

Status DeltaDecoder::finish() const {
  if (!ok(status_)) return status_;
  return state_ == State::kComplete ? Status::kOk : Status::kStreamTruncated;
}

// Consumes at least one byte of a non-empty stream, or fails.
Status DeltaDecoder::step(Bytes& stream) {
  switch (state_) {
    case State::kDiffSize:
      return take_diff_size(stream);
    case State::kExtraSize:
      return take_extra_size(stream);
    case State::kSeek:
      return take_seek(stream);
    case State::kDiff:
      return take_diff(stream);
    case State::kExtra:
      return take_extra(stream);
    case State::kComplete:
      break;
  }
  return Status::kStreamTrailing;
}

Status DeltaDecoder::take_diff_size(Bytes& stream) {
  bool complete = false;
  if (const Status status = take_number(stream, complete); !ok(status) || !complete) return status;
  diff_left_bytes_ = number_.value();
  if (diff_left_bytes_ > base_size_bytes_ - base_position_) return Status::kDeltaBaseRange;
  if (diff_left_bytes_ > target_left_bytes_) return Status::kDeltaTargetRange;
  state_ = State::kExtraSize;
  return Status::kOk;
}

Status DeltaDecoder::take_extra_size(Bytes& stream) {
  bool complete = false;
  if (const Status status = take_number(stream, complete); !ok(status) || !complete) return status;
  extra_left_bytes_ = number_.value();
  if (extra_left_bytes_ > target_left_bytes_ - diff_left_bytes_) return Status::kDeltaTargetRange;
  // Every record makes progress, so the target's size bounds the work.
  if (diff_left_bytes_ == 0 && extra_left_bytes_ == 0) return Status::kDeltaVarint;
  state_ = State::kSeek;
  return Status::kOk;
}

Status DeltaDecoder::take_seek(Bytes& stream) {
  bool complete = false;
  if (const Status status = take_number(stream, complete); !ok(status) || !complete) return status;
  if (const Status status = check_seek(number_.value()); !ok(status)) return status;
  target_left_bytes_ -= diff_left_bytes_ + extra_left_bytes_;
  state_ = diff_left_bytes_ != 0 ? State::kDiff : State::kExtra;
  return Status::kOk;
}

Status DeltaDecoder::take_diff(Bytes& stream) {
  const Bytes differences = take_front(stream, std::min(diff_left_bytes_, kChunkBytes));
  const MutableBytes bytes = MutableBytes(chunk_).first(differences.size());
  if (const Status status = base_.read(base_position_, bytes); !ok(status)) return status;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(bytes[i] + differences[i]);
  base_position_ += static_cast<std::uint32_t>(bytes.size());
  diff_left_bytes_ -= static_cast<std::uint32_t>(bytes.size());
  if (diff_left_bytes_ == 0) state_ = extra_left_bytes_ != 0 ? State::kExtra : after_record();
  return target_.write(bytes);
}

Status DeltaDecoder::take_extra(Bytes& stream) {
  const Bytes bytes = take_front(stream, extra_left_bytes_);
  extra_left_bytes_ -= static_cast<std::uint32_t>(bytes.size());
  if (extra_left_bytes_ == 0) state_ = after_record();
  return target_.write(bytes);
}

Status DeltaDecoder::take_number(Bytes& stream, bool& complete) {
  const Varint::Progress progress = number_.take(stream.front());
  stream = stream.subspan(1);
  complete = progress == Varint::Progress::kDone;
  return progress == Varint::Progress::kMalformed ? Status::kDeltaVarint : Status::kOk;
}

// The seek counts from the end of the record's differences. Zigzag: even numbers move forwards, odd
// ones backwards.
Status DeltaDecoder::check_seek(std::uint32_t zigzag) {
  const std::uint32_t from = base_position_ + diff_left_bytes_;
  const bool backwards = (zigzag & 1) != 0;
  const std::uint32_t distance = (zigzag >> 1) + (backwards ? 1 : 0);
  if (distance > (backwards ? from : base_size_bytes_ - from)) return Status::kDeltaBaseRange;
  next_base_position_ = backwards ? from - distance : from + distance;
  return Status::kOk;
}

DeltaDecoder::State DeltaDecoder::after_record() {
  base_position_ = next_base_position_;
  return target_left_bytes_ == 0 ? State::kComplete : State::kDiffSize;
}

}  // namespace switchback::delta
