// What can be said of a rate from a number of trials.
#pragma once

#include <cstdint>
#include <string>

namespace switchback::rig {

// The exact upper bound (Clopper and Pearson 1934, one-sided) of a probability after `events` in `trials` independent
// trials: were it larger, so few events would have come with a probability below 5 %. `events` is at most `trials`;
// 1 where there was no trial.
double upper_bound_95(std::uint64_t events, std::uint64_t trials);

// "3.00 in a million", "9,937 in a million", "39.4 %": rounded up, so that it stays a bound.
std::string bound_text(double bound);

}  // namespace switchback::rig
