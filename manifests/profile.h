// DeviceProfile: a device's flash, slots and limits (schemas/profile.schema.json). The packer checks fit against it,
// the rig simulates it, and the bootloader's constants are generated from it (boot_config.h).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/delta/instruction_set.h"
#include "core/vectors.h"
#include "core/wire/image.h"
#include "host/error.h"

namespace switchback::manifests {

struct Area {
  std::uint32_t address = 0;
  std::uint32_t size_bytes = 0;  // at least 1; the end stays below 2^32

  constexpr std::uint32_t end() const { return address + size_bytes; }
  constexpr bool overlaps(const Area& other) const { return address < other.end() && other.address < end(); }
  constexpr bool operator==(const Area&) const = default;
};

// `count` adjacent sectors of one size.
struct SectorRun {
  std::uint32_t address = 0;
  std::uint32_t sector_bytes = 0;
  std::uint32_t count = 0;

  constexpr std::uint32_t end() const { return address + sector_bytes * count; }
  constexpr bool operator==(const SectorRun&) const = default;
};

enum class Strategy : std::uint8_t {
  kSwap,  // slot 0 executes; the slots are exchanged
  kAb,    // either slot executes
};

// What a write unit reads like whose programming was interrupted, or a sector whose erase was.
enum class TornReads : std::uint8_t {
  kStable,    // always the same
  kUnstable,  // differently from read to read
  kFault,     // as a read error (ECC)
};

struct DeviceProfile {
  std::string name;
  std::uint8_t erased_value = 0xff;    // 0xff or 0x00
  std::uint32_t write_unit_bytes = 1;  // power of two, 1 … 512
  std::vector<SectorRun> sectors;      // ascending, not overlapping

  // How the flash fails: for the rig alone, as the bootloader assumes the worst of every flash.
  bool write_once = true;  // false: further bits of a programmed unit may be programmed (plain NOR)
  TornReads torn_reads = TornReads::kUnstable;
  std::uint32_t endurance_cycles = 10000;  // at least 1: erases of one sector that the datasheet promises

  Strategy strategy = Strategy::kSwap;
  std::array<Area, 2> slots;
  std::uint32_t swap_unit_bytes = 0;  // what is exchanged in one step; 0 with kAb
  Area journal;                       // two banks of half its size
  std::optional<Area> staging;        // none: at the tail of slot 1 (kAb: of the inactive slot)
  std::optional<Area> bootloader;
  std::uint8_t trial_boots = 1;
  std::uint8_t install_attempts = 5;  // starts without progress after which an update is given up, at least 1
  bool has_protection = false;        // whether the port has a protected floor and a lock (bootloader/protection.h)
  bool hardening = true;              // the bootloader decides twice before it starts an image
  std::uint32_t decoder_ram_bytes = 0;
  std::uint8_t max_window_bits = 0;                            // 9 … 15, or 0: the device has no deflate
  bool has_patch = false;                                      // whether it applies patches
  const delta::InstructionSet* instructions = &delta::kThumb;  // whose code it runs: what patches are for
  Core core = Core::kOther;                                    // whose vectors its images begin with
  std::vector<MemoryRange> ram;                                // kCortexM: where their initial stack pointer may lie
  std::optional<wire::Uuid> vendor_id;
  std::optional<wire::Uuid> class_id;
  std::uint32_t header_size_bytes = wire::kImageHeaderBytes;  // of images that do not say otherwise
  std::uint32_t security_floor = 0;                           // of a new device

  bool operator==(const DeviceProfile&) const = default;
};

// Reads and checks a profile: every field, then that all areas are whole sectors inside the flash, apart from each
// other, and sized as the strategy wants. kManifest: one line for each problem, "path: expected …, found …".
Result<DeviceProfile> read_profile(std::string_view json);

// The canonical form (README.md) of what read_profile read.
std::string write_profile(const DeviceProfile& profile);

// Largest signed image that fits where it is prepared and where it executes.
std::uint32_t max_image_bytes(const DeviceProfile& profile);

// Whether the signed image and the package that rebuilds it (0: the image itself is staged) fit the device together.
// kTooBig; the message names what is too big, and how much there is.
Result<void> check_fit(const DeviceProfile& profile, std::uint64_t image_bytes, std::uint64_t package_bytes);

// Sector erases that one update costs, revert not included.
struct UpdateErases {
  std::uint32_t slot0 = 0;
  std::uint32_t slot1 = 0;
  std::uint32_t staging = 0;  // of the staging area, where it is not a slot's tail

  bool operator==(const UpdateErases&) const = default;
};

// What installing an image of `image_bytes` from a package of `package_bytes` (0: from itself) over an image of
// `old_image_bytes` erases. The journal's erases are not counted. With kAb `candidate_slot` says which slot is written;
// otherwise it is ignored. All sizes have passed check_fit.
UpdateErases erases_per_update(const DeviceProfile& profile, std::uint32_t image_bytes, std::uint32_t package_bytes,
                               std::uint32_t old_image_bytes, std::uint8_t candidate_slot = 1);

}  // namespace switchback::manifests
