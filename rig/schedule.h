// Which case of a campaign ran, as one line that runs it again.
#pragma once

#include <string>
#include <vector>

#include "manifests/error.h"
#include "rig/sim_flash.h"

namespace switchback::rig {

// The first cut counts operations from the device's first start, each further one from the start after the one before.
struct Schedule {
  std::string board{};
  std::string scenario{};
  std::uint64_t seed = 0;
  std::vector<Cut> cuts{};
};

// "v1:board=b,scenario=s,seed=1,cut=12.inside.3,cut=4.before.0".
std::string replay_line(const Schedule& schedule);

// kUsage: not such a line; the message names the part.
Result<Schedule> parse_replay_line(std::string_view line);

}  // namespace switchback::rig
