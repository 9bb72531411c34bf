// The steps of the exchange, forwards and backwards. A step may be repeated any number of times:
// its source is not changed before the next step, which starts only after the journal says that
// this one is complete.
#include "bootloader/switch/swap.h"

#include <algorithm>

#include "bootloader/board/flash_io.h"
#include "bootloader/board/layout_areas.h"

namespace switchback::bootloader {
namespace {

constexpr int kMaxTurns = 2;  // per start: back if flash fails, forwards if that fails, too

std::uint16_t units_for(const Layout& layout, std::uint32_t size_bytes) {
  return static_cast<std::uint16_t>((size_bytes + layout.swap_unit_bytes - 1) / layout.swap_unit_bytes);
}

Area unit_area(const Layout& layout, std::uint8_t slot, std::uint32_t unit) {
  return {layout.slots[slot].address + unit * layout.swap_unit_bytes, layout.swap_unit_bytes};
}

// Slot 0 holds nothing worth keeping, and slot 1 is not changed: healing never turns back, and may
// begin again at any time.
bool is_healing(const State& state) { return state.last_reason == Status::kHealed; }

std::uint32_t steps(const State& state) { return 2u * state.swap_units; }

Status copy_unit(const Device& device, const Area& from, const Area& to, Scratch& scratch) {
  return copy_sectors(device.flash, device.layout, from, to, scratch, &device.observer);
}

// For slot 0: a sector of it that cannot be written may already hold the right content.
Status fill_unit(const Device& device, const Area& from, const Area& to, Scratch& scratch) {
  const Status status = copy_unit(device, from, to, scratch);
  return ok(status) ? status : mend_sectors(device.flash, device.layout, from, to, scratch, &device.observer);
}

// Even steps save unit i of slot 0 to unit i of slot 1. Odd steps fill unit i of slot 0 from unit i
// + 1 of slot 1, which is then free.
Status swap_step(const Device& device, const State& state, Scratch& scratch) {
  const std::uint32_t unit = state.progress / 2;
  const Area home = unit_area(device.layout, 0, unit);
  if (state.progress % 2 == 0) {
    return is_healing(state) ? Status::kOk : copy_unit(device, home, unit_area(device.layout, 1, unit), scratch);
  }
  if (unit >= state.candidate_units) return erase_sectors(device.flash, device.layout, home, &device.observer);
  return fill_unit(device, unit_area(device.layout, 1, unit + 1), home, scratch);
}

// The same from the last unit down. Even steps only preserve the image that is given up, so their
// failures stop nothing.
Status undo_step(const Device& device, const State& state, Scratch& scratch) {
  const std::uint32_t unit = state.swap_units - 1u - state.progress / 2;
  const Area home = unit_area(device.layout, 0, unit);
  if (state.progress % 2 != 0) return fill_unit(device, unit_area(device.layout, 1, unit), home, scratch);
  if (unit < state.candidate_units) (void)copy_unit(device, home, unit_area(device.layout, 1, unit + 1), scratch);
  return Status::kOk;
}

Activity activity(const State& state) {
  if (is_healing(state)) return Activity::kHeal;
  return state.phase == Phase::kSwapping ? Activity::kSwap : Activity::kRevert;
}

// Runs one step. In healing no step fails: what cannot be written may lie behind the image's end,
// and the check of the image decides.
Status run_step(const Device& device, const State& state, Scratch& scratch) {
  device.observer.on_progress(activity(state), state.progress, steps(state));
  const bool is_forwards = state.phase == Phase::kSwapping;
  const Status status = is_forwards ? swap_step(device, state, scratch) : undo_step(device, state, scratch);
  return is_healing(state) ? Status::kOk : status;
}

Status run_steps(const Device& device, Journal& journal, State& state) {
  while (state.progress < steps(state)) {
    if (const Status status = run_step(device, state, journal.scratch()); !ok(status)) return status;
    ++state.progress;
    state.attempts = 0;
    if (const Status recorded = journal.append(state); !ok(recorded)) return recorded;
  }
  return Status::kOk;
}

// Whether the exchange puts an image on trial. Otherwise there is none to go back to, or the image
// could not be given up.
bool leads_to_trial(const State& state) { return state.phase == Phase::kSwapping && ok(state.last_reason); }

Status finish(const Device& device, Journal& journal, State& state) {
  State& next = journal.draft(state, leads_to_trial(state) ? Phase::kTrial : Phase::kIdle);
  if (next.phase == Phase::kTrial) next.trial_boots_left = device.layout->trial_boots;
  return journal.change(state, next);
}

// Turns back from where an exchange or its undoing stands.
Status turn_back(Journal& journal, State& state, Status reason) {
  if (state.phase == Phase::kSwapping) return begin_undo(journal, state, reason);
  State& next = journal.draft(state, Phase::kSwapping);
  next.progress = steps(state) - state.progress;
  next.last_reason = reason;
  return journal.change(state, next);
}

// Plans the exchange of slot 0 with the candidate that `facts` describe. Afterwards `facts` are
// those of slot 0.
void plan_exchange(const Device& device, State& next, wire::ImageFacts& facts, Status reason) {
  enter_phase(next, Phase::kSwapping);
  next.candidate_units = units_for(device.layout, facts.total_size_bytes);
  next.candidate_counter = facts.security_counter;
  next.swap_units = next.candidate_units;
  const FlashReader slot(device.flash, device.layout->slots[0], &device.observer, Content::kUnverified);
  const Status parsed = wire::parse_image(slot, facts);
  if (ok(parsed) && facts.total_size_bytes <= max_image_bytes(device.layout)) {
    next.swap_units = std::max(next.swap_units, units_for(device.layout, facts.total_size_bytes));
  }
  next.progress = 0;
  next.last_reason = reason;
}

// Plans the undoing of an exchange without a candidate, which copies the image that `facts`
// describe from slot 1 to slot 0. Not inlined: this saves code size (docs/decisions/0008).
[[gnu::noinline]] void plan_restore(const Device& device, State& next, const wire::ImageFacts& facts) {
  adopt_floor(next, facts.security_counter);
  enter_phase(next, Phase::kReverting);
  next.swap_units = units_for(device.layout, facts.total_size_bytes);
  next.candidate_units = 0;
  next.progress = 0;
  next.last_reason = Status::kHealed;
}

// Whether a candidate that may lie in slot 1 was ever requested.
bool has_candidate(const State& state) { return state.candidate_units != 0; }

}  // namespace

Status begin_swap(const Device& device, Journal& journal, State& state, wire::ImageFacts& facts) {
  State& next = journal.draft(state);
  plan_exchange(device, next, facts, Status::kOk);
  return journal.change(state, next);
}

Status begin_undo(Journal& journal, State& state, Status reason) {
  State& next = journal.draft(state, Phase::kReverting);
  next.progress = state.phase == Phase::kSwapping ? steps(state) - state.progress : 0;
  next.last_reason = reason;
  return journal.change(state, next);
}

void include_image(const Layout& layout, State& state, const wire::ImageFacts& facts) {
  state.swap_units = std::max(state.swap_units, units_for(layout, facts.total_size_bytes));
}

Status run_swap(const Device& device, Journal& journal, State& state) {
  Status status = run_steps(device, journal, state);
  for (int turns = 0; turns < kMaxTurns && !ok(status) && !is_healing(state); ++turns) {
    if (const Status recorded = turn_back(journal, state, status); !ok(recorded)) return recorded;
    status = run_steps(device, journal, state);
  }
  return ok(status) ? finish(device, journal, state) : status;
}

void heal_from_slot1(const Device& device, Journal& journal, State& state, ImageCheck& check) {
  const Layout& layout = device.layout;
  const Area& slot = layout.slots[1];
  const Area behind_spare{slot.address + layout.swap_unit_bytes, slot.size_bytes - layout.swap_unit_bytes};
  if (ok(check_bootable(device, state, slot, 0, check))) {
    plan_restore(device, state, check.facts);
  } else if (has_candidate(state) && ok(check_bootable(device, state, behind_spare, 0, check))) {
    plan_exchange(device, state, check.facts, Status::kHealed);
  } else {
    return;
  }
  if (ok(journal.append(state)) && ok(run_swap(device, journal, state))) return;
  for (; state.progress < steps(state); ++state.progress) (void)run_step(device, state, journal.scratch());
}

void restore_unrecorded(const Device& device, const wire::ImageFacts& facts, Scratch& scratch) {
  const Layout& layout = device.layout;
  const std::uint32_t size_bytes = units_for(layout, facts.total_size_bytes) * layout.swap_unit_bytes;
  const Area from{layout.slots[1].address, size_bytes};
  (void)mend_sectors(device.flash, layout, from, {layout.slots[0].address, size_bytes}, scratch, &device.observer);
}

}  // namespace switchback::bootloader
