// Artefacts that somebody, or the network, changed on their way to the device: it must refuse every one of them.
#pragma once

#include <cstdint>
#include <vector>

#include "rig/scenario.h"

namespace switchback::rig {

enum class AlterationKind : std::uint8_t {
  kFlip,      // one bit of byte `offset` is the other way
  kTruncate,  // only the first `offset` bytes arrive
  kExtend,    // `offset` bytes follow that nobody signed
};

struct Alteration {
  AlterationKind kind = AlterationKind::kFlip;
  std::uint32_t offset = 0;
  std::uint32_t bit = 0;  // kFlip: 0 … 7

  bool operator==(const Alteration&) const = default;
};

// Whether the story is one offer that an undisturbed device takes: the ones that alterations are about.
bool can_be_altered(const Scenario& story);

// Each byte of the story's artefact with one bit flipped, each length from that of a header on, and some bytes more.
// `seed` chooses the bits.
std::vector<Alteration> alterations_of(const Scenario& story, std::uint64_t seed);

// Whether the story's artefact can arrive so: not shorter than a header, and not much longer than it is.
bool is_possible(const Scenario& story, const Alteration& alteration);

// `alteration` is possible. The story in which its artefact arrives so, and the device stays as it was made.
Scenario altered(const Scenario& story, const Alteration& alteration);

}  // namespace switchback::rig
