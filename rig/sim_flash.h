// A flash that behaves like one: NOR semantics, power that fails inside operations, cells that wear out and rot.
//
// What a driver must never be asked to do (program what is not erased, erase from the middle of a sector, leave the
// flash) is recorded as a fault: a schedule during which one was recorded has failed, whatever became of the device.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "bootloader/flash.h"
#include "bootloader/layout.h"
#include "rig/tear.h"

namespace switchback::rig {

// What a unit reads like whose programming, or a sector whose erase, was interrupted.
enum class TornReads : std::uint8_t {
  kStable,    // as torn, always the same
  kUnstable,  // as torn at about half of the reads; otherwise every bit that was on its way is random
  kFault,     // ECC: the read reports an error, unless the unit looks erased
};

struct FlashModel {
  // A unit may be programmed once between two erases. Otherwise again, as long as every bit is on its way away from
  // erased. A unit whose programming was cut and that reads erased may be programmed either way, for no driver can
  // tell: what was weak in it stays weak.
  bool write_once = true;
  TornReads torn_reads = TornReads::kStable;
};

enum class CutPhase : std::uint8_t {
  kBefore,  // nothing of the operation happens
  kInside,  // part of it happens, as `pattern` and `seed` say
  kAfter,   // all of it happens, and nothing more
};

// Power fails at one flash operation. Operations (programs and erases) are counted from 0, from arm() on.
struct Cut {
  std::uint64_t operation = 0;
  CutPhase phase = CutPhase::kBefore;
  std::uint32_t pattern = 0;
};

// Thrown where power fails; it passes through the bootloader and the application, whose objects are gone with it.
struct PowerLoss {};

// What is in the cells: all that survives a reset. Copyable, so that a campaign can go on from one point many times.
struct FlashContents {
  enum class Unit : std::uint8_t {
    kErased,
    kProgrammed,
    kTouched,  // its programming was cut
    kSpoiled,  // touched while it still read erased, and programmed again: with ECC it cannot be read
    kTorn,     // the erase of its sector was cut
  };

  std::vector<std::uint8_t> bytes;             // of all sectors, in the order of the layout
  std::vector<Unit> units;                     // one for each write unit
  std::map<std::uint32_t, std::uint8_t> weak;  // offset in `bytes` → bits without a stable value
  std::set<std::uint32_t> unreadable;          // write units that report an error when read
  std::set<std::uint32_t> worn_sectors;        // addresses of sectors that say they were programmed and were not
  std::set<std::uint32_t> bad_sectors;  // addresses of sectors that can be neither programmed nor erased any more
};

class SimFlash final : public bootloader::Flash {
 public:
  // All erased. `layout` is borrowed. `seed` decides how things tear and what unstable bits read.
  SimFlash(const bootloader::Layout& layout, const FlashModel& model, std::uint64_t seed);

  Status read(std::uint32_t address, MutableBytes out) override;
  Status program(std::uint32_t address, Bytes data) override;
  Status erase_sector(std::uint32_t address) override;

  // Power will fail at `cut`, once; operations are counted from 0 again. Without a cut they are only counted.
  void arm(std::optional<Cut> cut);

  // Programs and erases since arm(), the one in which power failed included.
  std::uint64_t operations() const { return operations_; }

  // How often each sector was erased since construction, by address.
  const std::map<std::uint32_t, std::uint32_t>& erases() const { return erases_; }

  // What should never have been asked, one line each.
  const std::vector<std::string>& faults() const { return faults_; }

  const FlashContents& contents() const { return contents_; }
  void restore(const FlashContents& contents) { contents_ = contents; }

  // The cells as they are, without weak bits and read errors. The range lies in the flash.
  std::vector<std::uint8_t> peek(std::uint32_t address, std::uint32_t size_bytes) const;

  // As a production line would: erases what is there and programs. Counts nothing. The range lies in the flash and
  // starts at a sector; the last sector is filled up with the erased value.
  void install(std::uint32_t address, Bytes data);

  // Bit rot. The address lies in the flash.
  void flip_bit(std::uint32_t address, std::uint32_t bit);

  // Reads of the write unit at `address` report an error until its sector is erased.
  void make_unreadable(std::uint32_t address);

  // From now on programs and erases of the sector at `address` report failure and change nothing.
  void break_sector(std::uint32_t address) { contents_.bad_sectors.insert(address); }

  // From now on programs of the sector at `address` report success, but the first bit that should change in each unit
  // does not.
  void wear_out_sector(std::uint32_t address) { contents_.worn_sectors.insert(address); }

 private:
  using Unit = FlashContents::Unit;

  // Where `address` lies in contents_.bytes; nothing where the range leaves the flash.
  std::optional<std::uint32_t> offset_of(std::uint32_t address, std::size_t size_bytes) const;
  std::optional<CutPhase> next_operation();
  void fault(const char* what, std::uint32_t address, std::size_t size_bytes);
  bool may_program(std::uint32_t offset, Bytes data) const;
  std::vector<std::uint8_t> as_taken(std::uint32_t address, Bytes data) const;
  void program_unit(std::uint32_t offset, Bytes unit);
  void tear_program(std::uint32_t offset, Bytes data);
  void tear_sector(std::uint32_t offset, std::uint32_t size_bytes);
  void erase_cells(std::uint32_t offset, std::uint32_t size_bytes);
  void set_torn(std::uint32_t offset, const TornBytes& torn, Unit state);
  bool reads_erased(std::uint32_t offset) const;
  bool is_readable(std::uint32_t offset, std::size_t size_bytes) const;
  void disturb(std::uint32_t offset, MutableBytes out);

  const bootloader::Layout& layout_;
  FlashModel model_;
  std::uint32_t unit_bytes_;
  std::uint64_t seed_;
  Random reads_;
  FlashContents contents_;
  std::optional<Cut> cut_;
  std::uint64_t operations_ = 0;
  std::map<std::uint32_t, std::uint32_t> erases_;
  std::vector<std::string> faults_;
};

}  // namespace switchback::rig
