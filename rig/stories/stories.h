// The stories that every board runs.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "manifests/profile/profile.h"
#include "rig/device/board.h"
#include "rig/device/story.h"
#include "rig/stories/firmware.h"

namespace switchback::rig {

// All stories that fit the board, with firmware from `workshop`; their names are unique. `profile`
// is the board's.
std::vector<Story> make_stories(const manifests::DeviceProfile& profile, const Workshop& workshop);

// The story with that name; nothing if the board has none.
std::optional<Story> make_story(const manifests::DeviceProfile& profile, const Workshop& workshop,
                                std::string_view name);

// A user's own images and packages, signed with a key that the board trusts.
struct OwnFirmware {
  std::vector<std::uint8_t> old_image;
  std::vector<std::uint8_t> new_image;
  // Packages that rebuild `new_image`, or `new_image` itself.
  std::vector<std::vector<std::uint8_t>> artefacts;
};

// Three stories per artefact: installed and confirmed, never confirmed, crashing.
std::vector<Story> make_stories(const OwnFirmware& own);

}  // namespace switchback::rig
