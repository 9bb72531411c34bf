// Which case of a campaign ran, as one line that runs it again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/error.h"
#include "rig/fault.h"
#include "rig/hostile.h"

namespace switchback::rig {

// Faults in the order in which they happen: a cut ends a start, and what follows it counts from the next one.
struct Schedule {
  std::string board{};
  std::string scenario{};
  std::uint64_t seed = 0;
  std::vector<Fault> faults{};
  std::vector<std::uint64_t> drops{};     // chunks of downloads that get lost, counted from 0 since the device was made
  std::optional<Alteration> altered{};    // how the artefact arrives
  std::optional<std::uint64_t> forged{};  // number of the contents (rig/forged/contents.h); then there is nothing else
  std::optional<Cut> every_start{};  // after all faults: at every start, until the device gets through in spite of it
};

// "v1:board=b,scenario=s,seed=1,cut=12.inside.3,flip=0.0x8000.5,bad=7.0x9000,cut=4.before.0,drop=2,flipped=300.5,every=9.inside.1",
// or "v1:board=b,scenario=forged,seed=1,forged=7".
std::string replay_line(const Schedule& schedule);

// kUsage: not such a line; the message names the part.
Result<Schedule> parse_replay_line(std::string_view line);

}  // namespace switchback::rig
