// Chooses the contents to try: listed ones, one edge of one field after the other, and drawn ones.
#include <algorithm>

#include "rig/forged/contents.h"

namespace switchback::rig {
namespace {

using bootloader::Phase;

constexpr std::uint32_t kScenes = 15;
constexpr std::uint32_t kPhases = 7;
constexpr std::uint64_t kShapes = 7;
// Of the forged record, unless the sequence itself is forged; other records come before it.
constexpr std::uint32_t kSequence = 5000;
constexpr std::uint8_t kIdle = static_cast<std::uint8_t>(Phase::kIdle);

// Firmware and offers by index in make_forged_story(); own firmware has fewer.
enum class Item : std::uint8_t { kOld, kNew, kLow, kElsewhere, kAstray, kStackless, kPackage, kForeign };

// Where a part lies. Slot 1 has a kept image at its start, a candidate one unit in, a package at
// its end; or the package lies in staging.
enum class Where : std::uint8_t { kNowhere, kSlot0, kKept, kCandidate, kStaged };

// The part of an artefact that is left, from its start.
enum class Rest : std::uint8_t { kWhole, kHalf, kAllButOne };

struct ScenePart {
  Where where = Where::kNowhere;
  Item item = Item::kOld;
  Rest rest = Rest::kWhole;
};

struct Scene {
  Fill slot0 = Fill::kBlank;
  Fill slot1 = Fill::kBlank;
  std::array<ScenePart, 2> parts{};
  Fill staging = Fill::kBlank;
};

constexpr ScenePart in_slot0(Item item, Rest rest = Rest::kWhole) { return {Where::kSlot0, item, rest}; }
constexpr ScenePart kept(Item item, Rest rest = Rest::kWhole) { return {Where::kKept, item, rest}; }
constexpr ScenePart candidate(Item item) { return {Where::kCandidate, item}; }
constexpr ScenePart staged_as_package() { return {Where::kStaged, Item::kPackage}; }

// Contents of slots and staging that an attacker would choose.
constexpr std::array<Scene, kScenes> kSceneTable = {{
    // The bypass: a genuine image where it does not run, code where it would.
    {Fill::kCode, Fill::kCode, {kept(Item::kOld)}},
    {Fill::kBlank, Fill::kBlank, {in_slot0(Item::kOld)}},
    {Fill::kBlank, Fill::kBlank, {in_slot0(Item::kOld), candidate(Item::kNew)}},
    {Fill::kBlank, Fill::kBlank, {in_slot0(Item::kOld), staged_as_package()}},
    {Fill::kCode, Fill::kCode, {candidate(Item::kNew)}},
    {Fill::kCode, Fill::kNoise, {staged_as_package()}},
    {Fill::kBlank, Fill::kBlank, {in_slot0(Item::kLow), kept(Item::kLow)}},
    {Fill::kBlank, Fill::kBlank, {in_slot0(Item::kOld, Rest::kHalf), kept(Item::kOld, Rest::kAllButOne)}},
    {Fill::kBlank, Fill::kBlank, {in_slot0(Item::kPackage), kept(Item::kPackage)}},
    {Fill::kCode, Fill::kCode, {in_slot0(Item::kForeign), candidate(Item::kForeign)}},
    {Fill::kBlank, Fill::kBlank, {in_slot0(Item::kElsewhere), kept(Item::kElsewhere)}},
    {Fill::kNoise, Fill::kNoise, {}, Fill::kNoise},
    // An update that may be undone.
    {Fill::kBlank, Fill::kBlank, {in_slot0(Item::kNew), kept(Item::kOld)}},
    // Signed images with vectors into unsigned content.
    {Fill::kCode, Fill::kCode, {in_slot0(Item::kAstray)}},
    {Fill::kBlank, Fill::kBlank, {in_slot0(Item::kStackless), candidate(Item::kAstray)}},
}};

// Takes the next digit of a number, in base `base`.
std::uint32_t digit(std::uint64_t& number, std::uint64_t base) {
  const auto found = static_cast<std::uint32_t>(number % base);
  number /= base;
  return found;
}

template <class List>
auto pick(std::uint64_t& number, const List& list) {
  return list[digit(number, std::size(list))];
}

// Shorter lists than values_of(), for fields that are tried in all combinations.
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

constexpr std::uint64_t kExchanges = std::uint64_t{8} * 7 * 7 * 2 * 2 * kExchangeScenes.size();
constexpr std::uint64_t kBankPairs = kSequences.size() * kSequences.size() * kBankScenes.size();

bool is_of_package(std::uint32_t scene) { return scene != 2 && scene != 4 && scene != 9 && scene != 12; }

}  // namespace

// Nothing if the story has no such artefact.
std::optional<std::size_t> Forger::item_of(std::uint8_t named) const {
  const auto item = static_cast<Item>(named);
  const std::size_t firmware = story_.firmware.size();
  if (item == Item::kForeign) return items_.size() - 1;
  if (item == Item::kPackage) return firmware < items_.size() ? std::optional(firmware) : std::nullopt;
  return std::min<std::size_t>(named, firmware - 1);
}

void Forger::add_part(ForgedPlan& plan, std::uint32_t area, std::uint32_t offset, std::size_t item,
                      std::uint8_t rest) const {
  const auto size_bytes = static_cast<std::uint32_t>(items_[item].size());
  Part part{item, offset};
  if (static_cast<Rest>(rest) != Rest::kWhole) {
    part.change = Change::kCut;
    part.change_at = static_cast<Rest>(rest) == Rest::kHalf ? size_bytes / 2 : size_bytes - 1;
  }
  plan.areas[area].parts.push_back(part);
}

ForgedPlan Forger::scene(std::uint32_t number) const {
  const Scene& scene = kSceneTable[number % kScenes];
  ForgedPlan plan;
  plan.areas[ForgedPlan::kSlot0].fill = scene.slot0;
  plan.areas[ForgedPlan::kSlot1].fill = scene.slot1;
  plan.areas[ForgedPlan::kStaging].fill = scene.staging;
  for (const ScenePart& part : scene.parts) {
    const std::optional<std::size_t> item = item_of(static_cast<std::uint8_t>(part.item));
    if (part.where == Where::kNowhere || !item) continue;
    const bool is_apart = part.where == Where::kStaged && !board_.layout().staging_in_slot;
    const std::uint32_t area = part.where == Where::kSlot0 ? ForgedPlan::kSlot0
                               : is_apart                  ? ForgedPlan::kStaging
                                                           : ForgedPlan::kSlot1;
    const std::uint32_t offset = part.where == Where::kCandidate ? candidate_offset()
                                 : part.where == Where::kStaged  ? tail_offset(*item)
                                                                 : 0;
    add_part(plan, area, offset, *item, static_cast<std::uint8_t>(part.rest));
  }
  return plan;
}

RecordBytes Forger::sane(bool of_package, std::uint8_t phase, std::uint8_t active_slot, std::uint32_t sequence) const {
  return sane_record(board_.layout(), facts(of_package), phase, active_slot, sequence);
}

// Puts the forged record in its place, with other records around it.
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
    case 0:  // alone, in both banks
      put(0, 0, record);
      put(1, 0, record);
      return;
    case 1:  // in one bank
      put(0, 0, record);
      return;
    case 2:  // after an honest one
      for (const std::uint32_t bank : {0u, 1u}) put(bank, 0, idle(kSequence - 1));
      for (const std::uint32_t bank : {0u, 1u}) put(bank, 1, record);
      return;
    case 3:  // the same, but only in bank 0
      for (const std::uint32_t bank : {0u, 1u}) put(bank, 0, idle(kSequence - 1));
      put(0, 1, record);
      return;
    case 4:  // older than an honest one, with a torn one after that
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
    default:  // twice with one number, but different floors
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

// One changed field in an otherwise sane record.
ForgedPlan Forger::single(std::uint64_t number) const {
  const std::uint64_t shape = number % kShapes;  // all shapes, over the numbers
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

// Progress and size of an exchange, in all combinations.
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

// Address and size of the staged artefact, in all combinations.
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

// Banks that disagree about the floor, with sequences at the edges.
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

// Sane except for some fields.
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

// An application can wear out a sector.
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
