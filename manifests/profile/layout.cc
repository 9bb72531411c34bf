#include "manifests/profile/layout.h"

namespace switchback::manifests {

flash::Layout to_layout(const DeviceProfile& profile) {
  flash::Layout layout;
  layout.sectors = profile.sectors;
  layout.write_unit_bytes = profile.write_unit_bytes;
  layout.erased_value = profile.erased_value;
  layout.strategy = profile.strategy;
  layout.slots = profile.slots;
  layout.swap_unit_bytes = profile.swap_unit_bytes;
  layout.journal = profile.journal;
  layout.staging_in_slot = !profile.staging;
  layout.staging = profile.staging.value_or(Area{});
  layout.trial_boots = profile.trial_boots;
  layout.install_attempts = profile.install_attempts;
  layout.has_protection = profile.has_protection;
  layout.core = profile.core;
  layout.ram = profile.ram;
  layout.initial_security_floor = profile.security_floor;
  layout.decoder_ram_bytes = profile.decoder_ram_bytes;
  layout.max_window_bits = profile.max_window_bits;
  layout.has_patch = profile.has_patch;
  layout.vendor_id = profile.vendor_id ? &*profile.vendor_id : nullptr;
  layout.class_id = profile.class_id ? &*profile.class_id : nullptr;
  return layout;
}

}  // namespace switchback::manifests
