// The boards and scenarios that campaigns run; replay lines name them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rig/campaign.h"

namespace switchback::testing {

// Names of all boards, and of the scenarios that fit a board.
std::vector<std::string> board_names();
std::vector<std::string> scenario_names(const rig::Board& board);

// nullptr where there is none of this name.
std::unique_ptr<rig::Board> make_board(std::string_view name);

// `name` is one of scenario_names().
rig::Scenario make_scenario(const rig::Board& board, std::string_view name);

}  // namespace switchback::testing
