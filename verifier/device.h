// Derives the facts about a device that accept() needs, from its profile and its running image.
#pragma once

#include "core/accept.h"
#include "manifests/profile/profile.h"

namespace switchback::verifier {

// Fills in unset facts from the profile: ids, floor, slot, core, decoder. The floor is the higher
// of both. Strategy "ab": an artefact linked for either slot is meant for that slot. Borrows ids
// and RAM ranges from `profile`.
DeviceFacts with_profile(DeviceFacts known, const manifests::DeviceProfile& profile, const wire::ImageFacts& artefact);

// The image that runs on the device when an update arrives.
class RunningImage {
 public:
  explicit RunningImage(Bytes file);

  // False: no device runs this file, and it gives no facts.
  bool is_image() const { return is_image_; }
  const wire::ImageFacts& facts() const { return facts_; }
  std::span<const InstalledImage> installed() const { return std::span(&installed_, is_image_ ? 1 : 0); }

 private:
  bool is_image_ = false;
  wire::ImageFacts facts_{};
  InstalledImage installed_;
};

// Adds the facts that follow from `running`, from which it borrows: the base (its digest depends on
// the delta that names it), the version for dependencies, the floor and, on A/B devices of
// `profile` (may be nullptr), the slot that is written next.
DeviceFacts with_running(DeviceFacts known, const RunningImage& running, const manifests::DeviceProfile* profile);

}  // namespace switchback::verifier
