// One function for each subcommand of `switchback rig`, as in cli/commands.h.
#pragma once

#include "cli/arguments.h"

namespace switchback::cli {

void add_rig_run(Arguments rig);
void add_rig_fleet(Arguments rig);
void add_rig_merge(Arguments rig);
void add_rig_stories(Arguments rig);
void add_rig_replay(Arguments rig);
void add_rig_arm(Arguments rig);
void add_rig_arm_glitch(Arguments arm);
void add_rig_arm_cuts(Arguments arm);
void add_rig_arm_cost(Arguments arm);
void add_rig_arm_start(Arguments arm);

}  // namespace switchback::cli
