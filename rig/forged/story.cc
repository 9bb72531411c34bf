#include "rig/forged/story.h"

#include "manifests/profile/fit.h"
#include "rig/stories/story_maker.h"

namespace switchback::rig {
namespace {

constexpr std::uint8_t kForeignKey = 0x33;
constexpr std::uint32_t kEntryOffset = 64;  // in the payload, behind a few vectors
constexpr std::uint32_t kSmallBytes = 600;  // payload of all images but the one of several units
constexpr std::uint32_t kLeastBytes = 96;

struct Build {
  std::uint8_t major = 1;
  std::uint32_t counter = 0;  // above the device's first floor
  std::uint8_t slot = 0;
};

FirmwarePlan plan_of(const StoryMaker& maker, const Build& build) {
  FirmwarePlan plan = maker.plan(build.major, build.slot);
  plan.security_counter = maker.profile().security_floor + build.counter;
  const std::uint32_t slot_address = maker.profile().slots[build.slot].address;
  plan.entry_address = slot_address + wire::kImageHeaderBytes + kEntryOffset + 1;  // Thumb code
  if (build.slot != 0) plan.rom_address = slot_address;
  if (build.major != 2) plan.payload_bytes = std::max(kLeastBytes, std::min(plan.payload_bytes, kSmallBytes));
  return plan;
}

// Signed but unfit to start: the vectors point into the other slot, or the stack lies outside RAM.
void add_misled(const StoryMaker& maker, Story& story) {
  FirmwarePlan astray = plan_of(maker, {1, 1, 0});
  FirmwarePlan stackless = astray;
  astray.entry_address = maker.profile().slots[1].address + wire::kImageHeaderBytes + kEntryOffset + 1;
  stackless.stack_pointer = maker.profile().slots[0].address;
  story.firmware.push_back({"astray", maker.image(astray)});
  story.firmware.push_back({"stackless", maker.image(stackless)});
}

void add_packages(const StoryMaker& maker, Story& story) {
  const Buffer& from = story.firmware[0].image;
  const Buffer& target = story.firmware[1].image;
  const auto add = [&](Packing packing) {
    Buffer package = maker.package(packing, from, target);
    if (!manifests::check_fit(maker.profile(), target.size(), package.size())) return;
    story.offers.push_back({.installs = "new", .artefact = std::move(package)});
  };
  if (maker.profile().has_patch) add(Packing::kPatchDelta);
  if (maker.has_deflate()) add(Packing::kDelta);
  if (maker.has_deflate()) add(Packing::kCompressed);
  if (maker.profile().decoder_ram_bytes != 0) add(Packing::kFull);
}

}  // namespace

Story make_forged_story(const manifests::DeviceProfile& profile, const Workshop& workshop) {
  const StoryMaker maker(profile, workshop, std::nullopt);
  const std::uint8_t second_slot = maker.is_ab() ? 1 : 0;
  const auto image = [&](const Build& build) { return maker.image(plan_of(maker, build)); };
  Story story;
  story.name = kForgedStory;
  story.firmware = {{"old", image({1, 1, 0})},
                    {"new", image({2, 2, second_slot})},
                    {"low", image({1, 0, 0})},
                    {"elsewhere", image({3, 2, static_cast<std::uint8_t>(1 - second_slot)})}};
  if (profile.core == Core::kCortexM) add_misled(maker, story);
  add_packages(maker, story);
  story.offers.push_back(
      {.installs = "foreign", .artefact = Workshop(kForeignKey).make_image(plan_of(maker, {1, 3, 0}))});
  story.ends_with = "old";
  return story;
}

Story make_forged_story(const OwnFirmware& own) {
  Story story;
  story.name = kForgedStory;
  story.firmware = {{"old", own.old_image}, {"new", own.new_image}};
  for (const std::vector<std::uint8_t>& artefact : own.artefacts) {
    story.offers.push_back({.installs = "new", .artefact = artefact});
  }
  story.ends_with = "old";
  return story;
}

}  // namespace switchback::rig
