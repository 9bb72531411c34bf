// A campaign over every board and scenario of one strategy.
#pragma once

namespace switchback::testing {

// Prints a line for each scenario and one, named `title`, for all; doctest checks that nothing failed.
void run_strategy(const char* title, bool swap);

}  // namespace switchback::testing
