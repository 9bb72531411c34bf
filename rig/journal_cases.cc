// Reading the banks, and telling appends apart.
#include "rig/journal_cases.h"

#include <algorithm>

namespace switchback::rig {
namespace {

using bootloader::kRecordBytes;
using bootloader::Layout;
using bootloader::Phase;
using bootloader::State;

constexpr std::array<JournalRow, kLoadCaseCount> kLoadRows = {{
#define SWITCHBACK_LOAD_CASE(name, ...) {__VA_ARGS__},
#include "rig/journal_cases.def"
#undef SWITCHBACK_LOAD_CASE
}};

constexpr std::array<JournalRow, kAppendCaseCount + 1> kAppendRows = {{
#define SWITCHBACK_APPEND_CASE(name, ...) {__VA_ARGS__},
#include "rig/journal_cases.def"
#undef SWITCHBACK_APPEND_CASE
    {"append-unexpected", "", "", "", ""},
}};

// What a bank looks like to somebody who reads it from its start.
struct Bank {
  State newest;  // sequence 0: no valid record
  bool blank = true;
  bool ends_valid = true;  // the last place that is not blank holds a valid record, or all is blank
  bool has_room = true;    // more places at its end are blank than are kept
};

std::uint32_t bank_bytes(const Layout& layout) { return layout.journal.size_bytes / 2; }

// A record, padded to whole write units.
std::uint32_t place_bytes(const Layout& layout) {
  const std::uint32_t unit = layout.write_unit_bytes;
  return (kRecordBytes + unit - 1) / unit * unit;
}

bool is_blank(const Layout& layout, Bytes bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [&](std::uint8_t byte) { return byte == layout.erased_value; });
}

Bank read_bank(bootloader::Flash& flash, const Layout& layout, std::uint32_t start) {
  Bank bank;
  std::array<std::uint8_t, kRecordBytes> record;
  const std::uint32_t place = place_bytes(layout);
  std::uint32_t blank_places = 0;  // at the end
  for (std::uint32_t at = 0; at + place <= bank_bytes(layout); at += place) {
    const bool readable = ok(flash.read(start + at, record));
    ++blank_places;
    if (readable && is_blank(layout, record)) continue;
    blank_places = 0;
    State found;
    bank.blank = false;
    bank.ends_valid = readable && decode_state(record, found);
    if (bank.ends_valid && found.sequence >= bank.newest.sequence) bank.newest = found;
  }
  bank.has_room = blank_places > std::min(2u, bank_bytes(layout) / place / 2);
  return bank;
}

std::array<Bank, 2> read_banks(bootloader::Flash& flash, const Layout& layout) {
  const std::uint32_t start = layout.journal.address;
  return {read_bank(flash, layout, start), read_bank(flash, layout, start + bank_bytes(layout))};
}

LoadCase name(const Bank& newer, const Bank& older) {
  if (newer.newest.sequence == 0) return newer.blank && older.blank ? LoadCase::kBlank : LoadCase::kLost;
  if (older.newest.sequence == 0) return newer.has_room ? LoadCase::kAlone : LoadCase::kAloneFull;
  if (older.newest.sequence != newer.newest.sequence) {
    return newer.has_room ? LoadCase::kBehind : LoadCase::kBehindFull;
  }
  if (!newer.ends_valid && !older.ends_valid) return LoadCase::kTornEnds;
  if (!newer.ends_valid || !older.ends_valid) return LoadCase::kTornEnd;
  return newer.has_room || older.has_room ? LoadCase::kClean : LoadCase::kFull;
}

State found_in(const Bank& newer, const Layout& layout) {
  State state = newer.newest;
  if (state.sequence == 0) state.security_floor = layout.initial_security_floor;
  return state;
}

bool may_write_over(Phase phase) {
  return phase == Phase::kSwapping || phase == Phase::kTrial || phase == Phase::kReverting;
}

}  // namespace

const JournalRow& load_row(LoadCase which) { return kLoadRows[static_cast<std::size_t>(which)]; }
const JournalRow& append_row(AppendCase which) { return kAppendRows[static_cast<std::size_t>(which)]; }

JournalReading read_journal(bootloader::Flash& flash, const Layout& layout) {
  const std::array<Bank, 2> banks = read_banks(flash, layout);
  const bool in_order = banks[0].newest.sequence >= banks[1].newest.sequence;
  const Bank& newer = banks[in_order ? 0 : 1];
  return {name(newer, banks[in_order ? 1 : 0]), found_in(newer, layout)};
}

void AppendWatcher::start(bootloader::Flash& flash) {
  const std::array<Bank, 2> banks = read_banks(flash, layout_);
  holds_ = {banks[0].newest.sequence, banks[1].newest.sequence};
  in_force_ = banks[holds_[0] >= holds_[1] ? 0 : 1].newest;
  (void)finish();
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

// An append erases a bank at most once, from its first sector on, and not after it has written it.
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

std::optional<AppendCase> AppendWatcher::programmed(std::uint32_t address, Bytes place, bool held) {
  State record;
  const bool is_record = place.size() >= kRecordBytes && decode_state(place.first<kRecordBytes>(), record);
  std::optional<AppendCase> before;
  if (next_.sequence != 0 && next_.sequence != record.sequence) before = finish();
  const std::uint32_t bank = bank_of(address);
  touch(bank);
  if (is_record) next_ = record;
  Part& part = parts_[bank];
  part.failed = part.failed || !held || !is_record;
  if (!held || !is_record) return before;
  part.written = true;
  holds_[bank] = record.sequence;
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
  if (wrote_over_ && !may_write_over(in_force_.phase)) return AppendCase::kUnexpected;
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
