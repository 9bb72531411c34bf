#include "rig/stories/stories_refused.h"

#include "bootloader/board/layout_areas.h"
#include "manifests/profile/fit.h"

namespace switchback::rig {
namespace {

using Make = std::function<Buffer()>;

// The device runs version `running`, is offered the artefact of `make`, and must not change.
void add(StoryMaker& maker, const std::string& name, Status reason, const Make& make, std::uint8_t running = 1) {
  maker.add(name, [&] {
    Story story;
    story.firmware = {{"old", maker.image(maker.plan(running, 0))}};
    story.offers = {{.installs = "forbidden", .artefact = make(), .again = false}};
    story.ends_with = "old";
    story.reasons = {reason};
    return story;
  });
}

void add_downgrades(StoryMaker& maker) {
  const auto older = [&] { return maker.image(maker.second_plan()); };
  add(maker, "downgrade-image", Status::kRollback, older, 3);
  add(
      maker, "downgrade-package", Status::kRollback, [&] { return maker.package(maker.small_packing(), {}, older()); },
      3);
  // A confirmed update raises the floor.
  maker.add("downgrade-later", [&] {
    const Buffer new_image = maker.image(maker.plan(3, maker.is_ab()));
    Story story = maker.update(new_image, new_image);
    story.offers[0].to = "old";
    story.offers.push_back(
        {.installs = "forbidden", .artefact = maker.image(maker.plan(2, 0)), .to = "new", .again = false});
    story.reasons.push_back(Status::kRollback);
    return story;
  });
}

void add_foreign(StoryMaker& maker) {
  if (maker.profile().vendor_id) {
    add(maker, "wrong-device", Status::kVendorMismatch, [&] {
      FirmwarePlan elsewhere = maker.second_plan();
      elsewhere.vendor_id->front() ^= 0xff;
      return maker.image(elsewhere);
    });
  }
  if (maker.profile().class_id) {
    add(maker, "wrong-class", Status::kClassMismatch, [&] {
      FirmwarePlan elsewhere = maker.second_plan();
      elsewhere.class_id->back() ^= 0xff;
      return maker.image(elsewhere);
    });
  }
}

// Linked for an address where it would not run, or for none although there are two slots.
void add_misplaced(StoryMaker& maker) {
  add(maker, "wrong-slot", Status::kSlotMismatch, [&] {
    FirmwarePlan elsewhere = maker.second_plan();
    elsewhere.rom_address = maker.profile().slots[maker.is_ab() ? 0 : 1].address;
    return maker.image(elsewhere);
  });
  if (!maker.is_ab()) return;
  add(maker, "no-slot", Status::kSlotMismatch, [&] {
    FirmwarePlan nowhere = maker.second_plan();
    nowhere.rom_address.reset();
    return maker.image(nowhere);
  });
}

// The payload size of an image that fits alone, as its full package does, but not together with it.
// Nothing if every image fits together with its package.
std::optional<std::uint32_t> crowding_payload(const manifests::DeviceProfile& profile) {
  constexpr std::uint32_t kOverheadBytes = 400;  // header, TLVs and signature
  if (profile.staging) return std::nullopt;
  const std::uint32_t most = manifests::max_image_bytes(profile);
  const std::uint32_t room = profile.slots[1].size_bytes - profile.swap_unit_bytes;
  if (std::uint64_t{most} * 6 / 5 > room) return most * 3 / 5;
  const std::uint32_t largest = most - std::min(most, kOverheadBytes);
  return std::uint64_t{largest} * 2 > room ? std::optional(largest) : std::nullopt;
}

void add_unsuitable_packages(StoryMaker& maker) {
  if (maker.has_deflate()) {
    add(maker, "wrong-base", Status::kBaseMismatch,
        [&] { return maker.package(Packing::kDelta, maker.image(maker.plan(3, 0)), maker.image(2)); });
  }
  // Each fits, but not both: the target would be rebuilt over its package.
  if (const auto payload_bytes = crowding_payload(maker.profile())) {
    add(maker, "no-room", Status::kPackageSpace, [&] {
      FirmwarePlan large = maker.second_plan();
      large.payload_bytes = *payload_bytes;
      return maker.package(Packing::kFull, {}, maker.image(large));
    });
  }
  if (maker.profile().decoder_ram_bytes == 0) {
    add(maker, "no-decoder", Status::kPackageRam, [&] { return maker.package(Packing::kFull, {}, maker.image(2)); });
  }
}

}  // namespace

void add_refused(StoryMaker& maker) {
  add_downgrades(maker);
  add_unsuitable_packages(maker);
  add_foreign(maker);
  add_misplaced(maker);
}

}  // namespace switchback::rig
