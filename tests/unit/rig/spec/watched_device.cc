#include "tests/unit/rig/spec/watched_device.h"
#include "tests/support/begin.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace switchback::testing {
namespace {

using bootloader::kRecordBytes;
using bootloader::State;

// The newest record of the journal as it lies in flash; without one the new device's state.
State newest(const rig::SimFlash& flash, const bootloader::Layout& layout) {
  const std::uint32_t place = std::max(kRecordBytes, layout.write_unit_bytes);
  const std::uint32_t bank_bytes = layout.journal.size_bytes / 2;
  State newest = rig::new_device(layout);
  for (std::uint32_t bank = 0; bank < 2; ++bank) {
    for (std::uint32_t at = 0; at + place <= bank_bytes; at += place) {
      const Buffer bytes = flash.peek(layout.journal.address + bank * bank_bytes + at, kRecordBytes);
      State found;
      const std::span<const std::uint8_t, kRecordBytes> record(bytes.data(), kRecordBytes);
      if (decode_state(record, found) && found.sequence > newest.sequence) newest = found;
    }
  }
  return newest;
}

std::vector<std::string> names(std::span<const rig::Transition> transitions, bootloader::Strategy strategy) {
  std::vector<std::string> rows;
  for (const rig::Transition& transition : transitions) {
    std::size_t matches = 0;
    for (std::size_t id = 0; id < rig::kTransitionCount; ++id) {
      if (allows(static_cast<rig::TransitionId>(id), transition, strategy)) ++matches;
    }
    CHECK(matches == 1);
    const auto id = classify(transition, strategy);
    rows.emplace_back(id ? rig::transition_row(*id).id : "?");
  }
  return rows;
}

}  // namespace

WatchingFlash::WatchingFlash(rig::SimFlash& flash, const bootloader::Layout& layout) : flash_(flash), layout_(layout) {}

void WatchingFlash::start(bool bootloader) {
  by_bootloader_ = bootloader;
  last_ = newest(flash_, layout_);
}

Status WatchingFlash::program(std::uint32_t address, Bytes data) {
  const Status status = flash_.program(address, data);
  if (!layout_.journal.contains({address, static_cast<std::uint32_t>(data.size())})) return status;
  const State now = newest(flash_, layout_);
  if (now.sequence > last_.sequence) transitions_.push_back({last_, now, by_bootloader_});
  last_ = now;
  return status;
}

WatchedDevice::WatchedDevice(const manifests::DeviceProfile& profile)
    : bench_(profile), watch_(bench_.flash(), bench_.layout()), old_image_(bench_.image(1, 1)) {
  bench_.flash().install(bench_.slot(0).address, old_image_);
}

int WatchedDevice::boots() {
  watch_.start(true);
  return bench_.boots_with(watch_);
}

void WatchedDevice::boot_until(const rig::Cut& cut) {
  bench_.flash().arm(cut);
  CHECK_THROWS_AS((void)boots(), rig::PowerLoss);
  bench_.flash().arm(std::nullopt);
}

void WatchedDevice::run(const std::function<void(bootloader::Updater&)>& application) {
  watch_.start(false);
  bootloader::Updater updater(watch_, bench_.layout());
  REQUIRE(updater.open(bench_.running_address()) == Status::kOk);
  application(updater);
  bench_.flash().arm(std::nullopt);
}

void WatchedDevice::begin(bootloader::Updater& updater, const Buffer& artefact, std::uint32_t& at, std::uint32_t tag) {
  const Bytes header = Bytes(artefact).first(wire::kImageHeaderBytes);
  REQUIRE(testing::begin(updater, header.first<wire::kImageHeaderBytes>(), static_cast<std::uint32_t>(artefact.size()),
                         tag, at) == Status::kOk);
}

void WatchedDevice::stage(const Buffer& artefact) {
  run([&](bootloader::Updater& updater) {
    std::uint32_t at = 0;
    begin(updater, artefact, at);
    REQUIRE(updater.write(at, Bytes(artefact).subspan(at)) == Status::kOk);
    REQUIRE(updater.finish() == Status::kOk);
    REQUIRE(updater.request() == Status::kOk);
  });
}

void WatchedDevice::confirm() {
  run([](bootloader::Updater& updater) { REQUIRE(updater.confirm() == Status::kOk); });
}

std::vector<std::string> WatchedDevice::rows() const { return names(watch_.transitions(), bench_.layout().strategy); }

std::vector<std::string> WatchedDevice::rows_since() {
  const std::size_t from = told_;
  told_ = watch_.transitions().size();
  return names(std::span(watch_.transitions()).subspan(from), bench_.layout().strategy);
}

}  // namespace switchback::testing
