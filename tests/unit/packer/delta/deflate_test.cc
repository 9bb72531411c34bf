// The compressor against the device's inflate.
#include "packer/delta/deflate.h"

#include <doctest/doctest.h>

#include "core/delta/inflate.h"
#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using testing::Buffer;
using testing::Random;

class BufferSink final : public Sink {
 public:
  Status write(Bytes bytes) override {
    written.insert(written.end(), bytes.begin(), bytes.end());
    return Status::kOk;
  }
  Buffer written;
};

Status inflate(const Buffer& stream, std::uint8_t window_bits, Buffer& out) {
  std::vector<std::uint64_t> memory((delta::kInflateStateBytes + (std::size_t{1} << window_bits)) / 8);
  Workspace workspace({reinterpret_cast<std::uint8_t*>(memory.data()), memory.size() * 8});
  BufferSink sink;
  const Status status = delta::inflate_raw(MemoryReader(stream), window_bits, sink, workspace);
  out = sink.written;
  return status;
}

void check_round_trip(const Buffer& data, std::uint8_t window_bits) {
  CAPTURE(static_cast<int>(window_bits));
  const auto stream = deflate_raw(data, window_bits);
  REQUIRE(stream.has_value());
  Buffer out;
  CHECK(inflate(*stream, window_bits, out) == Status::kOk);
  CHECK(out == data);
}

}  // namespace

TEST_CASE("Deflate: the device's inflate reads it back at every window") {
  Random random(1);
  const Buffer data = testing::code_like(random, 12000);
  for (std::uint8_t bits = kMinWindowBits; bits <= kMaxWindowBits; ++bits) check_round_trip(data, bits);
}

TEST_CASE("Deflate: a repetition that only a larger window reaches is not used") {
  Random random(2);
  const Buffer block = testing::random_bytes(random, 3000);
  Buffer twice = block;
  twice.insert(twice.end(), block.begin(), block.end());
  for (std::uint8_t bits = kMinWindowBits; bits <= kMaxWindowBits; ++bits) check_round_trip(twice, bits);
  CHECK(deflate_raw(twice, 11)->size() > 6000);
  CHECK(deflate_raw(twice, 12)->size() < 3200);
}

TEST_CASE("Deflate: no byte, one byte, noise and erased flash") {
  Random random(3);
  for (const std::uint8_t bits : {kMinWindowBits, std::uint8_t{12}, kMaxWindowBits}) {
    check_round_trip({}, bits);
    check_round_trip({0x5a}, bits);
    check_round_trip(testing::random_bytes(random, 5000), bits);
    check_round_trip(Buffer(70000, 0xff), bits);
  }
}

TEST_CASE("Deflate: the same input gives the same bytes, and a window set before has no effect") {
  Random random(4);
  const Buffer data = testing::code_like(random, 10000);
  const auto first = deflate_raw(data, 10);
  REQUIRE(deflate_raw(data, 15).has_value());
  CHECK(*deflate_raw(data, 10) == *first);
}

TEST_CASE("Deflate: windows that no device has are refused") {
  for (const int bits : {0, 8, 16, 255}) {
    const auto stream = deflate_raw(Buffer{1}, static_cast<std::uint8_t>(bits));
    REQUIRE_FALSE(stream.has_value());
    CHECK(stream.error().code == ErrorCode::kUsage);
  }
}

}  // namespace switchback::packer
