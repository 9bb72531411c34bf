// Writes an artefact into an area of flash from its first byte to its last, so that an interrupted run can go on where
// it stopped: erase everything, write in order, and after a reset keep all sectors but the last that is not blank.
//
// That one may be incomplete, and the one behind it may hold a unit that is half-written and still reads blank: a
// resume erases both. For this to be all, no whole sector of the artefact may look blank behind the sector that was
// written last. So the journal says, before anything is written behind a blank sector, that all before it is whole.
//
// State::progress is what is kept for certain: bytes from the area's start, up to the start of a sector. It is odd, one
// more, while a resume erases what lies behind them (docs/SPEC.md, "Resume").
#pragma once

#include "bootloader/journal.h"
#include "core/stream.h"

namespace switchback::bootloader {

class OrderedWriter final : public Sink {
 public:
  // `area` is whole sectors, `state` the journal's newest. All are borrowed; `observer` may be nullptr.
  OrderedWriter(Flash& flash, const Layout& layout, Journal& journal, State& state, const Area& area,
                Observer* observer = nullptr);

  // Starts at the area's first byte: erases the whole area, one sector in each call. That it is written is for the
  // caller to record, afterwards and with progress 0: what a resume finds in the area has to be this artefact's.
  // Returns:
  //   kOk           all is erased
  //   kApiErasing   there are more sectors: call again
  //   kFlashErase, kFlashRange
  Status start();

  // Goes on with an area that was being written: keeps what is whole and leaves the rest blank. Interrupted, it goes on
  // with the same sectors, for what a half-erased sector looks like says nothing about how far the writing came. Erases
  // at most one sector in each call. Returns:
  //   kOk           write() may go on
  //   kApiErasing   there is another sector to erase: call again
  //   kFlashErase
  //   kFlashRange   the journal's progress lies outside the area, or at no sector's start
  //   journal reasons
  Status resume();

  // Bytes of the area that start() has erased.
  std::uint32_t erased_bytes() const { return erased_bytes_; }

  // Bytes at the area's start that resume() kept: a sector's start, 0 after start().
  std::uint32_t kept_bytes() const { return kept_bytes_; }

  // Bytes of the area that are written or skipped.
  std::uint32_t position() const { return position_; }

  // Goes on behind the kept bytes, for a caller that does not produce them again. Only directly after resume().
  void skip_kept() { position_ = kept_bytes_; }

  // Takes the next bytes, and writes them in pieces of piece_bytes(). Those that lie in the kept part are
  // compared, not written. kOk; kFlashRange (past the area); kFlashVerify (the kept part or what was just written reads
  // differently: start() again); kFlashProgram; journal reasons.
  Status write(Bytes bytes) override;

  // Writes what is left, its last write unit filled up with the erased value. kOk or as write().
  Status finish();

 private:
  void continue_from(std::uint32_t kept_bytes);
  std::uint32_t whole_bytes() const;
  Status erase_touched(std::uint32_t kept_bytes);
  Status erase_next(std::uint32_t address);
  Status record_progress(std::uint32_t progress);
  Status compare(Bytes bytes);
  Status fill_piece(Bytes bytes);
  Status flush(std::uint32_t size_bytes);
  Status note_gap(std::uint32_t address);

  Flash* flash_;
  LayoutRef layout_;
  Journal* journal_;
  State* state_;
  Area area_;
  Observer* observer_;
  std::uint32_t erased_bytes_ = 0;  // start(): from the area's start on; resume(): behind the kept bytes
  std::uint32_t kept_bytes_ = 0;
  std::uint32_t position_ = 0;
  std::uint32_t reached_ = 0;  // address of the end of the last sector that was written to, or that a resume starts in
  std::uint32_t pending_ = 0;  // bytes in piece_ that are not programmed yet
  std::array<std::uint8_t, kLargestPieceBytes> piece_{};
};

}  // namespace switchback::bootloader
