#include "rig/forged/entry_oracle.h"

#include <algorithm>

#include "core/wire/image.h"

namespace switchback::rig {
namespace {

// RAM of every Cortex-M, for profiles that do not name theirs.
constexpr MemoryRange kAnyRam{0x20000000, 0x20000000};

bool is_in(const MemoryRange& ram, std::uint32_t stack) {
  return stack > ram.address && stack - ram.address <= ram.size_bytes;
}

}  // namespace

EntryOracle::EntryOracle(const Board& board, const Story& story) : board_(board) {
  for (const Firmware& firmware : story.firmware) {
    wire::ImageFacts facts{};
    Known& known = known_.emplace_back();
    known.image = firmware.image;
    if (!ok(wire::parse_image(MemoryReader(firmware.image), facts))) continue;
    known.header_bytes = facts.header.header_size_bytes;
    known.payload_bytes = facts.header.payload_size_bytes;
    known.counter = facts.security_counter;
    if (known.payload_bytes < kVectorsBytes) continue;
    known.stack = load_u32(known.image, known.header_bytes);
    known.reset = load_u32(known.image, known.header_bytes + 4);
    known.has_vectors = board.layout().core == Core::kCortexM ||
                        std::ranges::any_of(board.layout().slots, [&](const bootloader::Area& slot) {
                          return vectors_lead_into(known, slot);
                        });
  }
}

bool EntryOracle::vectors_lead_into(const Known& known, const bootloader::Area& slot) const {
  const std::uint32_t start = slot.address + known.header_bytes;
  const auto& ram = board_.layout().ram;
  const bool has_stack =
      ram.empty() ? is_in(kAnyRam, known.stack)
                  : std::ranges::any_of(ram, [&](const MemoryRange& one) { return is_in(one, known.stack); });
  return has_stack && known.reset >= start && known.reset - start < known.payload_bytes;
}

bool EntryOracle::is_at(const Known& known, const bootloader::Area& slot, const Cells& cells,
                        const EntryPoint& entry) const {
  if (entry.vectors != slot.address + known.header_bytes || known.image.size() > slot.size_bytes) return false;
  const auto offset = cells.offset_of(slot.address, known.image.size());
  if (!offset || !equal(cells.bytes(*offset, known.image.size()), known.image)) return false;
  if (entry.stack.value_or(known.stack) != known.stack || entry.reset.value_or(known.reset) != known.reset)
    return false;
  // A processor without vectors has them in no slot.
  return !known.has_vectors || vectors_lead_into(known, slot);
}

std::optional<std::size_t> EntryOracle::find(const Cells& cells, const EntryPoint& entry) const {
  const auto& slots = board_.layout().slots;
  const std::size_t executing = board_.is_swap() ? 1 : 2;  // slots, from the first on
  for (std::size_t i = 0; i < known_.size(); ++i) {
    for (std::size_t k = 0; k < executing; ++k) {
      if (is_at(known_[i], slots[k], cells, entry)) return i;
    }
  }
  return std::nullopt;
}

}  // namespace switchback::rig
