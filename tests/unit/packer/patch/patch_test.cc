// Patches, encoded and applied by the device's decoder.
#include "packer/patch/patch.h"

#include <doctest/doctest.h>

#include <numeric>

#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using testing::Buffer;
using testing::Random;

constexpr std::uint32_t kLinkAddress = 0x08004000;
constexpr std::size_t kFunctions = 200;

// Code as a linker makes it from functions that call one another, and a table of pointers to them.
class Program {
 public:
  explicit Program(Random& random) : calls_(kFunctions), fillers_(kFunctions) {
    for (std::size_t i = 0; i < kFunctions; ++i) {
      for (Buffer& part : fillers_[i]) part = filler(random);
      for (std::size_t& call : calls_[i]) call = random() % kFunctions;
    }
  }

  // Puts code at the start of a function.
  void grow(std::size_t function, const Buffer& code) {
    Buffer& first = fillers_[function][0];
    first.insert(first.begin(), code.begin(), code.end());
  }

  Buffer link(std::uint32_t link_address = kLinkAddress) const {
    std::vector<std::uint32_t> starts(kFunctions);
    std::uint32_t at = kFunctions * 4;
    for (std::size_t i = 0; i < kFunctions; ++i) {
      starts[i] = at;
      for (const Buffer& part : fillers_[i]) at += static_cast<std::uint32_t>(part.size()) + 4;
    }
    Buffer image(kFunctions * 4);
    for (std::size_t i = 0; i < kFunctions; ++i) store_u32(image, i * 4, link_address + starts[i] + 1);
    for (std::size_t i = 0; i < kFunctions; ++i) {
      for (std::size_t part = 0; part < kCalls; ++part) append(image, fillers_[i][part], starts[calls_[i][part]]);
    }
    return image;
  }

 private:
  static constexpr std::size_t kCalls = 4;

  // Halfwords that are no wide instruction, and no pointer's upper half.
  static Buffer filler(Random& random) {
    Buffer bytes(8 + random() % 8 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
      store_u16(bytes, i, static_cast<std::uint16_t>(0x4000 + random() % 0x4000));
    }
    return bytes;
  }

  static void append(Buffer& image, const Buffer& filler, std::uint32_t callee) {
    image.insert(image.end(), filler.begin(), filler.end());
    const auto position = static_cast<std::uint32_t>(image.size());
    image.resize(image.size() + 4);
    delta::FieldRules rules;
    rules.instructions = &delta::kThumb;
    delta::Code call{0xd000f000};
    delta::set_field_address(rules, delta::FieldKind::kBranch, call, callee, position);
    store_u32(image, position, call.first);
  }

  std::vector<std::array<std::size_t, kCalls>> calls_;
  std::vector<std::array<Buffer, kCalls>> fillers_;
};

// A patch that is applied and gives the target.
Buffer checked_patch(const Buffer& base, const Buffer& target, const PatchOptions& options = {}) {
  const auto patch = make_patch(base, target, options);
  REQUIRE(patch.has_value());
  const auto rebuilt = apply_patch(base, *patch, static_cast<std::uint32_t>(target.size()));
  REQUIRE(rebuilt.has_value());
  REQUIRE(*rebuilt == target);
  return *patch;
}

PatchOptions linked(const delta::InstructionSet* instructions = &delta::kThumb) {
  PatchOptions options;
  options.link_address = kLinkAddress;
  options.instructions = instructions;
  return options;
}

}  // namespace

TEST_CASE("Patch: what only moved costs next to nothing, calls and pointers included") {
  Random random(1);
  Program program(random);
  const Buffer base = program.link();
  program.grow(kFunctions / 2, testing::random_bytes(random, 8));
  const Buffer target = program.link();
  const std::size_t size = checked_patch(base, target, linked()).size();
  CHECK(size < 60);
  // Branches alone, pointers alone, and neither: each leaves its share of the noise.
  PatchOptions no_pointers = linked();
  no_pointers.pointers = false;
  CHECK(checked_patch(base, target, no_pointers).size() > size + 50);
  CHECK(checked_patch(base, target, linked(nullptr)).size() > size + 200);
}

TEST_CASE("Patch: an image linked for another slot costs no more than its shift") {
  Random random(7);
  Program program(random);
  const Buffer base = program.link();
  program.grow(kFunctions / 2, testing::random_bytes(random, 8));
  const std::size_t in_place = checked_patch(base, program.link(), linked()).size();
  for (const std::uint32_t shift : {0x40000u, 0u - 0x8000u}) {
    const Buffer target = program.link(kLinkAddress + shift);
    PatchOptions shifted = linked();
    shifted.link_shift = shift;
    CHECK(checked_patch(base, target, shifted).size() <= in_place + 8);
    CHECK(checked_patch(base, target, linked()).size() > in_place + 20);
  }
}

TEST_CASE("Patch: with another link address, calls of fixed code outside the image cost nothing") {
  constexpr std::uint32_t kRom = 0x08100000;
  const auto link = [](std::uint32_t link_address) {
    Buffer image(8000, 0x46);
    delta::FieldRules rules;
    rules.instructions = &delta::kThumb;
    Random random(8);
    for (std::uint32_t at = 0; at < image.size(); at += 16) {
      delta::Code call{0xd000f000};
      const auto callee = static_cast<std::uint32_t>(kRom + random() % 0x1000 * 4 - link_address);
      delta::set_field_address(rules, delta::FieldKind::kBranch, call, callee, at);
      store_u32(image, at, call.first);
    }
    return image;
  };
  PatchOptions shifted = linked();
  shifted.link_shift = 0x20000;
  CHECK(checked_patch(link(kLinkAddress), link(kLinkAddress + 0x20000), shifted).size() < 40);
}

TEST_CASE("Patch: many moves at once keep their calls predicted") {
  Random random(2);
  Program program(random);
  const Buffer base = program.link();
  for (std::size_t i = 5; i < kFunctions; i += 20) program.grow(i, testing::random_bytes(random, 12));
  CHECK(checked_patch(base, program.link(), linked()).size() < 10 * 12 + 250);
}

TEST_CASE("Patch: an image of many versions back comes out whole") {
  Random random(3);
  for (int i = 0; i < 20; ++i) {
    CAPTURE(i);
    const Buffer base = testing::code_like(random, 1 + random() % 20000);
    checked_patch(base, testing::next_version(random, base), linked(i % 2 == 0 ? &delta::kThumb : nullptr));
  }
}

TEST_CASE("Patch: noise, padding, nothing and odd sizes come out whole") {
  Random random(4);
  const Buffer noise = testing::random_bytes(random, 3001);
  const std::vector<Buffer> samples = {{},
                                       {7},
                                       {1, 2, 3},
                                       noise,
                                       Buffer(5000, 0xff),
                                       Buffer(noise.begin(), noise.begin() + 1000),
                                       Buffer(noise.begin() + 1, noise.end())};
  for (const Buffer& base : samples) {
    for (const Buffer& target : samples) checked_patch(base, target, linked());
  }
}

TEST_CASE("Patch: words that look like every kind of field come out whole at every alignment") {
  Random random(5);
  for (std::size_t shift = 0; shift < 8; ++shift) {
    Buffer base(8192);
    for (std::size_t i = 0; i + 4 <= base.size(); i += 2) {
      const std::uint32_t kinds[] = {0xf000f000 | static_cast<std::uint32_t>(random() & 0x0fff0fff),
                                     kLinkAddress + static_cast<std::uint32_t>(random() % 8192),
                                     0x20000000 + static_cast<std::uint32_t>(random() % 4096)};
      store_u32(base, i, kinds[random() % 3]);
    }
    Buffer target(base.begin() + static_cast<std::ptrdiff_t>(shift), base.end());
    for (int i = 0; i < 100; ++i) target[random() % target.size()] = static_cast<std::uint8_t>(random());
    checked_patch(base, target, linked());
  }
}

TEST_CASE("Patch: identical images take a few bytes") {
  Random random(6);
  const Buffer image = testing::code_like(random, 50000);
  CHECK(checked_patch(image, image, linked()).size() < delta::kPatchHeaderBytes + 12);
}

TEST_CASE("Patch: a map of fewer entries, or none, still leads to the target") {
  Random random(7);
  Program program(random);
  const Buffer base = program.link();
  for (std::size_t i = 0; i < kFunctions; i += 10) program.grow(i, testing::random_bytes(random, 4));
  PatchOptions options = linked();
  const std::size_t full = checked_patch(base, program.link(), options).size();
  for (const std::uint32_t entries : {8u, 2u, 0u}) {
    options.max_map_entries = entries;
    const Buffer patch = checked_patch(base, program.link(), options);
    CHECK(load_u16(patch, 1) <= entries);
    CHECK(patch.size() > full);
  }
}

TEST_CASE("Patch: with an empty base it is a packed image") {
  Random random(8);
  const Buffer image = Program(random).link();
  const Buffer patch = checked_patch({}, image);
  CHECK(patch.size() < image.size());
}

TEST_CASE("Patch: the same images give the same bytes") {
  Random random(9);
  const Buffer base = testing::code_like(random, 20000);
  const Buffer target = testing::next_version(random, base);
  CHECK(checked_patch(base, target, linked()) == checked_patch(base, target, linked()));
}

}  // namespace switchback::packer
