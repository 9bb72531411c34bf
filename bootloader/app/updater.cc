// Staging, request and confirmation. The journal says what a reset must remember; the staging area
// itself shows how far a download came.
#include "bootloader/app/updater.h"

#include <algorithm>

#include "bootloader/board/layout_areas.h"

namespace switchback::bootloader {
namespace {

bool may_receive(Phase phase) { return phase == Phase::kIdle || phase == Phase::kReceiving; }

}  // namespace

Updater::Updater(Flash& flash, const Layout& layout)
    : flash_(flash), layout_(layout), journal_(flash, layout), writer_(flash, layout, journal_, state_, {}) {}

Status Updater::open(std::uint32_t running_address) {
  stage_ = Stage::kClosed;
  if (const Status status = journal_.load(state_); !ok(status)) return status;
  if (state_.sequence != 0 && !is_in_slot(state_.active_slot, running_address)) return Status::kApiSlot;
  if (const Status status = state_.sequence == 0 ? adopt(running_address) : allow_attempt(); !ok(status)) return status;
  stage_ = Stage::kIdle;
  return Status::kOk;
}

bool Updater::is_in_slot(std::uint8_t slot, std::uint32_t address) const {
  return layout_->slots[slot].contains({address, 1});
}

// Without any record, the running image is the one that the device was made with, and counts as
// confirmed. The bootloader has verified it in this start.
Status Updater::adopt(std::uint32_t running_address) {
  if (layout_->strategy == Strategy::kAb && is_in_slot(1, running_address)) state_.active_slot = 1;
  if (!is_in_slot(state_.active_slot, running_address)) return Status::kApiSlot;
  wire::ImageFacts facts{};
  const Status parsed = wire::parse_image(FlashReader(flash_, layout_->slots[state_.active_slot]), facts);
  if (!ok(parsed)) return Status::kOk;  // no bootloader started it: nothing is adopted
  adopt_floor(state_, facts.security_counter);
  return journal_.append(state_);
}

// Work that was stopped after too many starts without progress continues at the next start, because
// an image runs that got as far as this. The record also makes certain what the bootloader could
// not.
Status Updater::allow_attempt() {
  const bool is_waiting = !may_receive(state_.phase) && state_.phase != Phase::kTrial;
  if (!is_waiting || state_.attempts == 0) return Status::kOk;
  State& next = journal_.draft(state_);
  next.attempts = std::min<std::uint8_t>(state_.attempts, layout_->install_attempts - 1);
  return journal_.change(state_, next);
}

Status Updater::begin(std::span<const std::uint8_t, wire::kImageHeaderBytes> header, std::uint32_t size_bytes,
                      std::uint32_t tag, std::uint32_t& resume_at) {
  if (stage_ == Stage::kClosed || !may_receive(state_.phase)) return Status::kApiState;
  wire::ImageHeader decoded;
  if (const Status status = wire::decode_image_header(header, decoded); !ok(status)) return status;
  const bool is_package = (decoded.flags & wire::kFlagNonBootable) != 0;
  const Area area = is_package ? staging_area(layout_, state_.active_slot, size_bytes)
                               : image_area(layout_, state_.active_slot, size_bytes);
  if (size_bytes == 0 || area.size_bytes == 0) return Status::kApiSize;
  Status status = prepare({area, size_bytes, tag});
  if (ok(status)) status = resumes_ ? resume() : restart();
  if (status == Status::kApiErasing) return status;
  stage_ = ok(status) ? Stage::kWriting : Stage::kIdle;
  if (ok(status)) resume_at = writer_.position();
  return status;
}

// Decides whether this download is resumed, unless an earlier call decided it and has more to
// erase.
Status Updater::prepare(const Download& wanted) {
  if (stage_ == Stage::kErasing && wanted == download_) return Status::kOk;
  stage_ = Stage::kErasing;  // from here on, what was staged before may be erased
  download_ = wanted;
  writer_ = OrderedWriter(flash_, layout_, journal_, state_, wanted.area);
  resumes_ = state_.phase == Phase::kReceiving && state_.staged_address == wanted.area.address &&
             state_.staged_size_bytes == wanted.size_bytes && state_.staged_tag == wanted.tag;
  return resumes_ ? Status::kOk : drop();
}

// There must be no record of a download before its area is erased: a resume may find only this
// download in the area.
Status Updater::drop() {
  resumes_ = false;
  return state_.phase == Phase::kReceiving ? enter(Phase::kIdle) : Status::kOk;
}

Status Updater::resume() {
  const Status status = writer_.resume();
  // More is kept than was ever written, or progress is impossible: the area or the journal is
  // damaged.
  if (status == Status::kFlashRange || (ok(status) && writer_.kept_bytes() > download_.size_bytes)) {
    const Status dropped = drop();
    return ok(dropped) ? Status::kApiErasing : dropped;
  }
  if (ok(status)) writer_.skip_kept();
  return status;
}

Status Updater::restart() {
  if (const Status status = writer_.start(); !ok(status)) return status;
  State& next = journal_.draft(state_, Phase::kReceiving);
  next.staged_address = download_.area.address;
  next.staged_size_bytes = download_.size_bytes;
  next.staged_tag = download_.tag;
  next.progress = 0;
  next.candidate_units = 0;  // what lies in slot 1 was not requested
  return journal_.change(state_, next);
}

Status Updater::enter(Phase phase) { return journal_.change(state_, journal_.draft(state_, phase)); }

Status Updater::write(std::uint32_t offset, Bytes bytes) {
  if (stage_ != Stage::kWriting) return Status::kApiState;
  if (offset != writer_.position()) return Status::kApiOffset;
  if (bytes.size() > state_.staged_size_bytes - offset) return Status::kApiSize;
  const Status status = writer_.write(bytes);
  if (!ok(status)) stage_ = Stage::kIdle;  // a unit may be missing: begin() finds what is kept
  return status;
}

Status Updater::finish() {
  if (stage_ != Stage::kWriting) return Status::kApiState;
  if (writer_.position() != state_.staged_size_bytes) return Status::kApiSize;
  const Status status = writer_.finish();
  stage_ = ok(status) ? Stage::kStaged : Stage::kIdle;  // as in write()
  return status;
}

Status Updater::request() {
  if (stage_ != Stage::kStaged) return Status::kApiState;
  return enter(Phase::kRequested);
}

Status Updater::cancel() {
  if (stage_ == Stage::kClosed) return Status::kApiState;
  if (state_.phase != Phase::kReceiving && state_.phase != Phase::kRequested) return Status::kApiState;
  const Status status = enter(Phase::kIdle);
  if (ok(status)) stage_ = Stage::kIdle;
  return status;
}

Status Updater::confirm() {
  if (stage_ == Stage::kClosed) return Status::kApiState;
  if (state_.phase != Phase::kTrial) return Status::kOk;
  State& confirmed = journal_.draft(state_, Phase::kIdle);
  confirmed.security_floor = std::max(state_.security_floor, state_.candidate_counter);
  confirmed.last_reason = Status::kOk;
  return journal_.change(state_, confirmed);
}

Status Updater::reject() {
  if (stage_ == Stage::kClosed || state_.phase != Phase::kTrial) return Status::kApiState;
  return end(Status::kRejected);
}

Status Updater::roll_back() {
  if (stage_ == Stage::kClosed || state_.phase != Phase::kIdle) return Status::kApiState;
  return end(Status::kRolledBack);
}

// The next start finds a trial that is over, and the reason.
Status Updater::end(Status reason) {
  State& next = journal_.draft(state_, Phase::kTrial);
  next.trial_boots_left = 0;
  next.last_reason = reason;
  return journal_.change(state_, next);
}

}  // namespace switchback::bootloader
