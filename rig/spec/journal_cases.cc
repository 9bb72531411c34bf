// Reads the banks, and tells appends apart.
#include "rig/spec/journal_cases.h"

#include <algorithm>
#include <utility>

#include "bootloader/board/flash_io.h"

namespace switchback::rig {
namespace {

using bootloader::kRecordBytes;
using bootloader::Layout;
using bootloader::Phase;
using bootloader::State;

constexpr std::size_t kSequenceAt = 4;  // in a record

constexpr std::array<JournalRow, kLoadCaseCount> kLoadRows = {{
#define SWITCHBACK_LOAD_CASE(name, ...) {__VA_ARGS__},
#include "rig/spec/journal_cases.def"
#undef SWITCHBACK_LOAD_CASE
}};

constexpr std::array<JournalRow, kAppendCaseCount + 1> kAppendRows = {{
#define SWITCHBACK_APPEND_CASE(name, ...) {__VA_ARGS__},
#include "rig/spec/journal_cases.def"
#undef SWITCHBACK_APPEND_CASE
    {"append-unexpected", "", "", "", ""},
}};

std::uint32_t bank_bytes(const Layout& layout) { return layout.journal.size_bytes / 2; }

// A record, padded to whole write units.
std::uint32_t place_bytes(const Layout& layout) {
  const std::uint32_t unit = layout.write_unit_bytes;
  return (kRecordBytes + unit - 1) / unit * unit;
}

std::uint32_t places_of_bank(const Layout& layout) { return bank_bytes(layout) / place_bytes(layout); }

// Whether the only record in force may be erased. Without a next record, a device is useless during
// an exchange, on trial, and where healing begins. `next` has sequence 0 if no bank took even a
// try.
bool may_write_over(const State& in_force, const State& next) {
  const bool is_exchange = next.phase == Phase::kSwapping || next.phase == Phase::kReverting;
  const bool heals = is_exchange && next.last_reason == Status::kHealed;
  return in_force.phase == Phase::kSwapping || in_force.phase == Phase::kTrial || in_force.phase == Phase::kReverting ||
         heals || next.sequence == 0;
}

}  // namespace

const JournalRow& load_row(LoadCase which) { return kLoadRows[static_cast<std::size_t>(which)]; }
const JournalRow& append_row(AppendCase which) { return kAppendRows[static_cast<std::size_t>(which)]; }

// A bank as its reader sees it.
struct JournalReader::Bank {
  State newest;  // sequence 0: no valid record
  bool blank = true;
  bool ends_valid = true;  // the last place that is not blank is valid; or all are blank
  bool has_room = true;    // more places at its end are blank than are kept

  static LoadCase name(const Bank& newer, const Bank& older);
};

LoadCase JournalReader::Bank::name(const Bank& newer, const Bank& older) {
  if (newer.newest.sequence == 0) return newer.blank && older.blank ? LoadCase::kBlank : LoadCase::kLost;
  if (older.newest.sequence == 0) return newer.has_room ? LoadCase::kAlone : LoadCase::kAloneFull;
  if (older.newest.sequence != newer.newest.sequence) {
    return newer.has_room ? LoadCase::kBehind : LoadCase::kBehindFull;
  }
  if (!newer.ends_valid && !older.ends_valid) return LoadCase::kTornEnds;
  if (!newer.ends_valid || !older.ends_valid) return LoadCase::kTornEnd;
  return newer.has_room || older.has_room ? LoadCase::kClean : LoadCase::kFull;
}

std::optional<State> RecordDecoder::decode(std::span<const std::uint8_t, kRecordBytes> record) {
  if (equal(record, last_)) return state_;
  std::ranges::copy(record, last_.begin());
  State state;
  state_ = decode_state(record, state) ? std::optional(state) : std::nullopt;
  return state_;
}

JournalReader::JournalReader(const Layout& layout, RecordDecoder& decoder)
    : layout_(layout), decoder_(decoder), places_(std::size_t{2} * places_of_bank(layout)) {}

void JournalReader::start() {
  for (Place& place : places_) place.kind = Place::Kind::kBlank;
}

void JournalReader::took(std::uint32_t address, Bytes found, bool readable) {
  const std::uint32_t at = address - layout_.journal.address;
  const std::uint32_t in_bank = at % bank_bytes(layout_);
  const std::uint32_t index = in_bank / place_bytes(layout_);
  if (in_bank % place_bytes(layout_) != 0 || index >= places_of_bank(layout_) || found.size() != place_bytes(layout_))
    return;
  Place& place = places_[at / bank_bytes(layout_) * places_of_bank(layout_) + index];
  const bool is_blank = bootloader::is_erased(layout_, found);
  place.kind = !readable ? Place::Kind::kUnreadable : is_blank ? Place::Kind::kBlank : Place::Kind::kFilled;
  if (place.kind == Place::Kind::kFilled) std::ranges::copy(found.first<kRecordBytes>(), place.record.begin());
}

// Reads from the bank's end, so that only possible newest records are decoded.
JournalReader::Bank JournalReader::look_at(std::span<const Place> places) const {
  Bank bank;
  std::size_t blank_places = 0;  // at the end
  for (std::size_t end = places.size(); end > 0; --end) {
    const Place& place = places[end - 1];
    if (place.kind == Place::Kind::kBlank) {
      if (bank.blank) ++blank_places;
      continue;
    }
    const bool is_last = std::exchange(bank.blank, false);
    const bool may_be_newest =
        place.kind == Place::Kind::kFilled && load_u32(place.record, kSequenceAt) > bank.newest.sequence;
    std::optional<State> found = may_be_newest ? decoder_.decode(place.record) : std::nullopt;
    if (found && !bootloader::is_sound(*found, layout_)) found.reset();
    if (is_last) bank.ends_valid = found.has_value();
    if (found) bank.newest = *found;
  }
  bank.has_room = blank_places > 3;
  return bank;
}

JournalReading JournalReader::reading() const {
  const std::span<const Place> places(places_);
  const std::size_t each = places.size() / 2;
  const std::array<Bank, 2> banks = {look_at(places.first(each)), look_at(places.last(each))};
  const bool in_order = banks[0].newest.sequence >= banks[1].newest.sequence;
  const Bank& newer = banks[in_order ? 0 : 1];
  JournalReading reading{
      Bank::name(newer, banks[in_order ? 1 : 0]), newer.newest, {banks[0].newest.sequence, banks[1].newest.sequence}};
  if (reading.state.sequence == 0) reading.state.security_floor = layout_.initial_security_floor;
  return reading;
}

JournalReading read_journal(bootloader::Flash& flash, const Layout& layout) {
  RecordDecoder decoder;
  JournalReader reader(layout, decoder);
  std::vector<std::uint8_t> place(place_bytes(layout));
  for (std::uint32_t bank = 0; bank < 2; ++bank) {
    const std::uint32_t start = layout.journal.address + bank * bank_bytes(layout);
    for (std::uint32_t i = 0; i < places_of_bank(layout); ++i) {
      const std::uint32_t address = start + i * place_bytes(layout);
      const bool readable = ok(flash.read(address, place));
      reader.took(address, place, readable);
    }
  }
  return reader.reading();
}

void AppendWatcher::start(const JournalReading& found) {
  (void)finish();
  holds_ = found.newest;
  in_force_ = found.state;
}

std::uint32_t AppendWatcher::bank_of(std::uint32_t address) const {
  return address - layout_.journal.address < bank_bytes(layout_) ? 0 : 1;
}

bool AppendWatcher::is_only_holder(std::uint32_t bank) const {
  return in_force_.sequence != 0 && holds_[bank] == in_force_.sequence && holds_[1 - bank] < in_force_.sequence;
}

void AppendWatcher::touch(std::uint32_t bank) {
  if (!first_) first_ = bank;
}

// An append erases a bank at most once, from its first sector on, and never after writing to it.
std::optional<AppendCase> AppendWatcher::erased(std::uint32_t address, bool held) {
  const std::uint32_t bank = bank_of(address);
  const bool is_first_sector = (address - layout_.journal.address) % bank_bytes(layout_) == 0;
  std::optional<AppendCase> before;
  if (is_first_sector && (parts_[bank].erased || parts_[bank].written)) before = finish();
  touch(bank);
  wrote_over_ = wrote_over_ || is_only_holder(bank);
  parts_[bank].erased = true;
  parts_[bank].failed = parts_[bank].failed || !held;
  holds_[bank] = 0;
  return before;
}

std::optional<AppendCase> AppendWatcher::programmed(std::uint32_t address, const std::optional<State>& record,
                                                    bool held) {
  std::optional<AppendCase> before;
  if (next_.sequence != 0 && next_.sequence != (record ? record->sequence : 0)) before = finish();
  const std::uint32_t bank = bank_of(address);
  touch(bank);
  if (record) next_ = *record;
  Part& part = parts_[bank];
  part.failed = part.failed || !held || !record;
  if (!held || !record) return before;
  part.written = true;
  holds_[bank] = record->sequence;
  return before;
}

std::optional<AppendCase> AppendWatcher::finish() {
  std::optional<AppendCase> row;
  if (first_) row = name();
  if (parts_[0].written || parts_[1].written) in_force_ = next_;
  next_ = {};
  parts_ = {};
  first_.reset();
  wrote_over_ = false;
  return row;
}

AppendCase AppendWatcher::name() const {
  if (wrote_over_ && !may_write_over(in_force_, next_)) return AppendCase::kUnexpected;
  const bool both = parts_[0].written && parts_[1].written;
  if (both) return wrote_over_ ? AppendCase::kUnexpected : name_of_complete();
  const bool one = parts_[0].written || parts_[1].written;
  if (!one) return parts_[0].touched() && parts_[1].touched() ? AppendCase::kFailed : AppendCase::kRefused;
  if (!parts_[parts_[0].written ? 1 : 0].failed) return AppendCase::kUnexpected;
  return wrote_over_ ? AppendCase::kOver : AppendCase::kOne;
}

AppendCase AppendWatcher::name_of_complete() const {
  if (parts_[0].failed || parts_[1].failed) return AppendCase::kAgain;
  const std::uint32_t first = first_.value();
  if (parts_[first].erased) {
    if (!parts_[1 - first].erased) return AppendCase::kUnexpected;  // the one with room comes first
    return in_force_.sequence == 0 ? AppendCase::kNew : AppendCase::kFullBoth;
  }
  if (!parts_[1 - first].erased) return AppendCase::kRoom;
  return first == 0 ? AppendCase::kFull1 : AppendCase::kFull0;
}

}  // namespace switchback::rig
