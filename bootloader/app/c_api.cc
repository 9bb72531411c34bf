// The C calls, for one Updater in static memory that sb_open() constructs.
#include <new>

#include "bootloader/app/c_device.h"
#include "bootloader/app/switchback.h"
#include "bootloader/app/updater.h"

namespace switchback::bootloader {
namespace {

static_assert(SB_HEADER_BYTES == wire::kImageHeaderBytes);
static_assert(SB_PHASE_IDLE == static_cast<int>(Phase::kIdle));
static_assert(SB_PHASE_RECEIVING == static_cast<int>(Phase::kReceiving));
static_assert(SB_PHASE_REQUESTED == static_cast<int>(Phase::kRequested));
static_assert(SB_PHASE_REBUILDING == static_cast<int>(Phase::kRebuilding));
static_assert(SB_PHASE_SWAPPING == static_cast<int>(Phase::kSwapping));
static_assert(SB_PHASE_TRIAL == static_cast<int>(Phase::kTrial));
static_assert(SB_PHASE_REVERTING == static_cast<int>(Phase::kReverting));

// Constructed by sb_open(): a static Updater would need a constructor to run before main().
alignas(Updater) std::byte storage[sizeof(Updater)];
Updater* updater = nullptr;

template <class Call>
sb_status with_updater(Call call) {
  return static_cast<sb_status>(updater == nullptr ? Status::kApiState : call(*updater));
}

}  // namespace
}  // namespace switchback::bootloader

using switchback::Bytes;
using switchback::Status;
using switchback::bootloader::Updater;
using switchback::bootloader::with_updater;

const char* sb_status_name(sb_status status) { return switchback::status_name(static_cast<Status>(status)); }

sb_status sb_open(const sb_device* device) {
  using namespace switchback::bootloader;
  updater = nullptr;
  if (device == nullptr) return SB_kApiState;
  auto* const opened = ::new (storage) Updater(device->flash, device->layout);
  const Status status = opened->open(device->running_address);
  if (switchback::ok(status)) updater = opened;
  return static_cast<sb_status>(status);
}

sb_status sb_begin(const uint8_t header[SB_HEADER_BYTES], uint32_t size_bytes, uint32_t tag, uint32_t* resume_at) {
  return with_updater([&](Updater& open) {
    return open.begin(std::span<const std::uint8_t, SB_HEADER_BYTES>(header, SB_HEADER_BYTES), size_bytes, tag,
                      *resume_at);
  });
}

sb_status sb_write(uint32_t offset, const void* data, size_t size_bytes) {
  return with_updater(
      [&](Updater& open) { return open.write(offset, Bytes(static_cast<const std::uint8_t*>(data), size_bytes)); });
}

sb_status sb_finish(void) {
  return with_updater([](Updater& open) { return open.finish(); });
}

sb_status sb_request(void) {
  return with_updater([](Updater& open) { return open.request(); });
}

sb_status sb_cancel(void) {
  return with_updater([](Updater& open) { return open.cancel(); });
}

sb_status sb_confirm(void) {
  return with_updater([](Updater& open) { return open.confirm(); });
}

sb_status sb_reject(void) {
  return with_updater([](Updater& open) { return open.reject(); });
}

sb_status sb_roll_back(void) {
  return with_updater([](Updater& open) { return open.roll_back(); });
}

sb_status sb_query(sb_state* state) {
  return with_updater([&](Updater& open) {
    const switchback::bootloader::State& now = open.state();
    state->phase = static_cast<sb_phase>(now.phase);
    state->active_slot = now.active_slot;
    state->trial_boots_left = now.trial_boots_left;
    state->security_floor = now.security_floor;
    state->staged_size_bytes = now.staged_size_bytes;
    state->staged_tag = now.staged_tag;
    state->last_reason = static_cast<sb_status>(now.last_reason);
    return Status::kOk;
  });
}
