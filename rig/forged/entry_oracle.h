// Whether a bootloader starts an image that a trusted key signed. Compares bytes, independently of
// the bootloader's own check.
#pragma once

#include <optional>

#include "rig/device/board.h"
#include "rig/device/story.h"

namespace switchback::rig {

// The values that a board loads into the processor to start an image.
struct EntryPoint {
  std::uint32_t vectors = 0;  // their address, behind the image's header
  // The values that the processor got; nothing: those that stand there.
  std::optional<std::uint32_t> stack{};
  std::optional<std::uint32_t> reset{};
};

class EntryOracle {
 public:
  // All are borrowed. The firmware of `story` is everything that is signed.
  EntryOracle(const Board& board, const Story& story);

  // The firmware that lies whole, byte for byte, in the slot where it is entered, is made to run
  // there, and has vectors that point into RAM and into itself. Nothing if another thing or place
  // is entered.
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
    // The profile says so, or the vectors point into the image in one of the slots.
    bool has_vectors = false;
  };

  bool vectors_lead_into(const Known& known, const bootloader::Area& slot) const;
  bool is_at(const Known& known, const bootloader::Area& slot, const Cells& cells, const EntryPoint& entry) const;

  const Board& board_;
  std::vector<Known> known_;
};

}  // namespace switchback::rig
