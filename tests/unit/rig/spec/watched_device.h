// A bench device whose journal is watched: lists every record since the device was made, with its
// writer and the state before it.
#pragma once

#include <functional>

#include "rig/spec/transitions.h"
#include "tests/support/bench_device.h"

namespace switchback::testing {

// Passes everything on, and keeps each record that reads back as written and is newer than all
// before it.
class WatchingFlash final : public bootloader::Flash {
 public:
  WatchingFlash(rig::SimFlash& flash, const bootloader::Layout& layout);

  Status read(std::uint32_t address, MutableBytes out) override { return flash_.read(address, out); }
  Status program(std::uint32_t address, Bytes data) override;
  Status erase_sector(std::uint32_t address) override { return flash_.erase_sector(address); }

  // Call when the bootloader or the application starts. Its first record follows the newest one in
  // the journal, if any.
  void start(bool bootloader);

  const std::vector<rig::Transition>& transitions() const { return transitions_; }

 private:
  rig::SimFlash& flash_;
  const bootloader::Layout& layout_;
  bool by_bootloader_ = true;
  bootloader::State last_;
  std::vector<rig::Transition> transitions_;
};

class WatchedDevice {
 public:
  // Version 1 with counter 1 lies in slot 0; the device was not started yet.
  explicit WatchedDevice(const manifests::DeviceProfile& profile);

  BenchDevice& bench() { return bench_; }
  const Buffer& old_image() const { return old_image_; }

  // Major version of the image that boots; 0: none.
  int boots();

  // As boots(), with power failing at the cut, which must be reached.
  void boot_until(const rig::Cut& cut);

  // Runs the application from its start to a reset. A cut is forgotten afterwards.
  void run(const std::function<void(bootloader::Updater&)>& application);
  void stage(const Buffer& artefact);
  void begin(bootloader::Updater& updater, const Buffer& artefact, std::uint32_t& at, std::uint32_t tag = 7);
  void confirm();

  // The rows of all records so far; a record that no row allows, or more than one, fails the test.
  std::vector<std::string> rows() const;

  // The rows of the records since the last call of rows_since().
  std::vector<std::string> rows_since();

  const std::vector<rig::Transition>& transitions() const { return watch_.transitions(); }

 private:
  BenchDevice bench_;
  WatchingFlash watch_;
  Buffer old_image_;
  std::size_t told_ = 0;
};

}  // namespace switchback::testing
