// The record's bytes, and the edges of each field.
#include "rig/forged/records.h"

#include <fmt/format.h>

#include <algorithm>

#include "bootloader/board/layout_areas.h"
#include "bootloader/journal/crc32.h"

namespace switchback::rig {
namespace {

using bootloader::Area;
using bootloader::Layout;

constexpr std::size_t kChecksumAt = bootloader::kRecordBytes - 4;
constexpr std::uint32_t kAllOnes = 0xffffffff;
constexpr std::uint32_t kHalf = 0x80000000;
constexpr std::uint32_t kTag = 0xcafe0001;

constexpr std::array<RecordField, kRecordFields> kFields = {{
    {"sequence", 4, 4},
    {"phase", 8, 1},
    {"active_slot", 9, 1},
    {"trial_boots_left", 10, 1},
    {"attempts", 11, 1},
    {"security_floor", 12, 4},
    {"candidate_counter", 16, 4},
    {"progress", 20, 4},
    {"swap_units", 24, 2},
    {"candidate_units", 26, 2},
    {"staged_address", 28, 4},
    {"staged_size", 32, 4},
    {"staged_tag", 36, 4},
    {"last_reason", 40, 4},
}};

using Values = std::vector<std::uint32_t>;

// Each of `bounds`, with its neighbours and its half.
Values around(const Values& bounds) {
  Values values = {0, 1, kHalf - 1, kHalf, kAllOnes - 1, kAllOnes};
  for (const std::uint32_t bound : bounds) values.insert(values.end(), {bound - 1, bound, bound + 1, bound / 2});
  return values;
}

Values all_areas(const Layout& layout, auto take) {
  Values values;
  for (const Area& area : {layout.slots[0], layout.slots[1], layout.journal, layout.staging}) {
    if (area.size_bytes != 0) take(area, values);
  }
  return values;
}

std::uint32_t units_of(const Layout& layout, const Area& area) {
  return layout.swap_unit_bytes == 0 ? 1 : area.size_bytes / layout.swap_unit_bytes;
}

Values unit_values(const Layout& layout, const RecordFacts& facts) {
  Values values = around({units_of(layout, layout.slots[0]), units_of(layout, layout.slots[1]), facts.image_units});
  values.insert(values.end(), {0x7fff, 0x8000, 0xfffe, 0xffff});
  std::erase_if(values, [](std::uint32_t value) { return value > 0xffff; });
  return values;
}

Values progress_values(const Layout& layout, const RecordFacts& facts) {
  const std::uint32_t room = bootloader::candidate_area(layout, 0).size_bytes;
  Values values = around({2 * units_of(layout, layout.slots[0]), 2 * units_of(layout, layout.slots[1]),
                          2u * facts.image_units, room, facts.staged.size_bytes});
  // Kept bytes: whole sectors, the odd number of a resume, and a size that is no whole unit.
  const std::uint32_t sector = bootloader::sector_at(layout, layout.slots[1].address).size_bytes;
  values.insert(values.end(), {2, 3, sector, sector + 1, sector + 2, 2 * sector, 0x1ffff, 0x1fffe});
  return values;
}

Values address_values(const Layout& layout, const RecordFacts& facts) {
  Values values = all_areas(layout, [](const Area& area, Values& all) {
    all.insert(all.end(), {area.address - 1, area.address, area.address + 1, area.address + area.size_bytes / 2,
                           area.end() - 1, area.end()});
  });
  const Area candidate = bootloader::candidate_area(layout, 0);
  const Area other = bootloader::candidate_area(layout, 1);
  values.insert(values.end(), {facts.staged.address, facts.staged.address + 4, candidate.address, other.address,
                               bootloader::sector_at(layout, candidate.end() - 1).address, 0, 1, kAllOnes, kAllOnes - 3,
                               kAllOnes - 255, 0x20000000});
  return values;
}

Values size_values(const Layout& layout, const RecordFacts& facts) {
  Values values = all_areas(layout, [](const Area& area, Values& all) { all.push_back(area.size_bytes); });
  values.push_back(facts.staged.size_bytes);
  values = around(values);
  // Up to the end of the address space, beyond it, and around all of it.
  const std::uint32_t to_the_end = 0u - facts.staged.address;
  values.insert(values.end(), {31, 32, 33, to_the_end - 1, to_the_end, to_the_end + 1, to_the_end + 256});
  return values;
}

Values reason_values() {
  return {static_cast<std::uint32_t>(Status::kOk),
          static_cast<std::uint32_t>(Status::kHealed),
          static_cast<std::uint32_t>(Status::kTrialExpired),
          static_cast<std::uint32_t>(Status::kFlashErase),
          static_cast<std::uint32_t>(Status::kJournalFull),
          0,
          1,
          kAllOnes};
}

Values all_values(FieldId id, const Layout& layout, const RecordFacts& facts) {
  switch (id) {
    case FieldId::kSequence:
      return {0,          1,          2,          7,          kHalf - 1,    kHalf,
              0xfeffffff, 0xff000000, 0xff000001, 0xfffffff0, kAllOnes - 2, kAllOnes - 1,
              kAllOnes};
    case FieldId::kPhase:
      return {0, 1, 2, 3, 4, 5, 6, 7, 8, 0x7f, 0x80, 0xff};
    case FieldId::kActiveSlot:
      return {0, 1, 2, 3, 0x80, 0xff};
    case FieldId::kTrialBootsLeft:
      return {0, 1, layout.trial_boots, layout.trial_boots + 1u, 0x7f, 0x80, 0xff};
    case FieldId::kAttempts:
      return {0, 1, 2, 4, 5, 6, 0x7f, 0x80, 0xff};
    case FieldId::kSecurityFloor:
    case FieldId::kCandidateCounter:
      return around({facts.old_counter, facts.candidate_counter});
    case FieldId::kProgress:
      return progress_values(layout, facts);
    case FieldId::kSwapUnits:
    case FieldId::kCandidateUnits:
      return unit_values(layout, facts);
    case FieldId::kStagedAddress:
      return address_values(layout, facts);
    case FieldId::kStagedSize:
      return size_values(layout, facts);
    case FieldId::kStagedTag:
      return {0, kTag, kAllOnes};
    case FieldId::kLastReason:
      return reason_values();
  }
  return {};
}

}  // namespace

const RecordField& record_field(FieldId id) { return kFields[static_cast<std::size_t>(id)]; }

void set_field(RecordBytes& record, FieldId id, std::uint32_t value) {
  const RecordField& field = record_field(id);
  for (std::uint32_t i = 0; i < field.size_bytes; ++i) {
    record[field.offset + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

std::uint32_t get_field(const RecordBytes& record, FieldId id) {
  const RecordField& field = record_field(id);
  std::uint32_t value = 0;
  for (std::uint32_t i = field.size_bytes; i != 0; --i) value = value << 8 | record[field.offset + i - 1];
  return value;
}

void seal(RecordBytes& record) { store_u32(record, kChecksumAt, bootloader::crc32(Bytes(record).first(kChecksumAt))); }

bool is_sealed(Bytes record) {
  return load_u32(record, 0) == bootloader::kRecordMagic &&
         load_u32(record, kChecksumAt) == bootloader::crc32(record.first(kChecksumAt));
}

RecordBytes sane_record(const Layout& layout, const RecordFacts& facts, std::uint8_t phase, std::uint8_t active_slot,
                        std::uint32_t sequence) {
  RecordBytes record{};
  store_u32(record, 0, bootloader::kRecordMagic);
  set_field(record, FieldId::kSequence, sequence);
  set_field(record, FieldId::kPhase, phase);
  set_field(record, FieldId::kActiveSlot, active_slot);
  set_field(record, FieldId::kTrialBootsLeft, layout.trial_boots);
  set_field(record, FieldId::kSecurityFloor, facts.floor);
  set_field(record, FieldId::kCandidateCounter, facts.candidate_counter);
  set_field(record, FieldId::kSwapUnits, facts.image_units);
  set_field(record, FieldId::kCandidateUnits, facts.image_units);
  set_field(record, FieldId::kStagedAddress, facts.staged.address);
  set_field(record, FieldId::kStagedSize, facts.staged.size_bytes);
  set_field(record, FieldId::kStagedTag, kTag);
  set_field(record, FieldId::kLastReason, static_cast<std::uint32_t>(Status::kOk));
  return record;
}

std::vector<std::uint32_t> values_of(FieldId id, const Layout& layout, const RecordFacts& facts) {
  Values values = all_values(id, layout, facts);
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::string text_of(const RecordBytes& record) {
  std::string text = is_sealed(record) ? "" : "unsealed ";
  for (std::size_t i = 0; i < kRecordFields; ++i) {
    const auto id = static_cast<FieldId>(i);
    text += fmt::format("{}{} {:#x}", i == 0 ? "" : ", ", record_field(id).name, get_field(record, id));
  }
  return text;
}

}  // namespace switchback::rig
