// Flash that holds an image which must not run, each for another reason.
#pragma once

#include <string>
#include <vector>

#include "manifests/profile.h"
#include "rig/board.h"
#include "rig/cells.h"
#include "rig/firmware.h"

namespace switchback::rig {

struct GlitchCase {
  std::string name;
  std::vector<std::uint8_t> forbidden;  // the image
  std::uint32_t entry_address = 0;      // where it starts, should it be started
  std::uint32_t slot_address = 0;       // where it lies then
  std::uint32_t other_entry = 0;        // of an image that may run; 0: none does
  Cells cells;
};

// In slot 0, or, with names that begin with "update-", staged by the image that runs there. Some hold an image as it
// was made for others; the rest are made by an attacker who knows the bootloader and the public key: "forged-"
// (rig/arm/forged_signature.h), and "filled-", whose every word is the address of its own entry. The board's devices
// trust `workshop`. Borrows `board`'s layout. Throws std::runtime_error where a case cannot be made.
std::vector<GlitchCase> make_glitch_cases(const Board& board, const manifests::DeviceProfile& profile,
                                          const Workshop& workshop);

}  // namespace switchback::rig
