// Flash operations whose every result is checked.
#include "bootloader/board/flash_io.h"

#include <algorithm>
#include <array>

#include "bootloader/board/layout_areas.h"

namespace switchback::bootloader {
namespace {

bool reads_equal(Flash& flash, const Area& one, const Area& other, Scratch& scratch, Observer* observer) {
  for (std::uint32_t at = 0; at < one.size_bytes; at += kCompareBytes) {
    keep_alive(observer);
    const std::uint32_t count = std::min(kCompareBytes, one.size_bytes - at);
    const MutableBytes here = MutableBytes(scratch.piece).first(count);
    const MutableBytes there = MutableBytes(scratch.check).first(count);
    if (!ok(read_flash(flash, one.address + at, here)) || !ok(read_flash(flash, other.address + at, there)))
      return false;
    if (!equal(here, there)) return false;
  }
  return true;
}

// Units that cannot be read become erased in `out`: the rest is still worth having.
void read_what_is_left(Flash& flash, const Layout& layout, std::uint32_t address, MutableBytes out) {
  if (ok(read_flash(flash, address, out))) return;
  for (std::uint32_t at = 0; at < out.size(); at += layout.write_unit_bytes) {
    const MutableBytes unit = out.subspan(at, layout.write_unit_bytes);
    if (!ok(read_flash(flash, address + at, unit))) std::fill(unit.begin(), unit.end(), layout.erased_value);
  }
}

}  // namespace

Status program_and_check(Flash& flash, std::uint32_t address, Bytes data, Scratch& scratch) {
  if (const Status status = flash.program(address, data); !ok(status)) return status;
  for (std::size_t at = 0; at < data.size(); at += kCompareBytes) {
    const Bytes expected = data.subspan(at, std::min<std::size_t>(kCompareBytes, data.size() - at));
    const MutableBytes found(scratch.check.data(), expected.size());
    if (!ok(read_flash(flash, address + static_cast<std::uint32_t>(at), found))) return Status::kFlashVerify;
    if (!equal(expected, found)) return Status::kFlashVerify;
  }
  return Status::kOk;
}

// A glitch may make up an area. It must not cost the journal, and with it the security floor.
Status erase_sectors(Flash& flash, const Layout& layout, const Area& area, Observer* observer) {
  return area.overlaps(layout.journal) ? Status::kFlashRange : erase_journal_bank(flash, layout, area, observer);
}

Status erase_journal_bank(Flash& flash, const Layout& layout, const Area& area, Observer* observer) {
  for (std::uint32_t at = area.address; at < area.end();) {
    const Area sector = sector_at(layout, at);
    if (sector.size_bytes == 0) return Status::kFlashRange;
    const Status status = flash.erase_sector(sector.address);
    keep_alive(observer);
    if (!ok(status)) return status;
    at = sector.end();
  }
  return Status::kOk;
}

Status copy_sectors(Flash& flash, const Layout& layout, const Area& from, const Area& to, Scratch& scratch,
                    Observer* observer) {
  if (const Status status = erase_sectors(flash, layout, to, observer); !ok(status)) return status;
  for (std::uint32_t at = 0; at < to.size_bytes; at += piece_bytes(layout)) {
    keep_alive(observer);
    const MutableBytes piece(scratch.piece.data(), std::min(piece_bytes(layout), to.size_bytes - at));
    read_what_is_left(flash, layout, from.address + at, piece);
    if (is_erased(layout, piece)) continue;
    if (const Status status = program_and_check(flash, to.address + at, piece, scratch); !ok(status)) return status;
  }
  return Status::kOk;
}

Status mend_sectors(Flash& flash, const Layout& layout, const Area& from, const Area& to, Scratch& scratch,
                    Observer* observer) {
  Status result = Status::kOk;
  for (std::uint32_t at = 0; at < to.size_bytes;) {
    const Area sector = sector_at(layout, to.address + at);
    if (sector.size_bytes == 0) return Status::kFlashRange;
    const Area source{from.address + at, sector.size_bytes};
    at += sector.size_bytes;
    if (reads_equal(flash, source, sector, scratch, observer)) continue;
    const Status status = copy_sectors(flash, layout, source, sector, scratch, observer);
    if (!ok(status)) result = status;
  }
  return result;
}

bool is_erased(const Layout& layout, Bytes bytes) { return all_are(bytes, layout.erased_value); }

}  // namespace switchback::bootloader
