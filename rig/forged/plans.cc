// Which contents are tried: those that are listed, one edge of one field after the other, and those that are drawn.
#include <algorithm>

#include "bootloader/areas.h"
#include "rig/forged/contents.h"

namespace switchback::rig {
namespace {

using bootloader::Phase;

constexpr std::uint32_t kScenes = 15;
constexpr std::uint32_t kPhases = 7;
constexpr std::uint64_t kShapes = 7;
constexpr std::uint32_t kSequence = 5000;  // of the forged record, unless it is what is forged: others come before it
constexpr std::uint8_t kIdle = static_cast<std::uint8_t>(Phase::kIdle);

// What most scenes are made of.
constexpr std::size_t kOld = 0;
constexpr std::size_t kNew = 1;
constexpr std::size_t kLow = 2;
constexpr std::size_t kElsewhere = 3;
constexpr std::size_t kAstray = 4;
constexpr std::size_t kStackless = 5;

// Takes the next digit, modulo `base`, of a number.
std::uint32_t digit(std::uint64_t& number, std::uint64_t base) {
  const auto found = static_cast<std::uint32_t>(number % base);
  number /= base;
  return found;
}

template <class List>
auto pick(std::uint64_t& number, const List& list) {
  return list[digit(number, std::size(list))];
}

// Fewer than values_of(), for those that are tried in all combinations.
std::array<std::uint32_t, 8> few_progresses(std::uint32_t units) {
  return {0, 1, 2 * units - 1, 2 * units, 2 * units + 1, 0x7fffffff, 0xfffffffe, 0xffffffff};
}

std::array<std::uint32_t, 7> few_units(std::uint32_t units) {
  return {0, 1, units - 1, units, units + 1, 0x8000, 0xffff};
}

std::array<std::uint32_t, 12> few_sizes(const bootloader::Layout& layout, const bootloader::Area& staged) {
  const std::uint32_t slot_bytes = layout.slots[1].size_bytes;
  const std::uint32_t to_the_end = 0u - staged.address;
  return {
      0,         1,          32,         staged.size_bytes - 1, staged.size_bytes, staged.size_bytes + 1, slot_bytes,
      0x7ffffff, 0x80000000, to_the_end, to_the_end + 64,       0xffffffff};
}

constexpr std::array kExchangePhases = {Phase::kSwapping, Phase::kReverting};
constexpr std::array kStagingPhases = {Phase::kReceiving, Phase::kRequested, Phase::kRebuilding};
constexpr std::array kExchangeReasons = {Status::kOk, Status::kHealed};
constexpr std::array<std::uint32_t, 3> kExchangeScenes = {0, 2, 12};
constexpr std::array<std::uint32_t, 2> kStagingScenes = {2, 3};
constexpr std::array<std::uint32_t, 2> kBankScenes = {1, 6};
constexpr std::array<std::uint32_t, 13> kSequences = {0,          1,          2,          7,          0x7fffffff,
                                                      0x80000000, 0xfeffffff, 0xff000000, 0xff000001, 0xfffffff0,
                                                      0xfffffffd, 0xfffffffe, 0xffffffff};

constexpr std::uint64_t kExchanges = 8u * 7 * 7 * 2 * 2 * kExchangeScenes.size();
constexpr std::uint64_t kBankPairs = kSequences.size() * kSequences.size() * kBankScenes.size();

bool is_of_package(std::uint32_t scene) { return scene != 2 && scene != 4 && scene != 9 && scene != 12; }

}  // namespace

void Forger::add_part(ForgedPlan& plan, std::uint32_t area, Part part) const {
  if (part.item < items_.size()) plan.areas[area].parts.push_back(part);
}

// What an attacker would put where. Slot 1 has a candidate one unit in, a kept image at its start.
ForgedPlan Forger::scene(std::uint32_t number) const {
  ForgedPlan plan;
  const std::size_t package = story_.firmware.size();
  const std::size_t foreign = items_.size() - 1;
  // By its place in make_forged_story(); own firmware has fewer.
  const auto named = [&](std::size_t item) { return std::min(item, story_.firmware.size() - 1); };
  const auto fill = [&](Fill slot0, Fill slot1) {
    plan.areas[ForgedPlan::kSlot0].fill = slot0;
    plan.areas[ForgedPlan::kSlot1].fill = slot1;
  };
  const auto in_slot0 = [&](std::size_t item, Change change = Change::kNone, std::uint32_t at = 0) {
    add_part(plan, ForgedPlan::kSlot0, {item, 0, change, at});
  };
  const auto kept = [&](std::size_t item, Change change = Change::kNone, std::uint32_t at = 0) {
    add_part(plan, ForgedPlan::kSlot1, {item, 0, change, at});
  };
  const auto candidate = [&](std::size_t item) { add_part(plan, ForgedPlan::kSlot1, {item, candidate_offset()}); };
  const auto staged = [&](std::size_t item) {
    if (item >= items_.size()) return;
    const std::uint32_t area = board_.layout().staging_in_slot ? ForgedPlan::kSlot1 : ForgedPlan::kStaging;
    add_part(plan, area, {item, tail_offset(item)});
  };
  switch (number % kScenes) {
    case 0:  // the bypass: a genuine image where it does not run, code where it would
      fill(Fill::kCode, Fill::kCode);
      kept(kOld);
      break;
    case 1:
      in_slot0(kOld);
      break;
    case 2:
      in_slot0(kOld);
      candidate(kNew);
      break;
    case 3:
      in_slot0(kOld);
      staged(package);
      break;
    case 4:
      fill(Fill::kCode, Fill::kCode);
      candidate(kNew);
      break;
    case 5:
      fill(Fill::kCode, Fill::kNoise);
      staged(package);
      break;
    case 6:
      in_slot0(named(kLow));
      kept(named(kLow));
      break;
    case 7:
      in_slot0(kOld, Change::kCut, static_cast<std::uint32_t>(items_[kOld].size() / 2));
      kept(kOld, Change::kCut, static_cast<std::uint32_t>(items_[kOld].size() - 1));
      break;
    case 8:
      in_slot0(package);
      kept(package);
      break;
    case 9:
      fill(Fill::kCode, Fill::kCode);
      in_slot0(foreign);
      candidate(foreign);
      break;
    case 10:
      in_slot0(named(kElsewhere));
      kept(named(kElsewhere));
      break;
    case 11:
      fill(Fill::kNoise, Fill::kNoise);
      plan.areas[ForgedPlan::kStaging].fill = Fill::kNoise;
      break;
    case 13:  // signed, with vectors that lead to what is not
      fill(Fill::kCode, Fill::kCode);
      in_slot0(named(kAstray));
      break;
    case 14:
      in_slot0(named(kStackless));
      candidate(named(kAstray));
      break;
    default:  // an update that may be undone
      in_slot0(kNew);
      kept(kOld);
      break;
  }
  return plan;
}

RecordBytes Forger::sane(bool of_package, std::uint8_t phase, std::uint8_t active_slot, std::uint32_t sequence) const {
  return sane_record(board_.layout(), facts(of_package), phase, active_slot, sequence);
}

// Where the forged record stands, and among which others.
void Forger::put_in_shape(ForgedPlan& plan, const RecordBytes& record, bool of_package, std::uint64_t shape) const {
  const auto idle = [&](std::uint32_t sequence) {
    RecordBytes bytes = sane(of_package, kIdle, 0, sequence);
    seal(bytes);
    return bytes;
  };
  const auto put = [&](std::uint32_t bank, std::uint32_t index, const RecordBytes& bytes) {
    plan.places.push_back({bank, index, bytes});
  };
  RecordBytes other = record;
  plan.has_sane_record = shape >= 2 && shape <= 5;
  switch (shape) {
    case 0:  // alone
      put(0, 0, record);
      put(1, 0, record);
      return;
    case 1:  // in one bank
      put(0, 0, record);
      return;
    case 2:  // behind an honest one
      for (const std::uint32_t bank : {0u, 1u}) put(bank, 0, idle(kSequence - 1));
      for (const std::uint32_t bank : {0u, 1u}) put(bank, 1, record);
      return;
    case 3:  // the same, but the banks disagree
      for (const std::uint32_t bank : {0u, 1u}) put(bank, 0, idle(kSequence - 1));
      put(0, 1, record);
      return;
    case 4:  // older than an honest one, and torn behind it
      put(0, 0, idle(kSequence + 1));
      other[16] ^= 1;
      put(0, 1, other);
      put(1, 0, record);
      return;
    case 5:  // in the last place
      for (std::uint32_t i = 0; i + 1 < places_each(); ++i) {
        for (const std::uint32_t bank : {0u, 1u}) put(bank, i, idle(kSequence - places_each() + i));
      }
      for (const std::uint32_t bank : {0u, 1u}) put(bank, places_each() - 1, record);
      return;
    default:  // twice with one number, and another floor
      set_field(other, FieldId::kSecurityFloor, get_field(record, FieldId::kSecurityFloor) - 1);
      seal(other);
      put(0, 0, record);
      put(1, 0, other);
      return;
  }
}

std::uint64_t Forger::listed() const {
  const std::uint64_t singles = std::uint64_t{values_.size()} * kPhases * 2 * kScenes;
  const std::uint64_t addresses = values_of(FieldId::kStagedAddress, board_.layout(), package_facts_).size();
  return singles + kExchanges + addresses * 12 * kStagingPhases.size() * 2 * kStagingScenes.size() + kBankPairs;
}

ForgedPlan Forger::plan(std::uint64_t number) const {
  const std::uint64_t singles = std::uint64_t{values_.size()} * kPhases * 2 * kScenes;
  const std::uint64_t all = listed();
  ForgedPlan plan = number >= all                   ? drawn(number)
                    : number < singles              ? single(number)
                    : number < singles + kExchanges ? exchange(number - singles)
                    : number < all - kBankPairs     ? staged(number - singles - kExchanges)
                                                    : two_banks(number - (all - kBankPairs));
  plan.noise = mix(seed_, number);
  return plan;
}

// One field of a record that is sane otherwise.
ForgedPlan Forger::single(std::uint64_t number) const {
  const std::uint64_t shape = number % kShapes;  // all of them, over the numbers
  const std::uint32_t scene_number = digit(number, kScenes);
  const Value value = pick(number, values_);
  const auto phase = static_cast<std::uint8_t>(1 + digit(number, kPhases));
  ForgedPlan plan = scene(scene_number);
  const bool of_package = is_of_package(scene_number);
  RecordBytes record = sane(of_package, phase, static_cast<std::uint8_t>(number % 2), kSequence);
  set_field(record, value.id, value.value);
  seal(record);
  put_in_shape(plan, record, of_package, shape);
  return plan;
}

// How far an exchange is, of how much, in all combinations.
ForgedPlan Forger::exchange(std::uint64_t number) const {
  const std::uint64_t shape = number % 3;
  const bootloader::Layout& layout = board_.layout();
  const std::uint32_t units = layout.swap_unit_bytes == 0 ? 1 : layout.slots[0].size_bytes / layout.swap_unit_bytes;
  ForgedPlan plan = scene(pick(number, kExchangeScenes));
  const auto phase = static_cast<std::uint8_t>(pick(number, kExchangePhases));
  RecordBytes record = sane(false, phase, 0, kSequence);
  set_field(record, FieldId::kLastReason, static_cast<std::uint32_t>(pick(number, kExchangeReasons)));
  set_field(record, FieldId::kProgress, pick(number, few_progresses(units)));
  set_field(record, FieldId::kSwapUnits, pick(number, few_units(units)));
  set_field(record, FieldId::kCandidateUnits, pick(number, few_units(units)));
  seal(record);
  put_in_shape(plan, record, false, shape);
  return plan;
}

// Where what is staged lies, and how large it is, in all combinations.
ForgedPlan Forger::staged(std::uint64_t number) const {
  const std::uint64_t shape = number % 3;
  const std::uint32_t scene_number = pick(number, kStagingScenes);
  const bool of_package = is_of_package(scene_number);
  ForgedPlan plan = scene(scene_number);
  const auto phase = static_cast<std::uint8_t>(pick(number, kStagingPhases));
  RecordBytes record = sane(of_package, phase, static_cast<std::uint8_t>(digit(number, 2)), kSequence);
  set_field(record, FieldId::kStagedSize, pick(number, few_sizes(board_.layout(), facts(of_package).staged)));
  set_field(record, FieldId::kStagedAddress,
            pick(number, values_of(FieldId::kStagedAddress, board_.layout(), package_facts_)));
  seal(record);
  put_in_shape(plan, record, of_package, shape);
  return plan;
}

// Banks that disagree: about the floor, with numbers at the edges.
ForgedPlan Forger::two_banks(std::uint64_t number) const {
  ForgedPlan plan = scene(pick(number, kBankScenes));
  for (const std::uint32_t bank : {0u, 1u}) {
    RecordBytes record = sane(true, kIdle, 0, pick(number, kSequences));
    const std::uint32_t floor = bank == 0 ? package_facts_.candidate_counter : package_facts_.old_counter;
    set_field(record, FieldId::kSecurityFloor, floor);
    seal(record);
    plan.places.push_back({bank, 0, record});
  }
  return plan;
}

void Forger::draw_area(ForgedPlan& plan, std::uint32_t area_number, Random& random) const {
  AreaPlan& area_plan = plan.areas[area_number];
  area_plan.fill = static_cast<Fill>(random.below(kFills));
  const bootloader::Area where = area(area_number);
  for (std::uint32_t parts = random.below(4); parts != 0 && where.size_bytes != 0; --parts) {
    Part part;
    part.item = random.below(static_cast<std::uint32_t>(items_.size()));
    const std::array<std::uint32_t, 4> offsets = {0, candidate_offset(), tail_offset(part.item),
                                                  random.below(where.size_bytes)};
    part.offset = random.below(16) == 0 ? offsets[3] : offsets[random.below(3)];
    const std::uint32_t how = random.below(8);
    part.change = how < kChanges ? static_cast<Change>(how) : Change::kNone;
    part.change_at = random.below(static_cast<std::uint32_t>(items_[part.item].size()));
    area_plan.parts.push_back(part);
  }
}

// Sane but for some fields.
RecordBytes Forger::draw_record(Random& random) const {
  const auto phase = static_cast<std::uint8_t>(1 + random.below(kPhases));
  const auto slot = static_cast<std::uint8_t>(random.below(2));
  RecordBytes record = sane(random.below(2) == 0, phase, slot, kSequence + random.below(8));
  for (std::uint32_t fields = random.below(5); fields != 0; --fields) {
    const Value& value = values_[random.below(static_cast<std::uint32_t>(values_.size()))];
    const bool any = random.below(8) == 0;
    set_field(record, value.id, any ? static_cast<std::uint32_t>(random.next()) : value.value);
  }
  seal(record);
  if (random.below(12) == 0) record[random.below(bootloader::kRecordBytes)] ^= 1;
  return record;
}

// An application can write a sector to death.
void Forger::draw_wear(ForgedPlan& plan, Random& random) const {
  for (std::uint32_t sectors = 1 + random.below(2); sectors != 0; --sectors) {
    const bootloader::Area where = area(random.below(ForgedPlan::kAreas));
    if (where.size_bytes != 0) plan.worn_out.push_back(where.address + random.below(where.size_bytes));
  }
}

void Forger::draw_records(ForgedPlan& plan, Random& random) const {
  for (std::uint32_t records = random.below(7); records != 0; --records) {
    const RecordBytes record = draw_record(random);
    const std::uint32_t index = random.below(8) == 0 ? places_each() - 1 : random.below(6);
    const std::uint32_t banks = random.below(4);
    if (banks != 1) plan.places.push_back({0, index, record});
    if (banks != 0) plan.places.push_back({1, index, record});
  }
}

ForgedPlan Forger::drawn(std::uint64_t number) const {
  Random random(mix(seed_, mix(number, 1)));
  ForgedPlan plan = scene(random.below(kScenes));
  if (random.below(2) == 0) {
    for (const std::uint32_t i : {ForgedPlan::kSlot0, ForgedPlan::kSlot1, ForgedPlan::kStaging}) {
      draw_area(plan, i, random);
    }
  }
  if (random.below(16) == 0) plan.areas[ForgedPlan::kJournal].fill = static_cast<Fill>(random.below(kFills));
  draw_records(plan, random);
  if (random.below(6) == 0) draw_wear(plan, random);
  return plan;
}

}  // namespace switchback::rig
