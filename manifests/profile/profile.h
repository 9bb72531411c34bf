// DeviceProfile: a device's flash, slots and limits (schemas/profile.schema.json). The packer
// checks sizes against it, the rig simulates it, and boot_config.h turns it into the bootloader's
// constants.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/delta/instructions/instruction_set.h"
#include "core/flash/layout.h"
#include "core/wire/image.h"
#include "core/wire/vectors.h"
#include "host/error.h"

namespace switchback::manifests {

using flash::Area;
using flash::SectorRun;
using flash::Strategy;

// How a write unit reads after interrupted programming, and a sector after an interrupted erase.
enum class TornReads : std::uint8_t {
  kStable,    // always the same
  kUnstable,  // reads may differ
  kFault,     // as a read error (ECC)
};

// What verifies signatures in the bootloader.
enum class SignatureEngine : std::uint8_t {
  kSwitchback,  // core/crypto/p256
  kMbedTls,     // p256-m
  kPort,        // the port's own, such as an accelerator
};

struct DeviceProfile {
  std::string name;
  std::uint8_t erased_value = 0xff;    // 0xff or 0x00
  std::uint32_t write_unit_bytes = 1;  // power of two, 1 … 512
  std::vector<SectorRun> sectors;      // ascending, not overlapping

  // How the flash fails. Only the rig uses these: the bootloader assumes the worst of every flash.
  // false (plain NOR): more bits of a programmed unit may be programmed without an erase.
  bool write_once = true;
  TornReads torn_reads = TornReads::kUnstable;
  std::uint32_t endurance_cycles = 10000;  // at least 1; the datasheet's value

  Strategy strategy = Strategy::kSwap;
  std::array<Area, 2> slots;
  std::uint32_t swap_unit_bytes = 0;  // exchanged in one step; 0 with kAb
  Area journal;                       // two banks of half its size
  std::optional<Area> staging;        // unset: tail of slot 1 or (kAb) of the inactive slot
  std::optional<Area> bootloader;
  std::uint8_t trial_boots = 1;
  // At least 1: an update is given up after so many starts without progress.
  std::uint8_t install_attempts = 5;
  bool has_protection = false;  // the port has bootloader/board/protection.h
  bool hardening = true;        // the bootloader checks twice before a start
  SignatureEngine signature_engine = SignatureEngine::kSwitchback;
  std::uint8_t signature_speed = 2;  // teeth of the combs: 1, 2 or 4 (core/crypto/p256/comb.h)
  std::uint32_t decoder_ram_bytes = 0;
  std::uint8_t max_window_bits = 0;                            // 9 … 15; 0: no deflate
  bool has_patch = false;                                      // the device applies patches
  const delta::InstructionSet* instructions = &delta::kThumb;  // patches predict its branches
  Core core = Core::kOther;                                    // images begin with its vectors
  std::vector<MemoryRange> ram;                                // kCortexM: valid stack addresses
  std::optional<wire::Uuid> vendor_id;
  std::optional<wire::Uuid> class_id;
  std::uint32_t header_size_bytes = wire::kImageHeaderBytes;  // default of images
  std::uint32_t security_floor = 0;                           // of a new device

  bool operator==(const DeviceProfile&) const = default;
};

// Reads a profile. Checks every field, then the areas: whole sectors inside the flash, no overlaps,
// sizes that suit the strategy. kManifest: one line for each problem, "path: expected …, found …".
Result<DeviceProfile> read_profile(std::string_view json);

// The profile in canonical form (README.md).
std::string write_profile(const DeviceProfile& profile);

}  // namespace switchback::manifests
