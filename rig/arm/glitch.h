// Glitches: one instruction of a start is not executed as it should be. None may make a device run an image that must
// be refused.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "rig/arm/glitch_cases.h"
#include "rig/arm/machine.h"

namespace switchback::rig {

enum class GlitchKind : std::uint8_t {
  kSkip,      // the instruction is not executed; as if it were a NOP
  kSkipHalf,  // only the second halfword of an instruction of four bytes is
  kSkipTwo,   // nor is the one behind it
  kFlip,      // one bit of its encoding is another
  kZero,      // a register that it writes becomes 0,
  kOnes,      // 0xffffffff,
  kBit,       // or has its lowest bit changed
  kFlag,      // after it, a flag is another: negative, zero, carry or overflow
};
constexpr std::size_t kGlitchKinds = 8;
const char* name_of(GlitchKind kind);

struct Glitch {
  GlitchKind kind = GlitchKind::kSkip;
  std::uint8_t number =
      0;  // kFlip: the bit, 16 and more of the second halfword; of the register, or 0 … 3 of the flag, otherwise
};

enum class GlitchEnd : std::uint8_t {
  kRefused,    // recovery, or another image runs, which may
  kReset,      // a reset, or a fault, which leads to one; and the next start refuses
  kHang,       // a watchdog would end it; and the next start refuses
  kElsewhere,  // goes on in RAM, the journal or the middle of the forbidden image, as a call to a wrong address does:
               // the decision was not asked
  kBypass,     // the forbidden image is started, or is at the next start
};
constexpr std::size_t kGlitchEnds = 5;
const char* name_of(GlitchEnd end);

// A trial that others will want to see again.
struct GlitchFinding {
  std::string case_name;
  Glitch glitch;
  GlitchEnd end = GlitchEnd::kBypass;
  std::uint32_t address = 0;      // of the instruction
  std::string function;           // that it belongs to, as the linker names it
  std::uint64_t instruction = 0;  // how many were executed before, since the start
  std::uint32_t leads_to = 0;     // where it goes on outside the bootloader
};

struct GlitchTally {
  std::uint64_t points = 0;        // instructions that were glitched
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
  std::uint32_t every = 8;  // an instruction that is executed at most so often is glitched each time; another one at
                            // its first, middle and last time
  std::uint32_t share = 0;  // of the points
  std::uint32_t shares = 1;
  std::vector<GlitchKind> kinds{};  // none named: all
};

// Tries all glitches at all points of the share, from reset to the end of the start. What p256-m's two dearest
// functions do inside is not glitched: rig/arm/pure_calls.h.
GlitchTally run_glitches(const ArmProgram& program, std::uint32_t boot_bytes, const Board& board,
                         const GlitchCase& about, const GlitchOptions& options);

}  // namespace switchback::rig
