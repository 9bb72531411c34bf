// The flash model. Contents are one array over all sectors; addresses are translated once per call.
#include "rig/sim_flash.h"

#include <fmt/format.h>

#include <algorithm>

namespace switchback::rig {
namespace {

std::uint32_t total_bytes(const bootloader::Layout& layout) {
  std::uint32_t bytes = 0;
  for (const bootloader::SectorRun& run : layout.sectors) bytes += run.sector_bytes * run.count;
  return bytes;
}

}  // namespace

SimFlash::SimFlash(const bootloader::Layout& layout, const FlashModel& model, std::uint64_t seed)
    : layout_(layout), model_(model), unit_bytes_(layout.write_unit_bytes), seed_(seed), reads_(mix(seed, 0)) {
  contents_.bytes.assign(total_bytes(layout), layout.erased_value);
  contents_.units.assign(contents_.bytes.size() / unit_bytes_, Unit::kErased);
}

std::optional<std::uint32_t> SimFlash::offset_of(std::uint32_t address, std::size_t size_bytes) const {
  std::uint32_t base = 0;
  std::uint32_t expected = address;  // where the range goes on, across adjacent runs
  std::optional<std::uint32_t> start;
  for (const bootloader::SectorRun& run : layout_.sectors) {
    const std::uint32_t run_bytes = run.sector_bytes * run.count;
    if (expected >= run.address && expected - run.address < run_bytes) {
      if (!start) start = base + (expected - run.address);
      const std::uint32_t room = run_bytes - (expected - run.address);
      if (size_bytes <= room) return start;
      size_bytes -= room;
      expected += room;
    } else if (start) {
      return std::nullopt;
    }
    base += run_bytes;
  }
  return std::nullopt;
}

void SimFlash::fault(const char* what, std::uint32_t address, std::size_t size_bytes) {
  faults_.push_back(fmt::format("{} at {:#x}, {} bytes, operation {}", what, address, size_bytes, operations_));
}

void SimFlash::arm(std::optional<Cut> cut) {
  cut_ = cut;
  operations_ = 0;
  reads_ = Random(cut ? mix(seed_, mix(cut->operation, cut->pattern)) : seed_);  // whatever was read before arm()
}

std::optional<CutPhase> SimFlash::next_operation() {
  const bool cut_here = cut_ && cut_->operation == operations_;
  ++operations_;
  if (!cut_here) return std::nullopt;
  return cut_->phase;
}

Status SimFlash::read(std::uint32_t address, MutableBytes out) {
  const std::optional<std::uint32_t> offset = offset_of(address, out.size());
  if (!offset) {
    fault("read outside the flash", address, out.size());
    return Status::kFlashRead;
  }
  if (!is_readable(*offset, out.size())) return Status::kFlashRead;
  std::copy_n(contents_.bytes.begin() + *offset, out.size(), out.begin());
  if (model_.torn_reads == TornReads::kUnstable) disturb(*offset, out);
  return Status::kOk;
}

bool SimFlash::is_readable(std::uint32_t offset, std::size_t size_bytes) const {
  const bool ecc = model_.torn_reads == TornReads::kFault;
  if (size_bytes == 0 || (!ecc && contents_.unreadable.empty())) return true;
  for (std::size_t unit = offset / unit_bytes_; unit <= (offset + size_bytes - 1) / unit_bytes_; ++unit) {
    if (contents_.unreadable.contains(static_cast<std::uint32_t>(unit))) return false;
    const auto start = static_cast<std::uint32_t>(unit * unit_bytes_);
    const Unit state = contents_.units[unit];
    const bool is_torn = state == Unit::kTouched || state == Unit::kTorn;
    if (ecc && (state == Unit::kSpoiled || (is_torn && !reads_erased(start)))) return false;
  }
  return true;
}

void SimFlash::disturb(std::uint32_t offset, MutableBytes out) {
  const auto first = contents_.weak.lower_bound(offset);
  if (first == contents_.weak.end() || first->first >= offset + out.size() || reads_.below(2) == 0) return;
  for (auto cell = first; cell != contents_.weak.end() && cell->first < offset + out.size(); ++cell) {
    out[cell->first - offset] ^= static_cast<std::uint8_t>(reads_.byte() & cell->second);
  }
}

bool SimFlash::reads_erased(std::uint32_t offset) const {
  return std::all_of(contents_.bytes.begin() + offset, contents_.bytes.begin() + offset + unit_bytes_,
                     [&](std::uint8_t byte) { return byte == layout_.erased_value; });
}

bool SimFlash::may_program(std::uint32_t offset, Bytes data) const {
  for (std::uint32_t at = 0; at < data.size(); at += unit_bytes_) {
    const Unit state = contents_.units[(offset + at) / unit_bytes_];
    const bool is_blank = state == Unit::kErased || (state == Unit::kTouched && reads_erased(offset + at));
    if (model_.write_once && !is_blank) return false;
  }
  for (std::uint32_t i = 0; i < data.size(); ++i) {
    const std::uint8_t now = contents_.bytes[offset + i];
    const int back = layout_.erased_value == 0xff ? data[i] & ~now : now & ~data[i];
    if (back != 0) return false;
  }
  return true;
}

Status SimFlash::program(std::uint32_t address, Bytes data) {
  const std::optional<CutPhase> cut = next_operation();
  const std::optional<std::uint32_t> offset = offset_of(address, data.size());
  if (!offset || address % unit_bytes_ != 0 || data.size() % unit_bytes_ != 0 || data.empty()) {
    fault("program of what is not whole units in the flash", address, data.size());
    return Status::kFlashProgram;
  }
  if (cut == CutPhase::kBefore) throw PowerLoss();
  if (contents_.bad_sectors.contains(bootloader::sector_at(layout_, address).address)) return Status::kFlashProgram;
  if (!may_program(*offset, data)) fault("program of unerased units", address, data.size());
  if (cut == CutPhase::kInside) tear_program(*offset, data);
  const std::vector<std::uint8_t> taken = as_taken(address, data);
  for (std::uint32_t at = 0; at < taken.size(); at += unit_bytes_) {
    program_unit(*offset + at, Bytes(taken).subspan(at, unit_bytes_));
  }
  if (cut == CutPhase::kAfter) throw PowerLoss();
  return Status::kOk;
}

// Leaves the first bit erased that `data`, at `address`, would program in each unit of a worn sector.
std::vector<std::uint8_t> SimFlash::as_taken(std::uint32_t address, Bytes data) const {
  std::vector<std::uint8_t> taken(data.begin(), data.end());
  bool is_done = false;
  for (std::uint32_t i = 0; i < taken.size(); ++i) {
    if (i % unit_bytes_ == 0) is_done = false;
    if (is_done || !contents_.worn_sectors.contains(bootloader::sector_at(layout_, address + i).address)) continue;
    const int bits = taken[i] ^ layout_.erased_value;
    taken[i] ^= static_cast<std::uint8_t>(bits & -bits);
    is_done = bits != 0;
  }
  return taken;
}

void SimFlash::program_unit(std::uint32_t offset, Bytes unit) {
  for (std::size_t i = 0; i < unit.size(); ++i) {
    std::uint8_t& cell = contents_.bytes[offset + i];
    cell = layout_.erased_value == 0xff ? cell & unit[i] : cell | unit[i];
  }
  Unit& state = contents_.units[offset / unit_bytes_];
  if (state == Unit::kErased) state = Unit::kProgrammed;
  if (state == Unit::kTouched) state = Unit::kSpoiled;
}

void SimFlash::tear_program(std::uint32_t offset, Bytes data) {
  Random random(mix(seed_, mix(cut_->operation, cut_->pattern)));
  const std::uint32_t complete = random.below(static_cast<std::uint32_t>(data.size()) / unit_bytes_) * unit_bytes_;
  for (std::uint32_t at = 0; at < complete; at += unit_bytes_) program_unit(offset + at, data.subspan(at, unit_bytes_));
  const auto style = static_cast<ProgramTear>(cut_->pattern % kTearStyles);
  const Bytes before(contents_.bytes.data() + offset + complete, unit_bytes_);
  set_torn(offset + complete, tear_unit(style, before, data.subspan(complete, unit_bytes_), random), Unit::kTouched);
  throw PowerLoss();
}

void SimFlash::set_torn(std::uint32_t offset, const TornBytes& torn, Unit state) {
  std::copy(torn.bytes.begin(), torn.bytes.end(), contents_.bytes.begin() + offset);
  for (std::uint32_t i = 0; i < torn.bytes.size(); ++i) {
    contents_.units[(offset + i) / unit_bytes_] = state;
    if (torn.weak_bits[i] != 0) contents_.weak[offset + i] = torn.weak_bits[i];
  }
}

Status SimFlash::erase_sector(std::uint32_t address) {
  const std::optional<CutPhase> cut = next_operation();
  const bootloader::Area sector = bootloader::sector_at(layout_, address);
  if (sector.size_bytes == 0 || sector.address != address) {
    fault("erase of what is not a sector", address, sector.size_bytes);
    return Status::kFlashErase;
  }
  if (cut == CutPhase::kBefore) throw PowerLoss();
  if (contents_.bad_sectors.contains(address)) return Status::kFlashErase;
  ++erases_[address];
  const std::uint32_t offset = *offset_of(address, sector.size_bytes);
  if (cut == CutPhase::kInside) tear_sector(offset, sector.size_bytes);
  erase_cells(offset, sector.size_bytes);
  if (cut == CutPhase::kAfter) throw PowerLoss();
  return Status::kOk;
}

void SimFlash::tear_sector(std::uint32_t offset, std::uint32_t size_bytes) {
  Random random(mix(seed_, mix(cut_->operation, cut_->pattern)));
  const auto style = static_cast<EraseTear>(cut_->pattern % kTearStyles);
  const Bytes before(contents_.bytes.data() + offset, size_bytes);
  const TornBytes torn = tear_erase(style, before, unit_bytes_, layout_.erased_value, random);
  erase_cells(offset, size_bytes);
  set_torn(offset, torn, Unit::kTorn);
  throw PowerLoss();
}

void SimFlash::erase_cells(std::uint32_t offset, std::uint32_t size_bytes) {
  const std::uint32_t first_unit = offset / unit_bytes_;
  const std::uint32_t end_unit = (offset + size_bytes) / unit_bytes_;
  std::fill_n(contents_.bytes.begin() + offset, size_bytes, layout_.erased_value);
  std::fill(contents_.units.begin() + first_unit, contents_.units.begin() + end_unit, Unit::kErased);
  contents_.weak.erase(contents_.weak.lower_bound(offset), contents_.weak.lower_bound(offset + size_bytes));
  contents_.unreadable.erase(contents_.unreadable.lower_bound(first_unit), contents_.unreadable.lower_bound(end_unit));
}

std::vector<std::uint8_t> SimFlash::peek(std::uint32_t address, std::uint32_t size_bytes) const {
  const std::uint32_t offset = offset_of(address, size_bytes).value();
  return {contents_.bytes.begin() + offset, contents_.bytes.begin() + offset + size_bytes};
}

void SimFlash::install(std::uint32_t address, Bytes data) {
  for (std::uint32_t at = 0; at < data.size();) {
    const bootloader::Area sector = bootloader::sector_at(layout_, address + at);
    const std::uint32_t offset = offset_of(sector.address, sector.size_bytes).value();
    const Bytes part = data.subspan(at, std::min<std::size_t>(sector.size_bytes, data.size() - at));
    erase_cells(offset, sector.size_bytes);
    std::copy(part.begin(), part.end(), contents_.bytes.begin() + offset);
    const auto units = static_cast<std::ptrdiff_t>((part.size() + unit_bytes_ - 1) / unit_bytes_);
    std::fill_n(contents_.units.begin() + offset / unit_bytes_, units, Unit::kProgrammed);
    at += sector.size_bytes;
  }
}

void SimFlash::flip_bit(std::uint32_t address, std::uint32_t bit) {
  contents_.bytes[offset_of(address, 1).value()] ^= static_cast<std::uint8_t>(1u << bit);
}

void SimFlash::make_unreadable(std::uint32_t address) {
  contents_.unreadable.insert(offset_of(address, 1).value() / unit_bytes_);
}

}  // namespace switchback::rig
