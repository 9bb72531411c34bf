// Applies core's decision to images in flash.
#include "bootloader/check/image_check.h"

#include "bootloader/board/flash_io.h"
#include "bootloader/board/layout_areas.h"

namespace switchback::bootloader {

std::uint32_t floor_of(const Device& device, std::uint32_t floor) {
  std::uint32_t protected_floor = 0;
  if (device.layout->has_protection && ok(device.protection->read_floor(protected_floor))) return protected_floor;
  return floor;
}

namespace {

void describe_device(const Device& device, std::uint8_t slot, DeviceFacts& about) {
  const Layout& layout = device.layout;
  about = {};
  about.vendor_id = layout.vendor_id;
  about.class_id = layout.class_id;
  about.knows_slot = true;
  about.slot_address = layout.slots[slot].address;
  about.needs_fixed_address = layout.strategy == Strategy::kAb;
  about.max_image_size_bytes = max_image_bytes(layout);
  about.core = layout.core;
  about.ram = layout.ram;
  about.knows_decoder = true;
  about.decoder_ram_bytes = layout.decoder_ram_bytes;
  about.max_window_bits = layout.max_window_bits;
  about.has_patch = layout.has_patch;
}

// Not inlined: what it leaves on the stack lies below its caller.
[[gnu::noinline]] Status judge(const Device& device, Use use, const Area& where, ImageCheck& check) {
  const FlashReader artefact(device.flash, where, &device.observer, Content::kUnverified);
  const Status parsed = wire::parse_image(artefact, check.facts);
  if (!ok(parsed)) return parsed;
  const Status authentic = authenticate(artefact, check.facts, device.keys, check.evidence);
  check.evidence.address = artefact.address();  // of what was hashed
  return accept_artefact(use, parsed, authentic, check.facts, where.size_bytes != check.facts.total_size_bytes,
                         check.about);
}

}  // namespace

// The floor is untrusted: it is written directly to `about`.
void describe_device(const Device& device, const State& state, std::uint8_t slot, DeviceFacts& about) {
  describe_device(device, slot, about);
  about.security_floor = floor_of(device, state.security_floor);
}

Status check_artefact(const Device& device, Use use, const Area& where, ImageCheck& check) {
  device.observer.on_progress(Activity::kVerify, 0, where.size_bytes);
  const Status status = judge(device, use, where, check);
  forget_calls();
  return status;
}

Status check_bootable(const Device& device, const State& state, const Area& where, std::uint8_t slot,
                      ImageCheck& check) {
  describe_device(device, state, slot, check.about);
  return check_artefact(device, Use::kBoot, where, check);
}

}  // namespace switchback::bootloader
