// Scanning, mirroring and compaction of the journal's banks.
#include "bootloader/journal/journal.h"

#include <algorithm>
#include <utility>

namespace switchback::bootloader {
namespace {

static_assert(kLargestPieceBytes >= round_up(kRecordBytes, kLargestWriteUnitBytes) && kCompareBytes >= kRecordBytes);
// Behind it there are more numbers than one start writes records.
constexpr std::uint32_t kLastSequence = 0xff000000;
constexpr int kMaxReadings = 16;  // a torn record may read valid in one and not in the next

// Returns false also for a record that an application made up and no device writes.
bool decode_record(const Layout& layout, std::span<const std::uint8_t, kRecordBytes> record, State& state) {
  return decode_state(record, state) && is_sound(state, layout);
}

// In these phases the device is lost without a next record: slots would stay half exchanged, or an
// image that cannot run would be tried for ever.
bool needs_next_record(Phase phase) {
  return phase == Phase::kSwapping || phase == Phase::kReverting || phase == Phase::kTrial;
}

// The same holds if slot 0 no longer starts and is about to be restored. A healed device is idle
// again.
bool begins_restore(const State& state) {
  return state.last_reason == Status::kHealed && (state.phase == Phase::kSwapping || state.phase == Phase::kReverting);
}

// Not inlined: the data passes through none of the caller's registers.
[[gnu::noinline]] void copy(const State& from, State& to) { to = from; }

}  // namespace

// Has a loop and reads of its own, and shares only decode_record() with load(). Not inlined,
// because confirmed_entry() calls it, too.
[[gnu::noinline]] std::uint32_t newest_floor(Flash& flash, LayoutRef layout, JournalRoom& room) {
  const Area& journal = layout->journal;
  const std::uint32_t place_bytes = round_up(kRecordBytes, layout->write_unit_bytes);
  const std::uint32_t bank_bytes = journal.size_bytes / 2;
  room.floor_sequence = 0;
  room.floor = layout->initial_security_floor;
  for (std::uint32_t bank = 0; bank < journal.size_bytes; bank += bank_bytes) {
    for (std::uint32_t at = bank; bank + bank_bytes - at >= place_bytes; at += place_bytes) {
      const auto record = std::span(room.scratch.check).first<kRecordBytes>();
      const State& found = room.found;
      const bool is_valid =
          ok(read_flash(flash, journal.address + at, record)) && decode_record(layout, record, room.found);
      if (!is_valid || found.sequence < room.floor_sequence) continue;
      // Two floors under one number are forged. The higher one counts, also for load().
      const bool is_other = found.sequence != room.floor_sequence;
      room.floor = is_other ? found.security_floor : std::max(room.floor, found.security_floor);
      room.floor_sequence = found.sequence;
    }
  }
  return room.floor;
}

Status Journal::load(State& state) {
  find(state);
  return is_settled_ ? Status::kOk : append(state);
}

void Journal::find(State& state) {
  search(state);
  forget_calls();
}

// Not inlined, like write(): what it leaves on the stack lies below its caller.
[[gnu::noinline]] void Journal::search(State& state) {
  for (int readings = 0; readings < kMaxReadings; ++readings) {
    room_.least_floor = newest_floor(flash_, layout_, room_);
    room_.seal = room_.least_floor ^ kSeal;
    scan_banks(state);
    if (state.security_floor >= room_.least_floor) break;
  }
  room_.sequence = 0;
  room_.in_force = state.sequence;
  phase_ = state.phase;
  failed_records_ = 0;
  is_cornered_ = false;
  is_settled_ = room_.in_force == 0;
  if (room_.in_force == 0) return begin_anew();
  if (room_.in_force >= kLastSequence) {
    room_.in_force = 0;
    for (Bank& bank : room_.banks) bank.next = bank_bytes();
    return;
  }
  room_.sequence = room_.in_force + 1;
  settle_banks();
}

// No record is in force. A bank that was begun is erased before it is used.
void Journal::begin_anew() {
  for (Bank& bank : room_.banks) {
    bank.is_in_doubt = bank.next == place_bytes();
    if (bank.is_in_doubt) room_.sequence = 1;  // the number of that record
    bank.next = bank_bytes();
  }
}

void Journal::settle_banks() {
  bool has_last_place = false;
  bool has_none = false;
  for (Bank& bank : room_.banks) {
    has_none |= bank.sequence == 0;
    // Behind the other bank: its erase or its last write was interrupted, or it is damaged. Places
    // that look blank may not be, and the number of places that look torn may differ from start to
    // start.
    if (bank.sequence != room_.in_force) {
      bank.next = bank_bytes();
      continue;
    }
    room_.sequence += bank.torn_places;
    failed_records_ = std::max(failed_records_, bank.failed_records);
    has_last_place |= has_place(bank);
  }
  const bool agree = is_mirrored();
  const bool clean = room_.banks[0].ends_valid && room_.banks[1].ends_valid;
  const bool roomy = has_room(room_.banks[0]) || has_room(room_.banks[1]);
  // Only a cut leaves one bank full and the other with its first record alone, which may be
  // half-written.
  const bool half_done = (!has_place(room_.banks[0]) && room_.banks[1].next == place_bytes()) ||
                         (!has_place(room_.banks[1]) && room_.banks[0].next == place_bytes());
  is_settled_ = agree && clean && roomy && !half_done;
  is_cornered_ = has_none && !has_last_place;
}

void Journal::scan_banks(State& newest) {
  newest = {};
  newest.security_floor = layout_->initial_security_floor;
  for (Bank& bank : room_.banks) scan(bank, newest);
}

// Not inlined: this saves code size (docs/decisions/0008).
[[gnu::noinline]] void Journal::scan(Bank& bank, State& newest) {
  bank = {};
  const MutableBytes place(room_.scratch.piece.data(), place_bytes());
  State& found = room_.found;
  std::uint32_t places_since = 0;  // the last non-blank place
  for (std::uint32_t at = 0; bank_bytes() - at >= place_bytes(); at += place_bytes()) {
    const bool readable = ok(read_flash(flash_, area(bank).address + at, place));
    ++places_since;
    if (readable && is_erased(layout_, place)) continue;
    bank.next = at + place_bytes();
    bank.torn_places += std::exchange(places_since, 0);
    bank.ends_valid = readable && decode_record(layout_, place.first<kRecordBytes>(), found);
    // Numbers rise within a bank: a record behind a higher number is forged.
    bank.ends_valid = bank.ends_valid && found.sequence >= bank.sequence;
    ++bank.failed_records;
    if (!bank.ends_valid) continue;
    bank.torn_places = bank.failed_records = 0;
    bank.sequence = found.sequence;
    const bool is_higher = found.sequence == newest.sequence && found.security_floor >= newest.security_floor;
    if (found.sequence > newest.sequence || is_higher) newest = found;
  }
}

// A state that a glitch has changed must not become the newest record.
bool Journal::may_be_written(std::span<const std::uint8_t, kRecordBytes> record) {
  return is_loaded() && decode_record(layout_, record, room_.found) && room_.found.security_floor >= room_.least_floor;
}

Status Journal::append(State& state) {
  const Status status = write(state);
  forget_calls();
  return status;
}

[[gnu::noinline]] Status Journal::write(State& state) {
  state.sequence = ++room_.sequence;
  room_.scratch.piece.fill(layout_->erased_value);
  const auto record = std::span(room_.scratch.piece).first<kRecordBytes>();
  encode_state(state, record);
  if (!may_be_written(record)) return Status::kFlashVerify;
  const bool in_order = comes_first(room_.banks[0], room_.banks[1]);
  Bank& first = room_.banks[in_order ? 0 : 1];
  Bank& second = room_.banks[in_order ? 1 : 0];
  const Status one = write_first(first, second);
  const Status two = ok(one) ? write_second(second, first) : write_first(second, first);
  if (!ok(one) && !ok(two)) {
    const bool may_write_over = needs_next_record(phase_) || begins_restore(state);
    if (!may_write_over || !ok(write_over(one == Status::kJournalFull ? first : second))) return one;
  }
  room_.in_force = room_.sequence;
  phase_ = state.phase;
  return Status::kOk;
}

State& Journal::draft(const State& state) {
  copy(state, room_.draft);
  return room_.draft;
}

State& Journal::draft(const State& state, Phase phase) {
  enter_phase(draft(state), phase);
  return room_.draft;
}

Status Journal::change(State& state, State& next) {
  const Status status = write(next);
  if (ok(status)) copy(next, state);
  forget_calls();
  return status;
}

// Whether `bank` is written before `other`. First comes the bank that is not in doubt. Then the one
// with room, so that it has the newest record when the other must be erased; then the one with a
// kept place. If neither has a place: the one that differs from a half-erased bank, because it is
// behind, or its newest record is in its last place.
bool Journal::comes_first(const Bank& bank, const Bank& other) const {
  if (bank.is_in_doubt != other.is_in_doubt) return other.is_in_doubt;
  if (has_room(bank) != has_room(other)) return has_room(bank);
  const bool any = has_place(bank);
  if (any != has_place(other)) return any;
  if (!any && bank.sequence != other.sequence) return bank.sequence < other.sequence;
  return bank.ends_valid || !other.ends_valid;
}

// Without any place left, `bank` is erased only while `other` holds the state.
Status Journal::write_first(Bank& bank, const Bank& other) {
  if (ok(write_somewhere(bank))) return Status::kOk;
  const bool nothing_to_lose = bank.sequence == 0;
  if (other.sequence < room_.in_force && !nothing_to_lose) return Status::kJournalFull;
  return erase_and_write(bank);
}

// `first` has just taken the record. `bank` may be erased once the record is certain in `first`.
Status Journal::write_second(Bank& bank, Bank& first) {
  if (!first.is_certain && has_place(first)) (void)write_at_next(first);
  while (has_room(bank)) {
    if (ok(write_at_next(bank))) return Status::kOk;
  }
  return erase_and_write(bank);
}

// The last resort if the other bank is worn out and `bank` is full: a power cut before this returns
// loses the state.
Status Journal::write_over(Bank& bank) {
  if (has_place(bank)) return Status::kJournalFull;
  return erase_and_write(bank);
}

// Tries every place that is left.
Status Journal::write_somewhere(Bank& bank) {
  while (has_place(bank)) {
    if (ok(write_at_next(bank))) return Status::kOk;
  }
  return Status::kJournalFull;
}

Status Journal::erase_and_write(Bank& bank) {
  if (const Status erased = erase(bank); !ok(erased)) return erased;
  return write_at_next(bank);
}

Status Journal::write_at_next(Bank& bank) {
  const std::uint32_t address = area(bank).address + bank.next;
  const bool is_certain = std::exchange(bank.next_is_fresh, true);
  bank.next += place_bytes();
  const Status status = program_and_check(flash_, address, record(), room_.scratch);
  if (ok(status)) {
    bank.sequence = room_.sequence;
    bank.ends_valid = true;
    bank.is_certain = is_certain;
  }
  return status;
}

Status Journal::erase(Bank& bank) {
  if (!is_loaded()) return Status::kFlashVerify;
  const Status status = erase_journal_bank(flash_, layout_, area(bank), observer_);
  bank.next = ok(status) ? 0 : bank_bytes();
  bank.sequence = 0;
  bank.next_is_fresh = true;
  bank.is_in_doubt = false;
  return status;
}

}  // namespace switchback::bootloader
