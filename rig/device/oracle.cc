// Looks at cells, not through the driver: bytes that may read differently do not count.
#include "rig/device/oracle.h"

#include <algorithm>
#include <array>

#include "bootloader/board/flash_io.h"
#include "bootloader/board/layout_areas.h"

namespace switchback::rig {
namespace {

using bootloader::Area;
using bootloader::Layout;
using bootloader::State;

// The bytes at `address`; nothing if they cannot be read, or not the same each time.
Bytes reliable_bytes(const Cells& cells, std::uint32_t address, std::size_t size_bytes) {
  const auto offset = cells.offset_of(address, size_bytes);
  if (!offset || !cells.is_readable(*offset, size_bytes) || !cells.is_stable(*offset, size_bytes)) return {};
  return cells.bytes(*offset, size_bytes);
}

bool is_writable(const Cells& cells, const Layout& layout, const Area& area) {
  for (std::uint32_t at = area.address; at < area.end(); at = bootloader::sector_at(layout, at).end()) {
    if (!cells.takes_writes(at)) return false;
  }
  return true;
}

bool one_slot_works(const Cells& cells, const Layout& layout) {
  return std::ranges::any_of(layout.slots, [&](const Area& slot) { return is_writable(cells, layout, slot); });
}

std::array<Area, 2> journal_banks(const Layout& layout) {
  const std::uint32_t bank_bytes = layout.journal.size_bytes / 2;
  return {Area{layout.journal.address, bank_bytes}, Area{layout.journal.address + bank_bytes, bank_bytes}};
}

// The record in these bytes; sequence 0 if there is none.
State record_in(Bytes bytes) {
  State found;
  if (bytes.empty() || !bootloader::decode_state(bytes.first<bootloader::kRecordBytes>(), found)) return {};
  return found;
}

// The record in the journal's place at `address` that reads the same each time.
State reliable_record(const Cells& cells, std::uint32_t address) {
  return record_in(reliable_bytes(cells, address, bootloader::kRecordBytes));
}

// `record_at` returns the record that counts for a place.
State newest_record(const Layout& layout, const Area& bank, auto record_at) {
  const std::uint32_t place_bytes = bootloader::round_up(bootloader::kRecordBytes, layout.write_unit_bytes);
  State newest;
  for (std::uint32_t at = 0; bank.size_bytes - at >= place_bytes; at += place_bytes) {
    const State found = record_at(bank.address + at);
    if (found.sequence != 0 && found.sequence >= newest.sequence) newest = found;
  }
  return newest;
}

class Search {
 public:
  Search(const Cells& cells, const Board& board, Bytes image, bool has_candidate)
      : cells_(cells), board_(board), image_(image), has_candidate_(has_candidate) {}

  // In one piece: where it executes, or where it can be copied from.
  bool finds_whole() const {
    const Layout& layout = board_.layout();
    if (holds(layout.slots[0].address, image_)) return true;
    if (!board_.is_swap()) return holds(layout.slots[1].address, image_);
    const bool is_in_slot1 = holds(kept_at(0), image_) || (has_candidate_ && holds(candidate_at(0), image_));
    return is_in_slot1 && all_units([&](std::uint32_t at, Bytes unit) { return fits_home(at, unit); });
  }

  // In units, where an exchange may have put them.
  bool finds_units() const {
    return all_units([&](std::uint32_t at, Bytes unit) {
      return holds(home_of(at), unit) ||
             (fits_home(at, unit) && (holds(kept_at(at), unit) || holds(candidate_at(at), unit)));
    });
  }

 private:
  // The address of the unit `at` bytes into the image: where it executes, in the kept image, in a
  // candidate.
  std::uint32_t home_of(std::uint32_t at) const { return board_.layout().slots[0].address + at; }
  std::uint32_t kept_at(std::uint32_t at) const { return board_.layout().slots[1].address + at; }
  std::uint32_t candidate_at(std::uint32_t at) const { return kept_at(at) + board_.layout().swap_unit_bytes; }

  bool all_units(auto holds_for) const {
    const std::uint32_t unit_bytes = board_.layout().swap_unit_bytes;
    for (std::uint32_t at = 0; at < image_.size(); at += unit_bytes) {
      if (!holds_for(at, image_.subspan(at, std::min<std::size_t>(unit_bytes, image_.size() - at)))) return false;
    }
    return true;
  }

  bool fits_home(std::uint32_t at, Bytes unit) const {
    return holds(home_of(at), unit) ||
           is_writable(cells_, board_.layout(), {home_of(at), board_.layout().swap_unit_bytes});
  }

  bool holds(std::uint32_t address, Bytes part) const {
    return equal(reliable_bytes(cells_, address, part.size()), part);
  }

  const Cells& cells_;
  const Board& board_;
  Bytes image_;
  bool has_candidate_;
};

}  // namespace

std::size_t working_banks(const Cells& cells, const Layout& layout) {
  const auto banks = journal_banks(layout);
  return static_cast<std::size_t>(
      std::ranges::count_if(banks, [&](const Area& bank) { return is_writable(cells, layout, bank); }));
}

std::uint32_t reliable_sequence(const Cells& cells, std::uint32_t address) {
  return reliable_record(cells, address).sequence;
}

State recorded_state(const Cells& cells, const Layout& layout) {
  State newest;
  for (const Area& bank : journal_banks(layout)) {
    const State found = newest_record(layout, bank, [&](std::uint32_t at) { return reliable_record(cells, at); });
    if (found.sequence >= newest.sequence) newest = found;
  }
  return newest;
}

State written_state(const Cells& cells, const Layout& layout, std::size_t bank) {
  return newest_record(layout, journal_banks(layout)[bank], [&](std::uint32_t at) {
    const std::uint32_t offset = cells.offset_of(at, bootloader::kRecordBytes).value();
    const bool is_readable = cells.is_readable(offset, bootloader::kRecordBytes);
    return record_in(is_readable ? cells.bytes(offset, bootloader::kRecordBytes) : Bytes());
  });
}

bool is_recoverable(const Cells& cells, const Board& board, const Story& story, std::uint32_t floor, bool has_journal) {
  const State state = recorded_state(cells, board.layout());
  const bootloader::Phase phase = state.phase;
  const bool is_exchanging = phase == bootloader::Phase::kSwapping || phase == bootloader::Phase::kReverting;
  const bool may_exchange = has_journal && is_exchanging && one_slot_works(cells, board.layout());
  return std::ranges::any_of(story.firmware, [&](const Firmware& firmware) {
    wire::ImageFacts facts;
    if (!ok(wire::parse_image(MemoryReader(firmware.image), facts)) || facts.security_counter < floor) return false;
    const Search search(cells, board, firmware.image, state.candidate_units != 0);
    return search.finds_whole() || (may_exchange && search.finds_units());
  });
}

}  // namespace switchback::rig
