#include "verifier/device.h"

#include <algorithm>

namespace switchback::verifier {
namespace {

std::uint32_t slot_address_for(const manifests::DeviceProfile& profile, const wire::ImageFacts& artefact) {
  const bool second =
      profile.strategy == manifests::Strategy::kAb && artefact.header.load_address == profile.slots[1].address;
  return profile.slots[second ? 1 : 0].address;
}

}  // namespace

DeviceFacts with_profile(DeviceFacts known, const manifests::DeviceProfile& profile, const wire::ImageFacts& artefact) {
  if (known.vendor_id == nullptr && profile.vendor_id) known.vendor_id = &*profile.vendor_id;
  if (known.class_id == nullptr && profile.class_id) known.class_id = &*profile.class_id;
  known.security_floor = std::max(known.security_floor, profile.security_floor);
  if (!known.knows_slot) {
    known.knows_slot = true;
    known.needs_fixed_address = profile.strategy == manifests::Strategy::kAb;
    known.slot_address = slot_address_for(profile, artefact);
    known.max_image_size_bytes = manifests::max_image_bytes(profile);
    known.core = profile.core;
    known.ram = profile.ram;
  }
  if (!known.knows_decoder) {
    known.knows_decoder = true;
    known.decoder_ram_bytes = profile.decoder_ram_bytes;
    known.max_window_bits = profile.max_window_bits;
    known.has_patch = profile.has_patch;
  }
  return known;
}

}  // namespace switchback::verifier
