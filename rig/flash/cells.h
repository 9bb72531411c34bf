// The cells of a simulated flash: everything that survives a reset, and the effect of operations on
// it. Copyable, so that a campaign can continue many times from one point.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "bootloader/board/layout.h"
#include "manifests/profile/profile.h"
#include "rig/flash/tear.h"

namespace switchback::rig {

// kUnstable: the bits that were changing read as torn at about half of the reads, otherwise as
// random values. kFault: the unit reports a read error, unless it looks erased.
using manifests::TornReads;

struct FlashModel {
  // true: a unit may be programmed once between two erases. false: again, as long as each bit
  // changes only away from the erased value. In both cases, a unit whose programming was cut and
  // that reads erased may be programmed, because no driver can tell it from an erased one. Its weak
  // bits stay weak.
  bool write_once = true;
  TornReads torn_reads = TornReads::kStable;
  std::uint32_t endurance_cycles = 0;  // erases until a sector is bad; 0: unlimited
};

// Offsets count from the first sector, without gaps (see offset_of()). Ranges must lie in the
// cells.
class Cells {
 public:
  // All cells are erased. `layout` is borrowed.
  Cells(const bootloader::Layout& layout, const FlashModel& model);

  // The offset of `address`; nothing if the range leaves the flash.
  std::optional<std::uint32_t> offset_of(std::uint32_t address, std::size_t size_bytes) const;

  // The contents, without weak bits and read errors.
  Bytes bytes(std::uint32_t offset, std::size_t size_bytes) const { return Bytes(bytes_).subspan(offset, size_bytes); }

  // Whether a read reports no error.
  bool is_readable(std::uint32_t offset, std::size_t size_bytes) const;

  // Whether every bit reads the same each time.
  bool is_stable(std::uint32_t offset, std::size_t size_bytes) const;

  // Changes weak bits in `out`, which was read from `offset`, at about half of the calls.
  void disturb(std::uint32_t offset, MutableBytes out, Random& random) const;

  // Whether a correct driver may program `data` (whole units) here.
  bool may_program(std::uint32_t offset, Bytes data) const;

  // Programs whole units, or erases a sector. Returns false and changes nothing if the sector is
  // bad.
  bool program(std::uint32_t address, Bytes data);
  bool erase(const bootloader::Area& sector);

  // The same, interrupted. `pattern` chooses the style (rig/flash/tear.h), `random` the details.
  void tear_program(std::uint32_t address, Bytes data, std::uint32_t pattern, Random& random);
  void tear_erase(const bootloader::Area& sector, std::uint32_t pattern, Random& random);

  // Erases the sectors and programs `data`; the rest of the last sector stays erased.
  void install(std::uint32_t address, Bytes data);

  void flip_bit(std::uint32_t address, std::uint32_t bit);
  void make_unreadable(std::uint32_t address);
  void break_sector(std::uint32_t address);
  void wear_out_sector(std::uint32_t address);
  void repair_sector(std::uint32_t address);  // no longer bad or worn

  // Whether the sector of `address` is neither bad nor worn.
  bool takes_writes(std::uint32_t address) const;

  bool is_bad(std::uint32_t address) const;

  // Operations since construction, torn ones included.
  std::uint64_t age() const { return age_; }

  // How often each sector was erased, by address.
  const std::map<std::uint32_t, std::uint32_t>& erases() const { return erases_; }

 private:
  enum class Unit : std::uint8_t {
    kErased,
    kProgrammed,
    kTouched,  // its programming was cut
    kSpoiled,  // programmed again after kTouched; unreadable with ECC
    kTorn,     // the erase of its sector was cut
  };

  static bool is_irregular(Unit state);  // neither kErased nor kProgrammed
  std::uint32_t sector_address(std::uint32_t address) const;
  std::vector<std::uint8_t> as_taken(std::uint32_t address, Bytes data) const;
  bool are_erased(std::uint32_t offset, std::size_t size_bytes) const;
  void program_units(std::uint32_t offset, Bytes units);
  void wipe(std::uint32_t offset, std::uint32_t size_bytes);
  void set_torn(std::uint32_t offset, const TornBytes& torn, Unit state);
  bool reads_erased(std::uint32_t offset) const;

  const bootloader::Layout* layout_;
  FlashModel model_;
  std::uint32_t unit_bytes_;
  std::vector<std::uint8_t> bytes_;             // of all sectors, in the order of the layout
  std::vector<Unit> units_;                     // one for each write unit
  std::size_t irregular_units_ = 0;             // if 0, reads need not check each unit
  std::map<std::uint32_t, std::uint8_t> weak_;  // offset → bits without a stable value
  std::set<std::uint32_t> unreadable_;          // write units that report an error when read
  std::set<std::uint32_t> worn_sectors_;        // by address
  std::set<std::uint32_t> bad_sectors_;
  std::map<std::uint32_t, std::uint32_t> erases_;
  std::uint64_t age_ = 0;
};

}  // namespace switchback::rig
