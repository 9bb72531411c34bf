// Makes a layout from a profile.
#include "rig/device/board.h"

namespace switchback::rig {
namespace {

bootloader::Area to_area(const manifests::Area& area) { return {area.address, area.size_bytes}; }

}  // namespace

Board::Board(const manifests::DeviceProfile& profile, const std::vector<RootKey>& keys, const FlashModel& model)
    : name_(profile.name), keys_(keys), model_(model) {
  for (const manifests::SectorRun& run : profile.sectors) {
    sectors_.push_back({run.address, run.sector_bytes, run.count});
  }
  layout_.sectors = sectors_;
  layout_.write_unit_bytes = profile.write_unit_bytes;
  layout_.erased_value = profile.erased_value;
  const bool swap = profile.strategy == manifests::Strategy::kSwap;
  layout_.strategy = swap ? bootloader::Strategy::kSwap : bootloader::Strategy::kAb;
  layout_.slots = {to_area(profile.slots[0]), to_area(profile.slots[1])};
  layout_.swap_unit_bytes = profile.swap_unit_bytes;
  layout_.journal = to_area(profile.journal);
  layout_.staging_in_slot = !profile.staging;
  if (profile.staging) layout_.staging = to_area(*profile.staging);
  layout_.trial_boots = profile.trial_boots;
  layout_.install_attempts = profile.install_attempts;
  layout_.has_protection = profile.has_protection;
  layout_.core = profile.core;
  ram_ = profile.ram;
  layout_.ram = ram_;
  layout_.initial_security_floor = profile.security_floor;
  layout_.decoder_ram_bytes = profile.decoder_ram_bytes;
  layout_.max_window_bits = profile.max_window_bits;
  layout_.has_patch = profile.has_patch;
  vendor_id_ = profile.vendor_id.value_or(wire::Uuid{});
  class_id_ = profile.class_id.value_or(wire::Uuid{});
  layout_.vendor_id = profile.vendor_id ? &vendor_id_ : nullptr;
  layout_.class_id = profile.class_id ? &class_id_ : nullptr;
}

Board::Board(const manifests::DeviceProfile& profile, const std::vector<RootKey>& keys)
    : Board(profile, keys, {.write_once = profile.write_once, .torn_reads = profile.torn_reads}) {}

}  // namespace switchback::rig
