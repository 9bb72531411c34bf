// A simulated NOR flash behind the driver's interface, with power cuts inside operations and
// damage.
//
// Requests that no driver may make (program cells that are not erased, erase from the middle of a
// sector, leave the flash) are recorded as misuses. A schedule with a misuse has failed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bootloader/board/flash.h"
#include "rig/flash/cells.h"
#include "rig/flash/fault.h"

namespace switchback::rig {

// Thrown when power fails, through the bootloader and the application.
struct PowerLoss {};

struct Operation {
  enum class Kind : std::uint8_t { kProgram, kErase };

  std::uint64_t number = 0;  // since power-on
  Kind kind = Kind::kProgram;
  bootloader::Area where;  // programmed range, or sector
  Bytes data;              // kProgram; valid during the call
};

// Sees every read, and every operation that is not a misuse. During a call the flash is between two
// operations.
class OperationListener {
 public:
  virtual void read(std::uint32_t address, Bytes found, Status status) = 0;
  virtual void before(const Operation& operation) = 0;
  virtual void after(const Operation& operation, Status status) = 0;  // not if power failed

 protected:
  OperationListener() = default;
  OperationListener(const OperationListener&) = default;
  OperationListener& operator=(const OperationListener&) = default;
  ~OperationListener() = default;
};

class SimFlash final : public bootloader::Flash {
 public:
  // All cells are erased. `layout` is borrowed. `seed` decides how operations tear and what
  // unstable bits read.
  SimFlash(const bootloader::Layout& layout, const FlashModel& model, std::uint64_t seed);

  Status read(std::uint32_t address, MutableBytes out) override;
  Status program(std::uint32_t address, Bytes data) override;
  Status erase_sector(std::uint32_t address) override;

  // Takes effect at the next arm().
  void reseed(std::uint64_t seed) { seed_ = seed; }

  // Turns power on, and counts operations from 0 again. Damage strikes at its operations; power
  // fails once, at `cut`.
  void arm(std::optional<Cut> cut, std::span<const Damage> damage = {});

  // Programs and erases since arm(), including the one in which power failed.
  std::uint64_t operations() const { return operations_; }

  // Misuses, one line each.
  const std::vector<std::string>& faults() const { return faults_; }

  const bootloader::Layout& layout() const { return layout_; }
  const Cells& cells() const { return cells_; }
  Cells& cells() { return cells_; }
  void restore(const Cells& cells) { cells_ = cells; }
  void forget_faults() { faults_.clear(); }

  // The cells as a power cut inside `operation`, which is about to happen, would leave them.
  Cells torn(const Operation& operation, std::uint32_t pattern) const;

  // `listener` is borrowed; nullptr: none.
  void set_listener(OperationListener* listener) { listener_ = listener; }

  // How often each sector was erased since construction, by address.
  const std::map<std::uint32_t, std::uint32_t>& erases() const { return cells_.erases(); }

  // Shortcuts for tests. Addresses and ranges must lie in the flash.
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
  std::vector<Damage> damage_;  // not yet struck
  std::uint64_t operations_ = 0;
  OperationListener* listener_ = nullptr;
  std::vector<std::string> faults_;
};

// Applies `damage` to `cells` at once, whatever its operation.
void apply(const Damage& damage, Cells& cells);

}  // namespace switchback::rig
