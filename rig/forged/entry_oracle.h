// Whether what a bootloader starts is what a trusted key signed. Compares bytes; knows nothing of the bootloader's own
// check.
#pragma once

#include <optional>

#include "rig/board.h"
#include "rig/scenario.h"

namespace switchback::rig {

// What a board loads into the processor when it starts an image.
struct EntryPoint {
  std::uint32_t vectors = 0;  // where they lie: behind the image's header
  // What the processor got of them; nothing: it is what stands there.
  std::optional<std::uint32_t> stack{};
  std::optional<std::uint32_t> reset{};
};

class EntryOracle {
 public:
  // All are borrowed. `story` has all that is signed, as firmware.
  EntryOracle(const Board& board, const Scenario& story);

  // The firmware that lies, byte for byte and whole, in the slot where it is entered, runs in that slot, and whose
  // vectors lead into RAM and into itself. Nothing: what is entered is something else, or somewhere else.
  std::optional<std::size_t> find(const Cells& cells, const EntryPoint& entry) const;

  std::uint32_t counter_of(std::size_t firmware) const { return known_[firmware].counter; }

 private:
  struct Known {
    Bytes image;
    std::uint32_t header_bytes = 0;
    std::uint32_t payload_bytes = 0;
    std::uint32_t counter = 0;
    std::uint32_t stack = 0;
    std::uint32_t reset = 0;
    bool has_vectors = false;  // the profile says so; or they lead into the image, in one of the slots
  };

  bool vectors_lead_into(const Known& known, const bootloader::Area& slot) const;
  bool is_at(const Known& known, const bootloader::Area& slot, const Cells& cells, const EntryPoint& entry) const;

  const Board& board_;
  std::vector<Known> known_;
};

}  // namespace switchback::rig
