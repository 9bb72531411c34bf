// Staging, request and confirmation. The journal says what a reset must remember; the staging area itself says how far
// a download came.
#include "bootloader/app/updater.h"

#include <algorithm>

#include "bootloader/areas.h"

namespace switchback::bootloader {
namespace {

bool may_receive(Phase phase) { return phase == Phase::kIdle || phase == Phase::kReceiving; }

}  // namespace

Updater::Updater(Flash& flash, const Layout& layout)
    : flash_(flash), layout_(layout), journal_(flash, layout), writer_(flash, layout, journal_, state_, {}) {}

Status Updater::open(std::uint32_t running_address) {
  stage_ = Stage::kClosed;
  if (const Status status = journal_.load(state_); !ok(status)) return status;
  if (!layout_->slots[state_.active_slot].contains({running_address, 1})) return Status::kApiSlot;
  stage_ = Stage::kIdle;
  return Status::kOk;
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
  stage_ = Stage::kIdle;  // whatever was staged before: from here on it may be erased
  writer_ = OrderedWriter(flash_, layout_, journal_, state_, area);

  const bool same = state_.phase == Phase::kReceiving && state_.staged_address == area.address &&
                    state_.staged_size_bytes == size_bytes && state_.staged_tag == tag;
  if (same) {
    if (const Status status = writer_.resume(); !ok(status)) return status;
  }
  // More is kept than was ever written: the area rotted.
  if (!same || writer_.kept_bytes() > size_bytes) {
    if (const Status status = restart(area, size_bytes, tag); !ok(status)) return status;
  }
  writer_.skip_kept();
  resume_at = writer_.position();
  stage_ = Stage::kWriting;
  return Status::kOk;
}

// The record that a download is under way must not exist before its area is erased: what a resume finds in the area has
// to be this download's.
Status Updater::restart(const Area& area, std::uint32_t size_bytes, std::uint32_t tag) {
  if (state_.phase == Phase::kReceiving) {
    if (const Status status = enter(Phase::kIdle); !ok(status)) return status;
  }
  if (const Status status = writer_.start(); !ok(status)) return status;
  state_.staged_address = area.address;
  state_.staged_size_bytes = size_bytes;
  state_.staged_tag = tag;
  state_.progress = 0;
  return enter(Phase::kReceiving);
}

Status Updater::enter(Phase phase) {
  State next = state_;
  next.phase = phase;
  return journal_.change(state_, next);
}

Status Updater::write(std::uint32_t offset, Bytes bytes) {
  if (stage_ != Stage::kWriting) return Status::kApiState;
  if (offset != writer_.position()) return Status::kApiOffset;
  if (bytes.size() > state_.staged_size_bytes - offset) return Status::kApiSize;
  const Status status = writer_.write(bytes);
  if (!ok(status)) stage_ = Stage::kIdle;  // a unit may be missing: begin() finds out what holds
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
  State confirmed = state_;
  confirmed.phase = Phase::kIdle;
  confirmed.security_floor = std::max(state_.security_floor, state_.candidate_counter);
  confirmed.last_reason = Status::kOk;
  return journal_.change(state_, confirmed);
}

}  // namespace switchback::bootloader
