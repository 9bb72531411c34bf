#include "manifests/profile/profile_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/flash/sectors.h"

namespace switchback::manifests {
namespace {

constexpr std::uint64_t kAddressEnd = 0xffffffff;  // areas end here or before: ends fit 32 bits
constexpr std::uint32_t kMinSectorBytes = 128;     // the device copies in pieces of 128
constexpr std::uint32_t kJournalRecordBytes = 64;  // at most, before padding to write units
constexpr std::uint32_t kMinJournalRecords = 6;    // in each bank; three are kept
constexpr std::uint32_t kMaxSwapUnits = 0xffff;    // the journal counts them in 16 bits

struct NamedArea {
  std::string path;
  Area area;
};

std::vector<NamedArea> named_areas(const DeviceProfile& profile) {
  std::vector<NamedArea> areas = {
      {"slots[0]", profile.slots[0]}, {"slots[1]", profile.slots[1]}, {"journal", profile.journal}};
  if (profile.staging) areas.push_back({"staging", *profile.staging});
  if (profile.bootloader) areas.push_back({"bootloader", *profile.bootloader});
  return areas;
}

std::string hex(std::uint64_t value) { return fmt::format("0x{:x}", value); }

// Checks that the area is whole sectors inside the flash.
bool check_placed(const DeviceProfile& profile, const NamedArea& named, host::Problems& problems) {
  const Area& area = named.area;
  if (std::uint64_t{area.address} + area.size_bytes > kAddressEnd) {
    problems.add(named.path + ".size", fmt::format("an end of at most {}", hex(kAddressEnd)),
                 hex(std::uint64_t{area.address} + area.size_bytes));
    return false;
  }
  const Area first = flash::sector_at(profile.sectors, area.address);
  if (first.size_bytes == 0 || first.address != area.address) {
    problems.add(named.path + ".address",
                 first.size_bytes != 0
                     ? fmt::format("the start of a sector ({} or {})", hex(first.address), hex(first.end()))
                     : "an address inside flash.sectors",
                 hex(area.address));
    return false;
  }
  if (!flash::is_covered(profile.sectors, area)) {
    problems.add(named.path + ".size", "an area that flash.sectors covers",
                 fmt::format("{} to {}", hex(area.address), hex(area.end())));
    return false;
  }
  if (!flash::is_sector_boundary(profile.sectors, area.end())) {
    const Area last = flash::sector_at(profile.sectors, area.end());
    problems.add(named.path + ".size",
                 fmt::format("whole sectors ({} or {})", last.address - area.address, last.end() - area.address),
                 fmt::format("{}", area.size_bytes));
    return false;
  }
  return true;
}

void check_apart(const std::vector<NamedArea>& areas, host::Problems& problems) {
  for (std::size_t i = 0; i < areas.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!areas[i].area.overlaps(areas[j].area)) continue;
      problems.add(areas[i].path,
                   fmt::format("an area that does not overlap {} ({} to {})", areas[j].path, hex(areas[j].area.address),
                               hex(areas[j].area.end())),
                   fmt::format("{} to {}", hex(areas[i].area.address), hex(areas[i].area.end())));
    }
  }
}

void check_journal(const DeviceProfile& profile, host::Problems& problems) {
  const Area& journal = profile.journal;
  const std::uint32_t bank_bytes = journal.size_bytes / 2;
  if (journal.size_bytes % 2 != 0 || !flash::is_sector_boundary(profile.sectors, journal.address + bank_bytes)) {
    problems.add("journal.size", "two equal banks of whole sectors", fmt::format("{}", journal.size_bytes));
    return;
  }
  const std::uint32_t record_bytes = std::max(kJournalRecordBytes, profile.write_unit_bytes);
  if (bank_bytes / record_bytes < kMinJournalRecords) {
    problems.add("journal.size",
                 fmt::format("at least {} (two banks of {} records of {})", 2 * kMinJournalRecords * record_bytes,
                             kMinJournalRecords, record_bytes),
                 fmt::format("{}", journal.size_bytes));
  }
}

// Whether every unit of `slot` starts at a sector boundary.
bool has_whole_units(const DeviceProfile& profile, const Area& slot) {
  for (std::uint32_t offset = 0; offset < slot.size_bytes; offset += profile.swap_unit_bytes) {
    if (!flash::is_sector_boundary(profile.sectors, slot.address + offset)) return false;
  }
  return true;
}

void check_swap_slot(const DeviceProfile& profile, std::size_t index, host::Problems& problems) {
  const Area& slot = profile.slots[index];
  const std::uint32_t unit = profile.swap_unit_bytes;
  const std::string path = fmt::format("slots[{}].size", index);
  const std::uint32_t min_units = index == 0 ? 1 : 2;  // slot 1 has a spare unit
  if (slot.size_bytes % unit != 0) {
    problems.add(path, fmt::format("a multiple of {} (swap_unit_bytes)", unit), fmt::format("{}", slot.size_bytes));
  } else if (slot.size_bytes / unit < min_units || slot.size_bytes / unit > kMaxSwapUnits) {
    problems.add(path, fmt::format("{} to {} units of {} (swap_unit_bytes)", min_units, kMaxSwapUnits, unit),
                 fmt::format("{}", slot.size_bytes / unit));
  } else if (!has_whole_units(profile, slot)) {
    problems.add("swap_unit_bytes", fmt::format("units of whole sectors in slots[{}]", index), fmt::format("{}", unit));
  }
}

void check_swap(DeviceProfile& profile, host::Problems& problems) {
  const std::uint32_t largest = std::max(flash::largest_sector(profile.sectors, profile.slots[0]),
                                         flash::largest_sector(profile.sectors, profile.slots[1]));
  if (profile.swap_unit_bytes == 0) profile.swap_unit_bytes = largest;
  if (profile.swap_unit_bytes % largest != 0) {
    problems.add("swap_unit_bytes", fmt::format("a multiple of {}, the largest sector in the slots", largest),
                 fmt::format("{}", profile.swap_unit_bytes));
    return;
  }
  check_swap_slot(profile, 0, problems);
  check_swap_slot(profile, 1, problems);
}

void check_ab(const DeviceProfile& profile, host::Problems& problems) {
  if (profile.swap_unit_bytes != 0) {
    problems.add("swap_unit_bytes", "no such field with strategy \"ab\"", fmt::format("{}", profile.swap_unit_bytes));
  }
  if (profile.slots[0].size_bytes != profile.slots[1].size_bytes) {
    problems.add("slots[1].size",
                 fmt::format("{}, the size of slots[0], with strategy \"ab\"", profile.slots[0].size_bytes),
                 fmt::format("{}", profile.slots[1].size_bytes));
  }
}

void check_sector_size(const SectorRun& run, std::uint32_t write_unit_bytes, const std::string& path,
                       host::Problems& problems) {
  if (run.sector_bytes % write_unit_bytes != 0 || run.address % write_unit_bytes != 0) {
    problems.add(path, fmt::format("an address and a size of whole write units of {}", write_unit_bytes),
                 fmt::format("{} and {}", hex(run.address), run.sector_bytes));
  }
  if (run.address % 2 != 0) problems.add(path + ".address", "an even address", hex(run.address));
  if (run.sector_bytes < kMinSectorBytes || run.sector_bytes % 2 != 0) {
    problems.add(path + ".size", fmt::format("an even size of at least {}", kMinSectorBytes),
                 fmt::format("{}", run.sector_bytes));
  }
}

}  // namespace

void check_sectors(const DeviceProfile& profile, host::Problems& problems) {
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < profile.sectors.size(); ++i) {
    const SectorRun& run = profile.sectors[i];
    const std::string path = fmt::format("flash.sectors[{}]", i);
    const std::uint64_t run_end = run.address + std::uint64_t{run.sector_bytes} * run.count;
    if (run.address < end)
      problems.add(path + ".address", fmt::format("at least {}, the end of the sectors before", hex(end)),
                   hex(run.address));
    if (run_end > kAddressEnd)
      problems.add(path + ".count", fmt::format("an end of at most {}", hex(kAddressEnd)), hex(run_end));
    check_sector_size(run, profile.write_unit_bytes, path, problems);
    end = run_end;
  }
}

void check_areas(DeviceProfile& profile, host::Problems& problems) {
  const std::vector<NamedArea> areas = named_areas(profile);
  bool placed = true;
  for (const NamedArea& named : areas) placed = check_placed(profile, named, problems) && placed;
  if (!placed) return;
  check_apart(areas, problems);
  check_journal(profile, problems);
  if (profile.strategy == Strategy::kSwap) {
    check_swap(profile, problems);
  } else {
    check_ab(profile, problems);
  }
  for (std::size_t i = 0; i < profile.slots.size(); ++i) {
    if (profile.slots[i].size_bytes > profile.header_size_bytes) continue;
    problems.add(fmt::format("slots[{}].size", i),
                 fmt::format("more than image.header_size ({})", profile.header_size_bytes),
                 fmt::format("{}", profile.slots[i].size_bytes));
  }
}

}  // namespace switchback::manifests
