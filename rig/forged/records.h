// Forged journal records: any bytes in any field, with a correct checksum. Encoded from the table
// in docs/SPEC.md, because the bootloader's own code refuses some of them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "bootloader/journal/state.h"
#include "rig/device/board.h"

namespace switchback::rig {

using RecordBytes = std::array<std::uint8_t, bootloader::kRecordBytes>;

// A field of the record, in the table's order.
struct RecordField {
  const char* name;
  std::uint8_t offset;
  std::uint8_t size_bytes;
};

enum class FieldId : std::uint8_t {
  kSequence,
  kPhase,
  kActiveSlot,
  kTrialBootsLeft,
  kAttempts,
  kSecurityFloor,
  kCandidateCounter,
  kProgress,
  kSwapUnits,
  kCandidateUnits,
  kStagedAddress,
  kStagedSize,
  kStagedTag,
  kLastReason,
};
constexpr std::size_t kRecordFields = 14;
const RecordField& record_field(FieldId id);

// The facts in a sane record of this device: the places and sizes of its images and its package.
struct RecordFacts {
  std::uint32_t floor = 0;
  std::uint32_t candidate_counter = 0;
  std::uint32_t old_counter = 0;
  std::uint16_t image_units = 0;  // swap units of the candidate; 0 with A/B
  bootloader::Area staged;
};

// Magic, and every field as an honest bootloader could have written it in `phase`; no checksum.
RecordBytes sane_record(const bootloader::Layout& layout, const RecordFacts& facts, std::uint8_t phase,
                        std::uint8_t active_slot, std::uint32_t sequence);

void set_field(RecordBytes& record, FieldId id, std::uint32_t value);
std::uint32_t get_field(const RecordBytes& record, FieldId id);

// Sets the correct checksum.
void seal(RecordBytes& record);

// Whether magic and checksum are correct, whatever the fields say.
bool is_sealed(Bytes record);

// The values to try in a field: 0, 1, each of its bounds with neighbours and half, all ones.
std::vector<std::uint32_t> values_of(FieldId id, const bootloader::Layout& layout, const RecordFacts& facts);

// "sequence 5, phase 1, …".
std::string text_of(const RecordBytes& record);

}  // namespace switchback::rig
