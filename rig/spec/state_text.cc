#include "rig/spec/state_text.h"

#include <fmt/format.h>

#include <array>

namespace switchback::rig {

const char* phase_name(bootloader::Phase phase) {
  static constexpr std::array<const char*, 8> kNames = {
      "", "kIdle", "kReceiving", "kRequested", "kRebuilding", "kSwapping", "kTrial", "kReverting"};
  return kNames[static_cast<std::size_t>(phase)];
}

std::string describe_state(const bootloader::State& state) {
  return fmt::format("{} #{}, progress {} of {}+{} units, slot {}, {} starts left, {} attempts, floor {}, {}",
                     phase_name(state.phase), state.sequence, state.progress, state.swap_units, state.candidate_units,
                     state.active_slot, state.trial_boots_left, state.attempts, state.security_floor,
                     status_name(state.last_reason));
}

}  // namespace switchback::rig
