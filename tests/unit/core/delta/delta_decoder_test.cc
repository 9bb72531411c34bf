// The delta decoder against hand-written streams; the encoder's round trips are
// tests/unit/packer's.
#include "core/delta/delta_decoder.h"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

namespace switchback::delta {
namespace {

using Buffer = std::vector<std::uint8_t>;

class VectorSink final : public Sink {
 public:
  Status write(Bytes bytes) override {
    written.insert(written.end(), bytes.begin(), bytes.end());
    return bytes.size() > refuse_above ? Status::kFlashProgram : Status::kOk;
  }
  Buffer written;
  std::size_t refuse_above = SIZE_MAX;
};

struct Outcome {
  Status status;
  Buffer target;
};

Buffer counting(std::size_t size) {
  Buffer bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return bytes;
}

// Feeds the stream in pieces and finishes.
Outcome decode(const Buffer& base, const Buffer& stream, std::uint32_t target_size, std::size_t piece = SIZE_MAX) {
  const MemoryReader reader(base);
  VectorSink sink;
  DeltaDecoder decoder(reader, reader.size_bytes(), sink, target_size);
  for (std::size_t at = 0; at < stream.size();) {
    const std::size_t count = std::min(piece, stream.size() - at);
    if (const Status status = decoder.write(Bytes(stream).subspan(at, count)); !ok(status))
      return {status, sink.written};
    at += count;
  }
  return {decoder.finish(), sink.written};
}

// Base 00 … 0f: bytes 2 … 4 of it plus 1, two new bytes, then bytes 0 … 1 unchanged. The first
// record only moves forward.
const Buffer kStream = {0,    1, 0x04, 0xee,              // no difference, one literal, +2
                        3,    2, 0x09, 1,    1, 1, 7, 9,  // three differences, two literals, −5
                        0x02, 0, 0x00, 0,    0};          // two differences, no literal, stay
const Buffer kTarget = {0xee, 3, 4, 5, 7, 9, 0, 1};

TEST_CASE("Delta decoder: differences, literals and seeks in both directions make the target") {
  const Outcome outcome = decode(counting(16), kStream, 8);
  CHECK(outcome.status == Status::kOk);
  CHECK(outcome.target == kTarget);
}

TEST_CASE("Delta decoder: pieces of any size give the same target") {
  for (std::size_t piece = 1; piece < kStream.size(); ++piece) {
    CAPTURE(piece);
    const Outcome outcome = decode(counting(16), kStream, 8, piece);
    CHECK(outcome.status == Status::kOk);
    CHECK(outcome.target == kTarget);
  }
}

TEST_CASE("Delta decoder: differences are added modulo 256") {
  CHECK(decode({0xff, 0x80}, {2, 0, 0, 0x02, 0x80}, 2).target == Buffer{0x01, 0x00});
}

TEST_CASE("Delta decoder: a difference run longer than its buffer is decoded whole") {
  const Buffer base = counting(1000);
  Buffer stream = {0xe8, 0x07, 0, 0};
  stream.resize(4 + 1000);
  const Outcome outcome = decode(base, stream, 1000);
  CHECK(outcome.status == Status::kOk);
  CHECK(outcome.target == base);
}

TEST_CASE("Delta decoder: an empty base serves a target of literals") {
  const Outcome outcome = decode({}, {0, 3, 0, 1, 2, 3}, 3);
  CHECK(outcome.status == Status::kOk);
  CHECK(outcome.target == Buffer{1, 2, 3});
}

TEST_CASE("Delta decoder: a stream cut at any byte is truncated") {
  for (std::size_t size = 0; size < kStream.size(); ++size) {
    CAPTURE(size);
    CHECK(decode(counting(16), Buffer(kStream.begin(), kStream.begin() + static_cast<long>(size)), 8).status ==
          Status::kStreamTruncated);
  }
}

TEST_CASE("Delta decoder: a byte after the complete target is trailing, in the same piece or the next") {
  Buffer longer = kStream;
  longer.push_back(0);
  CHECK(decode(counting(16), longer, 8).status == Status::kStreamTrailing);
  CHECK(decode(counting(16), longer, 8, 1).status == Status::kStreamTrailing);
}

TEST_CASE("Delta decoder: a number padded with zero groups is refused") {
  CHECK(decode(counting(16), {0x81, 0x00, 0, 0, 0}, 1).status == Status::kDeltaVarint);
  CHECK(decode(counting(16), {1, 0x80, 0x00, 0, 0}, 1).status == Status::kDeltaVarint);
  CHECK(decode(counting(16), {1, 0, 0x80, 0x80, 0x00, 0}, 1).status == Status::kDeltaVarint);
}

TEST_CASE("Delta decoder: a number of more than 32 bits is refused") {
  CHECK(decode(counting(16), {0xff, 0xff, 0xff, 0xff, 0x1f}, 1).status == Status::kDeltaVarint);
  CHECK(decode(counting(16), {0xff, 0xff, 0xff, 0xff, 0x8f, 0x01}, 1).status == Status::kDeltaVarint);
}

TEST_CASE("Delta decoder: the largest number is read and then out of range") {
  CHECK(decode(counting(16), {0xff, 0xff, 0xff, 0xff, 0x0f}, 1).status == Status::kDeltaBaseRange);
  CHECK(decode(counting(16), {0, 0xff, 0xff, 0xff, 0xff, 0x0f}, 1).status == Status::kDeltaTargetRange);
}

TEST_CASE("Delta decoder: a record that makes nothing is refused") {
  CHECK(decode(counting(16), {0, 0, 0}, 1).status == Status::kDeltaVarint);
}

TEST_CASE("Delta decoder: differences beyond the base are refused before a byte is read") {
  const Outcome outcome = decode(counting(16), {17, 0, 0, 0}, 100);
  CHECK(outcome.status == Status::kDeltaBaseRange);
  CHECK(outcome.target.empty());
}

TEST_CASE("Delta decoder: differences beyond the base from a moved position are refused") {
  CHECK(decode(counting(16), {0, 1, 0x18, 9, 4, 0, 0, 0, 0, 0, 0}, 5).status == Status::kOk);  // seek +12, then 4
  CHECK(decode(counting(16), {0, 1, 0x18, 9, 5}, 6).status == Status::kDeltaBaseRange);
}

TEST_CASE("Delta decoder: a seek to the base's end is allowed, one byte further is not") {
  CHECK(decode(counting(16), {1, 0, 0x1e, 0}, 1).status == Status::kOk);  // 1 + 15 = 16
  CHECK(decode(counting(16), {1, 0, 0x20, 0}, 1).status == Status::kDeltaBaseRange);
}

TEST_CASE("Delta decoder: a seek to the base's start is allowed, one byte before is not") {
  CHECK(decode(counting(16), {2, 0, 0x03, 0, 0}, 2).status == Status::kOk);  // 2 − 2 = 0
  CHECK(decode(counting(16), {2, 0, 0x05, 0, 0}, 2).status == Status::kDeltaBaseRange);
}

TEST_CASE("Delta decoder: seeks of two to the 31 in either direction are refused") {
  CHECK(decode(counting(16), {1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f}, 1).status == Status::kDeltaBaseRange);
  CHECK(decode(counting(16), {1, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f}, 1).status == Status::kDeltaBaseRange);
}

TEST_CASE("Delta decoder: differences or literals beyond the target are refused") {
  CHECK(decode(counting(16), {5, 0, 0}, 4).status == Status::kDeltaTargetRange);
  CHECK(decode(counting(16), {0, 5, 0}, 4).status == Status::kDeltaTargetRange);
  CHECK(decode(counting(16), {2, 3, 0}, 4).status == Status::kDeltaTargetRange);
}

TEST_CASE("Delta decoder: sizes whose sum overflows 32 bits are refused") {
  CHECK(decode(counting(16), {2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0}, 4).status == Status::kDeltaTargetRange);
}

TEST_CASE("Delta decoder: a failure is returned again by every later call") {
  const Buffer base = counting(16);
  const MemoryReader reader(base);
  VectorSink sink;
  DeltaDecoder decoder(reader, 16, sink, 1);
  CHECK(decoder.write(Buffer{17}) == Status::kDeltaBaseRange);
  CHECK(decoder.write(Buffer{1, 0, 0, 0}) == Status::kDeltaBaseRange);
  CHECK(decoder.finish() == Status::kDeltaBaseRange);
  CHECK(sink.written.empty());
}

TEST_CASE("Delta decoder: a base that fails to be read and a target that refuses are reported") {
  const Buffer base = counting(4);
  const MemoryReader short_base(base);
  VectorSink sink;
  DeltaDecoder reads_too_far(short_base, 16, sink, 16);
  CHECK(reads_too_far.write(Buffer{8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) == Status::kFlashRange);

  sink.refuse_above = 1;
  DeltaDecoder refused(short_base, 4, sink, 4);
  CHECK(refused.write(Buffer{2, 0, 0, 0, 0}) == Status::kFlashProgram);
}

}  // namespace
}  // namespace switchback::delta
