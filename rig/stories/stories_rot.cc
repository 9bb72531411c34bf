#include "rig/stories/stories_rot.h"

#include "bootloader/journal/state.h"

namespace switchback::rig {
namespace {

Damage rot_at(std::uint32_t address) { return {.kind = DamageKind::kFlip, .address = address, .bit = 3}; }

// The confirmed image rots. The previous one, whose counter is no lower, comes back and updates
// again.
void add_heal(StoryMaker& maker, const std::string& name, const FirmwarePlan& second) {
  maker.add(name, [&] {
    const Buffer new_image = maker.image(second);
    Story story = maker.update(new_image, new_image);
    story.reasons.push_back(Status::kHealed);
    story.rots = {rot_at(maker.profile().slots[maker.is_ab() ? 1 : 0].address + 300)};
    return story;
  });
}

void add_heals(StoryMaker& maker) {
  FirmwarePlan second = maker.second_plan();
  second.security_counter = maker.plan(1, 0).security_counter;
  add_heal(maker, "heal-after-rot", second);
  if (second.payload_bytes < maker.unit_bytes() + 100) return;
  second.payload_bytes -= maker.unit_bytes();
  add_heal(maker, "heal-to-longer", second);
}

// The record of the update is lost, too. Both images have the profile's counter, so the floor
// without a journal equals the one before. On A/B devices, slot 0 then counts as the active one.
void add_heal_without_journal(StoryMaker& maker) {
  maker.add("heal-without-journal", [&] {
    FirmwarePlan first = maker.plan(1, 0);
    FirmwarePlan second = maker.second_plan();
    first.security_counter = second.security_counter = maker.profile().security_floor;
    const Buffer new_image = maker.image(second);
    Story story = maker.update(new_image, new_image);
    story.firmware[0].image = maker.image(first);
    story.reasons.push_back(Status::kHealed);
    story.rots = {rot_at(maker.profile().slots[0].address + 300)};
    const manifests::Area& journal = maker.profile().journal;
    for (std::uint32_t at = journal.address; at < journal.end(); at += bootloader::kRecordBytes / 2) {
      story.rots.push_back(rot_at(at));  // in every record
    }
    return story;
  });
}

// No record was ever written. The image that is brought back counts as confirmed, like a device's
// first.
void add_heal_new(StoryMaker& maker) {
  if (maker.is_ab()) return;  // an image runs in only one of its slots
  maker.add("heal-new", [&] {
    Story story = maker.update(maker.image(2), maker.image(2));
    story.reasons.push_back(Status::kHealed);
    story.rots = {rot_at(maker.profile().slots[0].address + 300)};
    story.rot_moment = RotMoment::kNew;
    return story;
  });
}

// The old image rots after an update was given up; an image that was never confirmed is better than
// none. With swap, a first image of one unit would still be in slot 1 as well.
void add_heal_after_revert(StoryMaker& maker) {
  if (!maker.is_ab() && maker.plan(1, 0).payload_bytes < maker.unit_bytes()) return;
  maker.add("heal-after-revert", [&] {
    Story story = maker.update(maker.image(2), maker.image(2));
    story.firmware[1].behaviour = Behaviour::kNeverConfirm;
    story.offers[0].again = false;
    story.reasons.push_back(Status::kHealed);
    story.rots = {rot_at(maker.profile().slots[0].address + 300)};
    story.rot_moment = RotMoment::kReverted;
    return story;
  });
}

// Power fails during a rebuild, and the part that was rebuilt rots. It must be written again.
void add_rot_in_rebuild(StoryMaker& maker) {
  maker.add("rot-in-rebuild", [&] {
    Story story = maker.update(maker.package(maker.small_packing(), {}, maker.image(2)), maker.image(2));
    story.rots = {rot_at(maker.profile().slots[1].address + maker.profile().swap_unit_bytes + 40)};
    story.rot_moment = RotMoment::kRebuilding;
    // The record that ends the rebuild was torn, and counts after all.
    story.reasons.push_back(Status::kTrialImageBad);
    return story;
  });
}

}  // namespace

void add_rot(StoryMaker& maker) {
  add_heals(maker);
  add_heal_without_journal(maker);
  add_heal_new(maker);
  add_heal_after_revert(maker);
  add_rot_in_rebuild(maker);
}

}  // namespace switchback::rig
