// The faults of one run, and the line that replays it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/error.h"
#include "rig/flash/fault.h"
#include "rig/stories/hostile.h"

namespace switchback::rig {

// Faults in order. A cut ends a start; the faults after it count from the next start.
struct Schedule {
  std::string board{};
  std::string story{};
  std::uint64_t seed = 0;
  std::vector<Fault> faults{};
  // Chunks of downloads that get lost, counted from 0 since the device was made.
  std::vector<std::uint64_t> drops{};
  std::optional<Alteration> altered{};  // how the artefact arrives
  // Number of the contents (rig/forged/contents.h); excludes all else.
  std::optional<std::uint64_t> forged{};
  // After all faults: cut in every start, until the device gets through.
  std::optional<Cut> every_start{};
};

// One line, for example:
//   "v1:board=b,scenario=s,seed=1,cut=12.inside.3,flip=0.0x8000.5,bad=7.0x9000,every=9.inside.1"
//   "v1:board=b,scenario=s,seed=1,drop=2,flipped=300.5"
//   "v1:board=b,scenario=forged,seed=1,forged=7"
std::string replay_line(const Schedule& schedule);

// Reads such a line.
//   kUsage: not a replay line; the message names the part
Result<Schedule> parse_replay_line(std::string_view line);

}  // namespace switchback::rig
