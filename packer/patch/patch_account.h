// The composition of a patch, for people: the rules chosen, and the cost of each kind of token.
#pragma once

#include <cstdint>
#include <vector>

#include "core/delta/address_map.h"
#include "core/delta/fields.h"

namespace switchback::packer {

struct PatchPart {
  std::uint64_t count = 0;
  std::uint64_t target_bytes = 0;  // made by these tokens
  std::uint64_t price = 0;         // in 1/256 bit
};

// Bytes of the target that come from the base, with fields moved.
struct BaseCopy {
  std::uint32_t base_position = 0;
  std::uint32_t target_position = 0;
  std::uint32_t size_bytes = 0;
};

struct PatchAccount {
  delta::FieldRules rules;
  bool instructions_are_guessed = false;
  bool link_is_estimated = false;
  std::vector<delta::MapEntry> entries;
  PatchPart map;  // count: map entries
  PatchPart literals;
  PatchPart base_copies;     // copies with an explicit place in the base
  PatchPart written_copies;  // the same, from earlier in the target
  PatchPart repeats;         // copies at a remembered alignment
  PatchPart bytes;           // single bytes at the latest alignment
  std::vector<BaseCopy> copies;
};

}  // namespace switchback::packer
