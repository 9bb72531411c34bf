// The instruction set that is guessed for an image.
#include "packer/image/instruction_guess.h"

#include <doctest/doctest.h>

#include "core/delta/fields.h"
#include "manifests/profile/instruction_sets.h"
#include "tests/unit/packer/samples.h"

namespace switchback::packer {
namespace {

using testing::Buffer;
using testing::Random;

// Noise with calls of a few functions in it.
Buffer calling(const delta::InstructionSet& set, std::uint32_t call, std::size_t calls) {
  Random random(set.id);
  Buffer image = testing::random_bytes(random, 40000);
  delta::FieldRules rules;
  rules.instructions = &set;
  for (std::size_t i = 0; i < calls; ++i) {
    const auto at = static_cast<std::uint32_t>(i * 64);
    const auto callee = static_cast<std::uint32_t>(random() % 10 * 1000);
    delta::Code code{call};
    delta::set_field_address(rules, delta::FieldKind::kBranch, code, callee, at);
    store_u32(image, at, code.first);
  }
  return image;
}

struct Call {
  const delta::InstructionSet* set;
  std::uint32_t code;
};
constexpr Call kCalls[] = {{&delta::kThumb, 0xf800f000},
                           {&delta::kArm, 0xeb000000},
                           {&delta::kRiscv, 0x000000ef},
                           {&delta::kAarch64, 0x94000000}};

}  // namespace

TEST_CASE("Instruction guess: calls tell the instruction set") {
  for (const Call& call : kCalls) {
    CAPTURE(manifests::name_of(call.set).name);
    CHECK(guess_instruction_set(calling(*call.set, call.code, 200)) == call.set);
  }
}

TEST_CASE("Instruction guess: few calls, noise, padding or nothing tell none") {
  Random random(1);
  for (const Call& call : kCalls) {
    CHECK(guess_instruction_set(calling(*call.set, call.code, 7)) == nullptr);
    CHECK(guess_instruction_set(calling(*call.set, call.code, 18)) == call.set);  // of ten functions: eight twice
  }
  CHECK(guess_instruction_set(testing::random_bytes(random, 100000)) == nullptr);
  CHECK(guess_instruction_set(Buffer(10000, 0xff)) == nullptr);
  CHECK(guess_instruction_set({}) == nullptr);
}

}  // namespace switchback::packer
