#include "tests/campaign/catalogue.h"

#include <array>
#include <stdexcept>

#include "core/rebuild.h"
#include "tests/support/firmware.h"

namespace switchback::testing {
namespace {

constexpr std::uint32_t kFlashStart = 0x08000000;

// A small device: journal, slot 0, slot 1, and perhaps a staging area, one behind the other.
struct BoardPlan {
  const char* name;
  manifests::Strategy strategy;
  std::uint32_t write_unit_bytes;
  std::uint8_t erased_value;
  std::uint32_t sector_bytes;          // of slots and staging
  std::uint32_t journal_sector_bytes;  // two of them
  std::uint32_t swap_unit_bytes;
  std::uint32_t slot_bytes;
  std::uint32_t staging_bytes;  // 0: packages are staged at the slot's tail
  std::uint8_t trial_boots;
  std::uint32_t payload_bytes;  // of the first firmware
  rig::FlashModel model;
};

constexpr auto kSwap = manifests::Strategy::kSwap;
constexpr auto kAb = manifests::Strategy::kAb;
constexpr rig::FlashModel kStable{.write_once = true, .torn_reads = rig::TornReads::kStable};
constexpr rig::FlashModel kPlainNor{.write_once = false, .torn_reads = rig::TornReads::kStable};
constexpr rig::FlashModel kUnstable{.write_once = true, .torn_reads = rig::TornReads::kUnstable};
constexpr rig::FlashModel kEcc{.write_once = true, .torn_reads = rig::TornReads::kFault};

constexpr std::array kBoards = {
    BoardPlan{"swap-tail-4", kSwap, 4, 0xff, 512, 512, 512, 4096, 0, 1, 1100, kStable},
    BoardPlan{"swap-tail-unstable-4", kSwap, 4, 0xff, 512, 256, 512, 4096, 0, 2, 1100, kUnstable},
    BoardPlan{"swap-staging-nor-1", kSwap, 1, 0xff, 256, 256, 512, 3072, 2048, 1, 300, kPlainNor},
    BoardPlan{"swap-staging-ecc-8", kSwap, 8, 0xff, 512, 512, 512, 4096, 2048, 1, 1100, kEcc},
    BoardPlan{"swap-staging-unstable-8", kSwap, 8, 0xff, 512, 256, 512, 4096, 2048, 1, 1100, kUnstable},
    BoardPlan{"swap-staging-zero-32", kSwap, 32, 0x00, 512, 256, 1024, 4096, 2048, 2, 1100, kStable},
    BoardPlan{"ab-tail-4", kAb, 4, 0xff, 512, 512, 0, 4096, 0, 1, 1100, kStable},
    BoardPlan{"ab-tail-unstable-8", kAb, 8, 0xff, 512, 256, 0, 4096, 0, 2, 1100, kUnstable},
    BoardPlan{"ab-staging-ecc-8", kAb, 8, 0xff, 512, 256, 0, 2048, 2048, 1, 1100, kEcc},
    BoardPlan{"ab-staging-zero-32", kAb, 32, 0x00, 512, 256, 0, 2048, 2048, 2, 1100, kStable},
    BoardPlan{"ab-tail-unstable-128", kAb, 128, 0xff, 512, 512, 0, 4096, 0, 1, 1100, kUnstable},
};

struct ScenarioPlan {
  const char* name;
  bool is_package;
  Packing packing;  // of a package
  rig::Behaviour behaviour;
};

constexpr std::array kScenarios = {
    ScenarioPlan{"image-confirm", false, Packing::kFull, rig::Behaviour::kConfirm},
    ScenarioPlan{"full-confirm", true, Packing::kFull, rig::Behaviour::kConfirm},
    ScenarioPlan{"compressed-confirm", true, Packing::kCompressed, rig::Behaviour::kConfirm},
    ScenarioPlan{"delta-confirm", true, Packing::kDelta, rig::Behaviour::kConfirm},
    ScenarioPlan{"image-revert", false, Packing::kFull, rig::Behaviour::kNeverConfirm},
    ScenarioPlan{"full-revert", true, Packing::kFull, rig::Behaviour::kNeverConfirm},
    ScenarioPlan{"compressed-revert", true, Packing::kCompressed, rig::Behaviour::kNeverConfirm},
    ScenarioPlan{"delta-revert", true, Packing::kDelta, rig::Behaviour::kNeverConfirm},
    ScenarioPlan{"delta-crash", true, Packing::kDelta, rig::Behaviour::kCrash},
};

manifests::DeviceProfile profile_of(const BoardPlan& plan) {
  manifests::DeviceProfile profile;
  profile.name = plan.name;
  profile.erased_value = plan.erased_value;
  profile.write_unit_bytes = plan.write_unit_bytes;
  profile.strategy = plan.strategy;
  profile.journal = {kFlashStart, 2 * plan.journal_sector_bytes};
  const std::uint32_t slots_at = profile.journal.end();
  profile.slots = {manifests::Area{slots_at, plan.slot_bytes}, {slots_at + plan.slot_bytes, plan.slot_bytes}};
  const std::uint32_t staging_at = profile.slots[1].end();
  if (plan.staging_bytes != 0) profile.staging = manifests::Area{staging_at, plan.staging_bytes};
  const std::uint32_t rest_bytes = 2 * plan.slot_bytes + plan.staging_bytes;
  profile.sectors = {{kFlashStart, plan.journal_sector_bytes, 2},
                     {slots_at, plan.sector_bytes, rest_bytes / plan.sector_bytes}};
  profile.swap_unit_bytes = plan.swap_unit_bytes;
  profile.trial_boots = plan.trial_boots;
  profile.max_window_bits = 9;
  profile.decoder_ram_bytes = rebuild_ram_bytes(wire::PayloadKind::kDelta, wire::Codec::kDeflate, 9);
  return profile;
}

const BoardPlan& board_plan(std::string_view name) {
  for (const BoardPlan& plan : kBoards) {
    if (plan.name == name) return plan;
  }
  throw std::invalid_argument("no board " + std::string(name));
}

const ScenarioPlan& plan_of(std::string_view name) {
  for (const ScenarioPlan& plan : kScenarios) {
    if (plan.name == name) return plan;
  }
  throw std::invalid_argument("no scenario " + std::string(name));
}

// The new image is longer than the old one.
Buffer image_for(const rig::Board& board, std::uint8_t major) {
  const std::uint32_t payload_bytes = board_plan(board.name()).payload_bytes + (major - 1) * 300u;
  FirmwarePlan plan{.major = major, .payload_bytes = payload_bytes, .security_counter = major};
  if (!board.is_swap()) plan.rom_address = board.layout().slots[major == 1 ? 0 : 1].address;
  return make_image(plan);
}

Buffer artefact_for(const ScenarioPlan& plan, const Buffer& old_image, const Buffer& new_image) {
  return plan.is_package ? make_package(plan.packing, old_image, new_image) : new_image;
}

bool fits(const rig::Board& board, const rig::Scenario& scenario, bool is_package) {
  const auto image_bytes = static_cast<std::uint32_t>(scenario.firmware[1].image.size());
  const auto artefact_bytes = static_cast<std::uint32_t>(scenario.update.artefact.size());
  const bootloader::Area image = bootloader::image_area(board.layout(), 0, image_bytes);
  if (!is_package) return image.size_bytes != 0;
  const bootloader::Area staged = bootloader::staging_area(board.layout(), 0, artefact_bytes);
  return image.size_bytes != 0 && staged.size_bytes != 0 && !image.overlaps(staged);
}

}  // namespace

std::vector<std::string> board_names() {
  std::vector<std::string> names;
  names.reserve(kBoards.size());
  for (const BoardPlan& plan : kBoards) names.emplace_back(plan.name);
  return names;
}

std::unique_ptr<rig::Board> make_board(std::string_view name) {
  for (const BoardPlan& plan : kBoards) {
    if (plan.name == name) return std::make_unique<rig::Board>(profile_of(plan), trusted_keys(), plan.model);
  }
  return nullptr;
}

std::vector<std::string> scenario_names(const rig::Board& board) {
  std::vector<std::string> names;
  for (const ScenarioPlan& plan : kScenarios) {
    if (fits(board, make_scenario(board, plan.name), plan.is_package)) names.emplace_back(plan.name);
  }
  return names;
}

rig::Scenario make_scenario(const rig::Board& board, std::string_view name) {
  const ScenarioPlan& plan = plan_of(name);
  const bool is_good = plan.behaviour == rig::Behaviour::kConfirm;
  rig::Scenario scenario;
  scenario.name = name;
  scenario.firmware = {{.name = "old", .image = image_for(board, 1)},
                       {.name = "new", .image = image_for(board, 2), .behaviour = plan.behaviour}};
  scenario.update.artefact = artefact_for(plan, scenario.firmware[0].image, scenario.firmware[1].image);
  scenario.update.installs = "new";
  scenario.update.retry_after_revert = is_good;
  scenario.ends_with = is_good ? "new" : "old";
  scenario.reasons = {Status::kTrialExpired};
  return scenario;
}

}  // namespace switchback::testing
