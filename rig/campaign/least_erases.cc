#include "rig/campaign/least_erases.h"

#include <algorithm>

#include "bootloader/board/layout_areas.h"

namespace switchback::rig {
namespace {

bool is_plain_install(const Story& story) {
  if (story.offers.size() != 1 || story.firmware.size() != 2 || !story.rots.empty()) return false;
  const Offer& offer = story.offers.front();
  const Firmware& target = story.firmware.back();
  const bool is_taken = offer.installs == target.name && story.ends_with == target.name;
  const bool is_direct = !offer.interrupted && offer.interrupted_by.empty() && offer.stages_first.empty();
  return is_taken && is_direct && target.behaviour == Behaviour::kConfirm;
}

class Sectors {
 public:
  explicit Sectors(const bootloader::Layout& layout) : layout_(layout) {}

  // `size_bytes` from `address` on get new content.
  void write(std::uint32_t address, std::size_t size_bytes) {
    const auto end = address + static_cast<std::uint32_t>(size_bytes);
    while (address < end) {
      const bootloader::Area sector = bootloader::sector_at(layout_, address);
      if (sector.size_bytes == 0) return;
      ++erases_[sector.address];
      address = sector.end();
    }
  }

  const std::map<std::uint32_t, std::uint32_t>& erases() const { return erases_; }

 private:
  const bootloader::Layout& layout_;
  std::map<std::uint32_t, std::uint32_t> erases_;
};

}  // namespace

std::map<std::uint32_t, std::uint32_t> least_erases(const Board& board, const Story& story) {
  if (!is_plain_install(story)) return {};
  const bootloader::Layout& layout = board.layout();
  const std::size_t old_bytes = story.firmware.front().image.size();
  const std::size_t new_bytes = story.firmware.back().image.size();
  const auto& artefact = story.offers.front().artefact;
  Sectors sectors(layout);
  if (artefact != story.firmware.back().image) {
    const auto package_bytes = static_cast<std::uint32_t>(artefact.size());
    sectors.write(bootloader::staging_area(layout, 0, package_bytes).address, package_bytes);
  }
  sectors.write(bootloader::candidate_area(layout, 0).address, new_bytes);
  if (board.is_swap()) {
    for (const bootloader::Area& slot : layout.slots) sectors.write(slot.address, std::max(old_bytes, new_bytes));
  }
  return sectors.erases();
}

}  // namespace switchback::rig
