// One place where flash meets core's decision.
#include "bootloader/image_check.h"

#include "bootloader/areas.h"
#include "bootloader/flash_io.h"

namespace switchback::bootloader {

std::uint32_t floor_of(const Device& device, const State& state) {
  std::uint32_t floor = 0;
  if (device.layout->has_protection && ok(device.protection->read_floor(floor))) return floor;
  return state.security_floor;
}

DeviceFacts device_facts(const Device& device, const State& state, std::uint8_t slot) {
  const Layout& layout = device.layout;
  DeviceFacts facts;
  facts.vendor_id = layout.vendor_id;
  facts.class_id = layout.class_id;
  facts.security_floor = floor_of(device, state);
  facts.knows_slot = true;
  facts.slot_address = layout.slots[slot].address;
  facts.needs_fixed_address = layout.strategy == Strategy::kAb;
  facts.max_image_size_bytes = max_image_bytes(layout);
  facts.core = layout.core;
  facts.ram = layout.ram;
  facts.knows_decoder = true;
  facts.decoder_ram_bytes = layout.decoder_ram_bytes;
  facts.max_window_bits = layout.max_window_bits;
  facts.has_patch = layout.has_patch;
  return facts;
}

Status check_artefact(const Device& device, Use use, const Area& where, const DeviceFacts& about,
                      wire::ImageFacts& facts, Evidence& evidence) {
  device.observer.on_progress(Activity::kVerify, 0, where.size_bytes);
  const FlashReader artefact(device.flash, where, &device.observer, Content::kUnverified);
  const Status parsed = wire::parse_image(artefact, facts);
  if (!ok(parsed)) return parsed;
  const Status authentic = authenticate(artefact, facts, device.keys, evidence);
  evidence.address = artefact.address();  // of what was hashed
  return accept_artefact(use, parsed, authentic, facts, where.size_bytes - facts.total_size_bytes, about);
}

Status check_bootable(const Device& device, const State& state, const Area& where, std::uint8_t slot,
                      wire::ImageFacts& facts, Evidence& evidence) {
  return check_artefact(device, Use::kBoot, where, device_facts(device, state, slot), facts, evidence);
}

}  // namespace switchback::bootloader
