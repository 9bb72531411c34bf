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
  Cells cells;
};

// In slot 0, or, with names that begin with "update-", staged by the image that runs there. The board's devices trust
// `workshop`. Borrows `board`'s layout. Throws std::runtime_error where a case cannot be made.
std::vector<GlitchCase> make_glitch_cases(const Board& board, const manifests::DeviceProfile& profile,
                                          const Workshop& workshop);

}  // namespace switchback::rig
