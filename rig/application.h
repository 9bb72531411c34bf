// What runs on the device between two resets: an application that takes updates through the real Updater.
#pragma once

#include <optional>
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

  // Gives the image on trial up. As confirm().
  Status reject() { return updater_.reject(); }

  // Asks for the image before the running one, where an update has just gone well. As confirm().
  Status roll_back();

  // Asks for all that must be refused, in a trial or outside it: the first answer that is none, or a wrong one.
  std::optional<Status> ask_for_refusals();

  // Takes the offer that is meant for this image, as far as one start goes. kOk: taken, nothing to take, or
  // interrupted. A chunk that gets lost ends the download for this start.
  Status take_offer();

 private:
  const Offer* find_offer() const;
  Status take_first(const Offer& offer, bool& goes_on);
  Status stage(Bytes artefact, std::uint32_t chunk_bytes, bool& complete);
  Status download(Bytes artefact, std::uint32_t stop, std::uint32_t chunk_bytes, bool& arrived);
  Status begin(Bytes artefact, std::uint32_t& resume_at);

  bootloader::Updater& updater_;
  const Scenario& scenario_;
  const Firmware& running_;
  Network& network_;
};

}  // namespace switchback::rig
