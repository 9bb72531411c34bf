// switchback rig: tests simulated devices under faults.
#include "cli/rig/rig.h"

#include "cli/commands.h"

namespace switchback::cli {

void add_rig(Arguments app) {
  Arguments command = app.subcommand("rig", "Put simulated devices through faults, and count the bricked ones");
  command.require_subcommand();
  add_rig_run(command);
  add_rig_fleet(command);
  add_rig_merge(command);
  add_rig_stories(command);
  add_rig_replay(command);
  add_rig_arm(command);
}

void add_rig_arm(Arguments rig) {
  Arguments command = rig.subcommand("arm", "Run a bootloader's machine code: cuts, glitches, costs, single starts");
  command.require_subcommand();
  add_rig_arm_cuts(command);
  add_rig_arm_glitch(command);
  add_rig_arm_cost(command);
  add_rig_arm_start(command);
}

}  // namespace switchback::cli
