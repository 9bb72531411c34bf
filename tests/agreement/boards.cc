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
  if (profile.core == Core::kCortexM) {
    plan.entry_address = profile.slots[slot].address + wire::kImageHeaderBytes + kVectorsBytes + 1;
    plan.stack_pointer = profile.ram.front().address + profile.ram.front().size_bytes;
  }
  return plan;
}

std::vector<Origin> origins_for(const manifests::DeviceProfile& profile, const Buffer& base, const Buffer& target,
                                const rig::Workshop& workshop) {
  std::vector<Origin> origins = {{"image", target, target},
                                 {"full", make_package(Packing::kFull, {}, target, workshop), target}};
  if (profile.decoder_ram_bytes == 0) return origins;
  const Packing compressed = profile.has_patch ? Packing::kPatch : Packing::kCompressed;
  const Packing delta = profile.has_patch ? Packing::kPatchDelta : Packing::kDelta;
  origins.push_back({"compressed", make_package(compressed, {}, target, workshop), target});
  origins.push_back({"delta", make_package(delta, base, target, workshop), target});
  return origins;
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

manifests::DeviceProfile with_core(manifests::DeviceProfile profile) {
  profile.name += "-cortex-m";
  profile.core = Core::kCortexM;
  profile.ram = {{0x20000000, 0x4000}};
  return profile;
}

manifests::DeviceProfile with_slot_tail(manifests::DeviceProfile profile) {
  profile.name += "-tail";
  profile.staging.reset();
  return profile;
}

}  // namespace

AgreementBoard make_board(const manifests::DeviceProfile& profile, std::uint8_t running_slot,
                          const rig::Workshop& workshop) {
  const std::uint8_t next = profile.strategy == manifests::Strategy::kAb ? 1 - running_slot : 0;
  AgreementBoard board{profile, make_image(plan(profile, 1, running_slot), workshop), {}};
  board.origins = origins_for(profile, board.base, make_image(plan(profile, 2, next), workshop), workshop);
  return board;
}

std::vector<AgreementBoard> agreement_boards() {
  const manifests::DeviceProfile swap = small_swap_profile();
  const manifests::DeviceProfile ab = small_ab_profile();
  return {make_board(swap),
          make_board(with_ids(swap)),
          make_board(ab),
          make_board(ab, 1),
          make_board(with_core(swap)),
          make_board(with_core(ab)),
          make_board(with_slot_tail(swap)),
          make_board(with_slot_tail(ab)),
          make_board(images_only(swap)),
          make_board(with_patches(swap)),
          make_board(with_patches(ab), 1)};
}

}  // namespace switchback::testing
