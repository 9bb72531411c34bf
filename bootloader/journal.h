// The journal: the newest State, kept in two mirrored banks so that one damaged bank loses nothing.
//
// A bank is a row of records, each padded to whole write units and written once between erases. A record goes to bank
// 0, then to bank 1; a full bank is erased only while the other holds the newest record. So power may go at any point:
// the newest record that reads valid in either bank is the state, and it is either the old or the new one.
//
// A record that was being written when power went may read valid now and not later. What load() returns is therefore
// written afresh wherever the banks disagree or end in anything but a valid record, and always while slots are being
// exchanged: the caller relies only on records whose writing was not interrupted.
#pragma once

#include "bootloader/flash.h"
#include "bootloader/layout.h"
#include "bootloader/state.h"

namespace switchback::bootloader {

class Journal {
 public:
  // Both are borrowed.
  Journal(Flash& flash, const Layout& layout);

  // Finds the newest state, and writes it afresh where it may be unstable. Without any valid record, `state` is the one
  // of a new device: sequence 0, idle, the initial floor. kOk; kJournalFull or a flash status when that fresh record
  // could not be written anywhere: `state` is then still what was found, but must not be relied on for anything that
  // destroys data.
  Status load(State& state);

  // Gives `state` the next sequence number and makes it durable. kOk when at least one bank holds it and the write was
  // read back; otherwise kJournalFull, kFlashErase, kFlashProgram or kFlashVerify, and the previous state may still be
  // the newest.
  Status append(State& state);

 private:
  struct Bank {
    Area area;
    std::uint32_t next = 0;      // offset of the first record place behind everything that is not blank
    std::uint32_t sequence = 0;  // newest valid record; 0: none
    bool ends_valid = true;      // the last place that is not blank holds the newest valid record, or all is blank
  };

  void scan(Bank& bank, State& newest) const;
  Status write(Bank& bank, const Bank& other, Bytes record);
  Status write_at_next(Bank& bank, Bytes record);
  Status erase(Bank& bank);

  Flash& flash_;
  const Layout& layout_;
  std::uint32_t place_bytes_;  // a record, padded to whole write units
  std::array<Bank, 2> banks_;
  std::uint32_t sequence_ = 0;  // newest ever seen
};

}  // namespace switchback::bootloader
