// The record's bytes.
#include "bootloader/state.h"

#include "bootloader/crc32.h"

namespace switchback::bootloader {
namespace {

constexpr std::size_t kChecksumAt = kRecordBytes - 4;

bool is_phase(std::uint8_t value) {
  return value >= static_cast<std::uint8_t>(Phase::kIdle) && value <= static_cast<std::uint8_t>(Phase::kReverting);
}

}  // namespace

void encode_state(const State& state, std::span<std::uint8_t, kRecordBytes> record) {
  store_u32(record, 0, kRecordMagic);
  store_u32(record, 4, state.sequence);
  record[8] = static_cast<std::uint8_t>(state.phase);
  record[9] = state.active_slot;
  record[10] = state.trial_boots_left;
  record[11] = 0;
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

bool decode_state(std::span<const std::uint8_t, kRecordBytes> record, State& state) {
  if (load_u32(record, 0) != kRecordMagic) return false;
  if (load_u32(record, kChecksumAt) != crc32(record.first<kChecksumAt>())) return false;
  if (!is_phase(record[8]) || record[9] > 1 || record[11] != 0) return false;
  state.sequence = load_u32(record, 4);
  state.phase = static_cast<Phase>(record[8]);
  state.active_slot = record[9];
  state.trial_boots_left = record[10];
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

}  // namespace switchback::bootloader
