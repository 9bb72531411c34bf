// Stories of updates that succeed, are interrupted or replaced, crash, or are never confirmed.
#include "rig/stories/stories.h"

#include <fmt/format.h>

#include "rig/stories/stories_back.h"
#include "rig/stories/stories_refused.h"
#include "rig/stories/stories_rot.h"

namespace switchback::rig {
namespace {

struct Ending {
  const char* name;
  Behaviour behaviour;
};
constexpr Ending kConfirmed{"confirm", Behaviour::kConfirm};
constexpr Ending kReverted{"revert", Behaviour::kNeverConfirm};
constexpr Ending kCrashing{"crash", Behaviour::kCrash};

struct Update {
  Buffer old_image;
  Buffer new_image;
  Buffer artefact;
};

Story with_ending(const Update& update, const Ending& ending) {
  const bool is_good = ending.behaviour == Behaviour::kConfirm;
  Story story;
  story.firmware = {{"old", update.old_image}, {"new", update.new_image, ending.behaviour}};
  story.offers = {{.installs = "new", .artefact = update.artefact, .again = is_good}};
  story.ends_with = is_good ? "new" : "old";
  story.reasons = {Status::kTrialExpired};
  return story;
}

void add_endings(StoryMaker& maker, const std::string& how, const std::function<Update()>& make) {
  for (const Ending& ending : {kConfirmed, kReverted, kCrashing}) {
    maker.add(fmt::format("{}-{}", how, ending.name), [&] { return with_ending(make(), ending); });
  }
}

Update packed(const StoryMaker& maker, Packing packing) {
  const Buffer old_image = maker.image(1);
  const Buffer new_image = maker.image(2);
  return {old_image, new_image, maker.package(packing, old_image, new_image)};
}

void add_installs(StoryMaker& maker) {
  add_endings(maker, "image", [&] { return Update{maker.image(1), maker.image(2), maker.image(2)}; });
  add_endings(maker, "full", [&] { return packed(maker, Packing::kFull); });
  if (maker.profile().has_patch) {
    add_endings(maker, "patch", [&] { return packed(maker, Packing::kPatch); });
    add_endings(maker, "patch-delta", [&] { return packed(maker, Packing::kPatchDelta); });
  }
  if (!maker.has_deflate()) return;
  add_endings(maker, "compressed", [&] { return packed(maker, Packing::kCompressed); });
  add_endings(maker, "delta", [&] { return packed(maker, Packing::kDelta); });
}

// A whole sector of the new image is blank. When an operation continues after a cut, it must not
// take this sector for the end.
void add_blank_sector(StoryMaker& maker) {
  const auto target = [&] {
    FirmwarePlan with_gap = maker.second_plan();
    with_gap.blank_from = maker.unit_bytes() / 2;
    with_gap.blank_to = std::min(with_gap.payload_bytes - 50, maker.unit_bytes() * 2 + 40);
    return maker.image(with_gap);
  };
  maker.add("blank-sector-image", [&] { return maker.update(target(), target()); });
  maker.add("blank-sector-package",
            [&] { return maker.update(maker.package(maker.small_packing(), {}, target()), target()); });
}

// The new image is a unit shorter than the old one, which must come back whole.
void add_shorter(StoryMaker& maker) {
  FirmwarePlan shorter = maker.second_plan();
  if (shorter.payload_bytes < maker.unit_bytes() + 100) return;
  shorter.payload_bytes -= maker.unit_bytes();
  add_endings(maker, "shorter", [&] {
    const Buffer target = maker.image(shorter);
    return Update{maker.image(1), target, target};
  });
}

// The new image leaves no room at all. A slightly larger one is refused before its download.
void add_largest(StoryMaker& maker) {
  maker.add("largest-revert", [&] {
    const FirmwarePlan plan = maker.largest(maker.second_plan());
    FirmwarePlan too_large = plan;
    too_large.payload_bytes += 8;
    const Buffer target = maker.image(plan);
    Story story = with_ending({maker.image(1), target, target}, kReverted);
    story.offers.push_back({.installs = "forbidden", .artefact = maker.image(too_large), .refused = Status::kApiSize});
    return story;
  });
}

// The rebuild is so long that it takes several starts if power is short.
void add_largest_package(StoryMaker& maker) {
  if (!maker.has_deflate()) return;
  maker.add("largest-package", [&] {
    FirmwarePlan plan = maker.largest(maker.second_plan());
    plan.blank_from = plan.blank_to = 0;
    const Buffer target = maker.image(plan);
    return maker.update(maker.package(Packing::kCompressed, {}, target), target);
  });
}

void add_two_updates(StoryMaker& maker) {
  maker.add("update-in-trial", [&] {
    Story story = maker.update(maker.image(2), maker.image(2));
    story.firmware.push_back({"newer", maker.image(3)});
    story.offers = {{.installs = "new", .artefact = maker.image(2), .to = "old"},
                    {.installs = "newer", .artefact = maker.image(3), .to = "new", .in_trial = true}};
    story.ends_with = "newer";
    return story;
  });
  // Right after an update another one from its result: on A/B devices from slot 1.
  maker.add("second-update", [&] {
    const Packing packing = maker.has_deflate() ? Packing::kDelta : Packing::kFull;
    Story story = maker.update(maker.image(2), maker.image(2));
    story.firmware.push_back({"newer", maker.image(3)});
    story.offers = {
        {.installs = "new", .artefact = maker.image(2), .to = "old"},
        {.installs = "newer", .artefact = maker.package(packing, maker.image(2), maker.image(3)), .to = "new"}};
    story.ends_with = "newer";
    return story;
  });
}

// Power may fail between request and cancel: then the first artefact is installed before the
// second.
void add_replaced_request(StoryMaker& maker) {
  maker.add("replace-staged", [&] {
    FirmwarePlan other = maker.second_plan();
    other.major = 4;
    const Buffer first = maker.image(other);
    const Buffer in_slot0 = maker.image(maker.plan(2, 0));
    Story story = maker.update(maker.image(2), in_slot0);
    story.firmware = {{"old", maker.image(1)}, {"other", first}, {"new", maker.image(2)}, {"new", in_slot0}};
    story.offers = {{.installs = "new",
                     .artefact = maker.package(maker.small_packing(), {}, maker.image(2)),
                     .to = "old",
                     .stages_first = first},
                    {.installs = "new", .artefact = in_slot0, .to = "other"}};
    return story;
  });
}

void add_interrupted(StoryMaker& maker) {
  maker.add("interrupted-image", [&] {
    Story story = maker.update(maker.image(2), maker.image(2));
    story.offers[0].interrupted = true;
    return story;
  });
  maker.add("interrupted-package", [&] {
    Story story = maker.update(maker.package(Packing::kFull, {}, maker.image(2)), maker.image(2));
    story.offers[0].interrupted = true;
    return story;
  });
}

// Another image of exactly the same size. Signatures differ in size.
Buffer of_same_size(const StoryMaker& maker, FirmwarePlan plan) {
  const std::size_t size_bytes = maker.image(plan).size();
  do {
    ++plan.major;
  } while (maker.image(plan).size() != size_bytes);
  return maker.image(plan);
}

// The server changes its mind twice: nothing of the other download may get into the first. If slot
// 0 rots, the other image may be brought back.
void add_replaced_download(StoryMaker& maker) {
  maker.add("replaced-download", [&] {
    Story story = maker.update(maker.image(2), maker.image(2));
    story.firmware.insert(story.firmware.begin() + 1, {"other", of_same_size(maker, maker.second_plan())});
    story.offers[0].interrupted_by = story.firmware[1].image;
    return story;
  });
}

// Banks become full at different moments of the update.
void add_compaction(StoryMaker& maker) {
  for (const std::uint32_t room : {0u, 1u, 2u, 4u}) {
    maker.add(fmt::format("journal-room-{}", room), [&] {
      Story story = maker.update(maker.image(2), maker.image(2));
      story.journal_room = room;
      return story;
    });
  }
}

std::vector<Story> tell(const manifests::DeviceProfile& profile, const Workshop& workshop,
                        std::optional<std::string_view> only) {
  StoryMaker maker(profile, workshop, only);
  add_installs(maker);
  add_blank_sector(maker);
  add_shorter(maker);
  add_largest(maker);
  add_largest_package(maker);
  add_two_updates(maker);
  add_replaced_request(maker);
  add_interrupted(maker);
  add_replaced_download(maker);
  add_ways_back(maker);
  add_refused(maker);
  add_rot(maker);
  add_compaction(maker);
  return maker.take();
}

}  // namespace

std::vector<Story> make_stories(const manifests::DeviceProfile& profile, const Workshop& workshop) {
  return tell(profile, workshop, std::nullopt);
}

std::optional<Story> make_story(const manifests::DeviceProfile& profile, const Workshop& workshop,
                                std::string_view name) {
  std::vector<Story> stories = tell(profile, workshop, name);
  if (stories.empty()) return std::nullopt;
  return std::move(stories.front());
}

std::vector<Story> make_stories(const OwnFirmware& own) {
  std::vector<Story> stories;
  for (std::size_t i = 0; i < own.artefacts.size(); ++i) {
    for (const Ending& ending : {kConfirmed, kReverted, kCrashing}) {
      stories.push_back(with_ending({own.old_image, own.new_image, own.artefacts[i]}, ending));
      stories.back().name = fmt::format("own-{}-{}", i + 1, ending.name);
    }
  }
  return stories;
}

}  // namespace switchback::rig
