// A device with one simulated flash, which a test starts and updates step by step.
#pragma once

#include "bootloader/app/updater.h"
#include "bootloader/boot.h"
#include "rig/device/board.h"
#include "rig/device/memo_verify.h"
#include "rig/flash/sim_flash.h"
#include "tests/support/firmware.h"

namespace switchback::testing {

// Eight sectors of 512 bytes for each slot, 4-byte write units, two journal sectors, and a separate
// staging area.
manifests::DeviceProfile small_swap_profile();
manifests::DeviceProfile small_ab_profile();

class BenchDevice {
 public:
  explicit BenchDevice(const manifests::DeviceProfile& profile, const rig::FlashModel& model = {});

  rig::SimFlash& flash() { return flash_; }
  const bootloader::Layout& layout() const { return board_.layout(); }
  const bootloader::Area& slot(std::uint8_t number) const { return layout().slots[number]; }

  // An image for the slot; on A/B devices linked for it.
  Buffer image(std::uint8_t major, std::uint32_t counter, std::uint8_t slot_number = 0) const;

  bootloader::Outcome boot() { return boot_with(flash_); }
  bootloader::Outcome boot_with(bootloader::Flash& flash);

  // bootloader::confirmed_entry() for an outcome of boot().
  std::uint32_t confirmed(bootloader::Outcome outcome);

  // Calls of an application. stage() runs all of begin … request. kOk, or the first refusal.
  Status stage(const Buffer& artefact);
  Status confirm();
  Status reject();
  Status roll_back();

  // The board's reports for the next starts (bootloader/board/device.h).
  void set_wake_up(bool is_wake_up) { is_wake_up_ = is_wake_up; }
  void set_protection(bootloader::Protection* protection) { protection_ = protection; }
  void set_failed_starts(std::uint8_t count) { failed_starts_ = count; }
  bootloader::State state();

  // The address of the image that started last; slot 0's before the first start.
  std::uint32_t running_address() const { return running_address_; }

  // Starts the device and returns the major version of the image that boots; 0 if none does. The
  // second uses a flash in front of the device's own.
  int boots() { return boots_with(flash_); }
  int boots_with(bootloader::Flash& flash);

  // Whether slot `number` begins with exactly these bytes.
  bool holds(std::uint8_t number, const Buffer& image) const;

 private:
  rig::MemoizedVerification remember_;
  rig::Board board_;
  rig::SimFlash flash_;
  std::vector<std::uint64_t> workspace_;
  std::uint32_t running_address_;
  bool is_wake_up_ = false;
  bootloader::Protection* protection_ = nullptr;
  std::uint8_t failed_starts_ = 0;
};

}  // namespace switchback::testing
