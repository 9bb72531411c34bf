// A32: Arm Architecture Reference Manual, Armv7-A and Armv7-R edition, A8.8.18 (B) and A8.8.25
// (BL), encodings A1.
#include "core/delta/instructions/instruction_set.h"

namespace switchback::delta {
namespace {

constexpr std::uint32_t kPipelineBytes = 8;  // offsets count from eight bytes behind the start
constexpr std::uint32_t kOffsetBits = 0x00ffffff;

// B and BL with any condition. Condition 1111 is BLX, whose target is Thumb code.
FieldKind classify(const Code& code) {
  return (code.first & 0x0e000000) == 0x0a000000 && code.first >> 28 != 0xf ? FieldKind::kBranch : FieldKind::kNone;
}

std::uint32_t address(FieldKind /*kind*/, const Code& code, std::uint32_t position) {
  return position + kPipelineBytes + (sign_extended(code.first, 24) << 2);
}

void set_address(FieldKind /*kind*/, Code& code, std::uint32_t address, std::uint32_t position) {
  const std::uint32_t offset = address - position - kPipelineBytes;
  code.first = (code.first & ~kOffsetBits) | (offset >> 2 & kOffsetBits);
}

}  // namespace

constexpr InstructionSet kArm{.id = 2,
                              .step_bytes = 4,
                              .max_field_bytes = kFieldBytes,
                              .filter = {3, 0x0e, 0x0a},
                              .doubtful_from = 0x10000,
                              .instruction_bits = 0,
                              .classify = classify,
                              .address = address,
                              .set_address = set_address};

}  // namespace switchback::delta
