// Inflate on streams written by hand (RFC 1951) and by zlib; the packer's streams are in
// tests/unit/packer.
#include "core/delta/inflate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/unit/core/artefact.h"
#include "tests/unit/core/sinks.h"

namespace switchback::delta {
namespace {

using testing::Buffer;
using testing::RecordingSink;

constexpr std::uint8_t kWindowBits = 9;
constexpr std::size_t kNeededBytes = kInflateStateBytes + (1u << kWindowBits);

struct Outcome {
  Status status;
  std::string text;
};

Outcome decode(const Reader& payload, std::size_t limit = SIZE_MAX, std::size_t workspace_bytes = kNeededBytes) {
  alignas(Workspace::kAlignment) static std::uint8_t memory[kNeededBytes];
  Workspace workspace(MutableBytes(memory).first(workspace_bytes));
  RecordingSink sink(limit);
  const Status status = inflate_raw(payload, kWindowBits, sink, workspace);
  return {status, std::string(sink.written.begin(), sink.written.end())};
}

Outcome decode(const Buffer& stream) { return decode(MemoryReader(stream)); }

const std::string kText = "switchback switchback switchback";
const Buffer kStored = {0x01, 3, 0, 0xfc, 0xff, 'a', 'b', 'c'};
// zlib's level 9 for kText: one block with fixed codes and a match of 21 bytes, 11 back.
const Buffer kFixed = {0x2b, 0x2e, 0xcf, 0x2c, 0x49, 0xce, 0x48, 0x4a, 0x4c, 0xce, 0x56, 0x28, 0xc6, 0xc6, 0x04, 0x00};

// Stored blocks of `size` bytes each.
Buffer stored_blocks(std::size_t count, std::uint8_t size) {
  Buffer stream;
  for (std::size_t i = 0; i < count; ++i) {
    stream.insert(stream.end(),
                  {static_cast<std::uint8_t>(i + 1 == count), size, 0, static_cast<std::uint8_t>(~size), 0xff});
    stream.insert(stream.end(), size, 'x');
  }
  return stream;
}

TEST_CASE("Inflate: a stored block and a block with fixed codes are decoded") {
  CHECK(decode(kStored).status == Status::kOk);
  CHECK(decode(kStored).text == "abc");
  CHECK(decode(kFixed).status == Status::kOk);
  CHECK(decode(kFixed).text == kText);
}

TEST_CASE("Inflate: fixed codes are decoded again after a block of another kind") {
  Buffer stream = kStored;
  stream[0] = 0x00;  // not the last
  stream.insert(stream.end(), kFixed.begin(), kFixed.end());
  CHECK(decode(stream).status == Status::kOk);
  CHECK(decode(stream).text == "abc" + kText);
}

TEST_CASE("Inflate: output beyond the window arrives in order") {
  const Outcome outcome = decode(stored_blocks(40, 100));
  CHECK(outcome.status == Status::kOk);
  CHECK(outcome.text == std::string(4000, 'x'));
}

TEST_CASE("Inflate: a stream cut at any byte is truncated") {
  for (std::size_t size = 0; size < kFixed.size(); ++size) {
    CAPTURE(size);
    CHECK(decode(Buffer(kFixed.begin(), kFixed.begin() + static_cast<std::ptrdiff_t>(size))).status ==
          Status::kStreamTruncated);
  }
}

TEST_CASE("Inflate: bytes after the stream are trailing, few or many") {
  for (const std::size_t extra : {1u, 127u, 1000u}) {
    CAPTURE(extra);
    Buffer stream = kFixed;
    stream.resize(stream.size() + extra);
    CHECK(decode(stream).status == Status::kStreamTrailing);
  }
}

TEST_CASE("Inflate: a byte after a stream of any length is trailing, at the end of an input chunk too") {
  for (std::uint8_t size = 0; size < 255; ++size) {
    CAPTURE(static_cast<int>(size));
    Buffer stream = stored_blocks(1, size);
    REQUIRE(decode(stream).status == Status::kOk);
    stream.push_back(0);
    CHECK(decode(stream).status == Status::kStreamTrailing);
  }
}

TEST_CASE("Inflate: what is not deflate is corrupt") {
  CHECK(decode(Buffer{0x07}).status == Status::kStreamCorrupt);                             // block type 3
  CHECK(decode(Buffer{0x01, 3, 0, 0xfc, 0xfe, 1, 2, 3}).status == Status::kStreamCorrupt);  // length and complement
  CHECK(decode(Buffer{0xfd, 0xff, 0xff}).status == Status::kStreamCorrupt);                 // more codes than there are
}

TEST_CASE("Inflate: a match before the stream's start is corrupt") {
  // Fixed codes: a literal, then a match of length 3, distance 2.
  CHECK(decode(Buffer{0x4b, 0x04, 0x42, 0x00}).status == Status::kStreamCorrupt);
}

TEST_CASE("Inflate: a stream that expands further than the sink takes ends with the sink's reason") {
  const Buffer stream = stored_blocks(4000, 255);  // a megabyte
  const Outcome outcome = decode(MemoryReader(stream), 1000);
  CHECK(outcome.status == Status::kStreamTrailing);
  CHECK(outcome.text.size() <= 1000);
}

TEST_CASE("Inflate: a workspace that is too small is refused before anything is decoded") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{200}, std::size_t{7000}}) {
    const Outcome outcome = decode(MemoryReader(kStored), SIZE_MAX, size);
    CHECK(outcome.status == Status::kPackageRam);
    CHECK(outcome.text.empty());
  }
}

TEST_CASE("Inflate: a payload that cannot be read is reported") {
  CHECK(decode(testing::FaultyReader(kStored, 2, 3)).status == Status::kFlashRead);
}

}  // namespace
}  // namespace switchback::delta
