// Computes upper bounds of failure rates.
#pragma once

#include <cstdint>
#include <string>

namespace switchback::rig {

// The exact upper 95 % bound (Clopper and Pearson 1934, one-sided) of a probability after `events`
// in `trials` independent trials: if the probability were larger, the chance of so few events would
// be below 5 %. `events` is at most `trials`. Returns 1 if there were no trials.
double upper_bound_95(std::uint64_t events, std::uint64_t trials);

// The bound as text, rounded up: "3.00 in a million", "9,937 in a million", "39.4 %".
std::string bound_text(double bound);

}  // namespace switchback::rig
