#include "rig/stories/story_maker.h"

#include <algorithm>

#include "bootloader/board/layout_areas.h"
#include "manifests/profile/fit.h"

namespace switchback::rig {
namespace {

// From this size on, images are blank inside, to save time.
constexpr std::uint32_t kLargeUnitBytes = 2048;

bool is_package(const Buffer& artefact) {
  wire::ImageHeader header;
  const auto bytes = Bytes(artefact).first<wire::kImageHeaderBytes>();
  return ok(wire::decode_image_header(bytes, header)) && (header.flags & wire::kFlagNonBootable) != 0;
}

}  // namespace

std::uint32_t StoryMaker::unit_bytes() const {
  if (profile_.swap_unit_bytes != 0) return profile_.swap_unit_bytes;
  return std::max(flash::largest_sector(profile_.sectors, profile_.slots[0]),
                  flash::largest_sector(profile_.sectors, profile_.slots[1]));
}

FirmwarePlan StoryMaker::plan(std::uint8_t major, std::uint8_t slot) const {
  FirmwarePlan plan{.major = major, .security_counter = profile_.security_floor + major};
  plan.vendor_id = profile_.vendor_id;
  plan.class_id = profile_.class_id;
  if (is_ab()) plan.rom_address = profile_.slots[slot].address;
  if (profile_.core == Core::kCortexM) {
    plan.stack_pointer = profile_.ram.front().address + profile_.ram.front().size_bytes;
    // The lowest bit: Thumb code.
    plan.entry_address = profile_.slots[slot].address + wire::kImageHeaderBytes + kVectorsBytes + 1;
  }
  const bool large = unit_bytes() > kLargeUnitBytes;
  if (large) {
    plan.blank_from = 700;
    plan.blank_to = unit_bytes() - 100;
  }
  // 400: header, TLVs and signature. The rest of the slot is for the package.
  const std::uint32_t most = manifests::max_image_bytes(profile_) - 400;
  const std::uint32_t share = profile_.staging ? most : most * 2 / 5;
  const std::uint32_t growth = std::min(300u, share / 8);  // from one version to the next
  plan.payload_bytes = std::min(large ? unit_bytes() + 400 : 2 * unit_bytes() + 80, share - 2 * growth);
  plan.payload_bytes += (major - 1u) % 3 * growth;
  return plan;
}

FirmwarePlan StoryMaker::largest(FirmwarePlan plan) const {
  constexpr std::uint32_t kSignaturesDiffer = 8;  // at most this many bytes
  const std::uint32_t most = manifests::max_image_bytes(profile_);
  const auto overhead = static_cast<std::uint32_t>(image(plan).size()) - plan.payload_bytes;
  plan.payload_bytes = most - overhead + kSignaturesDiffer;
  plan.blank_from = 300;
  plan.blank_to = plan.payload_bytes - 300;
  while (image(plan).size() > most) --plan.payload_bytes;
  return plan;
}

Story StoryMaker::update(const Buffer& artefact, const Buffer& new_image) const {
  Story story;
  story.firmware = {{"old", image(1)}, {"new", new_image}};
  story.offers = {{.installs = "new", .artefact = artefact}};
  story.ends_with = "new";
  story.reasons = {Status::kTrialExpired};
  return story;
}

void StoryMaker::add(const std::string& name, const std::function<Story()>& make) {
  if (only_ && name != *only_) return;
  Story story = make();
  story.name = name;
  const bool all_fit = std::ranges::all_of(story.offers, [&](const Offer& offer) { return fits(offer, story); });
  if (all_fit) stories_.push_back(std::move(story));
}

bool StoryMaker::fits(const Offer& offer, const Story& story) const {
  if (!ok(offer.refused)) return true;
  if (!is_package(offer.artefact)) return manifests::check_fit(profile_, offer.artefact.size(), 0).has_value();
  // A device without a decoder refuses all packages alike, before it looks at anything else.
  const bool is_about_that = std::ranges::find(story.reasons, Status::kPackageRam) != story.reasons.end();
  if (profile_.decoder_ram_bytes == 0 && !is_about_that) return false;
  const auto target = std::ranges::find(story.firmware, offer.installs, &Firmware::name);
  // 1: it is never rebuilt.
  const std::size_t target_bytes = target == story.firmware.end() ? 1 : target->image.size();
  return manifests::check_fit(profile_, target_bytes, offer.artefact.size()).has_value();
}

}  // namespace switchback::rig
