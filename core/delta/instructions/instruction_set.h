// The part of an instruction set that a patch needs: which instructions hold an address, relative
// to their position, and how to change it.
#pragma once

#include <cstdint>

namespace switchback::delta {

enum class FieldKind : std::uint8_t {
  kNone,
  kBranch,             // a jump or call of four bytes
  kConditionalBranch,  // a conditional jump of four bytes, with a shorter reach
  kShortBranch,        // a jump of two bytes, with a reach of a few kilobytes
  kPair,               // two instructions, eight bytes: upper and lower part of an address
  kPointer,            // an aligned word that points into the image
  kDoubtfulPointer,    // a pointer if a word beside it points into the image, too
  kRamPointer,         // an aligned word that points into RAM
};

constexpr std::uint32_t kFieldBytes = 4;
constexpr std::uint32_t kPairBytes = 8;
constexpr std::uint32_t kShortBytes = 2;

// The bytes at an instruction's start, as little-endian words. Missing bytes are 0.
struct Code {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  bool operator==(const Code&) const = default;
};

// A quick filter for every instruction: code may start a field only if `code[byte] & mask` is
// `value`.
struct CodeFilter {
  std::uint8_t byte = 0;
  std::uint8_t mask = 0;
  std::uint8_t value = 1;  // matches no byte

  // `code` points to four bytes.
  bool passes(const std::uint8_t* code) const { return (code[byte] & mask) == value; }
};

// Handles only the first five kinds, kNone included. Positions and addresses are modulo 2^32;
// `position` is that of the instruction.
struct InstructionSet {
  std::uint8_t id;                // in the patch header; 1 … 15
  std::uint8_t step_bytes;        // instructions start at multiples of it: 2 or 4
  std::uint8_t max_field_bytes;   // kFieldBytes or kPairBytes
  CodeFilter filter;              // rejects nothing that classify() accepts
  std::uint32_t doubtful_from;    // an aligned word may be code if its lower half is at least this
  std::uint8_t instruction_bits;  // an aligned word with all these bits is code; 0: none is

  FieldKind (*classify)(const Code& code);
  // The address in a field that classify() found.
  std::uint32_t (*address)(FieldKind kind, const Code& code, std::uint32_t position);
  // Replaces that address. The inverse of address() for addresses that the field can hold.
  void (*set_address)(FieldKind kind, Code& code, std::uint32_t address, std::uint32_t position);
};

extern const InstructionSet kThumb;    // id 1: Thumb-2
extern const InstructionSet kArm;      // id 2: A32
extern const InstructionSet kRiscv;    // id 3: RV32 and RV64, compressed or not
extern const InstructionSet kAarch64;  // id 4: A64
constexpr std::uint8_t kLastInstructionSet = 4;

// nullptr if the id is unknown, or its set is not in this build. core/variants/ selects sets.
const InstructionSet* find_instruction_set(std::uint8_t id);

// Returns `set`, which is nullptr or in this build. If a build has only one set, the compiler
// learns here which.
const InstructionSet* known(const InstructionSet* set);

// The lowest `bits` bits of `value`, with the highest of them as the sign.
constexpr std::uint32_t sign_extended(std::uint32_t value, unsigned bits) {
  const std::uint32_t sign = 1u << (bits - 1);
  return ((value & (2 * sign - 1)) ^ sign) - sign;
}

}  // namespace switchback::delta
