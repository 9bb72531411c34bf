// The journal keeps the newest State in two mirrored banks, so that one damaged bank loses nothing.
//
// A bank is a row of records. Each is padded to whole write units and written once between erases.
// A record goes to both banks, one after the other. A full bank is erased only while the other
// holds the newest record. So power may fail at any point: the newest valid record in either bank
// is the state, either the old or the new one.
//
// Torn records: a record that was being written when power failed may read valid now and not later.
// If both banks end in the same record, the bank that was written first holds it for certain.
// Otherwise load() writes the state afresh, so that the caller relies only on records whose writing
// was not interrupted. A fresh record skips a number, and one more for each place behind the found
// record, so that no torn record can come back with its number. Near the end of the numbers, which
// only a forged record reaches, both banks are erased one after the other, and the numbers start
// anew.
//
// Interrupted erases: a bank whose erase was interrupted may look blank, and show any of its
// records again later.
// - Before a bank is erased, the other takes a record that is newer than all of these. The last
//   places of each bank are kept for that.
// - The first place that is written after a start may have been begun earlier and look blank. Its
//   record may be gone at the next start, so the record goes to the next place as well, before the
//   other bank is touched.
// - A bank that is behind the other is erased before it is used.
// - Each power cut in the first write after an erase uses up a kept place. Once none is left, a
//   bank is erased without a newer record in the other.
// - If the very first record of a bank reads invalid, nothing newer protects the bank. Then the
//   other is erased and written first.
//
// Worn banks: if one bank is worn out, the other is used until it is full. It is then erased only
// during an exchange or a trial. Without a next record the device would be lost then, and not only
// if power fails during the erase.
#pragma once

#include "bootloader/board/flash.h"
#include "bootloader/board/flash_io.h"
#include "bootloader/board/layout_ref.h"
#include "bootloader/journal/state.h"

namespace switchback::bootloader {

// The state of one bank.
struct JournalBank {
  std::uint32_t next = 0;            // offset of the first place behind all that are not blank
  std::uint32_t sequence = 0;        // number of the newest valid record; 0: none
  std::uint32_t torn_places = 0;     // places behind that record, up to the last non-blank one
  std::uint32_t failed_records = 0;  // of these, those that are not blank
  bool ends_valid = true;            // the last non-blank place is that record, or all is blank
  bool next_is_fresh = false;        // no earlier start can have begun the next place
  bool is_certain = false;           // the newest record was written to such a place
  bool is_in_doubt = false;          // its only record reads invalid and may come back
};

// The data that a journal reads and derives (see Scratch).
struct JournalRoom {
  Scratch scratch;
  State draft;  // what change() is about to make durable
  State found;  // in the record that is being read
  std::array<JournalBank, 2> banks;
  std::uint32_t sequence = 0;        // of the record being written, or written last
  std::uint32_t in_force = 0;        // of the newest durable record
  std::uint32_t least_floor = 0;     // from newest_floor(); no lower floor is written
  std::uint32_t seal = 0;            // derived from least_floor
  std::uint32_t floor = 0;           // of the newest record so far, in newest_floor()
  std::uint32_t floor_sequence = 0;  // that record's number
};

// The floor of the newest valid record, or the initial one if there is none. Overwrites
// `room.scratch`, `room.found`, `room.floor` and `room.floor_sequence`.
std::uint32_t newest_floor(Flash& flash, LayoutRef layout, JournalRoom& room);
inline std::uint32_t newest_floor(Flash& flash, LayoutRef layout) {
  JournalRoom room;
  return newest_floor(flash, layout, room);
}

class Journal {
 public:
  // Everything is borrowed; `observer` may be nullptr.
  Journal(Flash& flash, const Layout& layout, JournalRoom& room, Observer* observer = nullptr)
      : flash_(flash), layout_(layout), room_(room), observer_(observer) {}

  // Finds the newest state and writes nothing. Without a valid record, `state` is that of a new
  // device: sequence 0, idle, the initial floor.
  void find(State& state);

  // Whether the next start will certainly find the same state, so that no fresh record is needed.
  // Otherwise nothing that destroys data may rely on it before a record was appended.
  bool is_settled() const { return is_settled_; }

  // After find(): the number of records behind the newest one that do not read valid. Each was cut,
  // or its place is worn.
  std::uint32_t failed_records() const { return failed_records_; }

  // After find(): the bank of the newest record is full, and the erase of the other bank was begun,
  // with no record written since. It must be erased again before anything can be written.
  bool is_cornered() const { return is_cornered_; }

  // find(), and a fresh record if the state is not settled.
  //   kOk:    the state is settled, or was written afresh
  //   others: from append(). `state` is what was found, but nothing that destroys data may rely on
  //           it
  Status load(State& state);

  // Gives `state` the next sequence number and makes it durable. After a failure the previous state
  // may still be the newest.
  //   kOk:           at least one bank holds the record, which was read back
  //   kJournalFull:  no bank can take it
  //   kFlashErase:   erasing failed
  //   kFlashProgram: programming failed
  //   kFlashVerify:  it reads differently. Or nothing was written: the record is not valid, or its
  //                  floor is below the one that newest_floor() found, so that no glitch loses the
  //                  floor
  Status append(State& state);

  // A copy of `state` to be changed and then made durable, in the same or in another phase
  // (enter_phase()). It lies in the room until the next draft.
  State& draft(const State& state);
  State& draft(const State& state, Phase phase);

  // As append(next). `state` becomes `next` only if that is durable.
  Status change(State& state, State& next);

  // Whether both banks hold the newest record. If not, a bank is worn out, or a power cut left it
  // behind.
  bool is_mirrored() const {
    return room_.banks[0].sequence == room_.in_force && room_.banks[1].sequence == room_.in_force;
  }

  // For work between two records.
  Scratch& scratch() { return room_.scratch; }

 private:
  // Places kept in each bank for records that come before the other bank's erase. A record in doubt
  // takes two, and a cut may lose one more. Banks have at least twice as many places.
  static constexpr std::uint32_t kKeptPlaces = 3;

  // is_loaded() is false after a glitch that skipped find() or changed the floor. Then nothing is
  // erased and no record is begun.
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
  // Computed each time, so that no glitch moves a bank for good.
  Area area(const Bank& bank) const {
    return {layout_->journal.address + (&bank == &room_.banks[1] ? bank_bytes() : 0), bank_bytes()};
  }
  // The record that is written: in the room, padded to a place.
  Bytes record() const { return Bytes(room_.scratch.piece).first(place_bytes()); }
  bool may_be_written(std::span<const std::uint8_t, kRecordBytes> record);
  // The size of a record, padded to whole write units.
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

// For programs without an Outcome that keeps the room.
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
