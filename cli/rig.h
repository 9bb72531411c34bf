// The parts of `switchback rig`, and what they share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "rig/board.h"
#include "rig/scenario.h"

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

// Which firmware the devices run: synthetic, or somebody's own.
struct FirmwareOptions {
  std::string old_image;
  std::string new_image;
  std::vector<std::string> artefacts;
  std::vector<std::string> keys;
  std::string arm_bootloader;
  std::string signing_key;  // of synthetic firmware, for a bootloader that trusts it
};
void add_firmware_options(Arguments command, FirmwareOptions& options);

// Only a machine-code bootloader, and the key for what it boots; both required.
void add_machine_options(Arguments command, FirmwareOptions& options);

// The machine code that devices of this profile start with. kUsage (another chip); kIo; kFormat; kTooBig.
Result<rig::ArmProgram> load_arm_program(const std::string& file, const manifests::DeviceProfile& profile);

// A board and the stories that it is put through.
struct Bench {
  std::unique_ptr<rig::Board> board;
  std::vector<rig::Scenario> stories;
};

// Boards and stories for the profiles in `files`. `wanted` (names of stories; empty: all) keeps only these. kUsage (an
// unknown story, two profiles of one name, half of the own firmware, a bootloader without a key or for another chip);
// kIo; kManifest; kKey; kFormat; kTooBig.
Result<std::vector<Bench>> load_benches(const std::vector<std::string>& files, const FirmwareOptions& firmware,
                                        const std::vector<std::string>& wanted);

// The same, each with the story of its compromised application alone (rig/forged/story.h).
Result<std::vector<Bench>> load_forged_benches(const std::vector<std::string>& files, const FirmwareOptions& firmware);

}  // namespace switchback::cli
