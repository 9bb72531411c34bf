// A device: flash, bootloader, and an application that takes updates.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "bootloader/app/updater.h"
#include "bootloader/boot.h"
#include "rig/board.h"
#include "rig/sim_flash.h"

namespace switchback::rig {

// What an image does once it runs.
enum class Behaviour : std::uint8_t {
  kConfirm,       // confirms itself when it is on trial, then takes updates
  kNeverConfirm,  // does not confirm itself; outside a trial it takes updates
  kCrash,         // resets at once
};

// A known good image: what the device may run.
struct Firmware {
  std::string name;
  std::vector<std::uint8_t> image;
  Behaviour behaviour = Behaviour::kConfirm;
};

// What a server offers to every image but the one that it installs.
struct Update {
  std::vector<std::uint8_t> artefact;
  std::uint32_t chunk_bytes = 256;  // as which it arrives
  std::string installs;             // name of the firmware
  bool retry_after_revert = true;   // false: not offered again once the device has reverted or refused it
};

// How one start ended.
struct Boot {
  bool power_lost = false;  // nothing below is known then
  bootloader::Outcome outcome;
  const Firmware* runs = nullptr;  // nullptr: nothing, or none of the known images
  std::uint64_t operations = 0;    // programs and erases, bootloader and application
};

class SimDevice {
 public:
  // A new device: `firmware[0]` lies in slot 0, everything else is erased. All are borrowed.
  SimDevice(const Board& board, const std::vector<Firmware>& firmware, std::uint64_t seed);

  // Whether the application works: confirms, and takes `update` (nullptr: none; borrowed). An idle application only
  // runs.
  void set_application(bool active, const Update* update);

  // Runs the bootloader, then the application of the image that it chose, until that has nothing more to do or power
  // fails. Only flash survives from one call to the next.
  Boot reset();

  SimFlash& flash() { return flash_; }

  // What went wrong since construction, one line each: invariants that did not hold, and the flash's own faults.
  std::vector<std::string> violations() const;

  const Board& board() const { return board_; }

  // What an outside observer of the device knows.
  struct Memory {
    std::set<std::string> confirmed;      // images that asked to be confirmed, and the one the device was made with
    std::uint32_t highest_confirmed = 0;  // counter of these: the floor may be as high, not higher
    std::uint32_t highest_floor = 0;      // that was ever seen: it never sinks
  };

  // From where another device of the same board and firmware can go on.
  struct Snapshot {
    FlashContents contents;
    Memory memory;
  };
  Snapshot snapshot() const { return {flash_.contents(), memory_}; }
  void restore(const Snapshot& snapshot);

 private:
  Boot start();
  const Firmware* identify(const bootloader::Area& slot) const;
  void check(const Boot& boot);
  void check_floor(const Boot& boot);
  void run_application(const Boot& boot);
  bool wants(const Update& update, const Firmware& running, const bootloader::State& state) const;
  void take(const Update& update, bootloader::Updater& updater);
  void expect(bool holds, const std::string& what);

  const Board& board_;
  const std::vector<Firmware>& firmware_;
  SimFlash flash_;
  std::vector<std::uint64_t> workspace_;
  Memory memory_;
  bool active_ = true;
  const Update* update_ = nullptr;
  std::vector<std::string> violations_;
};

}  // namespace switchback::rig
