// What can be said of a rate from a number of trials.
#pragma once

#include <cstdint>

namespace switchback::rig {

// The exact upper bound (Clopper and Pearson 1934, one-sided) of a probability after `events` in `trials` independent
// trials: were it larger, so few events would have come with a probability below 5 %. `events` is at most `trials`;
// 1 where there was no trial.
double upper_bound_95(std::uint64_t events, std::uint64_t trials);

}  // namespace switchback::rig
