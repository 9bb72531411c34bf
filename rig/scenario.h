// One story of a device: what it was made with, what it is offered, and how the story should end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/status.h"
#include "rig/fault.h"

namespace switchback::rig {

// What an image does once it runs.
enum class Behaviour : std::uint8_t {
  kConfirm,       // confirms itself when it is on trial, then takes updates
  kNeverConfirm,  // does not confirm itself; outside a trial it takes updates
  kCrash,         // resets at once
  kReject,        // gives itself up when it is on trial; outside a trial it takes updates
  kRollBack,      // confirms itself, then asks once for the image before it
};

// A known good image: what the device may run.
struct Firmware {
  std::string name;
  std::vector<std::uint8_t> image;
  Behaviour behaviour = Behaviour::kConfirm;
};

// What a server offers.
struct Offer {
  std::string installs{};                    // name of a firmware, or of something that must not be installed
  std::vector<std::uint8_t> artefact{};      // image or package
  std::string to{};                          // name of the firmware that takes it; empty: any but the one it installs
  std::uint32_t chunk_bytes = 256;           // as which it arrives
  bool interrupted = false;                  // the device resets when half of it has arrived, and goes on then
  std::vector<std::uint8_t> stages_first{};  // requested and then cancelled in favour of the artefact; empty: nothing
  // Another download that arrives whole when half of the artefact has; then the device resets, and takes the artefact
  // after all. Empty: nothing.
  std::vector<std::uint8_t> interrupted_by{};
  bool in_trial = false;         // also asked for during the trial, where it must be refused
  Status refused = Status::kOk;  // what the Updater must refuse it with, whenever it is asked; kOk: it is taken
  bool again = true;             // offered again after a refusal or a revert
};

// When bits rot.
enum class RotMoment : std::uint8_t {
  kNew,         // before the first start of a device that was made with the first firmware in both slots
  kConfirmed,   // as soon as Scenario::ends_with runs outside a trial
  kReverted,    // as soon as the first firmware runs again after another one's trial
  kRebuilding,  // as soon as power fails during a rebuild
};

struct Scenario {
  std::string name;
  std::vector<Firmware> firmware{};  // the first is what the device was made with
  std::vector<Offer> offers{};
  std::string ends_with{};        // the firmware that an undisturbed device settles on
  std::vector<Status> reasons{};  // that the journal may show besides kOk
  std::vector<Damage> rots{};     // strike once, all together, while power is off
  RotMoment rot_moment = RotMoment::kConfirmed;
  bool is_hostile = false;  // the offers are not what somebody signed: refused, whatever for
  // Places that are left in each bank of the journal when the story begins; nothing: both are blank.
  std::optional<std::uint32_t> journal_room{};
};

}  // namespace switchback::rig
