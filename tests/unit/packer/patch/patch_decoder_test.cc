// The patch decoder against streams that no encoder would write, made bit by bit with the encoder's
// coder.
#include "core/delta/patch_decoder.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/delta/address_map.h"
#include "packer/patch/patch.h"
#include "packer/patch/range_encoder.h"
#include "tests/unit/packer/samples.h"

namespace switchback::delta {
namespace {

using packer::RangeEncoder;
using packer::testing::Buffer;
using packer::testing::Random;

constexpr std::uint8_t kNoFields = 0;

class Flash final : public Sink, public ReaderOf<Flash> {
 public:
  Flash() : ReaderOf(0xffffffff) {}

  Status write(Bytes bytes) override {
    if (written.size() >= refuse_from) return Status::kFlashProgram;
    written.insert(written.end(), bytes.begin(), bytes.end());
    return Status::kOk;
  }

  Buffer written;
  std::size_t refuse_from = SIZE_MAX;
  bool unreadable = false;

 private:
  friend ReaderOf<Flash>;

  Status read_within(std::uint32_t offset, MutableBytes out) const {
    return unreadable ? Status::kFlashRead : MemoryReader(written).read(offset, out);
  }
};

// Fails where a read touches the byte at `bad`.
class FailingReader final : public ReaderOf<FailingReader> {
 public:
  FailingReader(const Buffer& bytes, std::uint32_t bad)
      : ReaderOf(static_cast<std::uint32_t>(bytes.size())), bytes_(bytes), bad_(bad) {}

 private:
  friend ReaderOf<FailingReader>;

  Status read_within(std::uint32_t offset, MutableBytes out) const {
    return bad_ - offset < out.size() ? Status::kFlashRead : MemoryReader(bytes_).read(offset, out);
  }

  const Buffer& bytes_;
  std::uint32_t bad_;
};

// Of this size, and nothing to read in it.
class HugeReader final : public ReaderOf<HugeReader> {
 public:
  explicit HugeReader(std::uint32_t size_bytes) : ReaderOf(size_bytes) {}

 private:
  friend ReaderOf<HugeReader>;

  Status read_within(std::uint32_t, MutableBytes) const { return Status::kFlashRead; }
};

Status decode(const Reader& base, const Reader& patch, std::uint32_t target_size, Flash& flash,
              std::uint32_t ram_bytes = patch_ram_bytes(kMaxMapEntries)) {
  std::vector<std::uint64_t> memory(ram_bytes / 8);
  Workspace workspace({reinterpret_cast<std::uint8_t*>(memory.data()), memory.size() * 8});
  return apply_patch({patch, base}, {flash, flash, target_size}, workspace);
}

Status decode(const Buffer& base, const Buffer& patch, std::uint32_t target_size) {
  Flash flash;
  const Status status = decode(MemoryReader(base), MemoryReader(patch), target_size, flash);
  CHECK(flash.written.size() <= target_size);
  CHECK((!ok(status) || flash.written.size() == target_size));
  return status;
}

// Writes the bits of a stream; the models of a first token are used once only, which is enough
// here.
class Stream {
 public:
  Stream& literal(std::uint8_t byte) {
    encoder_.bit(models_.is_copy[0], false);
    std::uint32_t node = 1;
    for (int i = 7; i >= 0; --i) {
      const bool one = (byte >> i & 1) != 0;
      encoder_.bit(models_.literal[literals_ & 1][node], one);
      node = node << 1 | (one ? 1 : 0);
    }
    ++literals_;
    return *this;
  }
  Stream& copy_written(std::uint32_t distance, std::uint32_t size) {
    new_copy(true);
    encoder_.number(models_.written_distance, distance - 1);
    encoder_.number(models_.written_length, size - kMinCopyBytes);
    return *this;
  }
  Stream& copy_base(std::uint32_t zigzag, std::uint32_t size) {
    new_copy(false);
    encoder_.number(models_.base_alignment, zigzag);
    encoder_.number(models_.base_length, size - kMinCopyBytes);
    return *this;
  }
  Stream& latest_byte() {
    encoder_.bit(models_.is_copy[0], true);
    encoder_.bit(models_.is_repeat[0], true);
    encoder_.bit(models_.is_older[0], false);
    encoder_.bit(models_.is_long[0], false);
    return *this;
  }
  Stream& entry(std::uint32_t step, std::uint32_t zigzag) {
    encoder_.number(models_.written_distance, step);
    encoder_.number(models_.base_alignment, zigzag);
    ++entries_;
    return *this;
  }
  // Behind the last entry the models that it borrowed start anew.
  Stream& end_map() {
    start_anew(models_.written_distance);
    start_anew(models_.base_alignment);
    return *this;
  }
  Buffer patch(std::uint8_t flags = kNoFields) {
    Buffer bytes = {flags, entries_, 0, 0, 0, 0, 0};
    const Buffer stream = encoder_.finish();
    bytes.insert(bytes.end(), stream.begin(), stream.end());
    return bytes;
  }

 private:
  void new_copy(bool written) {
    encoder_.bit(models_.is_copy[0], true);
    encoder_.bit(models_.is_repeat[0], false);
    encoder_.bit(models_.is_written[0], written);
  }

  RangeEncoder encoder_;
  TokenModels models_;
  std::uint8_t entries_ = 0;
  std::uint32_t literals_ = 0;
};

struct Sample {
  Buffer base;
  Buffer target;
  Buffer patch;
};

Sample sample() {
  Random random(11);
  Sample made;
  made.base = packer::testing::code_like(random, 3000);
  made.target = packer::testing::next_version(random, made.base);
  packer::PatchOptions options;
  options.link_address = 0x8000000;
  made.patch = packer::make_patch(made.base, made.target, options).value();
  return made;
}

std::uint32_t size_of(const Buffer& bytes) { return static_cast<std::uint32_t>(bytes.size()); }

const Buffer kBase = {1, 2, 3, 4, 5, 6, 7, 8};

}  // namespace

TEST_CASE("Patch decoder: literals and copies from base and target make the target") {
  Flash flash;
  const Buffer patch = Stream().literal('a').literal('b').copy_written(2, 5).patch();
  CHECK(decode(MemoryReader(Buffer{}), MemoryReader(patch), 7, flash) == Status::kOk);
  CHECK(flash.written == Buffer{'a', 'b', 'a', 'b', 'a', 'b', 'a'});
  Flash other;
  CHECK(decode(MemoryReader(kBase), MemoryReader(Stream().copy_base(4, 3).patch()), 3, other) == Status::kOk);
  CHECK(other.written == Buffer{3, 4, 5});
}

TEST_CASE("Patch decoder: literals at the start and behind literals are not predicted, though the base has bytes") {
  Flash flash;
  const Buffer target = {'a', 'b', 'a', 'b', 'a', 'b'};
  Stream stream;
  for (const std::uint8_t byte : target) stream.literal(byte);
  CHECK(decode(MemoryReader(kBase), MemoryReader(stream.patch()), size_of(target), flash) == Status::kOk);
  CHECK(flash.written == target);
}

TEST_CASE("Patch decoder: an empty target is a header and the end of a coder") {
  CHECK(decode({}, Stream().patch(), 0) == Status::kOk);
}

TEST_CASE("Patch decoder: every truncation is refused as one") {
  const Sample good = sample();
  REQUIRE(decode(good.base, good.patch, size_of(good.target)) == Status::kOk);
  for (std::size_t size = 0; size < good.patch.size(); ++size) {
    CAPTURE(size);
    const Buffer cut(good.patch.begin(), good.patch.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(decode(good.base, cut, size_of(good.target)) == Status::kStreamTruncated);
  }
}

TEST_CASE("Patch decoder: bytes behind the end are refused") {
  Sample good = sample();
  good.patch.push_back(0);
  CHECK(decode(good.base, good.patch, size_of(good.target)) == Status::kStreamTrailing);
  CHECK(decode(good.base, good.patch, 0) == Status::kStreamTrailing);
}

TEST_CASE("Patch decoder: a changed byte never gives another target with success, nor an unknown refusal") {
  const Sample good = sample();
  for (std::size_t at = 0; at < good.patch.size(); ++at) {
    for (const int change : {1, 0x80, 0xff}) {
      CAPTURE(at);
      CAPTURE(change);
      Buffer bad = good.patch;
      bad[at] = static_cast<std::uint8_t>(bad[at] ^ change);
      Flash flash;
      const Status status = decode(MemoryReader(good.base), MemoryReader(bad), size_of(good.target), flash);
      const bool known = status == Status::kStreamCorrupt || status == Status::kStreamTruncated ||
                         status == Status::kStreamTrailing || status == Status::kDeltaBaseRange ||
                         status == Status::kDeltaTargetRange;
      CHECK((known || flash.written == good.target));
    }
  }
}

TEST_CASE("Patch decoder: unknown flags, instruction sets and too many map entries are refused") {
  for (const int flags : {0x05, 0x0f, 0x80}) {
    CHECK(decode({}, Stream().patch(static_cast<std::uint8_t>(flags)), 0) == Status::kStreamCorrupt);
  }
  Buffer patch = Stream().patch();
  store_u16(patch, 1, kMaxMapEntries + 1);
  CHECK(decode({}, patch, 0) == Status::kStreamCorrupt);
}

TEST_CASE("Patch decoder: a link shift is taken, unless it is 0 or cut short") {
  constexpr std::uint8_t kLinkShift = 0x40;
  Buffer patch = Stream().patch(kLinkShift);
  patch.insert(patch.begin() + kPatchHeaderBytes, {0, 0, 1, 0});
  CHECK(decode({}, patch, 0) == Status::kOk);
  patch[kPatchHeaderBytes + 2] = 0;
  CHECK(decode({}, patch, 0) == Status::kStreamCorrupt);
  patch.resize(kMaxPatchHeaderBytes - 1);
  CHECK(decode({}, patch, 0) == Status::kStreamTruncated);
}

TEST_CASE("Patch decoder: a map that does not ascend is refused") {
  CHECK(decode(kBase, Stream().entry(0, 2).entry(1, 0).patch(), 0) == Status::kOk);
  CHECK(decode(kBase, Stream().entry(0, 2).entry(0, 0).patch(), 0) == Status::kStreamCorrupt);
  CHECK(decode(kBase, Stream().entry(5, 2).entry(0xffffffff, 0).patch(), 0) == Status::kStreamCorrupt);
}

TEST_CASE("Patch decoder: a stream that ends as no encoder ends it is refused") {
  Buffer patch = Stream().literal(7).patch();
  patch.back() ^= 1;
  CHECK(decode({}, patch, 1) == Status::kStreamCorrupt);
}

TEST_CASE("Patch decoder: copies from outside the base and the written target are refused") {
  CHECK(decode(kBase, Stream().copy_written(8, 2).patch(), 2) == Status::kOk);  // the base lies in front of the target
  CHECK(decode(kBase, Stream().copy_written(9, 2).patch(), 2) == Status::kDeltaBaseRange);
  CHECK(decode({}, Stream().literal(1).copy_written(2, 2).patch(), 3) == Status::kDeltaBaseRange);
  CHECK(decode({}, Stream().literal(1).copy_written(0xffffffff, 2).patch(), 3) == Status::kDeltaBaseRange);
  CHECK(decode(kBase, Stream().copy_base(1, 2).patch(), 2) == Status::kDeltaBaseRange);   // one before it
  CHECK(decode(kBase, Stream().copy_base(16, 2).patch(), 2) == Status::kDeltaBaseRange);  // behind it: not written
  CHECK(decode(kBase, Stream().copy_base(0xfffffffe, 2).patch(), 2) == Status::kDeltaBaseRange);
  CHECK(decode({}, Stream().latest_byte().patch(), 1) == Status::kDeltaBaseRange);
}

TEST_CASE("Patch decoder: a copy beyond the target's end is refused before it starts") {
  CHECK(decode(kBase, Stream().copy_base(0, 8).patch(), 8) == Status::kOk);
  CHECK(decode(kBase, Stream().copy_base(0, 8).patch(), 7) == Status::kDeltaTargetRange);
  CHECK(decode(kBase, Stream().copy_base(0, 2).patch(), 1) == Status::kDeltaTargetRange);
  CHECK(decode(kBase, Stream().copy_base(0, 1).patch(), 8) == Status::kDeltaTargetRange);  // 2^32 + 1 bytes
}

TEST_CASE("Patch decoder: images larger than addresses allow are refused") {
  const Buffer patch = Stream().patch();
  Flash flash;
  CHECK(decode(HugeReader(kMaxImageBytes), MemoryReader(patch), 0, flash) == Status::kOk);
  CHECK(decode(HugeReader(kMaxImageBytes + 1), MemoryReader(patch), 0, flash) == Status::kImageSize);
  CHECK(decode(MemoryReader(kBase), MemoryReader(patch), kMaxImageBytes + 1, flash) == Status::kImageSize);
}

TEST_CASE("Patch decoder: the announced RAM is enough, and less than it takes is refused") {
  const Buffer patch = Stream().entry(0, 2).entry(4, 0).end_map().copy_base(4, 3).patch();
  const auto with_ram = [&](std::uint32_t ram_bytes) {
    Flash flash;
    return decode(MemoryReader(kBase), MemoryReader(patch), 3, flash, ram_bytes);
  };
  CHECK(with_ram(patch_ram_bytes(2)) == Status::kOk);
  CHECK(with_ram(patch_ram_bytes(0) / 2) == Status::kPackageRam);
  CHECK(with_ram(16) == Status::kPackageRam);
  CHECK(with_ram(8) == Status::kPackageRam);
}

TEST_CASE("Patch decoder: what base, patch, sink and written target report is reported") {
  const Sample good = sample();
  const std::uint32_t size = size_of(good.target);
  const MemoryReader base(good.base), patch(good.patch);
  Flash flash;
  CHECK(decode(FailingReader(good.base, 1000), patch, size, flash) == Status::kFlashRead);
  for (const std::uint32_t bad : {3u, 7u, 60u, size_of(good.patch) - 1}) {
    Flash fresh;
    CHECK(decode(base, FailingReader(good.patch, bad), size, fresh) == Status::kFlashRead);
  }
  for (const std::size_t refused : {0u, 128u, size / 128 * 128}) {
    Flash full;
    full.refuse_from = refused;
    CHECK(decode(base, patch, size, full) == Status::kFlashProgram);
  }
  Stream stream;
  for (int i = 0; i < 700; ++i) stream.literal(static_cast<std::uint8_t>(i));
  Buffer reads_back = stream.copy_written(650, 8).patch();
  Flash blind;
  blind.unreadable = true;
  CHECK(decode(Buffer{}, reads_back, 708) == Status::kOk);
  CHECK(decode(MemoryReader(Buffer{}), MemoryReader(reads_back), 708, blind) == Status::kFlashRead);
}

}  // namespace switchback::delta
