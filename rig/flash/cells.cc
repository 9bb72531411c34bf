// NOR cells: one array over all sectors. Addresses are translated once per call.
#include "rig/flash/cells.h"

#include <algorithm>

#include "bootloader/board/layout_areas.h"

namespace switchback::rig {
namespace {

std::uint32_t total_bytes(const bootloader::Layout& layout) {
  return static_cast<std::uint32_t>(flash::total_bytes(layout.sectors));
}

}  // namespace

Cells::Cells(const bootloader::Layout& layout, const FlashModel& model)
    : layout_(&layout),
      model_(model),
      unit_bytes_(layout.write_unit_bytes),
      bytes_(total_bytes(layout), layout.erased_value),
      units_(bytes_.size() / unit_bytes_, Unit::kErased) {}

std::optional<std::uint32_t> Cells::offset_of(std::uint32_t address, std::size_t size_bytes) const {
  std::uint32_t base = 0;
  std::uint32_t expected = address;  // where the range continues, across adjacent runs
  std::optional<std::uint32_t> start;
  for (const bootloader::SectorRun& run : layout_->sectors) {
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

std::uint32_t Cells::sector_address(std::uint32_t address) const {
  return bootloader::sector_at(*layout_, address).address;
}

bool Cells::is_bad(std::uint32_t address) const {
  return !bad_sectors_.empty() && bad_sectors_.contains(sector_address(address));
}

bool Cells::takes_writes(std::uint32_t address) const {
  const std::uint32_t sector = sector_address(address);
  return !bad_sectors_.contains(sector) && !worn_sectors_.contains(sector);
}

bool Cells::is_readable(std::uint32_t offset, std::size_t size_bytes) const {
  const bool ecc = model_.torn_reads == TornReads::kFault && irregular_units_ != 0;
  if (size_bytes == 0) return true;
  const std::size_t last_unit = (offset + size_bytes - 1) / unit_bytes_;
  const auto unreadable = unreadable_.lower_bound(offset / unit_bytes_);
  if (unreadable != unreadable_.end() && *unreadable <= last_unit) return false;
  if (!ecc) return true;
  for (std::size_t unit = offset / unit_bytes_; unit <= last_unit; ++unit) {
    const auto start = static_cast<std::uint32_t>(unit * unit_bytes_);
    const bool is_torn = units_[unit] == Unit::kTouched || units_[unit] == Unit::kTorn;
    if (units_[unit] == Unit::kSpoiled || (is_torn && !reads_erased(start))) return false;
  }
  return true;
}

bool Cells::is_stable(std::uint32_t offset, std::size_t size_bytes) const {
  if (model_.torn_reads != TornReads::kUnstable) return true;
  const auto first = weak_.lower_bound(offset);
  return first == weak_.end() || first->first >= offset + size_bytes;
}

void Cells::disturb(std::uint32_t offset, MutableBytes out, Random& random) const {
  if (model_.torn_reads != TornReads::kUnstable || weak_.empty()) return;
  const auto first = weak_.lower_bound(offset);
  if (first == weak_.end() || first->first >= offset + out.size() || random.below(2) == 0) return;
  for (auto cell = first; cell != weak_.end() && cell->first < offset + out.size(); ++cell) {
    out[cell->first - offset] ^= static_cast<std::uint8_t>(random.byte() & cell->second);
  }
}

bool Cells::reads_erased(std::uint32_t offset) const {
  return std::all_of(bytes_.begin() + offset, bytes_.begin() + offset + unit_bytes_,
                     [&](std::uint8_t byte) { return byte == layout_->erased_value; });
}

bool Cells::are_erased(std::uint32_t offset, std::size_t size_bytes) const {
  return std::all_of(units_.begin() + offset / unit_bytes_,
                     units_.begin() + static_cast<std::ptrdiff_t>((offset + size_bytes) / unit_bytes_),
                     [](Unit state) { return state == Unit::kErased; });
}

bool Cells::may_program(std::uint32_t offset, Bytes data) const {
  if (are_erased(offset, data.size())) return true;  // whatever rotted in them
  for (std::uint32_t at = 0; at < data.size(); at += unit_bytes_) {
    const Unit state = units_[(offset + at) / unit_bytes_];
    const bool is_blank = state == Unit::kErased || (state == Unit::kTouched && reads_erased(offset + at));
    if (model_.write_once && !is_blank) return false;
  }
  for (std::uint32_t i = 0; i < data.size(); ++i) {
    if (units_[(offset + i) / unit_bytes_] == Unit::kErased) continue;
    const std::uint8_t now = bytes_[offset + i];
    const int back = layout_->erased_value == 0xff ? data[i] & ~now : now & ~data[i];
    if (back != 0) return false;
  }
  return true;
}

bool Cells::program(std::uint32_t address, Bytes data) {
  ++age_;
  if (is_bad(address)) return false;
  const std::uint32_t offset = offset_of(address, data.size()).value();
  program_units(offset, worn_sectors_.empty() ? data : Bytes(as_taken(address, data)));
  return true;
}

// The data that cells of worn sectors take: the first bit that `data` would program in each unit
// stays erased.
std::vector<std::uint8_t> Cells::as_taken(std::uint32_t address, Bytes data) const {
  std::vector<std::uint8_t> taken(data.begin(), data.end());
  bool is_done = false;
  for (std::uint32_t i = 0; i < taken.size(); ++i) {
    if (i % unit_bytes_ == 0) is_done = false;
    if (is_done || !worn_sectors_.contains(sector_address(address + i))) continue;
    const int bits = taken[i] ^ layout_->erased_value;
    taken[i] ^= static_cast<std::uint8_t>(bits & -bits);
    is_done = bits != 0;
  }
  return taken;
}

void Cells::program_units(std::uint32_t offset, Bytes units) {
  std::uint8_t* const cells = bytes_.data() + offset;
  if (layout_->erased_value == 0xff) {
    for (std::size_t i = 0; i < units.size(); ++i) cells[i] &= units[i];
  } else {
    for (std::size_t i = 0; i < units.size(); ++i) cells[i] |= units[i];
  }
  const auto first = units_.begin() + offset / unit_bytes_;
  std::for_each(first, first + static_cast<std::ptrdiff_t>(units.size() / unit_bytes_), [](Unit& state) {
    if (state == Unit::kErased) state = Unit::kProgrammed;
    if (state == Unit::kTouched) state = Unit::kSpoiled;
  });
}

bool Cells::is_irregular(Unit state) { return state != Unit::kErased && state != Unit::kProgrammed; }

bool Cells::erase(const bootloader::Area& sector) {
  ++age_;
  if (is_bad(sector.address)) return false;
  if (model_.endurance_cycles != 0 && erases_[sector.address] >= model_.endurance_cycles) {
    break_sector(sector.address);
    return false;
  }
  ++erases_[sector.address];
  wipe(offset_of(sector.address, sector.size_bytes).value(), sector.size_bytes);
  return true;
}

void Cells::wipe(std::uint32_t offset, std::uint32_t size_bytes) {
  const std::uint32_t first_unit = offset / unit_bytes_;
  const std::uint32_t end_unit = (offset + size_bytes) / unit_bytes_;
  std::fill_n(bytes_.begin() + offset, size_bytes, layout_->erased_value);
  const auto first = units_.begin() + first_unit;
  const auto end = units_.begin() + end_unit;
  if (irregular_units_ != 0) irregular_units_ -= static_cast<std::size_t>(std::count_if(first, end, is_irregular));
  std::fill(first, end, Unit::kErased);
  weak_.erase(weak_.lower_bound(offset), weak_.lower_bound(offset + size_bytes));
  unreadable_.erase(unreadable_.lower_bound(first_unit), unreadable_.lower_bound(end_unit));
}

void Cells::tear_program(std::uint32_t address, Bytes data, std::uint32_t pattern, Random& random) {
  ++age_;
  if (is_bad(address)) return;
  const std::uint32_t offset = offset_of(address, data.size()).value();
  const std::uint32_t complete = random.below(static_cast<std::uint32_t>(data.size()) / unit_bytes_) * unit_bytes_;
  program_units(offset, data.first(complete));
  const auto style = static_cast<ProgramTear>(pattern % kTearStyles);
  const Bytes before = bytes(offset + complete, unit_bytes_);
  set_torn(offset + complete, tear_unit(style, before, data.subspan(complete, unit_bytes_), random), Unit::kTouched);
}

void Cells::tear_erase(const bootloader::Area& sector, std::uint32_t pattern, Random& random) {
  ++age_;
  if (is_bad(sector.address)) return;
  const std::uint32_t offset = offset_of(sector.address, sector.size_bytes).value();
  const auto style = static_cast<EraseTear>(pattern % kTearStyles);
  const TornBytes torn =
      rig::tear_erase(style, bytes(offset, sector.size_bytes), unit_bytes_, layout_->erased_value, random);
  ++erases_[sector.address];
  wipe(offset, sector.size_bytes);
  set_torn(offset, torn, Unit::kTorn);
}

void Cells::set_torn(std::uint32_t offset, const TornBytes& torn, Unit state) {
  std::copy(torn.bytes.begin(), torn.bytes.end(), bytes_.begin() + offset);
  for (std::uint32_t i = 0; i < torn.bytes.size(); ++i) {
    Unit& unit = units_[(offset + i) / unit_bytes_];
    if (!is_irregular(unit)) ++irregular_units_;
    unit = state;
    if (torn.weak_bits[i] != 0) weak_[offset + i] = torn.weak_bits[i];
  }
}

void Cells::install(std::uint32_t address, Bytes data) {
  for (std::uint32_t at = 0; at < data.size();) {
    const bootloader::Area sector = bootloader::sector_at(*layout_, address + at);
    const std::uint32_t offset = offset_of(sector.address, sector.size_bytes).value();
    const Bytes part = data.subspan(at, std::min<std::size_t>(sector.size_bytes, data.size() - at));
    wipe(offset, sector.size_bytes);
    std::copy(part.begin(), part.end(), bytes_.begin() + offset);
    const auto units = static_cast<std::ptrdiff_t>((part.size() + unit_bytes_ - 1) / unit_bytes_);
    std::fill_n(units_.begin() + offset / unit_bytes_, units, Unit::kProgrammed);
    at += sector.size_bytes;
  }
}

void Cells::flip_bit(std::uint32_t address, std::uint32_t bit) {
  bytes_[offset_of(address, 1).value()] ^= static_cast<std::uint8_t>(1u << bit);
}

void Cells::make_unreadable(std::uint32_t address) { unreadable_.insert(offset_of(address, 1).value() / unit_bytes_); }

void Cells::break_sector(std::uint32_t address) { bad_sectors_.insert(sector_address(address)); }

void Cells::wear_out_sector(std::uint32_t address) { worn_sectors_.insert(sector_address(address)); }

void Cells::repair_sector(std::uint32_t address) {
  bad_sectors_.erase(sector_address(address));
  worn_sectors_.erase(sector_address(address));
}

}  // namespace switchback::rig
