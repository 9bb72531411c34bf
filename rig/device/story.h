// A story of a device: its first firmware, the offers that it gets, and the expected end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "rig/flash/fault.h"

namespace switchback::rig {

// The behaviour of an image that runs.
enum class Behaviour : std::uint8_t {
  kConfirm,       // confirms itself on trial, then takes updates
  kNeverConfirm,  // never confirms itself; outside a trial it takes updates
  kCrash,         // resets at once
  kReject,        // rejects itself on trial; outside a trial it takes updates
  kRollBack,      // confirms itself, then asks once for the previous image
};

// An image that the device may run.
struct Firmware {
  std::string name;
  std::vector<std::uint8_t> image;
  Behaviour behaviour = Behaviour::kConfirm;
};

// An update that a server offers.
struct Offer {
  std::string installs{};                // a firmware's name, or that of something forbidden
  std::vector<std::uint8_t> artefact{};  // image or package
  std::string to{};                      // firmware that takes it; empty: any but `installs`
  std::uint32_t chunk_bytes = 256;       // size in which it arrives
  bool interrupted = false;              // the device resets after half of it, then continues
  // Requested, then cancelled in favour of the artefact. Empty: none.
  std::vector<std::uint8_t> stages_first{};
  // Another download, which arrives whole after half of the artefact has. Then the device resets,
  // and takes the artefact. Empty: none.
  std::vector<std::uint8_t> interrupted_by{};
  bool in_trial = false;         // also offered during the trial, where it must be refused
  Status refused = Status::kOk;  // the refusal that the Updater must give; kOk: it is taken
  bool again = true;             // offered again after a refusal or a revert
};

// When bits rot.
enum class RotMoment : std::uint8_t {
  kNew,         // before the first start; both slots hold the first firmware
  kConfirmed,   // once the firmware of `ends_with` runs outside a trial
  kReverted,    // once the first firmware runs again after another one's trial
  kRebuilding,  // once power has failed during a rebuild
};

struct Story {
  std::string name;
  std::vector<Firmware> firmware{};  // the device is made with the first
  std::vector<Offer> offers{};
  std::string ends_with{};        // the firmware on which an undisturbed device settles
  std::vector<Status> reasons{};  // that the journal may hold, besides kOk
  std::vector<Damage> rots{};     // strike once, together, while power is off
  RotMoment rot_moment = RotMoment::kConfirmed;
  bool is_hostile = false;  // the offers were tampered with; any refusal is right
  // Free places in each bank of the journal at the start; nothing: both are blank.
  std::optional<std::uint32_t> journal_room{};
};

}  // namespace switchback::rig
