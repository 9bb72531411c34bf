// In-order writing with resume.
#include "bootloader/install/ordered_writer.h"

#include <algorithm>

#include "bootloader/board/flash_io.h"
#include "bootloader/board/layout_areas.h"

namespace switchback::bootloader {
namespace {

constexpr std::uint32_t kResuming = 1;  // in State::progress: sectors start at even offsets

// Whether the whole sector is erased. A unit that cannot be read is not.
bool is_blank(Flash& flash, const Layout& layout, const Area& sector, Scratch& scratch, Observer* observer) {
  for (std::uint32_t at = 0; at < sector.size_bytes; at += kCompareBytes) {
    keep_alive(observer);
    const MutableBytes piece(scratch.check.data(), std::min(kCompareBytes, sector.size_bytes - at));
    if (!ok(read_flash(flash, sector.address + at, piece)) || !is_erased(layout, piece)) return false;
  }
  return true;
}

}  // namespace

OrderedWriter::OrderedWriter(Flash& flash, const Layout& layout, Journal& journal, State& state, const Area& area,
                             Observer* observer)
    : flash_(&flash), layout_(layout), journal_(&journal), state_(&state), area_(area), observer_(observer) {}

Status OrderedWriter::start() {
  const std::uint32_t next = area_.address + erased_bytes_;
  if (const Status status = erase_next(next); !ok(status)) return status;
  if (next + sector_at(layout_, next).size_bytes < area_.end()) return Status::kApiErasing;
  erased_bytes_ = 0;
  continue_from(0);
  return Status::kOk;
}

Status OrderedWriter::resume() {
  const std::uint32_t known_bytes = state_->progress & ~kResuming;
  if (known_bytes >= area_.size_bytes) return Status::kFlashRange;
  const std::uint32_t known_end = area_.address + known_bytes;
  if (sector_at(layout_, known_end).address != known_end) return Status::kFlashRange;
  if ((state_->progress & kResuming) == 0) {
    if (const Status status = record_progress(whole_bytes() | kResuming); !ok(status)) return status;
  }
  return erase_touched(state_->progress & ~kResuming);
}

// Erases the sector behind the kept bytes, and at the next call the one behind it.
Status OrderedWriter::erase_touched(std::uint32_t kept_bytes) {
  const bool is_first = erased_bytes_ == 0;
  const std::uint32_t next = area_.address + kept_bytes + erased_bytes_;
  if (const Status status = erase_next(next); !ok(status)) return status;
  if (is_first && next + erased_bytes_ < area_.end()) return Status::kApiErasing;
  erased_bytes_ = 0;
  continue_from(kept_bytes);
  return record_progress(kept_bytes);
}

Status OrderedWriter::erase_next(std::uint32_t address) {
  const Area sector = sector_at(layout_, address);
  const Status status = erase_sectors(*flash_, layout_, sector, observer_);
  erased_bytes_ = ok(status) ? erased_bytes_ + sector.size_bytes : 0;
  return status;
}

void OrderedWriter::continue_from(std::uint32_t kept_bytes) {
  kept_bytes_ = kept_bytes;
  position_ = pending_ = 0;
  reached_ = sector_at(layout_, area_.address + kept_bytes).end();
}

// The bytes before the last sector that is not blank, and at least those that progress says. Only
// reads.
std::uint32_t OrderedWriter::whole_bytes() const {
  const std::uint32_t known = area_.address + state_->progress;
  for (std::uint32_t at = area_.end(); at > known;) {
    const Area sector = sector_at(layout_, at - 1);
    if (!is_blank(*flash_, layout_, sector, journal_->scratch(), observer_)) return sector.address - area_.address;
    at = sector.address;
  }
  return state_->progress;
}

Status OrderedWriter::record_progress(std::uint32_t progress) {
  State& next = journal_->draft(*state_);
  next.progress = progress;
  if ((progress & ~kResuming) > (state_->progress & ~kResuming)) next.attempts = 0;
  return journal_->change(*state_, next);
}

Status OrderedWriter::write(Bytes bytes) {
  if (bytes.size() > area_.size_bytes - position_) return Status::kFlashRange;
  if (position_ < kept_bytes_) {
    const Bytes kept = bytes.first(std::min<std::size_t>(bytes.size(), kept_bytes_ - position_));
    if (const Status status = compare(kept); !ok(status)) return status;
    bytes = bytes.subspan(kept.size());
  }
  while (!bytes.empty()) {
    const Bytes part = bytes.first(std::min<std::size_t>(bytes.size(), piece_bytes(layout_) - pending_));
    if (const Status status = fill_piece(part); !ok(status)) return status;
    bytes = bytes.subspan(part.size());
  }
  return Status::kOk;
}

Status OrderedWriter::compare(Bytes bytes) {
  while (!bytes.empty()) {
    keep_alive(observer_);
    const MutableBytes found(journal_->scratch().check.data(), std::min<std::size_t>(kCompareBytes, bytes.size()));
    if (!ok(read_flash(*flash_, area_.address + position_, found))) return Status::kFlashVerify;
    if (!equal(found, bytes.first(found.size()))) return Status::kFlashVerify;
    position_ += static_cast<std::uint32_t>(found.size());
    bytes = bytes.subspan(found.size());
  }
  return Status::kOk;
}

Status OrderedWriter::fill_piece(Bytes bytes) {
  std::copy(bytes.begin(), bytes.end(), piece_.begin() + pending_);
  pending_ += static_cast<std::uint32_t>(bytes.size());
  position_ += static_cast<std::uint32_t>(bytes.size());
  return pending_ == piece_bytes(layout_) ? flush(pending_) : Status::kOk;
}

// `size_bytes` are whole units. A piece of only the erased value stays blank.
Status OrderedWriter::flush(std::uint32_t size_bytes) {
  const Bytes piece = Bytes(piece_).first(size_bytes);
  const std::uint32_t address = area_.address + position_ - pending_;
  pending_ = 0;
  if (is_erased(layout_, piece)) return Status::kOk;
  if (const Status status = note_gap(address); !ok(status)) return status;
  return program_and_check(*flash_, address, piece, journal_->scratch());
}

// A piece at `address` is about to be written. If a blank sector lies between it and what was
// written before, records that everything before it is complete.
Status OrderedWriter::note_gap(std::uint32_t address) {
  if (address < reached_) return Status::kOk;
  const Area sector = sector_at(layout_, address);
  const bool adjoins = sector.address == reached_;
  reached_ = sector.end();
  return adjoins ? Status::kOk : record_progress(sector.address - area_.address);
}

Status OrderedWriter::finish() {
  if (pending_ == 0) return Status::kOk;
  const std::uint32_t size_bytes = round_up(pending_, layout_->write_unit_bytes);
  std::fill(piece_.begin() + pending_, piece_.begin() + size_bytes, layout_->erased_value);
  return flush(size_bytes);
}

}  // namespace switchback::bootloader
