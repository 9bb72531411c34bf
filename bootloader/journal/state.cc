// The encoding of records.
#include "bootloader/journal/state.h"

#include "bootloader/board/layout_areas.h"
#include "bootloader/journal/crc32.h"

namespace switchback::bootloader {
namespace {

constexpr std::size_t kChecksumAt = kRecordBytes - 4;

bool is_phase(std::uint8_t value) {
  return value >= static_cast<std::uint8_t>(Phase::kIdle) && value <= static_cast<std::uint8_t>(Phase::kReverting);
}

// Whether the exchange stays in the slots: unit i of both and, for the candidate, unit i + 1 of
// slot 1.
bool has_sound_units(const State& state, const Layout& layout) {
  if (layout.swap_unit_bytes == 0) return state.swap_units == 0 && state.candidate_units == 0;
  const std::uint32_t home_units = layout.slots[0].size_bytes / layout.swap_unit_bytes;
  const std::uint32_t other_units = layout.slots[1].size_bytes / layout.swap_unit_bytes;
  return state.swap_units <= home_units && state.swap_units <= other_units && state.candidate_units < other_units &&
         state.candidate_units <= state.swap_units;
}

// Whether an artefact may be staged there while the active slot runs. A sector's start is even, and
// a Cortex-M cannot return to an even address.
bool is_sound_staging(const State& state, const Layout& layout) {
  const std::uint32_t address = state.staged_address;
  const std::uint32_t size_bytes = state.staged_size_bytes;
  if (size_bytes == 0 || state.progress > layout.slots[1].size_bytes + layout.staging.size_bytes) return false;
  if (address % 2 != 0) return false;
  if (candidate_area(layout, state.active_slot).contains(address, size_bytes)) return true;
  return !layout.staging_in_slot && layout.staging.contains(address, size_bytes);
}

}  // namespace

void encode_state(const State& state, std::span<std::uint8_t, kRecordBytes> record) {
  store_u32(record, 0, kRecordMagic);
  store_u32(record, 4, state.sequence);
  record[8] = static_cast<std::uint8_t>(state.phase);
  record[9] = state.active_slot;
  record[10] = state.trial_boots_left;
  record[11] = state.attempts;
  store_u32(record, 12, state.security_floor);
  store_u32(record, 16, state.candidate_counter);
  store_u32(record, 20, state.progress);
  store_u16(record, 24, state.swap_units);
  store_u16(record, 26, state.candidate_units);
  store_u32(record, 28, state.staged_address);
  store_u32(record, 32, state.staged_size_bytes);
  store_u32(record, 36, state.staged_tag);
  store_u32(record, 40, static_cast<std::uint32_t>(state.last_reason));
  store_u32(record, kChecksumAt, crc32(record.first<kChecksumAt>()));
}

// Not inlined, like is_sound(): the fields are written directly to `state` and never to a stack
// frame.
[[gnu::noinline]] bool decode_state(std::span<const std::uint8_t, kRecordBytes> record, State& state) {
  if (load_u32(record, 0) != kRecordMagic) return false;
  if (load_u32(record, kChecksumAt) != crc32(record.first<kChecksumAt>())) return false;
  if (!is_phase(record[8]) || record[9] > 1) return false;
  state.sequence = load_u32(record, 4);
  state.phase = static_cast<Phase>(record[8]);
  state.active_slot = record[9];
  state.trial_boots_left = record[10];
  state.attempts = record[11];
  state.security_floor = load_u32(record, 12);
  state.candidate_counter = load_u32(record, 16);
  state.progress = load_u32(record, 20);
  state.swap_units = load_u16(record, 24);
  state.candidate_units = load_u16(record, 26);
  state.staged_address = load_u32(record, 28);
  state.staged_size_bytes = load_u32(record, 32);
  state.staged_tag = load_u32(record, 36);
  state.last_reason = static_cast<Status>(load_u32(record, 40));
  return true;
}

[[gnu::noinline]] bool is_sound(const State& state, const Layout& layout) {
  const bool is_swap = layout.strategy == Strategy::kSwap;
  if (state.sequence == 0 || (is_swap && state.active_slot != 0)) return false;
  if (state.trial_boots_left > layout.trial_boots || !has_sound_units(state, layout)) return false;
  switch (state.phase) {
    case Phase::kReceiving:
    case Phase::kRequested:
    case Phase::kRebuilding:
      return is_sound_staging(state, layout);
    case Phase::kSwapping:
    case Phase::kReverting:
      return is_swap && state.progress <= 2u * state.swap_units;
    case Phase::kIdle:
    case Phase::kTrial:
      return true;
  }
  return false;
}

}  // namespace switchback::bootloader
