// The driver's interface in front of the cells, and power.
#include "rig/flash/sim_flash.h"

#include <fmt/format.h>

#include <algorithm>

#include "bootloader/board/layout_areas.h"

namespace switchback::rig {

void apply(const Damage& damage, Cells& cells) {
  switch (damage.kind) {
    case DamageKind::kFlip:
      return cells.flip_bit(damage.address, damage.bit % 8);
    case DamageKind::kUnreadable:
      return cells.make_unreadable(damage.address);
    case DamageKind::kBadSector:
      return cells.break_sector(damage.address);
    case DamageKind::kWornSector:
      return cells.wear_out_sector(damage.address);
  }
}

SimFlash::SimFlash(const bootloader::Layout& layout, const FlashModel& model, std::uint64_t seed)
    : layout_(layout), unit_bytes_(layout.write_unit_bytes), seed_(seed), reads_(mix(seed, 0)), cells_(layout, model) {}

void SimFlash::fault(const char* what, std::uint32_t address, std::size_t size_bytes) {
  faults_.push_back(fmt::format("{} at {:#x}, {} bytes, operation {}", what, address, size_bytes, operations_));
}

void SimFlash::arm(std::optional<Cut> cut, std::span<const Damage> damage) {
  cut_ = cut;
  damage_.assign(damage.begin(), damage.end());
  operations_ = 0;
  reads_ = Random(mix(seed_, cells_.age()));  // independent of earlier reads; differs in each start
  strike();
}

// Applies all damage that is due before the next operation.
void SimFlash::strike() {
  if (damage_.empty()) return;
  for (const Damage& damage : damage_) {
    if (damage.operation == operations_) apply(damage, cells_);
  }
  std::erase_if(damage_, [&](const Damage& damage) { return damage.operation <= operations_; });
}

Status SimFlash::read(std::uint32_t address, MutableBytes out) {
  const std::optional<std::uint32_t> offset = cells_.offset_of(address, out.size());
  if (!offset) {
    fault("read outside the flash", address, out.size());
    return Status::kFlashRead;
  }
  const Status status = cells_.is_readable(*offset, out.size()) ? Status::kOk : Status::kFlashRead;
  if (ok(status)) {
    std::ranges::copy(cells_.bytes(*offset, out.size()), out.begin());
    cells_.disturb(*offset, out, reads_);
  }
  if (listener_ != nullptr) listener_->read(address, out, status);
  return status;
}

Operation SimFlash::next_operation(Operation::Kind kind, const bootloader::Area& where, Bytes data) {
  const Operation operation{operations_, kind, where, data};
  strike();
  ++operations_;
  return operation;
}

Status SimFlash::program(std::uint32_t address, Bytes data) {
  const auto size_bytes = static_cast<std::uint32_t>(data.size());
  const Operation operation = next_operation(Operation::Kind::kProgram, {address, size_bytes}, data);
  const std::optional<std::uint32_t> offset = cells_.offset_of(address, data.size());
  if (!offset || address % unit_bytes_ != 0 || data.size() % unit_bytes_ != 0 || data.empty()) {
    fault("program of an area that is not whole write units in the flash", address, data.size());
    return Status::kFlashProgram;
  }
  if (!cells_.is_bad(address) && !cells_.may_program(*offset, data)) {
    fault("program of write units that are not erased", address, data.size());
  }
  return carry_out(operation);
}

Status SimFlash::erase_sector(std::uint32_t address) {
  const bootloader::Area sector = bootloader::sector_at(layout_, address);
  const Operation operation = next_operation(Operation::Kind::kErase, sector, {});
  if (sector.size_bytes == 0 || sector.address != address) {
    fault("erase of an area that is not a sector", address, sector.size_bytes);
    return Status::kFlashErase;
  }
  return carry_out(operation);
}

Status SimFlash::carry_out(const Operation& operation) {
  if (listener_ != nullptr) listener_->before(operation);
  const bool cut_here = cut_ && cut_->operation == operation.number;
  if (cut_here && cut_->phase == CutPhase::kInside) cells_ = torn(operation, cut_->pattern);
  if (cut_here && cut_->phase != CutPhase::kAfter) throw PowerLoss();
  Status status = Status::kOk;
  if (operation.kind == Operation::Kind::kProgram) {
    if (!cells_.program(operation.where.address, operation.data)) status = Status::kFlashProgram;
  } else {
    if (!cells_.erase(operation.where)) status = Status::kFlashErase;
  }
  if (cut_here) throw PowerLoss();
  if (listener_ != nullptr) listener_->after(operation, status);
  return status;
}

Cells SimFlash::torn(const Operation& operation, std::uint32_t pattern) const {
  Random random(mix(seed_, mix(operation.number, pattern)));
  Cells cells = cells_;
  if (operation.kind == Operation::Kind::kProgram) {
    cells.tear_program(operation.where.address, operation.data, pattern, random);
  } else {
    cells.tear_erase(operation.where, pattern, random);
  }
  return cells;
}

std::vector<std::uint8_t> SimFlash::peek(std::uint32_t address, std::uint32_t size_bytes) const {
  const Bytes bytes = cells_.bytes(cells_.offset_of(address, size_bytes).value(), size_bytes);
  return {bytes.begin(), bytes.end()};
}

}  // namespace switchback::rig
