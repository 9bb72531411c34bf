// Which firmware a board gets, and what happens to it.
#include "rig/stories.h"

#include <fmt/format.h>

#include <algorithm>

#include "bootloader/state.h"

namespace switchback::rig {
namespace {

using Buffer = std::vector<std::uint8_t>;

constexpr std::uint32_t kLargeUnitBytes = 2048;  // from here on, images are blank inside: nobody has that much time

std::uint32_t largest_sector(const manifests::DeviceProfile& profile) {
  std::uint32_t largest = 0;
  for (const manifests::SectorRun& run : profile.sectors) {
    const manifests::Area sectors{run.address, run.sector_bytes * run.count};
    if (sectors.overlaps(profile.slots[0]) || sectors.overlaps(profile.slots[1])) {
      largest = std::max(largest, run.sector_bytes);
    }
  }
  return largest;
}

class Stories {
 public:
  Stories(const manifests::DeviceProfile& profile, const Workshop& workshop)
      : profile_(profile),
        workshop_(workshop),
        unit_bytes_(profile.swap_unit_bytes != 0 ? profile.swap_unit_bytes : largest_sector(profile)) {}

  std::vector<Scenario> make() {
    install();
    blank_sector();
    shorter_image();
    update_in_trial();
    second_update();
    replace_staged();
    interrupted();
    refusals();
    downgrade_later();
    heal();
    heal_without_journal();
    compaction();
    return std::move(stories_);
  }

 private:
  bool is_ab() const { return profile_.strategy == manifests::Strategy::kAb; }
  bool has_deflate() const { return profile_.max_window_bits != 0; }

  // A payload of a little more than one unit, better two; its middle is blank where units are large.
  FirmwarePlan plan(std::uint8_t major, std::uint8_t slot) const {
    FirmwarePlan plan{.major = major, .security_counter = profile_.security_floor + major};
    plan.vendor_id = profile_.vendor_id;
    plan.class_id = profile_.class_id;
    if (is_ab()) plan.rom_address = profile_.slots[slot].address;
    const bool large = unit_bytes_ > kLargeUnitBytes;
    if (large) {
      plan.blank_from = 700;
      plan.blank_to = unit_bytes_ - 100;
    }
    const std::uint32_t most = manifests::max_image_bytes(profile_) - 400;  // header, TLVs and signature
    const std::uint32_t share = profile_.staging ? most : most * 2 / 5;     // the rest is for the package
    const std::uint32_t growth = std::min(300u, share / 8);                 // from one version to the next
    plan.payload_bytes = std::min(large ? unit_bytes_ + 400 : 2 * unit_bytes_ + 80, share - 2 * growth);
    plan.payload_bytes += (major - 1u) % 3 * growth;
    return plan;
  }

  // On A/B devices every other version lies in slot 1.
  Buffer image(std::uint8_t major) const { return workshop_.make_image(plan(major, is_ab() && major % 2 == 0)); }

  void add(Scenario story) {
    const Buffer& target = story.firmware.back().image;
    const bool fits = std::ranges::all_of(story.offers, [&](const Offer& offer) {
      const bool is_image = std::ranges::any_of(
          story.firmware, [&](const Firmware& firmware) { return firmware.image == offer.artefact; });
      return manifests::check_fit(profile_, target.size(), is_image ? 0 : offer.artefact.size()).has_value();
    });
    if (fits) stories_.push_back(std::move(story));
  }

  void install_one(const std::string& how, const Buffer& old_image, const Buffer& new_image, const Buffer& artefact) {
    for (const auto& [end, behaviour] :
         {std::pair("confirm", Behaviour::kConfirm), std::pair("revert", Behaviour::kNeverConfirm),
          std::pair("crash", Behaviour::kCrash)}) {
      const bool is_good = behaviour == Behaviour::kConfirm;
      Scenario story{.name = fmt::format("{}-{}", how, end)};
      story.firmware = {{"old", old_image}, {"new", new_image, behaviour}};
      story.offers = {{.installs = "new", .artefact = artefact, .again = is_good}};
      story.ends_with = is_good ? "new" : "old";
      story.reasons = {Status::kTrialExpired};
      add(std::move(story));
    }
  }

  void install() {
    const Buffer old_image = image(1);
    const Buffer new_image = image(2);
    install_one("image", old_image, new_image, new_image);
    install_one("full", old_image, new_image, workshop_.make_package(Packing::kFull, old_image, new_image));
    if (!has_deflate()) return;
    install_one("compressed", old_image, new_image, workshop_.make_package(Packing::kCompressed, old_image, new_image));
    install_one("delta", old_image, new_image, workshop_.make_package(Packing::kDelta, old_image, new_image));
  }

  Packing small_packing() const { return has_deflate() ? Packing::kCompressed : Packing::kFull; }

  // A confirmed update from 1 to 2 with any artefact.
  Scenario simple(const std::string& name, const Buffer& artefact, const Buffer& new_image) const {
    Scenario story{.name = name};
    story.firmware = {{"old", image(1)}, {"new", new_image}};
    story.offers = {{.installs = "new", .artefact = artefact}};
    story.ends_with = "new";
    story.reasons = {Status::kTrialExpired};
    return story;
  }

  // A whole sector of the new image is blank: whatever goes on after a cut must not take it for the end.
  void blank_sector() {
    FirmwarePlan with_gap = plan(2, is_ab());
    with_gap.blank_from = unit_bytes_ / 2;
    with_gap.blank_to = std::min(with_gap.payload_bytes - 50, unit_bytes_ * 2 + 40);
    const Buffer target = workshop_.make_image(with_gap);
    add(simple("blank-sector-image", target, target));
    add(simple("blank-sector-package", workshop_.make_package(small_packing(), {}, target), target));
  }

  void update_in_trial() {
    Scenario story = simple("update-in-trial", image(2), image(2));
    story.firmware.push_back({"newer", image(3)});
    story.offers = {{.installs = "new", .artefact = image(2), .to = "old"},
                    {.installs = "newer", .artefact = image(3), .to = "new", .in_trial = true}};
    story.ends_with = "newer";
    add(std::move(story));
  }

  // The new image is a unit shorter than the old one, which must come back whole.
  void shorter_image() {
    FirmwarePlan shorter = plan(2, is_ab());
    if (shorter.payload_bytes < unit_bytes_ + 100) return;
    shorter.payload_bytes -= unit_bytes_;
    const Buffer target = workshop_.make_image(shorter);
    install_one("shorter", image(1), target, target);
  }

  // Right after an update another one from what it left: on A/B devices from slot 1.
  void second_update() {
    const Packing packing = has_deflate() ? Packing::kDelta : Packing::kFull;
    Scenario story = simple("second-update", image(2), image(2));
    story.firmware.push_back({"newer", image(3)});
    const Buffer package = workshop_.make_package(packing, image(2), image(3));
    story.offers = {{.installs = "new", .artefact = image(2), .to = "old"},
                    {.installs = "newer", .artefact = package, .to = "new"}};
    story.ends_with = "newer";
    add(std::move(story));
  }

  // Power may fail between request and cancel: then the first artefact is installed before the second.
  void replace_staged() {
    FirmwarePlan other = plan(2, is_ab());
    other.major = 4;
    const Buffer first = workshop_.make_image(other);
    FirmwarePlan again = plan(2, 0);
    const Buffer in_slot0 = workshop_.make_image(again);
    Scenario story = simple("replace-staged", image(2), in_slot0);
    story.firmware = {{"old", image(1)}, {"other", first}, {"new", image(2)}, {"new", in_slot0}};
    story.offers = {{.installs = "new",
                     .artefact = workshop_.make_package(small_packing(), {}, image(2)),
                     .to = "old",
                     .stages_first = first},
                    {.installs = "new", .artefact = in_slot0, .to = "other"}};
    add(std::move(story));
  }

  void interrupted() {
    Scenario as_image = simple("interrupted-image", image(2), image(2));
    as_image.offers[0].interrupted = true;
    add(std::move(as_image));
    Scenario as_package = simple("interrupted-package", workshop_.make_package(Packing::kFull, {}, image(2)), image(2));
    as_package.offers[0].interrupted = true;
    add(std::move(as_package));
  }

  void refuse(const std::string& name, const Buffer& artefact, std::uint8_t running, Status reason) {
    Scenario story{.name = name};
    story.firmware = {{"old", workshop_.make_image(plan(running, 0))}};
    story.offers = {{.installs = "forbidden", .artefact = artefact, .again = false}};
    story.ends_with = "old";
    story.reasons = {reason};
    add(std::move(story));
  }

  void refusals() {
    const Buffer older = workshop_.make_image(plan(2, is_ab()));
    refuse("downgrade-image", older, 3, Status::kRollback);
    refuse("downgrade-package", workshop_.make_package(small_packing(), {}, older), 3, Status::kRollback);
    if (has_deflate()) {
      const Buffer foreign_base = workshop_.make_image(plan(3, 0));
      refuse("wrong-base", workshop_.make_package(Packing::kDelta, foreign_base, image(2)), 1, Status::kBaseMismatch);
    }
    if (!profile_.vendor_id) return;
    FirmwarePlan elsewhere = plan(2, is_ab());
    elsewhere.vendor_id->front() ^= 0xff;
    refuse("wrong-device", workshop_.make_image(elsewhere), 1, Status::kVendorMismatch);
  }

  // What an update has confirmed is the floor from then on.
  void downgrade_later() {
    const Buffer new_image = workshop_.make_image(plan(3, is_ab()));
    Scenario story = simple("downgrade-later", new_image, new_image);
    story.offers[0].to = "old";
    story.offers.push_back(
        {.installs = "forbidden", .artefact = workshop_.make_image(plan(2, 0)), .to = "new", .again = false});
    story.reasons.push_back(Status::kRollback);
    add(std::move(story));
  }

  // The confirmed image rots; the one before it, whose counter is no lower, comes back and updates again.
  void heal() {
    FirmwarePlan second = plan(2, is_ab());
    second.security_counter = plan(1, 0).security_counter;
    heal("heal-after-rot", second);
    if (second.payload_bytes < unit_bytes_ + 100) return;
    second.payload_bytes -= unit_bytes_;
    heal("heal-to-longer", second);
  }

  // No record is left of an update either. Both images have the profile's counter: what a lost journal says of the
  // floor is then as good as what it said before. On A/B devices slot 0 is taken for the active one.
  void heal_without_journal() {
    FirmwarePlan first = plan(1, 0);
    FirmwarePlan second = plan(2, is_ab());
    first.security_counter = second.security_counter = profile_.security_floor;
    const Buffer new_image = workshop_.make_image(second);
    Scenario story = simple("heal-without-journal", new_image, new_image);
    story.firmware[0].image = workshop_.make_image(first);
    story.reasons.push_back(Status::kHealed);
    story.rots = {{.kind = DamageKind::kFlip, .address = profile_.slots[0].address + 300, .bit = 3}};
    const std::uint32_t end = profile_.journal.address + profile_.journal.size_bytes;
    for (std::uint32_t at = profile_.journal.address; at < end; at += bootloader::kRecordBytes / 2) {
      story.rots.push_back({.kind = DamageKind::kFlip, .address = at, .bit = 3});  // in every record
    }
    add(std::move(story));
  }

  void heal(const std::string& name, const FirmwarePlan& second) {
    const Buffer new_image = workshop_.make_image(second);
    Scenario story = simple(name, new_image, new_image);
    story.reasons.push_back(Status::kHealed);
    const std::uint32_t runs_at = profile_.slots[is_ab() ? 1 : 0].address;
    story.rots = {{.kind = DamageKind::kFlip, .address = runs_at + 300, .bit = 3}};
    add(std::move(story));
  }

  // Banks are full at different moments of the update.
  void compaction() {
    for (const std::uint32_t room : {0u, 1u, 2u, 4u}) {
      Scenario story = simple(fmt::format("journal-room-{}", room), image(2), image(2));
      story.journal_room = room;
      add(std::move(story));
    }
  }

  const manifests::DeviceProfile& profile_;
  const Workshop& workshop_;
  std::uint32_t unit_bytes_;
  std::vector<Scenario> stories_;
};

}  // namespace

std::vector<Scenario> make_stories(const manifests::DeviceProfile& profile, const Workshop& workshop) {
  return Stories(profile, workshop).make();
}

std::vector<Scenario> make_stories(const OwnFirmware& own) {
  std::vector<Scenario> stories;
  for (std::size_t i = 0; i < own.artefacts.size(); ++i) {
    for (const auto& [end, behaviour] :
         {std::pair("confirm", Behaviour::kConfirm), std::pair("revert", Behaviour::kNeverConfirm),
          std::pair("crash", Behaviour::kCrash)}) {
      const bool is_good = behaviour == Behaviour::kConfirm;
      Scenario story{.name = fmt::format("own-{}-{}", i + 1, end)};
      story.firmware = {{"old", own.old_image}, {"new", own.new_image, behaviour}};
      story.offers = {{.installs = "new", .artefact = own.artefacts[i], .again = is_good}};
      story.ends_with = is_good ? "new" : "old";
      story.reasons = {Status::kTrialExpired};
      stories.push_back(std::move(story));
    }
  }
  return stories;
}

}  // namespace switchback::rig
