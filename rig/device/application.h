// The application of a simulated device. It takes updates through the real Updater.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bootloader/app/updater.h"
#include "rig/device/network.h"
#include "rig/device/story.h"

namespace switchback::rig {

// One start of the application. Everything is borrowed.
class Application {
 public:
  Application(bootloader::Updater& updater, const Story& story, const Firmware& running, Network& network)
      : updater_(updater), story_(story), running_(running), network_(network) {}

  // Confirms the image on trial. Returns the status of Updater::confirm().
  Status confirm() { return updater_.confirm(); }

  // Rejects the image on trial. Returns the status of Updater::reject().
  Status reject() { return updater_.reject(); }

  // Asks for the previous image if the device is idle and its last update succeeded.
  //   kOk:   asked, or not the time to ask
  //   other: the status of Updater::roll_back()
  Status roll_back();

  // Begins each offer that must be refused now, in a trial or outside it. Returns the first status
  // that is not the expected refusal; nothing if all offers were refused as expected.
  std::optional<Status> ask_for_refusals();

  // Takes the offer for the running image, as far as one start goes. A lost chunk ends the download
  // for this start.
  //   kOk:   requested, interrupted, or nothing to take
  //   other: the Updater's status
  Status take_offer();

 private:
  const Offer* find_offer() const;
  Status take_first(const Offer& offer, bool& goes_on);
  Status stage(Bytes artefact, std::uint32_t chunk_bytes, bool& complete);
  Status download(Bytes artefact, std::uint32_t stop, std::uint32_t chunk_bytes, bool& arrived);
  Status begin(Bytes artefact, std::uint32_t& resume_at);

  bootloader::Updater& updater_;
  const Story& story_;
  const Firmware& running_;
  Network& network_;
};

}  // namespace switchback::rig
