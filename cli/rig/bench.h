// The benches of `switchback rig`: boards with stories, made from profiles and images on disk, and
// the options for their firmware.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "rig/device/board.h"
#include "rig/device/story.h"

namespace switchback::cli {

// The devices' firmware: synthetic, or the user's own.
struct FirmwareOptions {
  std::string old_image;
  std::string new_image;
  std::vector<std::string> artefacts;
  std::vector<std::string> keys;
  std::string arm_bootloader;
  // For synthetic firmware; the bootloader must trust it.
  std::string signing_key;
};
void add_firmware_options(Arguments command, FirmwareOptions& options);

// Only a machine-code bootloader and the key for its firmware; both are required.
void add_machine_options(Arguments command, FirmwareOptions& options);

// Loads the machine code of a bootloader for devices of this profile.
//   kUsage:  another chip
//   kIo:     cannot be read
//   kFormat: malformed
//   kTooBig: less than 8 bytes, or larger than the bootloader's area
Result<rig::ArmProgram> load_arm_program(const std::string& file, const manifests::DeviceProfile& profile);

// A board and its stories.
struct Bench {
  std::unique_ptr<rig::Board> board;
  std::vector<rig::Story> stories;
};

// Makes boards and stories for the profiles in `files`. `wanted` names the stories to keep; empty:
// all.
// kUsage:
//   - an unknown story, or two profiles of one name
//   - own firmware is incomplete, or given with a signing key
//   - a bootloader without a key, or for another chip
// Further errors: kIo, kManifest, kKey, kFormat, kTooBig.
Result<std::vector<Bench>> load_benches(const std::vector<std::string>& files, const FirmwareOptions& firmware,
                                        const std::vector<std::string>& wanted);

// The same, each with only the story of its compromised application (rig/forged/story.h).
Result<std::vector<Bench>> load_forged_benches(const std::vector<std::string>& files, const FirmwareOptions& firmware);

}  // namespace switchback::cli
