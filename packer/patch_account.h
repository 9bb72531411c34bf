// What a patch is made of, for people: the rules that were chosen, and what each kind of token costs.
#pragma once

#include <cstdint>
#include <vector>

#include "core/delta/address_map.h"
#include "core/delta/fields.h"

namespace switchback::packer {

struct PatchPart {
  std::uint64_t count = 0;
  std::uint64_t target_bytes = 0;  // that it makes
  std::uint64_t price = 0;         // in 1/256 bit
};

// Bytes of the target that come from the base, fields moved.
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
  PatchPart map;  // count: entries
  PatchPart literals;
  PatchPart base_copies;     // each says where it copies from …
  PatchPart written_copies;  // … as do those from the target itself
  PatchPart repeats;         // of an alignment that is remembered
  PatchPart bytes;           // one at the latest alignment
  std::vector<BaseCopy> copies;
};

}  // namespace switchback::packer
