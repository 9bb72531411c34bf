// The cells of a flash: all that survives a reset, and what operations do to it. Copyable, so that a campaign can go on
// from one point many times. Knows nothing of drivers, power or time.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "bootloader/layout.h"
#include "manifests/profile.h"
#include "rig/tear.h"

namespace switchback::rig {

using manifests::TornReads;  // kUnstable: as torn at about half of the reads; otherwise every bit that was on its way
                             // is random. kFault: unless the unit looks erased

struct FlashModel {
  // A unit may be programmed once between two erases. Otherwise again, as long as every bit is on its way away from
  // erased. A unit whose programming was cut and that reads erased may be programmed either way, for no driver can
  // tell: what was weak in it stays weak.
  bool write_once = true;
  TornReads torn_reads = TornReads::kStable;
  std::uint32_t endurance_cycles = 0;  // erases that a sector stands; 0: any number. Then it is bad
};

// Offsets count from the first sector, without gaps: see offset_of. Ranges that are passed lie in the cells.
class Cells {
 public:
  // All erased. `layout` is borrowed.
  Cells(const bootloader::Layout& layout, const FlashModel& model);

  // Where `address` lies; nothing where the range leaves the flash.
  std::optional<std::uint32_t> offset_of(std::uint32_t address, std::size_t size_bytes) const;

  // The cells as they are, without weak bits and read errors.
  Bytes bytes(std::uint32_t offset, std::size_t size_bytes) const { return Bytes(bytes_).subspan(offset, size_bytes); }

  // Whether reading reports no error.
  bool is_readable(std::uint32_t offset, std::size_t size_bytes) const;

  // Whether every bit reads the same each time.
  bool is_stable(std::uint32_t offset, std::size_t size_bytes) const;

  // Gives the weak bits in `out`, read from `offset`, another value at about half of the calls.
  void disturb(std::uint32_t offset, MutableBytes out, Random& random) const;

  // Whether a correct driver may program `data` (whole units) here.
  bool may_program(std::uint32_t offset, Bytes data) const;

  // Whole units. False where a sector is bad: nothing changes then.
  bool program(std::uint32_t address, Bytes data);
  bool erase(const bootloader::Area& sector);

  // The same, interrupted: `pattern` (rig/tear.h) and `random` say how.
  void tear_program(std::uint32_t address, Bytes data, std::uint32_t pattern, Random& random);
  void tear_erase(const bootloader::Area& sector, std::uint32_t pattern, Random& random);

  // Erases what is there and programs, as a production line would; the last sector is filled up with the erased value.
  void install(std::uint32_t address, Bytes data);

  void flip_bit(std::uint32_t address, std::uint32_t bit);
  void make_unreadable(std::uint32_t address);
  void break_sector(std::uint32_t address);
  void wear_out_sector(std::uint32_t address);
  void repair_sector(std::uint32_t address);  // neither bad nor worn any more: the weakness passed

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
    kSpoiled,  // touched while it still read erased, and programmed again: with ECC it cannot be read
    kTorn,     // the erase of its sector was cut
  };

  static bool is_irregular(Unit state);  // neither erased nor programmed, with no cut in between
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
  std::size_t irregular_units_ = 0;             // of them: most reads need not look at each
  std::map<std::uint32_t, std::uint8_t> weak_;  // offset → bits without a stable value
  std::set<std::uint32_t> unreadable_;          // write units that report an error when read
  std::set<std::uint32_t> worn_sectors_;        // by address
  std::set<std::uint32_t> bad_sectors_;
  std::map<std::uint32_t, std::uint32_t> erases_;
  std::uint64_t age_ = 0;
};

}  // namespace switchback::rig
