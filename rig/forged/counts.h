// Counts of starts with forged contents.
#pragma once

#include <array>
#include <cstdint>

namespace switchback::rig {

struct ForgedCounts {
  std::uint64_t contents = 0;
  std::uint64_t starts = 0;
  std::uint64_t entries = 0;            // starts that entered an image
  std::uint64_t unverified = 0;         // of these: not signed, not for there, or below the floor
  std::uint64_t outside = 0;            // accesses outside the areas, or that no driver allows
  std::uint64_t endless = 0;            // starts that did not end
  std::uint64_t floors_lost = 0;        // starts that found a lower floor than the one before
  std::uint64_t journals_stuck = 0;     // contents whose journal can no longer take a record
  std::uint64_t most_operations = 0;    // of one start
  std::uint64_t most_read_bytes = 0;    // of one start, of the host's build
  std::uint64_t most_instructions = 0;  // of one start, of machine code

  ForgedCounts& operator+=(const ForgedCounts& other);
  bool operator==(const ForgedCounts&) const = default;
};

// Names in reports.
struct ForgedFigure {
  const char* name;
  std::uint64_t ForgedCounts::*count;
};
inline constexpr std::array<ForgedFigure, 11> kForgedFigures = {{
    {"contents", &ForgedCounts::contents},
    {"starts", &ForgedCounts::starts},
    {"entries", &ForgedCounts::entries},
    {"unverified_entries", &ForgedCounts::unverified},
    {"outside_accesses", &ForgedCounts::outside},
    {"endless_starts", &ForgedCounts::endless},
    {"floors_lost", &ForgedCounts::floors_lost},
    {"journals_stuck", &ForgedCounts::journals_stuck},
    {"most_operations", &ForgedCounts::most_operations},
    {"most_read_bytes", &ForgedCounts::most_read_bytes},
    {"most_instructions", &ForgedCounts::most_instructions},
}};

}  // namespace switchback::rig
