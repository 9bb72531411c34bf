// A device on paper: flash geometry, layout, keys, and how its flash behaves under faults.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bootloader/layout.h"
#include "core/authenticate.h"
#include "manifests/profile.h"
#include "rig/arm/bootloader.h"
#include "rig/cells.h"

namespace switchback::rig {

// Owns what its layout points to; neither copied nor moved.
class Board {
 public:
  // The same constants that the bootloader build takes from the profile. `profile` has passed read_profile's checks.
  Board(const manifests::DeviceProfile& profile, const std::vector<RootKey>& keys, const FlashModel& model);

  // The flash fails as the profile says.
  Board(const manifests::DeviceProfile& profile, const std::vector<RootKey>& keys);

  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;
  ~Board() = default;

  const std::string& name() const { return name_; }
  const bootloader::Layout& layout() const { return layout_; }
  std::span<const RootKey> keys() const { return keys_; }
  const FlashModel& flash_model() const { return model_; }
  // Devices start with this bootloader from now on, as its machine code, instead of the host's. May be nullptr.
  void use_arm_bootloader(std::shared_ptr<ArmBootloader> bootloader) { arm_bootloader_ = std::move(bootloader); }
  ArmBootloader* arm_bootloader() const { return arm_bootloader_.get(); }

  bool is_swap() const { return layout_.strategy == bootloader::Strategy::kSwap; }

 private:
  std::string name_;
  std::vector<bootloader::SectorRun> sectors_;
  std::vector<MemoryRange> ram_;
  wire::Uuid vendor_id_{};
  wire::Uuid class_id_{};
  bootloader::Layout layout_;
  std::vector<RootKey> keys_;
  FlashModel model_;
  std::shared_ptr<ArmBootloader> arm_bootloader_;
};

}  // namespace switchback::rig
