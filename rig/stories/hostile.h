// Artefacts that an attacker or the network changed. The device must refuse every one of them.
#pragma once

#include <cstdint>
#include <vector>

#include "rig/device/story.h"

namespace switchback::rig {

enum class AlterationKind : std::uint8_t {
  kFlip,      // bit `bit` of byte `offset` is inverted
  kTruncate,  // only the first `offset` bytes arrive
  kExtend,    // `offset` unsigned bytes follow
};

struct Alteration {
  AlterationKind kind = AlterationKind::kFlip;
  std::uint32_t offset = 0;
  std::uint32_t bit = 0;  // kFlip: 0 … 7

  bool operator==(const Alteration&) const = default;
};

// Whether the story is a single offer that an undisturbed device takes; only such stories can be
// altered.
bool can_be_altered(const Story& story);

// Each byte of the story's artefact with one bit flipped, each length from that of a header up, and
// some extensions. `seed` chooses the bits.
std::vector<Alteration> alterations_of(const Story& story, std::uint64_t seed);

// Whether `alteration` is one that alterations_of() could return, with any bit.
bool is_possible(const Story& story, const Alteration& alteration);

// The story in which its artefact arrives altered and the device keeps its first firmware.
// `alteration` must be possible.
Story altered(const Story& story, const Alteration& alteration);

}  // namespace switchback::rig
