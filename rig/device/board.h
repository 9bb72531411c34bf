// A simulated board: flash geometry, layout, keys, and how its flash fails.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bootloader/board/layout.h"
#include "core/authenticate.h"
#include "manifests/profile/profile.h"
#include "rig/arm/bootloader.h"
#include "rig/flash/cells.h"

namespace switchback::rig {

// Owns what its layout points to.
class Board {
 public:
  // Uses the constants that the bootloader build takes from `profile`, which read_profile() must
  // have accepted.
  Board(const manifests::DeviceProfile& profile, const std::vector<RootKey>& keys, const FlashModel& model);

  // The same, with the flash model that the profile states.
  Board(const manifests::DeviceProfile& profile, const std::vector<RootKey>& keys);

  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;
  ~Board() = default;

  const std::string& name() const { return profile_.name; }
  const bootloader::Layout& layout() const { return layout_; }
  std::span<const RootKey> keys() const { return keys_; }
  const FlashModel& flash_model() const { return model_; }
  // Makes devices start with this machine code; nullptr: with the host's build of the bootloader.
  void use_arm_bootloader(std::shared_ptr<ArmBootloader> bootloader) { arm_bootloader_ = std::move(bootloader); }
  ArmBootloader* arm_bootloader() const { return arm_bootloader_.get(); }

  bool is_swap() const { return layout_.strategy == bootloader::Strategy::kSwap; }

 private:
  manifests::DeviceProfile profile_;
  bootloader::Layout layout_;  // borrows the profile
  std::vector<RootKey> keys_;
  FlashModel model_;
  std::shared_ptr<ArmBootloader> arm_bootloader_;
};

}  // namespace switchback::rig
