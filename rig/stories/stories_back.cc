#include "rig/stories/stories_back.h"

namespace switchback::rig {
namespace {

// The new image rejects itself on trial if `behaviour` says so; otherwise it is confirmed, and the
// operator asks for the old one. Both images have the same counter.
Story taken_back(const StoryMaker& maker, Behaviour behaviour, Status reason) {
  FirmwarePlan second = maker.second_plan();
  second.security_counter = maker.plan(1, 0).security_counter;
  const Buffer new_image = maker.image(second);
  Story story = maker.update(new_image, new_image);
  story.firmware[1].behaviour = behaviour;
  story.offers[0].again = false;
  story.ends_with = "old";
  story.reasons.push_back(reason);
  return story;
}

}  // namespace

void add_ways_back(StoryMaker& maker) {
  maker.add("reject", [&] { return taken_back(maker, Behaviour::kReject, Status::kRejected); });
  maker.add("roll-back", [&] { return taken_back(maker, Behaviour::kRollBack, Status::kRolledBack); });
  // The confirmation raised the floor above the old image's counter.
  maker.add("roll-back-refused", [&] {
    const Buffer new_image = maker.image(maker.second_plan());
    Story story = maker.update(new_image, new_image);
    story.firmware[1].behaviour = Behaviour::kRollBack;
    story.reasons.push_back(Status::kRollback);
    return story;
  });
}

}  // namespace switchback::rig
