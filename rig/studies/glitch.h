// Glitches: one instruction of a start is executed wrongly. No glitch may make a device run an
// image that it must refuse.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "rig/arm/machine.h"
#include "rig/studies/glitch_cases.h"

namespace switchback::rig {

enum class GlitchKind : std::uint8_t {
  kSkip,      // the instruction is skipped, as if it were a NOP
  kSkipHalf,  // of a four-byte instruction, only the second halfword is executed
  kSkipTwo,   // it and the next instruction are skipped
  kFlip,      // one bit of its encoding is flipped
  kZero,      // a register that it writes becomes 0
  kOnes,      // the register becomes 0xffffffff
  kBit,       // the register's lowest bit is flipped
  kFlag,      // a flag after it is flipped: negative, zero, carry or overflow
};
constexpr std::size_t kGlitchKinds = 8;
const char* name_of(GlitchKind kind);

struct Glitch {
  GlitchKind kind = GlitchKind::kSkip;
  // kFlip: the bit; 16 and up are in the second halfword. kFlag: the flag, 0 … 3. kZero, kOnes and
  // kBit: the register.
  std::uint8_t number = 0;
};

enum class GlitchEnd : std::uint8_t {
  kRefused,  // recovery, or a permitted image runs
  kReset,    // a reset, or a fault that leads to one; the next start refuses
  kHang,     // it hangs until a watchdog bites; the next start refuses
  // Execution goes on in RAM, in the journal or inside the forbidden image, as after a call of a
  // wrong address, without the bootloader's decision.
  kElsewhere,
  kBypass,  // the forbidden image starts, now or in the next start
};
constexpr std::size_t kGlitchEnds = 5;
const char* name_of(GlitchEnd end);

// A trial that is worth reproducing.
struct GlitchFinding {
  std::string case_name;
  Glitch glitch;
  GlitchEnd end = GlitchEnd::kBypass;
  std::uint32_t address = 0;      // of the instruction
  std::string function;           // its function, by linker name
  std::uint64_t instruction = 0;  // how many were executed before it in the start
  std::uint32_t leads_to = 0;     // where it goes on, outside the bootloader
};

struct GlitchTally {
  std::uint64_t points = 0;        // glitched instructions
  std::uint64_t instructions = 0;  // of the start without a glitch
  std::array<std::array<std::uint64_t, kGlitchEnds>, kGlitchKinds> trials{};
  std::vector<GlitchFinding> findings;  // kBypass and kElsewhere

  GlitchTally& operator+=(const GlitchTally& other);
  std::uint64_t count(GlitchKind kind, GlitchEnd end) const {
    return trials[static_cast<std::size_t>(kind)][static_cast<std::size_t>(end)];
  }
  std::uint64_t count(GlitchKind kind) const;
};

struct GlitchOptions {
  // An instruction that is executed at most this often is glitched each time; any other one at its
  // first, middle and last time.
  std::uint32_t every = 8;
  std::uint32_t shard = 0;  // of the points
  std::uint32_t shards = 1;
  std::vector<GlitchKind> kinds{};  // empty: all
  // Only the inside of the multiplication of points, in place of everything else.
  bool is_inside = false;
};

// Tries all glitches at all points of the shard, from reset to the end of the start. The
// multiplication of points, which takes most of a start, is glitched only if `is_inside` says so.
GlitchTally run_glitches(const ArmProgram& program, std::uint32_t boot_bytes, const Board& board,
                         const GlitchCase& about, const GlitchOptions& options);

}  // namespace switchback::rig
