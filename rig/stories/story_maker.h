// Makes firmware that suits a board, and collects the stories that fit it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/profile/profile.h"
#include "rig/device/story.h"
#include "rig/stories/firmware.h"

namespace switchback::rig {

using Buffer = std::vector<std::uint8_t>;

class StoryMaker {
 public:
  // With `only`, makes the story of that name alone, because firmware takes time. All are borrowed.
  StoryMaker(const manifests::DeviceProfile& profile, const Workshop& workshop, std::optional<std::string_view> only)
      : profile_(profile), workshop_(workshop), only_(only) {}

  const manifests::DeviceProfile& profile() const { return profile_; }
  bool is_ab() const { return profile_.strategy == manifests::Strategy::kAb; }
  bool has_deflate() const { return profile_.max_window_bits != 0; }

  // Bytes exchanged in one step; on A/B devices, the slots' largest sector.
  std::uint32_t unit_bytes() const;

  // The packing that makes the smallest package without a base.
  Packing small_packing() const { return has_deflate() ? Packing::kCompressed : Packing::kFull; }

  // Firmware of a little more than one unit, two if possible, linked for `slot` on A/B devices. Its
  // middle is blank if units are large.
  FirmwarePlan plan(std::uint8_t major, std::uint8_t slot) const;

  // Version 2, which updates version 1; on A/B devices it is linked for slot 1.
  FirmwarePlan second_plan() const { return plan(2, is_ab() ? 1 : 0); }

  // As `plan`, with a payload that fills an image up to the device's limit, blank between its first
  // and its last bytes.
  FirmwarePlan largest(FirmwarePlan plan) const;

  Buffer image(const FirmwarePlan& plan) const { return workshop_.make_image(plan); }

  // On A/B devices, even versions are linked for slot 1.
  Buffer image(std::uint8_t major) const { return image(plan(major, is_ab() && major % 2 == 0)); }

  Buffer package(Packing packing, Bytes base, Bytes target) const {
    return workshop_.make_package(packing, base, target);
  }

  // The story of a confirmed update from version 1 to `new_image`.
  Story update(const Buffer& artefact, const Buffer& new_image) const;

  // Adds the story that `make` returns under this name, if it is wanted and fits the board.
  void add(const std::string& name, const std::function<Story()>& make);

  std::vector<Story> take() { return std::move(stories_); }

 private:
  bool fits(const Offer& offer, const Story& story) const;

  const manifests::DeviceProfile& profile_;
  const Workshop& workshop_;
  std::optional<std::string_view> only_;
  std::vector<Story> stories_;
};

}  // namespace switchback::rig
