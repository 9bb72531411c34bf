// Writes an artefact into an area of flash from its first byte to its last, so that an interrupted
// run can continue. The area is erased, then written in order. After a reset all sectors before the
// last one that is not blank are kept.
//
// That sector may be incomplete, and the one behind it may hold a half-written unit that still
// reads blank: a resume erases both. This suffices only if no whole sector of the artefact looks
// blank behind the sector that was written last. So before anything is written behind a blank
// sector, the journal records that everything before it is complete.
//
// State::progress is the number of bytes that are kept for certain, from the area's start up to the
// start of a sector. While a resume erases what lies behind them it is one more, an odd number
// (docs/SPEC.md, "Resume").
#pragma once

#include "bootloader/journal/journal.h"
#include "core/base/stream.h"

namespace switchback::bootloader {

class OrderedWriter final : public Sink {
 public:
  // `area` is whole sectors, `state` the journal's newest. Everything is borrowed; `observer` may
  // be nullptr.
  OrderedWriter(Flash& flash, const Layout& layout, Journal& journal, State& state, const Area& area,
                Observer* observer = nullptr);

  // Starts at the area's first byte: erases the whole area, one sector in each call. Once all is
  // erased, the caller records that the area is being written, with progress 0. Not earlier: a
  // resume may find only this artefact in the area.
  //   kOk:         all is erased
  //   kApiErasing: there are more sectors: call again
  //   kFlashErase: an erase failed
  //   kFlashRange: the area overlaps the journal
  Status start();

  // Continues an area that was being written: keeps what is complete and leaves the rest blank.
  // Erases at most one sector in each call. If interrupted, it continues with the same sectors,
  // because a half-erased sector does not show how far the writing came.
  //   kOk:         write() may continue
  //   kApiErasing: there is another sector to erase: call again
  //   kFlashErase: an erase failed
  //   kFlashRange: the journal's progress is outside the area or not at a sector's start
  //   others:      from the journal
  Status resume();

  // Bytes of the area that start() has erased.
  std::uint32_t erased_bytes() const { return erased_bytes_; }

  // Bytes that resume() kept at the area's start, up to a sector's start; 0 after start().
  std::uint32_t kept_bytes() const { return kept_bytes_; }

  // Bytes of the area that are written or skipped.
  std::uint32_t position() const { return position_; }

  // Continues behind the kept bytes, for a caller that does not produce them again. Only directly
  // after resume().
  void skip_kept() { position_ = kept_bytes_; }

  // Takes the next bytes and writes them in pieces of piece_bytes(). Bytes in the kept part are
  // compared, not written.
  //   kOk:           taken
  //   kFlashRange:   beyond the area
  //   kFlashVerify:  the kept part, or what was just written, reads differently: start() again
  //   kFlashProgram: programming failed
  //   others:        from the journal
  Status write(Bytes bytes) override;

  // Writes what is left, the last write unit filled up with the erased value. Statuses as write().
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
  std::uint32_t erased_bytes_ = 0;  // start(): from the area's start; resume(): behind kept bytes
  std::uint32_t kept_bytes_ = 0;
  std::uint32_t position_ = 0;
  // Address of the end of the last sector that was written to, or in which a resume starts.
  std::uint32_t reached_ = 0;
  std::uint32_t pending_ = 0;  // bytes in piece_ that are not programmed yet
  std::array<std::uint8_t, kLargestPieceBytes> piece_{};
};

}  // namespace switchback::bootloader
