// A64: Arm Architecture Reference Manual for A-profile architecture, C6.2: B and BL, ADRP, ADD
// (immediate), and loads and stores with an unsigned immediate.
#include "core/delta/instructions/instruction_set.h"

namespace switchback::delta {
namespace {

constexpr std::uint32_t kBranchBits = 0x03ffffff;
constexpr std::uint32_t kPageBytes = 4096;
constexpr std::uint32_t kPageBits = ~(kPageBytes - 1);

bool is_add(std::uint32_t word) { return (word & 0xffc00000) == 0x91000000; }
bool is_load_or_store(std::uint32_t word) { return (word & 0x3b000000) == 0x39000000; }

// The shift of the 12-bit offset: log2 of the access size, which is 16 bytes for wide SIMD
// registers.
unsigned scale(std::uint32_t word) {
  if (is_add(word)) return 0;
  const bool is_wide = (word & 0x04800000) == 0x04800000;
  return is_wide ? 4 : word >> 30;
}

std::uint32_t offset_of(std::uint32_t word) { return (word >> 10 & 0xfff) << scale(word); }

// B or BL, or an ADRP whose register the next instruction adds an offset within the page to.
FieldKind classify(const Code& code) {
  if ((code.first & 0x7c000000) == 0x14000000) return FieldKind::kBranch;
  const bool same = (code.second >> 5 & 31) == (code.first & 31);
  const bool takes_offset =
      (is_add(code.second) || is_load_or_store(code.second)) && offset_of(code.second) < kPageBytes;
  return (code.first & 0x9f000000) == 0x90000000 && same && takes_offset ? FieldKind::kPair : FieldKind::kNone;
}

// immhi:immlo, in pages.
std::uint32_t page_offset(std::uint32_t word) {
  return sign_extended((word >> 5 & 0x7ffff) << 2 | (word >> 29 & 3), 21) << 12;
}

std::uint32_t address(FieldKind kind, const Code& code, std::uint32_t position) {
  if (kind == FieldKind::kBranch) return position + (sign_extended(code.first, 26) << 2);
  return (position & kPageBits) + page_offset(code.first) + offset_of(code.second);
}

void set_address(FieldKind kind, Code& code, std::uint32_t address, std::uint32_t position) {
  if (kind == FieldKind::kBranch) {
    code.first = (code.first & ~kBranchBits) | ((address - position) >> 2 & kBranchBits);
    return;
  }
  const auto pages = static_cast<std::int32_t>((address & kPageBits) - (position & kPageBits)) >> 12;
  const std::uint32_t low = static_cast<std::uint32_t>(pages) & 3;
  const std::uint32_t high = static_cast<std::uint32_t>(pages >> 2) & 0x7ffff;
  code.first = (code.first & 0x9f00001f) | low << 29 | high << 5;
  code.second = (code.second & 0xffc003ff) | (address & ~kPageBits) >> scale(code.second) << 10;
}

}  // namespace

constexpr InstructionSet kAarch64{.id = 4,
                                  .step_bytes = 4,
                                  .max_field_bytes = kPairBytes,
                                  .filter = {3, 0x18, 0x10},
                                  .doubtful_from = 0x10000,
                                  .instruction_bits = 0,
                                  .classify = classify,
                                  .address = address,
                                  .set_address = set_address};

}  // namespace switchback::delta
