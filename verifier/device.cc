#include "verifier/device.h"

#include <algorithm>

#include "manifests/profile/fit.h"

namespace switchback::verifier {
namespace {

std::uint32_t slot_address_for(const manifests::DeviceProfile& profile, const wire::ImageFacts& artefact) {
  const bool second =
      profile.strategy == manifests::Strategy::kAb && artefact.header.load_address == profile.slots[1].address;
  return profile.slots[second ? 1 : 0].address;
}

// The slot that an A/B device writes next: the one that the running image was not linked for.
std::optional<std::uint32_t> next_slot_address(const manifests::DeviceProfile& profile,
                                               const wire::ImageFacts& running) {
  if (profile.strategy != manifests::Strategy::kAb) return std::nullopt;
  if ((running.header.flags & wire::kFlagRomFixed) == 0) return std::nullopt;
  for (std::size_t slot = 0; slot < profile.slots.size(); ++slot) {
    if (running.header.load_address == profile.slots[slot].address) return profile.slots[1 - slot].address;
  }
  return std::nullopt;
}

void set_slot(DeviceFacts& known, const manifests::DeviceProfile& profile, std::uint32_t address) {
  known.knows_slot = true;
  known.needs_fixed_address = profile.strategy == manifests::Strategy::kAb;
  known.slot_address = address;
  known.max_image_size_bytes = manifests::max_image_bytes(profile);
  known.core = profile.core;
  known.ram = profile.ram;
}

}  // namespace

DeviceFacts with_profile(DeviceFacts known, const manifests::DeviceProfile& profile, const wire::ImageFacts& artefact) {
  if (known.vendor_id == nullptr && profile.vendor_id) known.vendor_id = &*profile.vendor_id;
  if (known.class_id == nullptr && profile.class_id) known.class_id = &*profile.class_id;
  known.security_floor = std::max(known.security_floor, profile.security_floor);
  if (!known.knows_slot) set_slot(known, profile, slot_address_for(profile, artefact));
  if (!known.knows_decoder) {
    known.knows_decoder = true;
    known.decoder_ram_bytes = profile.decoder_ram_bytes;
    known.max_window_bits = profile.max_window_bits;
    known.has_patch = profile.has_patch;
  }
  return known;
}

RunningImage::RunningImage(Bytes file) {
  is_image_ = ok(wire::parse_image(MemoryReader(file), facts_)) &&
              (facts_.header.flags & wire::kFlagNonBootable) == 0 && !facts_.has_package;
  installed_.version = facts_.header.version;
}

DeviceFacts with_running(DeviceFacts known, const RunningImage& running, const manifests::DeviceProfile* profile) {
  known.knows_base = true;
  if (!running.is_image()) return known;
  known.knows_installed = true;
  known.installed = running.installed();
  known.security_floor = std::max(known.security_floor, running.facts().security_counter);
  const auto address = profile != nullptr ? next_slot_address(*profile, running.facts()) : std::nullopt;
  if (address && !known.knows_slot) set_slot(known, *profile, *address);
  return known;
}

}  // namespace switchback::verifier
