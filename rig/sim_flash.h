// A flash that behaves like one: NOR cells behind the driver's interface, power that fails inside operations, damage.
//
// What a driver must never be asked to do (program what is not erased, erase from the middle of a sector, leave the
// flash) is recorded as a misuse: a schedule during which one was recorded has failed, whatever became of the device.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bootloader/flash.h"
#include "rig/cells.h"
#include "rig/fault.h"

namespace switchback::rig {

// Thrown where power fails; it passes through the bootloader and the application, whose objects are gone with it.
struct PowerLoss {};

struct Operation {
  enum class Kind : std::uint8_t { kProgram, kErase };

  std::uint64_t number = 0;  // since power came on
  Kind kind = Kind::kProgram;
  bootloader::Area where;  // the range that is programmed, or the sector
  Bytes data;              // kProgram; valid during the call
};

// Sees every read and every operation that a correct driver would take. The flash is borrowed, and in between two
// operations.
class OperationListener {
 public:
  virtual void read(std::uint32_t address, Bytes found, Status status) = 0;
  virtual void before(const Operation& operation) = 0;
  virtual void after(const Operation& operation, Status status) = 0;  // not where power failed

 protected:
  OperationListener() = default;
  OperationListener(const OperationListener&) = default;
  OperationListener& operator=(const OperationListener&) = default;
  ~OperationListener() = default;
};

class SimFlash final : public bootloader::Flash {
 public:
  // All erased. `layout` is borrowed. `seed` decides how things tear and what unstable bits read.
  SimFlash(const bootloader::Layout& layout, const FlashModel& model, std::uint64_t seed);

  Status read(std::uint32_t address, MutableBytes out) override;
  Status program(std::uint32_t address, Bytes data) override;
  Status erase_sector(std::uint32_t address) override;

  // From the next arm() on.
  void reseed(std::uint64_t seed) { seed_ = seed; }

  // Power comes on: operations are counted from 0 again. Damage strikes where it says, power fails at `cut`, once.
  void arm(std::optional<Cut> cut, std::span<const Damage> damage = {});

  // Programs and erases since arm(), the one in which power failed included.
  std::uint64_t operations() const { return operations_; }

  // What should never have been asked, one line each.
  const std::vector<std::string>& faults() const { return faults_; }

  const bootloader::Layout& layout() const { return layout_; }
  const Cells& cells() const { return cells_; }
  Cells& cells() { return cells_; }
  void restore(const Cells& cells) { cells_ = cells; }
  void forget_faults() { faults_.clear(); }

  // What the cells would be if power failed within `operation`, which is about to happen.
  Cells torn(const Operation& operation, std::uint32_t pattern) const;

  // `listener` is borrowed; nullptr: nobody.
  void set_listener(OperationListener* listener) { listener_ = listener; }

  // How often each sector was erased since construction, by address.
  const std::map<std::uint32_t, std::uint32_t>& erases() const { return cells_.erases(); }

  // Shorthands for what tests do to the cells; addresses and ranges lie in the flash.
  std::vector<std::uint8_t> peek(std::uint32_t address, std::uint32_t size_bytes) const;
  void install(std::uint32_t address, Bytes data) { cells_.install(address, data); }
  void flip_bit(std::uint32_t address, std::uint32_t bit) { cells_.flip_bit(address, bit); }
  void make_unreadable(std::uint32_t address) { cells_.make_unreadable(address); }
  void break_sector(std::uint32_t address) { cells_.break_sector(address); }
  void wear_out_sector(std::uint32_t address) { cells_.wear_out_sector(address); }

 private:
  Operation next_operation(Operation::Kind kind, const bootloader::Area& where, Bytes data);
  void strike();
  Status carry_out(const Operation& operation);
  void fault(const char* what, std::uint32_t address, std::size_t size_bytes);

  const bootloader::Layout& layout_;
  std::uint32_t unit_bytes_;
  std::uint64_t seed_;
  Random reads_;
  Cells cells_;
  std::optional<Cut> cut_;
  std::vector<Damage> damage_;  // that has not struck yet
  std::uint64_t operations_ = 0;
  OperationListener* listener_ = nullptr;
  std::vector<std::string> faults_;
};

// Does to `cells` what `damage` says, whatever its operation.
void apply(const Damage& damage, Cells& cells);

}  // namespace switchback::rig
