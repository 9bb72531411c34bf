// Flash contents with an image that must not run, each for another reason.
#pragma once

#include <string>
#include <vector>

#include "manifests/profile/profile.h"
#include "rig/device/board.h"
#include "rig/flash/cells.h"
#include "rig/stories/firmware.h"

namespace switchback::rig {

struct GlitchCase {
  std::string name;
  std::vector<std::uint8_t> forbidden;  // the image that must not run
  std::uint32_t entry_address = 0;      // where it would start
  std::uint32_t slot_address = 0;       // the slot that it would run in
  std::uint32_t other_entry = 0;        // of an image that may run; 0: none
  Cells cells;
};

// The image lies in slot 0 or, if the name begins with "update-", is staged by the image that runs
// there. Some images were changed, are signed with a foreign key, or are below the floor. The
// others are made by an attacker who knows the bootloader and the public key: "forged-"
// (rig/studies/forged_signature.h), and "filled-", where every word is the address of the image's
// own entry. Devices trust the key of `workshop`. Borrows the layout of `board`. Throws
// std::runtime_error if a case cannot be made.
std::vector<GlitchCase> make_glitch_cases(const Board& board, const manifests::DeviceProfile& profile,
                                          const Workshop& workshop);

}  // namespace switchback::rig
