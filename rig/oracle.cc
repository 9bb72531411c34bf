// Looks at bytes only: no journal, no signature.
#include "rig/oracle.h"

#include <algorithm>

namespace switchback::rig {
namespace {

using bootloader::Area;

class Search {
 public:
  Search(const Cells& cells, const Board& board, Bytes image) : cells_(cells), board_(board), image_(image) {}

  bool finds() const {
    const auto& slots = board_.layout().slots;
    if (holds(slots[0].address, image_)) return true;
    return board_.is_swap() ? all_units_exist() : holds(slots[1].address, image_);
  }

 private:
  bool holds(std::uint32_t address, Bytes part) const {
    const auto offset = cells_.offset_of(address, part.size());
    return offset && cells_.is_readable(*offset, part.size()) && equal(cells_.bytes(*offset, part.size()), part);
  }

  bool all_units_exist() const {
    const std::uint32_t unit_bytes = board_.layout().swap_unit_bytes;
    for (std::uint32_t at = 0; at < image_.size(); at += unit_bytes) {
      if (!unit_exists(at, image_.subspan(at, std::min<std::size_t>(unit_bytes, image_.size() - at)))) return false;
    }
    return true;
  }

  bool unit_exists(std::uint32_t at, Bytes unit) const {
    const auto& slots = board_.layout().slots;
    if (holds(slots[0].address + at, unit)) return true;
    if (!is_writable({slots[0].address + at, board_.layout().swap_unit_bytes})) return false;
    const std::uint32_t shifted = slots[1].address + at + board_.layout().swap_unit_bytes;
    return holds(slots[1].address + at, unit) || (shifted < slots[1].end() && holds(shifted, unit));
  }

  bool is_writable(const Area& area) const {
    for (std::uint32_t at = area.address; at < area.end(); at = bootloader::sector_at(board_.layout(), at).end()) {
      if (!cells_.takes_writes(at)) return false;
    }
    return true;
  }

  const Cells& cells_;
  const Board& board_;
  Bytes image_;
};

}  // namespace

bool is_recoverable(const Cells& cells, const Board& board, const Scenario& scenario, std::uint32_t floor) {
  return std::ranges::any_of(scenario.firmware, [&](const Firmware& firmware) {
    wire::ImageFacts facts;
    if (!ok(wire::parse_image(MemoryReader(firmware.image), facts)) || facts.security_counter < floor) return false;
    return Search(cells, board, firmware.image).finds();
  });
}

}  // namespace switchback::rig
