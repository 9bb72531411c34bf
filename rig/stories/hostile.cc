// Lists alterations, and makes the story with one of them.
#include "rig/stories/hostile.h"

#include "core/wire/image_header.h"
#include "rig/flash/random.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kMaxExtension = 16;

void alter(std::vector<std::uint8_t>& artefact, const Alteration& alteration) {
  switch (alteration.kind) {
    case AlterationKind::kFlip:
      artefact[alteration.offset] ^= static_cast<std::uint8_t>(1u << (alteration.bit % 8));
      return;
    case AlterationKind::kTruncate:
      artefact.resize(alteration.offset);
      return;
    case AlterationKind::kExtend:
      artefact.resize(artefact.size() + alteration.offset, std::uint8_t{0x5a});
      return;
  }
}

}  // namespace

bool can_be_altered(const Story& story) {
  return story.offers.size() == 1 && story.rots.empty() && !story.journal_room && !story.is_hostile &&
         story.ends_with == story.offers[0].installs;
}

std::vector<Alteration> alterations_of(const Story& story, std::uint64_t seed) {
  const auto size_bytes = static_cast<std::uint32_t>(story.offers[0].artefact.size());
  std::vector<Alteration> all;
  Random random(seed);
  for (std::uint32_t at = 0; at < size_bytes; ++at) all.push_back({AlterationKind::kFlip, at, random.below(8)});
  for (std::uint32_t left = wire::kImageHeaderBytes; left < size_bytes; ++left) {
    all.push_back({AlterationKind::kTruncate, left});
  }
  for (std::uint32_t more = 1; more <= kMaxExtension; ++more) all.push_back({AlterationKind::kExtend, more});
  return all;
}

bool is_possible(const Story& story, const Alteration& alteration) {
  if (!can_be_altered(story)) return false;
  const std::size_t size_bytes = story.offers[0].artefact.size();
  switch (alteration.kind) {
    case AlterationKind::kFlip:
      return alteration.offset < size_bytes;
    case AlterationKind::kTruncate:
      return alteration.offset >= wire::kImageHeaderBytes && alteration.offset < size_bytes;
    case AlterationKind::kExtend:
      return alteration.offset >= 1 && alteration.offset <= kMaxExtension;
  }
  return false;
}

Story altered(const Story& story, const Alteration& alteration) {
  Story hostile = story;
  hostile.is_hostile = true;
  hostile.ends_with = story.firmware[0].name;
  alter(hostile.offers[0].artefact, alteration);
  hostile.offers[0].again = false;
  return hostile;
}

}  // namespace switchback::rig
