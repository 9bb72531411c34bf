// Writes an area from its start to its end, across resets. The area is erased before the first byte; whatever is found
// in it later was therefore written in order, and only a sector in which the writing stopped can hold half-written
// units. That is the last sector that is not blank; or, where a half-written unit still reads blank, any sector behind
// it: a second interruption may have come before as much was written again.
#pragma once

#include "bootloader/flash.h"
#include "bootloader/layout.h"
#include "core/stream.h"

namespace switchback::bootloader {

class OrderedWriter final : public Sink {
 public:
  // `area` is whole sectors. All are borrowed.
  OrderedWriter(Flash& flash, const Layout& layout, const Area& area);

  // Erases the whole area and starts at its first byte. kOk; kFlashErase.
  Status start();

  // How many bytes at the area's start an interrupted run left whole: all before the last sector that is not blank.
  // Reads only.
  std::uint32_t whole_bytes() const;

  // Keeps `kept_bytes` (a sector's start) and erases that sector and the next, either of which may have been touched.
  // Each one behind them is erased by write() before anything is written to it.
  // Until this has returned, whole_bytes() means nothing: see resume_writing(). kOk; kFlashErase.
  Status resume(std::uint32_t kept_bytes);

  // Bytes at the area's start that resume() kept: a sector's start, 0 after start().
  std::uint32_t kept_bytes() const { return kept_bytes_; }

  // Bytes of the area that are written or skipped.
  std::uint32_t position() const { return position_; }

  // Goes on behind the kept bytes, for a caller that does not produce them again. Only directly after resume().
  void skip_kept() { position_ = kept_bytes_; }

  // Takes the next bytes, and writes them in pieces of kMaxWriteUnitBytes. Those that lie in the kept part are
  // compared, not written. kOk; kFlashRange (past the area); kFlashVerify (the kept part or what was just written reads
  // differently: start() again); kFlashProgram.
  Status write(Bytes bytes) override;

  // Writes what is left, its last write unit filled up with the erased value. kOk or as write().
  Status finish();

 private:
  Status compare(Bytes bytes);
  Status fill_piece(Bytes bytes);
  Status flush(std::uint32_t size_bytes);
  Status erase_if_doubtful(std::uint32_t address);

  Flash* flash_;
  const Layout* layout_;
  Area area_;
  std::uint32_t kept_bytes_ = 0;
  std::uint32_t position_ = 0;
  std::uint32_t doubtful_from_ = 0;  // address from where on units may be half-written; the area's end: nowhere
  std::uint32_t pending_ = 0;        // bytes in piece_ that are not programmed yet
  std::array<std::uint8_t, kMaxWriteUnitBytes> piece_{};
};

}  // namespace switchback::bootloader
