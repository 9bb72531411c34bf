// The journal: the newest State, kept in two mirrored banks so that one damaged bank loses nothing.
//
// A bank is a row of records, each padded to whole write units and written once between erases. A record goes to both
// banks, one after the other; a full bank is erased only while the other holds the newest record. So power may go at
// any point: the newest record that reads valid in either bank is the state, and it is either the old or the new one.
//
// A record that was being written when power went may read valid now and not later. Where both banks end in the same
// one, the bank that was written first holds it for certain. Otherwise what load() returns is written afresh: the
// caller relies only on records whose writing was not interrupted. Fresh records skip a number, and one more for each
// place behind that record in a bank, so that no torn one can come back with theirs. Near the end of the numbers, where
// only a forged record can be, both banks are erased one after the other, and numbers start anew.
//
// A bank whose erase was interrupted may look blank where it is not, and show any of its records again. So before a
// bank is erased, the other takes a record that is newer than all of them: its last places are kept for that. The first
// place that is written after a start may have been begun before and look blank. What it holds may be gone next time,
// so the record goes to the next place as well, before the other bank is touched. A bank that is behind the other is
// erased before it is used. Once the kept places are used up, by one power cut in the first write after an erase each,
// the erase has to do without. Nor does anything newer protect a bank whose very first record reads invalid: then the
// other is erased and written first.
//
// Where one bank is worn out, the other is used until it is full. It is then erased only while slots are exchanged or
// an image is on trial: without a next record the device would be lost, and not only if power fails just then.
#pragma once

#include "bootloader/flash.h"
#include "bootloader/flash_io.h"
#include "bootloader/layout_ref.h"
#include "bootloader/state.h"

namespace switchback::bootloader {

// What a journal knows of one of its banks.
struct JournalBank {
  std::uint32_t next = 0;            // offset of the first record place behind everything that is not blank
  std::uint32_t sequence = 0;        // newest valid record; 0: none
  std::uint32_t torn_places = 0;     // behind the newest valid record: written to, and not valid
  std::uint32_t failed_records = 0;  // of these, those that are not blank
  bool ends_valid = true;            // the last place that is not blank holds the newest valid record, or all is blank
  bool next_is_fresh = false;        // its writing cannot have been cut before: it was not the next one then
  bool is_certain = false;           // the newest record was written where that was so
  bool is_in_doubt = false;          // its only record reads invalid, and may come back
};

// All that a journal reads, and makes of it (see Scratch).
struct JournalRoom {
  Scratch scratch;
  State draft;  // what change() is about to make durable
  State found;  // in the record that is looked at
  std::array<JournalBank, 2> banks;
  std::uint32_t sequence = 0;        // of the record that is written, or was last
  std::uint32_t in_force = 0;        // of the newest durable record
  std::uint32_t least_floor = 0;     // read apart from all else: a record with a lower one is not written
  std::uint32_t seal = 0;            // of least_floor
  std::uint32_t floor = 0;           // of the newest record so far, for newest_floor()
  std::uint32_t floor_sequence = 0;  // that record's number
};

// The floor of the newest record that reads valid; the initial one where none does. `room.scratch`, `room.found` and
// the last two of `room` are overwritten.
std::uint32_t newest_floor(Flash& flash, LayoutRef layout, JournalRoom& room);
inline std::uint32_t newest_floor(Flash& flash, LayoutRef layout) {
  JournalRoom room;
  return newest_floor(flash, layout, room);
}

class Journal {
 public:
  // All are borrowed; `observer` may be nullptr.
  Journal(Flash& flash, const Layout& layout, JournalRoom& room, Observer* observer = nullptr)
      : flash_(flash), layout_(layout), room_(room), observer_(observer) {}

  // Finds the newest state; writes nothing. Without any valid record, `state` is the one of a new device: sequence 0,
  // idle, the initial floor.
  void find(State& state);

  // Whether what find() found reads the same at the next start for certain, and needs no fresh record. Otherwise it
  // must not be relied on for anything that destroys data before a record was appended.
  bool is_settled() const { return is_settled_; }

  // After find(), where a record was begun behind the newest one and does not read valid: how many there are. Each was
  // cut, or its place is worn.
  std::uint32_t failed_records() const { return failed_records_; }

  // After find(): the bank of the newest record is full, and the other one holds none: its erase was begun, and no
  // record written since. Nothing can be written before it is erased once more.
  bool is_cornered() const { return is_cornered_; }

  // find(), and writes what was found afresh where it is not settled. kOk; kJournalFull or a flash status when that
  // fresh record could not be written anywhere: `state` is then still what was found, but must not be relied on for
  // anything that destroys data.
  Status load(State& state);

  // Gives `state` the next sequence number and makes it durable. kOk when at least one bank holds it and the write was
  // read back; otherwise kJournalFull, kFlashErase, kFlashProgram or kFlashVerify, and the previous state may still be
  // the newest. kFlashVerify, with nothing written, also for a record that reads invalid, or whose floor is lower than
  // what newest_floor() found at load: no fault in the processor makes a device forget the floor.
  Status append(State& state);

  // A copy of `state` to be changed and then made durable, in the same phase or in another one (enter_phase()). It lies
  // in the room, until the next draft.
  State& draft(const State& state);
  State& draft(const State& state, Phase phase);

  // As append(next); `state` becomes `next` only where that is durable.
  Status change(State& state, State& next);

  // Whether both banks hold the newest record. Otherwise one is worn out.
  bool is_mirrored() const {
    return room_.banks[0].sequence == room_.in_force && room_.banks[1].sequence == room_.in_force;
  }

  // For what is done between two records.
  Scratch& scratch() { return room_.scratch; }

 private:
  // Of each bank, for records that come before the other bank's erase. One in doubt takes two; one more may be lost to
  // a cut. Banks have twice as many places at least.
  static constexpr std::uint32_t kKeptPlaces = 3;

  // Otherwise a fault in the processor jumped here, or changed the floor: nothing is erased, no record begun.
  static constexpr std::uint32_t kSeal = 0x6b1dc3a5;
  bool is_loaded() const { return room_.seal == (room_.least_floor ^ kSeal); }

  using Bank = JournalBank;

  void search(State& state);
  Status write(State& state);
  void scan_banks(State& newest);
  void begin_anew();
  void settle_banks();
  void scan(Bank& bank, State& newest);
  std::uint32_t bank_bytes() const { return layout_->journal.size_bytes / 2; }
  // Computed each time: a fault in the processor must not move a bank for good.
  Area area(const Bank& bank) const {
    return {layout_->journal.address + (&bank == &room_.banks[1] ? bank_bytes() : 0), bank_bytes()};
  }
  // That is written: in the room, filled up to a place.
  Bytes record() const { return Bytes(room_.scratch.piece).first(place_bytes()); }
  bool may_be_written(std::span<const std::uint8_t, kRecordBytes> record);
  // A record, padded to whole write units.
  std::uint32_t place_bytes() const { return round_up(kRecordBytes, layout_->write_unit_bytes); }
  bool has_places(const Bank& bank, std::uint32_t places) const {
    return bank_bytes() - bank.next >= places * place_bytes();
  }
  bool has_place(const Bank& bank) const { return has_places(bank, 1); }
  bool has_room(const Bank& bank) const { return has_places(bank, kKeptPlaces + 1); }
  bool comes_first(const Bank& bank, const Bank& other) const;
  Status write_first(Bank& bank, const Bank& other);
  Status write_second(Bank& bank, Bank& first);
  Status write_over(Bank& bank);
  Status write_somewhere(Bank& bank);
  Status write_at_next(Bank& bank);
  Status erase_and_write(Bank& bank);
  Status erase(Bank& bank);

  Flash& flash_;
  LayoutRef layout_;
  JournalRoom& room_;
  Observer* observer_;
  Phase phase_ = Phase::kIdle;  // of the newest durable record
  std::uint32_t failed_records_ = 0;
  bool is_settled_ = true;
  bool is_cornered_ = false;
};

// For programs without an Outcome to keep the room in.
struct JournalRoomHolder {
  JournalRoom room;
};
class JournalWithRoom : private JournalRoomHolder, public Journal {
 public:
  JournalWithRoom(Flash& flash, const Layout& layout) : Journal(flash, layout, room) {}
  JournalWithRoom(const JournalWithRoom&) = delete;
  JournalWithRoom& operator=(const JournalWithRoom&) = delete;
};

}  // namespace switchback::bootloader
