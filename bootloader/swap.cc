// Steps of the exchange, forwards and backwards. A step may be repeated any number of times: its source is not touched
// before the next step, which starts only after the journal says that this one is complete.
#include "bootloader/swap.h"

#include <algorithm>

#include "bootloader/flash_io.h"
#include "bootloader/image_check.h"

namespace switchback::bootloader {
namespace {

std::uint16_t units_for(const Layout& layout, std::uint32_t size_bytes) {
  return static_cast<std::uint16_t>((size_bytes + layout.swap_unit_bytes - 1) / layout.swap_unit_bytes);
}

Area unit_area(const Layout& layout, std::uint8_t slot, std::uint32_t unit) {
  return {layout.slots[slot].address + unit * layout.swap_unit_bytes, layout.swap_unit_bytes};
}

Status copy_unit(const Device& device, const Area& from, const Area& to) {
  return copy_sectors(device.flash, device.layout, from, to);
}

// Even steps save unit i of slot 0 to unit i of slot 1; odd steps fill it from unit i + 1, from where on slot 1 is free
// again.
Status swap_step(const Device& device, const State& state) {
  const std::uint32_t unit = state.swap_step / 2;
  const Area home = unit_area(device.layout, 0, unit);
  if (state.swap_step % 2 == 0) return copy_unit(device, home, unit_area(device.layout, 1, unit));
  if (unit >= state.candidate_units) return erase_sectors(device.flash, device.layout, home);
  return copy_unit(device, unit_area(device.layout, 1, unit + 1), home);
}

// The same from the last unit down. Even steps only preserve the image that is given up: their failure stops nothing.
Status undo_step(const Device& device, const State& state) {
  const std::uint32_t unit = state.swap_units - 1u - state.swap_step / 2;
  const Area home = unit_area(device.layout, 0, unit);
  if (state.swap_step % 2 != 0) return copy_unit(device, unit_area(device.layout, 1, unit), home);
  if (unit < state.candidate_units) (void)copy_unit(device, home, unit_area(device.layout, 1, unit + 1));
  return Status::kOk;
}

Status run_steps(const Device& device, Journal& journal, State& state) {
  const bool forwards = state.phase == Phase::kSwapping;
  const std::uint32_t steps = 2u * state.swap_units;
  while (state.swap_step < steps) {
    device.observer.on_progress(forwards ? Activity::kSwap : Activity::kRevert, state.swap_step, steps);
    const Status status = forwards ? swap_step(device, state) : undo_step(device, state);
    if (!ok(status)) return status;
    ++state.swap_step;
    if (const Status recorded = journal.append(state); !ok(recorded)) return recorded;
  }
  return Status::kOk;
}

Status finish(const Device& device, Journal& journal, State& state) {
  if (state.phase == Phase::kSwapping) {
    state.phase = Phase::kTrial;
    state.trial_boots_left = device.layout.trial_boots;
  } else {
    state.phase = Phase::kIdle;
  }
  return journal.append(state);
}

bool same_content(Flash& flash, const Area& a, const Area& b) {
  std::array<std::uint8_t, 64> left;
  std::array<std::uint8_t, 64> right;
  for (std::uint32_t at = 0; at < a.size_bytes; at += 64) {
    const std::size_t count = std::min<std::size_t>(64, a.size_bytes - at);
    const MutableBytes from_a(left.data(), count);
    const MutableBytes from_b(right.data(), count);
    if (!ok(flash.read(a.address + at, from_a)) || !ok(flash.read(b.address + at, from_b))) return false;
    if (!equal(from_a, from_b)) return false;
  }
  return true;
}

// Copies the units of the image that starts `offset_units` into slot 1, skipping those that are right already.
Status restore(const Device& device, std::uint32_t offset_units, std::uint32_t units) {
  for (std::uint32_t unit = 0; unit < units; ++unit) {
    device.observer.on_progress(Activity::kHeal, unit, units);
    const Area from = unit_area(device.layout, 1, unit + offset_units);
    const Area to = unit_area(device.layout, 0, unit);
    if (same_content(device.flash, from, to)) continue;
    if (const Status status = copy_unit(device, from, to); !ok(status)) return status;
  }
  return Status::kOk;
}

}  // namespace

Status begin_swap(const Device& device, Journal& journal, State& state, const wire::ImageFacts& facts) {
  wire::ImageFacts old;
  const Status parsed = wire::parse_image(FlashReader(device.flash, device.layout.slots[0]), old);
  const bool old_fits = ok(parsed) && old.total_size_bytes <= max_image_bytes(device.layout);
  state.candidate_units = units_for(device.layout, facts.total_size_bytes);
  state.swap_units = old_fits ? std::max(state.candidate_units, units_for(device.layout, old.total_size_bytes))
                              : state.candidate_units;
  state.candidate_counter = facts.security_counter;
  state.swap_step = 0;
  state.phase = Phase::kSwapping;
  state.last_reason = Status::kOk;
  return journal.append(state);
}

Status begin_undo(Journal& journal, State& state, Status reason) {
  state.swap_step = state.phase == Phase::kSwapping ? 2u * state.swap_units - state.swap_step : 0;
  state.phase = Phase::kReverting;
  state.last_reason = reason;
  return journal.append(state);
}

Status run_swap(const Device& device, Journal& journal, State& state) {
  Status status = run_steps(device, journal, state);
  if (!ok(status) && state.phase == Phase::kSwapping) {
    if (const Status recorded = begin_undo(journal, state, status); !ok(recorded)) return recorded;
    status = run_steps(device, journal, state);
  }
  return ok(status) ? finish(device, journal, state) : status;
}

Status heal_from_slot1(const Device& device, const State& state) {
  const Layout& layout = device.layout;
  for (std::uint32_t offset_units = 0; offset_units <= 1; ++offset_units) {
    const std::uint32_t offset = offset_units * layout.swap_unit_bytes;
    const Area where{layout.slots[1].address + offset, layout.slots[1].size_bytes - offset};
    wire::ImageFacts facts;
    if (!ok(check_bootable(device, state, where, 0, facts))) continue;
    return restore(device, offset_units, units_for(layout, facts.total_size_bytes));
  }
  return Status::kNoImage;
}

}  // namespace switchback::bootloader
