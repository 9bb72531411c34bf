// What a device profile and the running image say of the device that accept() asks about.
#pragma once

#include "core/accept.h"
#include "manifests/profile.h"

namespace switchback::verifier {

// Fills what `known` leaves open with what the profile says, for the artefact that `artefact` describes: ids, floor,
// slot, core, decoder. With strategy "ab" an artefact that is linked for either slot is meant for that slot. Ids and
// RAM are borrowed from `profile`.
DeviceFacts with_profile(DeviceFacts known, const manifests::DeviceProfile& profile, const wire::ImageFacts& artefact);

// The image that runs on the device when an update arrives.
class RunningImage {
 public:
  explicit RunningImage(Bytes file);

  // False: no device runs that, and nothing is known by it.
  bool is_image() const { return is_image_; }
  const wire::ImageFacts& facts() const { return facts_; }
  std::span<const InstalledImage> installed() const { return std::span(&installed_, is_image_ ? 1 : 0); }

 private:
  bool is_image_ = false;
  wire::ImageFacts facts_{};
  InstalledImage installed_;
};

// Adds what a device knows by `running`, from which it borrows: the base (its digest depends on the delta that names
// it), the version for dependencies, the floor, and on A/B devices of `profile` (may be nullptr) which slot is next.
DeviceFacts with_running(DeviceFacts known, const RunningImage& running, const manifests::DeviceProfile* profile);

}  // namespace switchback::verifier
