#include "tests/agreement/boards.h"

#include "core/rebuild.h"
#include "tests/support/bench_device.h"

namespace switchback::testing {
namespace {

constexpr std::uint32_t kCounter = 5;  // of the base; the targets' is one more

FirmwarePlan plan(const manifests::DeviceProfile& profile, std::uint8_t major, std::uint8_t slot) {
  FirmwarePlan plan{.major = major, .payload_bytes = 900u + major * 100u, .security_counter = kCounter + major - 1};
  plan.vendor_id = profile.vendor_id;
  plan.class_id = profile.class_id;
  if (profile.strategy == manifests::Strategy::kAb) plan.rom_address = profile.slots[slot].address;
  return plan;
}

AgreementBoard board(const manifests::DeviceProfile& profile, std::uint8_t running_slot = 0) {
  AgreementBoard board{profile, make_image(plan(profile, 1, running_slot)), {}};
  const std::uint8_t next = profile.strategy == manifests::Strategy::kAb ? 1 - running_slot : 0;
  board.origins = origins_for(profile, board.base, next);
  return board;
}

manifests::DeviceProfile with_ids(manifests::DeviceProfile profile) {
  profile.name += "-ids";
  profile.vendor_id = wire::Uuid{1, 2, 3};
  profile.class_id = wire::Uuid{4, 5, 6};
  profile.security_floor = kCounter;  // below it the base would not run
  return profile;
}

manifests::DeviceProfile images_only(manifests::DeviceProfile profile) {
  profile.name += "-images";
  profile.max_window_bits = 0;
  profile.decoder_ram_bytes = 0;
  return profile;
}

manifests::DeviceProfile with_patches(manifests::DeviceProfile profile) {
  profile.name += "-patches";
  profile.has_patch = true;
  profile.max_window_bits = 0;
  profile.decoder_ram_bytes = rebuild_ram_bytes(wire::PayloadKind::kDelta, wire::Codec::kPatch, 0) + 64;
  return profile;
}

manifests::DeviceProfile with_slot_tail(manifests::DeviceProfile profile) {
  profile.name += "-tail";
  profile.staging.reset();
  return profile;
}

}  // namespace

std::vector<Origin> origins_for(const manifests::DeviceProfile& profile, const Buffer& base, std::uint8_t slot) {
  const Buffer target = make_image(plan(profile, 2, slot));
  std::vector<Origin> origins = {{"image", target, target}};
  if (profile.decoder_ram_bytes == 0) {
    origins.push_back({"full", make_package(Packing::kFull, {}, target), target});
    return origins;
  }
  origins.push_back({"full", make_package(Packing::kFull, {}, target), target});
  const bool patch = profile.has_patch;
  origins.push_back({"compressed", make_package(patch ? Packing::kPatch : Packing::kCompressed, {}, target), target});
  origins.push_back({"delta", make_package(patch ? Packing::kPatchDelta : Packing::kDelta, base, target), target});
  return origins;
}

std::vector<AgreementBoard> agreement_boards() {
  const manifests::DeviceProfile swap = small_swap_profile();
  const manifests::DeviceProfile ab = small_ab_profile();
  return {board(swap),
          board(with_ids(swap)),
          board(ab),
          board(ab, 1),
          board(with_slot_tail(swap)),
          board(with_slot_tail(ab)),
          board(images_only(swap)),
          board(with_patches(swap)),
          board(with_patches(ab), 1)};
}

}  // namespace switchback::testing
