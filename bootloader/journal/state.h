// Everything that the bootloader remembers, as one record (docs/SPEC.md, "Journal"). Every record
// is complete and the newest valid one is the state: nothing is replayed, and no missing record can
// distort it.
#pragma once

#include <array>

#include "bootloader/board/layout.h"
#include "core/base/bytes.h"
#include "core/base/status.h"

namespace switchback::bootloader {

enum class Phase : std::uint8_t {
  kIdle = 1,        // the running image is confirmed, nothing is under way
  kReceiving = 2,   // the application stages a download
  kRequested = 3,   // the application asked for the staged artefact to be installed
  kRebuilding = 4,  // the candidate's area was erased and is being written from the staged package
  kSwapping = 5,    // kSwap: step `progress` of the exchange is under way
  kTrial = 6,       // the new image is in place and not confirmed
  kReverting = 7,   // kSwap: the exchange is being undone; `progress` counts from the end
};

struct State {
  std::uint32_t sequence = 0;  // of this record; 0: none was ever written
  Phase phase = Phase::kIdle;
  std::uint8_t active_slot = 0;         // where the image executes; always 0 with kSwap
  std::uint8_t trial_boots_left = 0;    // kTrial: starts that remain before the revert
  std::uint8_t attempts = 0;            // starts in a row without progress from this record
  std::uint32_t security_floor = 0;     // images with a lower counter are refused
  std::uint32_t candidate_counter = 0;  // of the image on trial; the floor once it is confirmed
  // kSwapping, kReverting: completed steps, 0 … 2 × swap_units. kReceiving, kRebuilding: bytes that
  // are kept for certain, plus one while a resume erases what lies behind them.
  std::uint32_t progress = 0;
  std::uint16_t swap_units = 0;       // units that take part in the exchange
  std::uint16_t candidate_units = 0;  // of these, units of the candidate; 0: none was requested
  std::uint32_t staged_address = 0;   // the artefact that is received or requested
  std::uint32_t staged_size_bytes = 0;
  std::uint32_t staged_tag = 0;      // the caller's name of the download; only the same resumes
  Status last_reason = Status::kOk;  // how the last update ended: kOk (confirmed), or why not
};

// Enters `phase`, in which no attempt has been made yet.
constexpr void enter_phase(State& state, Phase phase) {
  state.phase = phase;
  state.attempts = 0;
}

// The image that a device was made with counts as confirmed: without any record, the floor rises to
// its `counter`.
constexpr void adopt_floor(State& state, std::uint32_t counter) {
  if (state.sequence == 0 && state.security_floor < counter) state.security_floor = counter;
}

constexpr std::uint32_t kRecordBytes = 48;
constexpr std::uint32_t kRecordMagic = 0x314a4253;  // "SBJ1"

void encode_state(const State& state, std::span<std::uint8_t, kRecordBytes> record);

// Returns false if magic, checksum or a field is not one that encode_state() writes.
bool decode_state(std::span<const std::uint8_t, kRecordBytes> record, State& state);

// Whether a device with this layout can be in that state: slot, phase, units, progress and staged
// artefact lie in their areas. An application can write any record with a right checksum, so a
// state that is not sound counts as torn.
bool is_sound(const State& state, const Layout& layout);

}  // namespace switchback::bootloader
