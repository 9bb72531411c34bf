// What runs on the device between two resets: an application that takes updates through the real Updater.
#pragma once

#include <string>
#include <vector>

#include "bootloader/app/updater.h"
#include "rig/network.h"
#include "rig/scenario.h"

namespace switchback::rig {

// One start of the application. Everything is borrowed.
class Application {
 public:
  Application(bootloader::Updater& updater, const Scenario& scenario, const Firmware& running, Network& network)
      : updater_(updater), scenario_(scenario), running_(running), network_(network) {}

  // kOk, or what the Updater said where it should not have.
  Status confirm() { return updater_.confirm(); }

  // Asks for what is offered during the trial: the first answer that is not a refusal, else kOk.
  Status ask_in_trial();

  // Takes the offer that is meant for this image, as far as one start goes. kOk: taken, nothing to take, or
  // interrupted. A chunk that gets lost ends the download for this start.
  Status take_offer();

 private:
  const Offer* find_offer() const;
  Status stage(Bytes artefact, const Offer& offer, bool& complete);

  bootloader::Updater& updater_;
  const Scenario& scenario_;
  const Firmware& running_;
  Network& network_;
};

}  // namespace switchback::rig
