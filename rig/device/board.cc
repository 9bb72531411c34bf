#include "rig/device/board.h"

#include "manifests/profile/layout.h"

namespace switchback::rig {

Board::Board(const manifests::DeviceProfile& profile, const std::vector<RootKey>& keys, const FlashModel& model)
    : profile_(profile), layout_(manifests::to_layout(profile_)), keys_(keys), model_(model) {}

Board::Board(const manifests::DeviceProfile& profile, const std::vector<RootKey>& keys)
    : Board(profile, keys, {.write_once = profile.write_once, .torn_reads = profile.torn_reads}) {}

}  // namespace switchback::rig
