// Instruction sets, by what a patch must know of them: which instructions hold an address, relative to where they
// stand, and how that is changed.
#pragma once

#include <cstdint>

namespace switchback::delta {

enum class FieldKind : std::uint8_t {
  kNone,
  kBranch,             // an instruction of four bytes that jumps or calls
  kConditionalBranch,  // the same, under a condition, with a shorter reach
  kShortBranch,        // an instruction of two bytes that jumps, with a reach of a few kilobytes
  kPair,               // two instructions, eight bytes: the upper and the lower part of an address
  kPointer,            // an aligned word that points into the image
  kDoubtfulPointer,    // one that may as well be an instruction: a pointer if a word beside it points there, too
  kRamPointer,         // an aligned word that points into RAM
};

constexpr std::uint32_t kFieldBytes = 4;
constexpr std::uint32_t kPairBytes = 8;
constexpr std::uint32_t kShortBytes = 2;

// The bytes at an instruction's start, as little-endian words; 0 where there are fewer.
struct Code {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  bool operator==(const Code&) const = default;
};

// Code may start a field only where its byte of this number, masked, has this value. Quickly asked of every
// instruction.
struct CodeFilter {
  std::uint8_t byte = 0;
  std::uint8_t mask = 0;
  std::uint8_t value = 1;  // of no byte

  // `code` has four bytes.
  bool passes(const std::uint8_t* code) const { return (code[byte] & mask) == value; }
};

// Of the first five kinds, kNone included. Positions and addresses: modulo 2^32; `position` is the instruction's.
struct InstructionSet {
  std::uint8_t id;                // in the patch header; 1 … 15
  std::uint8_t step_bytes;        // instructions start at multiples of it: 2 or 4
  std::uint8_t max_field_bytes;   // kFieldBytes or kPairBytes
  CodeFilter filter;              // what it turns down is no field for classify() either
  std::uint32_t doubtful_from;    // an aligned word whose lower half is at least this may be an instruction …
  std::uint8_t instruction_bits;  // … and one with all these bits is one, and no pointer; 0: none is

  FieldKind (*classify)(const Code& code);
  // What a field that classify() named holds.
  std::uint32_t (*address)(FieldKind kind, const Code& code, std::uint32_t position);
  // Replaces that: the inverse of address() for addresses that the field can hold.
  void (*set_address)(FieldKind kind, Code& code, std::uint32_t address, std::uint32_t position);
};

extern const InstructionSet kThumb;    // id 1: Thumb-2
extern const InstructionSet kArm;      // id 2: A32
extern const InstructionSet kRiscv;    // id 3: RV32 and RV64, compressed or not
extern const InstructionSet kAarch64;  // id 4: A64
constexpr std::uint8_t kLastInstructionSet = 4;

// nullptr: none with this id, or not in this build. A device takes in those that it needs: core/variants.
const InstructionSet* find_instruction_set(std::uint8_t id);

// `set` itself, which may be nullptr, and is in this build. Where a build has but one, the compiler learns which.
const InstructionSet* known(const InstructionSet* set);

// The lowest `bits` bits of `value`, the highest of them being the sign.
constexpr std::uint32_t sign_extended(std::uint32_t value, unsigned bits) {
  const std::uint32_t sign = 1u << (bits - 1);
  return ((value & (2 * sign - 1)) ^ sign) - sign;
}

}  // namespace switchback::delta
