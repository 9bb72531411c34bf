// The encoder against the device's decoder.
#include "packer/delta/delta.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/delta/delta_decoder.h"
#include "packer/delta/suffix_index.h"
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

Status decode(const Buffer& base, const Buffer& stream, std::size_t target_size, std::size_t piece, Buffer& target) {
  const MemoryReader reader(base);
  BufferSink sink;
  delta::DeltaDecoder decoder(reader, reader.size_bytes(), sink, static_cast<std::uint32_t>(target_size));
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    const Status status = decoder.write(Bytes(stream).subspan(at, std::min(piece, stream.size() - at)));
    if (!ok(status)) return status;
  }
  target = sink.written;
  return decoder.finish();
}

// Encodes, checks the records, decodes in pieces of two sizes; returns the records.
std::vector<DeltaRecord> check_round_trip(const Buffer& base, const Buffer& target) {
  const auto records = find_delta(base, target);
  REQUIRE(records.has_value());
  const Buffer stream = encode_delta_stream(base, target, *records);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}}) {
    Buffer rebuilt;
    REQUIRE(decode(base, stream, target.size(), piece, rebuilt) == Status::kOk);
    REQUIRE(rebuilt == target);
  }
  return *records;
}

Buffer sequence(std::initializer_list<Buffer> parts) {
  Buffer whole;
  for (const Buffer& part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

}  // namespace

TEST_CASE("Delta: identical images are one record without literals") {
  Random random(1);
  const Buffer image = testing::code_like(random, 20000);
  CHECK(check_round_trip(image, image) == std::vector<DeltaRecord>{{0, 20000, 0}});
}

TEST_CASE("Delta: images with nothing in common are literals") {
  const auto records = check_round_trip(Buffer(1000, 0x00), Buffer(700, 0xff));
  CHECK(records == std::vector<DeltaRecord>{{0, 0, 700}});
}

TEST_CASE("Delta: a changed byte stays within its record") {
  Random random(2);
  const Buffer old = testing::code_like(random, 5000);
  Buffer changed = old;
  changed[2500] ^= 0xff;
  CHECK(check_round_trip(old, changed) == std::vector<DeltaRecord>{{0, 5000, 0}});
}

TEST_CASE("Delta: an insertion becomes literals between two copies") {
  Random random(3);
  const Buffer head = testing::random_bytes(random, 1000);
  const Buffer tail = testing::random_bytes(random, 1000);
  const auto records = check_round_trip(sequence({head, tail}), sequence({head, Buffer(50, 0xee), tail}));
  REQUIRE(records.size() == 2);
  CHECK(records[0].base_position == 0);
  CHECK(records[0].diff_bytes + records[0].extra_bytes + records[1].diff_bytes == 2050);
  CHECK(records[1].diff_bytes >= 990);
}

TEST_CASE("Delta: exchanged halves are copied from where they were") {
  Random random(4);
  const Buffer head = testing::random_bytes(random, 3000);
  const Buffer tail = testing::random_bytes(random, 3000);
  const auto records = check_round_trip(sequence({head, tail}), sequence({tail, head}));
  std::uint32_t literals = 0;
  for (const DeltaRecord& record : records) literals += record.extra_bytes;
  CHECK(literals <= 20);
}

TEST_CASE("Delta: the first record starts at the base's start, wherever the first match is") {
  Random random(5);
  const Buffer image = testing::random_bytes(random, 2000);
  for (const std::size_t skipped : {std::size_t{1}, std::size_t{1000}, std::size_t{1980}}) {
    CAPTURE(skipped);
    const auto records =
        check_round_trip(image, Buffer(image.begin() + static_cast<std::ptrdiff_t>(skipped), image.end()));
    CHECK(records.front().base_position == 0);
  }
}

TEST_CASE("Delta: bases and targets of no or few bytes") {
  for (const Buffer& base : {Buffer{}, Buffer{1}, Buffer{1, 2}}) {
    for (const Buffer& target : {Buffer{1}, Buffer{2}, Buffer{2, 1}, Buffer{1, 2, 3}}) check_round_trip(base, target);
  }
  const auto nothing = find_delta(Buffer{1}, Buffer{});
  REQUIRE(nothing.has_value());
  CHECK(nothing->empty());
}

TEST_CASE("Delta: erased flash against erased flash of another size") {
  for (const std::size_t size : {1u, 1000u, 1u << 20}) {
    check_round_trip(Buffer(1 << 19, 0xff), Buffer(size, 0xff));
  }
}

TEST_CASE("Delta: targets much larger and much smaller than the base") {
  Random random(6);
  const Buffer large = testing::code_like(random, 60000);
  const Buffer small(large.begin() + 30000, large.begin() + 30200);
  check_round_trip(large, small);
  check_round_trip(small, large);
}

TEST_CASE("Delta: any two versions give the target back (property)") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Buffer base = testing::code_like(random, 1 + random() % 4000);
    check_round_trip(base, testing::next_version(random, base));
  }
}

TEST_CASE("Delta: a periodic image against a shifted one gives the target back (property)") {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Buffer period = testing::random_bytes(random, 1 + random() % 40);
    Buffer base, target;
    for (std::size_t i = 0; i < 500; ++i) base.push_back(period[i % period.size()]);
    for (std::size_t i = random() % 50; i < 700; ++i) target.push_back(period[i % period.size()]);
    if (!target.empty()) target[random() % target.size()] ^= 0x10;
    check_round_trip(base, target);
  }
}

TEST_CASE("Delta: the same inputs give the same records, and progress ends at the end") {
  Random random(7);
  const Buffer base = testing::code_like(random, 30000);
  const Buffer target = testing::next_version(random, base);
  std::uint64_t last_done = 0, last_total = 0;
  const auto records = find_delta(base, target, [&](std::string_view stage, std::uint64_t done, std::uint64_t total) {
    CHECK(stage == "match");
    CHECK(done >= last_done);
    last_done = done;
    last_total = total;
  });
  REQUIRE(records.has_value());
  CHECK(last_done == target.size());
  CHECK(last_total == target.size());
  CHECK(*find_delta(base, target) == *records);
}

TEST_CASE("Delta: inputs larger than a gigabyte are refused by name") {
  const Buffer byte(1);
  const Bytes huge(byte.data(), std::size_t{kMaxDeltaInputBytes} + 1);  // never read
  for (const bool is_base : {true, false}) {
    const auto records = is_base ? find_delta(huge, byte) : find_delta(byte, huge);
    REQUIRE_FALSE(records.has_value());
    CHECK(records.error().code == ErrorCode::kTooBig);
    CHECK(records.error().message.find(is_base ? "base" : "target") != std::string::npos);
  }
}

TEST_CASE("Suffix index: its match is as long as the longest that a plain search finds") {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Buffer base = testing::random_bytes(random, random() % 200);
    for (std::uint8_t& byte : base) byte &= 3;  // so that there are many matches
    const auto index = SuffixIndex::build(base);
    REQUIRE(index.has_value());
    Buffer text = testing::random_bytes(random, random() % 12);
    for (std::uint8_t& byte : text) byte &= 3;

    std::size_t longest = 0;
    for (std::size_t at = 0; at < base.size(); ++at) {
      std::size_t length = 0;
      while (length < text.size() && at + length < base.size() && base[at + length] == text[length]) ++length;
      longest = std::max(longest, length);
    }
    const BaseMatch match = index->longest_match(text);
    CHECK(match.length_bytes == longest);
    CHECK(std::equal(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(match.length_bytes),
                     base.begin() + static_cast<std::ptrdiff_t>(match.position)));
  }
}

}  // namespace switchback::packer
