// switchback rig: faults on simulated devices.
#include "cli/rig.h"

#include "cli/commands.h"

namespace switchback::cli {

void add_rig(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("rig", "Put a simulated device through faults: does any of them brick it?");
  command->require_subcommand(1);
  add_rig_run(*command, chosen);
  add_rig_merge(*command, chosen);
  add_rig_stories(*command, chosen);
  add_rig_replay(*command, chosen);
}

}  // namespace switchback::cli
