// The stories that every board is put through.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "manifests/profile.h"
#include "rig/board.h"
#include "rig/firmware.h"
#include "rig/scenario.h"

namespace switchback::rig {

// All stories that fit the board, with firmware that the workshop made for it; their names are unique. `profile` is the
// board's.
std::vector<Scenario> make_stories(const manifests::DeviceProfile& profile, const Workshop& workshop);

// Only the story of that name; nothing: the board has none.
std::optional<Scenario> make_story(const manifests::DeviceProfile& profile, const Workshop& workshop,
                                   std::string_view name);

// Somebody's own images and packages, signed by a key that the board trusts.
struct OwnFirmware {
  std::vector<std::uint8_t> old_image;
  std::vector<std::uint8_t> new_image;
  std::vector<std::vector<std::uint8_t>> artefacts;  // packages that rebuild new_image, or new_image itself
};

// Each artefact installed and confirmed, installed and never confirmed, installed and crashing.
std::vector<Scenario> make_stories(const OwnFirmware& own);

}  // namespace switchback::rig
