#include "rig/forged/access_watch.h"

#include <fmt/format.h>

#include <algorithm>

#include "bootloader/board/layout_areas.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kCallBytes = 16;  // cost of a call besides its bytes

}  // namespace

StartBudget budget_for(const bootloader::Layout& layout) {
  const std::uint64_t bytes = flash::total_bytes(layout.sectors);
  std::uint64_t sectors = 0;
  for (const bootloader::SectorRun& run : layout.sectors) sectors += run.count;
  StartBudget budget;
  budget.operations = 20 * sectors + bytes / 4 + 2000;
  budget.read_bytes = 400 * bytes + (1u << 20);
  budget.instructions = 600'000'000 + 6000 * bytes;
  return budget;
}

bool is_in_an_area(const bootloader::Layout& layout, const bootloader::Area& part) {
  return layout.slots[0].contains(part) || layout.slots[1].contains(part) || layout.journal.contains(part) ||
         (!layout.staging_in_slot && layout.staging.contains(part));
}

void AccessWatch::begin() {
  operations_ = read_bytes_ = outside_ = 0;
  first_.clear();
}

void AccessWatch::note(const char* what, const bootloader::Area& part) {
  if (outside_++ == 0) first_ = fmt::format("{} at {:#x}, {} bytes", what, part.address, part.size_bytes);
}

Status AccessWatch::read(std::uint32_t address, MutableBytes out) {
  const bootloader::Area part{address, static_cast<std::uint32_t>(out.size())};
  read_bytes_ += out.size() + kCallBytes;
  if (read_bytes_ > budget_.read_bytes) throw Runaway();
  if (is_in_an_area(flash_.layout(), part)) return flash_.read(address, out);
  note("read", part);
  return Status::kFlashRead;
}

Status AccessWatch::program(std::uint32_t address, Bytes data) {
  const bootloader::Area part{address, static_cast<std::uint32_t>(data.size())};
  if (++operations_ > budget_.operations) throw Runaway();
  const bool is_whole = address % flash_.layout().write_unit_bytes == 0 &&
                        data.size() % flash_.layout().write_unit_bytes == 0 && !data.empty();
  if (is_whole && is_in_an_area(flash_.layout(), part)) return flash_.program(address, data);
  note(is_whole ? "program" : "program of an area that is not whole write units", part);
  return Status::kFlashProgram;
}

Status AccessWatch::erase_sector(std::uint32_t address) {
  const bootloader::Area sector = bootloader::sector_at(flash_.layout(), address);
  if (++operations_ > budget_.operations) throw Runaway();
  const bool is_sector = sector.size_bytes != 0 && sector.address == address;
  if (is_sector && is_in_an_area(flash_.layout(), sector)) return flash_.erase_sector(address);
  note(is_sector ? "erase" : "erase of an area that is not a sector", {address, sector.size_bytes});
  return Status::kFlashErase;
}

}  // namespace switchback::rig
