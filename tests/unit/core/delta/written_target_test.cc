#include "core/delta/written_target.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>

#include <vector>

namespace switchback::delta {
namespace {

// Gives back only what lies as far behind as the contract says, and remembers what it was asked.
class LateFlash final : public Sink, public ReaderOf<LateFlash> {
 public:
  LateFlash() : ReaderOf(0xffffffff) {}

  Status write(Bytes bytes) override {
    written.insert(written.end(), bytes.begin(), bytes.end());
    return written.size() > refuse_above ? Status::kFlashProgram : Status::kOk;
  }

  std::vector<std::uint8_t> written;
  std::size_t refuse_above = SIZE_MAX;
  mutable std::size_t reads = 0;

 private:
  friend ReaderOf<LateFlash>;

  Status read_within(std::uint32_t offset, MutableBytes out) const {
    ++reads;
    if (offset + out.size() + WrittenTarget::kHeldBackBytes > written.size()) return Status::kFlashRead;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = written[offset + i];
    return Status::kOk;
  }
};

std::uint8_t byte_at(std::size_t position) { return static_cast<std::uint8_t>(position * 7 + position / 256); }

Status put(WrittenTarget& target, std::uint8_t byte) { return target.put({&byte, 1}); }

}  // namespace

TEST_CASE("Written target: every byte reaches the sink in order, the last ones with the flush") {
  for (const std::size_t size : {0u, 1u, 127u, 128u, 129u, 512u, 1000u}) {
    CAPTURE(size);
    LateFlash flash;
    WrittenTarget target(flash, flash);
    for (std::size_t i = 0; i < size; ++i) REQUIRE(put(target, byte_at(i)) == Status::kOk);
    CHECK(flash.written.size() == size / 128 * 128);
    REQUIRE(target.flush() == Status::kOk);
    REQUIRE(flash.written.size() == size);
    for (std::size_t i = 0; i < size; ++i) CHECK(flash.written[i] == byte_at(i));
  }
}

TEST_CASE("Written target: everything is readable at every moment, though the writer holds the latest bytes back") {
  LateFlash flash;
  WrittenTarget target(flash, flash);
  for (std::uint32_t size = 0; size < 1300; ++size) {
    REQUIRE(put(target, byte_at(size)) == Status::kOk);
    for (std::uint32_t from = 0; from <= size; ++from) {
      std::array<std::uint8_t, WrittenTarget::kMaxReadBytes> bytes{};
      const std::uint32_t count = std::min(size + 1 - from, WrittenTarget::kMaxReadBytes);
      REQUIRE(target.read(from, MutableBytes(bytes).first(count)) == Status::kOk);
      for (std::uint32_t i = 0; i < count; ++i) REQUIRE(bytes[i] == byte_at(from + i));
    }
  }
  CHECK(flash.reads > 0);
}

TEST_CASE("Written target: what is not written yet cannot be read") {
  LateFlash flash;
  WrittenTarget target(flash, flash);
  std::array<std::uint8_t, 2> bytes{};
  REQUIRE(put(target, 1) == Status::kOk);
  CHECK(target.read(0, bytes) == Status::kFlashRange);
  CHECK(target.read(2, MutableBytes(bytes).first(1)) == Status::kFlashRange);
}

TEST_CASE("Written target: what the sink refuses is reported") {
  LateFlash flash;
  flash.refuse_above = 127;
  WrittenTarget target(flash, flash);
  for (int i = 0; i < 127; ++i) REQUIRE(put(target, 0) == Status::kOk);
  CHECK(put(target, 0) == Status::kFlashProgram);
  CHECK(put(target, 0) == Status::kOk);
  CHECK(target.flush() == Status::kFlashProgram);
}

}  // namespace switchback::delta
