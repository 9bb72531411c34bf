// In-order writing with resume.
#include "bootloader/ordered_writer.h"

#include <algorithm>

#include "bootloader/flash_io.h"

namespace switchback::bootloader {
namespace {

constexpr std::uint32_t kPieceBytes = 64;

// Whether the sector is erased throughout; a unit that cannot be read is not.
bool is_blank(Flash& flash, const Layout& layout, const Area& sector) {
  std::array<std::uint8_t, kPieceBytes> data;
  for (std::uint32_t at = 0; at < sector.size_bytes; at += kPieceBytes) {
    const MutableBytes piece(data.data(), std::min(kPieceBytes, sector.size_bytes - at));
    if (!ok(flash.read(sector.address + at, piece)) || !is_erased(layout, piece)) return false;
  }
  return true;
}

}  // namespace

OrderedWriter::OrderedWriter(Flash& flash, const Layout& layout, const Area& area)
    : flash_(&flash), layout_(&layout), area_(area) {}

Status OrderedWriter::start() {
  kept_bytes_ = position_ = pending_ = 0;
  return erase_sectors(*flash_, *layout_, area_);
}

std::uint32_t OrderedWriter::whole_bytes() const {
  for (std::uint32_t at = area_.end(); at > area_.address;) {
    const Area sector = sector_at(*layout_, at - 1);
    if (!is_blank(*flash_, *layout_, sector)) return sector.address - area_.address;
    at = sector.address;
  }
  return 0;
}

Status OrderedWriter::resume(std::uint32_t kept_bytes) {
  kept_bytes_ = kept_bytes;
  position_ = pending_ = 0;
  const Area touched = sector_at(*layout_, area_.address + kept_bytes);
  if (const Status status = flash_->erase_sector(touched.address); !ok(status)) return status;
  return touched.end() < area_.end() ? flash_->erase_sector(touched.end()) : Status::kOk;
}

Status OrderedWriter::write(Bytes bytes) {
  if (bytes.size() > area_.size_bytes - position_) return Status::kFlashRange;
  if (position_ < kept_bytes_) {
    const Bytes kept = bytes.first(std::min<std::size_t>(bytes.size(), kept_bytes_ - position_));
    if (const Status status = compare(kept); !ok(status)) return status;
    bytes = bytes.subspan(kept.size());
  }
  while (!bytes.empty()) {
    const Bytes part = bytes.first(std::min<std::size_t>(bytes.size(), layout_->write_unit_bytes - pending_));
    if (const Status status = fill_unit(part); !ok(status)) return status;
    bytes = bytes.subspan(part.size());
  }
  return Status::kOk;
}

Status OrderedWriter::compare(Bytes bytes) {
  std::array<std::uint8_t, kPieceBytes> data;
  while (!bytes.empty()) {
    const MutableBytes found(data.data(), std::min<std::size_t>(kPieceBytes, bytes.size()));
    if (!ok(flash_->read(area_.address + position_, found))) return Status::kFlashVerify;
    if (!equal(found, bytes.first(found.size()))) return Status::kFlashVerify;
    position_ += static_cast<std::uint32_t>(found.size());
    bytes = bytes.subspan(found.size());
  }
  return Status::kOk;
}

Status OrderedWriter::fill_unit(Bytes bytes) {
  std::copy(bytes.begin(), bytes.end(), unit_.begin() + pending_);
  pending_ += static_cast<std::uint32_t>(bytes.size());
  position_ += static_cast<std::uint32_t>(bytes.size());
  return pending_ == layout_->write_unit_bytes ? flush() : Status::kOk;
}

// A unit of nothing but the erased value stays blank: on write-once flash it may then still be programmed.
Status OrderedWriter::flush() {
  const Bytes unit(unit_.data(), layout_->write_unit_bytes);
  const std::uint32_t address =
      area_.address + round_up(position_, layout_->write_unit_bytes) - layout_->write_unit_bytes;
  pending_ = 0;
  return is_erased(*layout_, unit) ? Status::kOk : program_and_check(*flash_, address, unit);
}

Status OrderedWriter::finish() {
  if (pending_ == 0) return Status::kOk;
  std::fill(unit_.begin() + pending_, unit_.begin() + layout_->write_unit_bytes, layout_->erased_value);
  return flush();
}

}  // namespace switchback::bootloader
