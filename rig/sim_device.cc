// Starts, the application, and the invariants that hold after every start (docs/TESTING.md, "Invariants").
#include "rig/sim_device.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "bootloader/crc32.h"

namespace switchback::rig {
namespace {

using bootloader::Phase;
using bootloader::State;

class QuietObserver final : public bootloader::Observer {
 public:
  void on_progress(bootloader::Activity /*activity*/, std::uint32_t /*done*/, std::uint32_t /*total*/) override {}
};

std::uint32_t counter_of(const Firmware& firmware) {
  wire::ImageFacts facts;
  return ok(wire::parse_image(MemoryReader(firmware.image), facts)) ? facts.security_counter : 0;
}

// All that the application is told; the sequence may differ, for a doubtful record is written afresh.
auto visible(const State& state) {
  return std::tuple(state.phase, state.active_slot, state.trial_boots_left, state.security_floor, state.last_reason,
                    state.staged_address, state.staged_size_bytes, state.staged_tag);
}

}  // namespace

SimDevice::SimDevice(const Board& board, const std::vector<Firmware>& firmware, std::uint64_t seed)
    : board_(board),
      firmware_(firmware),
      flash_(board.layout(), board.flash_model(), seed),
      workspace_(board.layout().decoder_ram_bytes / 8 + 1) {
  flash_.install(board.layout().slots[0].address, firmware[0].image);
  memory_.confirmed.insert(firmware[0].name);
  memory_.highest_confirmed = std::max(board.layout().initial_security_floor, counter_of(firmware[0]));
}

void SimDevice::set_application(bool active, const Update* update) {
  active_ = active;
  update_ = update;
}

void SimDevice::restore(const Snapshot& snapshot) {
  flash_.restore(snapshot.contents);
  memory_ = snapshot.memory;
}

Boot SimDevice::reset() {
  const std::uint64_t before = flash_.operations();
  Boot boot;
  try {
    boot = start();
    check(boot);
    if (boot.outcome.bootable) run_application(boot);
  } catch (const PowerLoss&) {
    boot.power_lost = true;
  }
  boot.operations = flash_.operations() - before;
  return boot;
}

Boot SimDevice::start() {
  QuietObserver observer;
  const MutableBytes ram(reinterpret_cast<std::uint8_t*>(workspace_.data()), board_.layout().decoder_ram_bytes);
  Boot boot;
  boot.outcome = bootloader::boot({flash_, board_.layout(), board_.keys(), ram, observer});
  if (boot.outcome.bootable) boot.runs = identify(boot.outcome.slot);
  return boot;
}

const Firmware* SimDevice::identify(const bootloader::Area& slot) const {
  for (const Firmware& firmware : firmware_) {
    const auto size = static_cast<std::uint32_t>(firmware.image.size());
    if (size <= slot.size_bytes && flash_.peek(slot.address, size) == firmware.image) return &firmware;
  }
  return nullptr;
}

void SimDevice::expect(bool holds, const std::string& what) {
  if (!holds) violations_.push_back(what);
}

void SimDevice::check(const Boot& boot) {
  const bootloader::Outcome& outcome = boot.outcome;
  expect(outcome.bootable, fmt::format("nothing boots: {}", status_name(outcome.reason)));
  if (!outcome.bootable) return;
  expect(boot.runs != nullptr, "an unknown image runs");
  if (boot.runs == nullptr) return;
  expect(outcome.slot.address == board_.layout().slots[outcome.state.active_slot].address, "not the active slot runs");
  const Phase phase = outcome.state.phase;
  expect(phase == Phase::kIdle || phase == Phase::kReceiving || phase == Phase::kTrial,
         fmt::format("phase {} is left behind", static_cast<int>(phase)));
  const bool may_stay = memory_.confirmed.contains(boot.runs->name) || outcome.state.last_reason == Status::kHealed;
  expect(phase == Phase::kTrial || may_stay, boot.runs->name + " runs for good and was never confirmed");
  check_floor(boot);
}

void SimDevice::check_floor(const Boot& boot) {
  const std::uint32_t floor = boot.outcome.state.security_floor;
  expect(counter_of(*boot.runs) >= floor, fmt::format("{} runs below the floor {}", boot.runs->name, floor));
  expect(floor <= memory_.highest_confirmed, fmt::format("the floor {} was raised without a confirmation", floor));
  expect(floor >= memory_.highest_floor, fmt::format("the floor sank from {} to {}", memory_.highest_floor, floor));
  memory_.highest_floor = std::max(memory_.highest_floor, floor);
}

void SimDevice::run_application(const Boot& boot) {
  bootloader::Updater updater(flash_, board_.layout());
  if (const Status status = updater.open(); !ok(status)) {
    expect(false, fmt::format("the application cannot read the journal: {}", status_name(status)));
    return;
  }
  expect(visible(updater.state()) == visible(boot.outcome.state), "the application is told another state");
  if (!active_ || boot.runs == nullptr || boot.runs->behaviour == Behaviour::kCrash) return;
  if (updater.state().phase == Phase::kTrial) {
    if (boot.runs->behaviour == Behaviour::kNeverConfirm) return;
    memory_.confirmed.insert(boot.runs->name);
    memory_.highest_confirmed = std::max(memory_.highest_confirmed, counter_of(*boot.runs));
    const Status status = updater.confirm();
    expect(ok(status), fmt::format("confirm: {}", status_name(status)));
  }
  if (update_ != nullptr && wants(*update_, *boot.runs, updater.state())) take(*update_, updater);
}

bool SimDevice::wants(const Update& update, const Firmware& running, const State& state) const {
  if (running.name == update.installs) return false;
  return update.retry_after_revert || state.last_reason == Status::kOk;
}

void SimDevice::take(const Update& update, bootloader::Updater& updater) {
  const Bytes artefact(update.artefact);
  const std::uint32_t tag = bootloader::crc32(artefact);
  std::uint32_t at = 0;
  Status status =
      updater.begin(artefact.first<wire::kImageHeaderBytes>(), static_cast<std::uint32_t>(artefact.size()), tag, at);
  while (ok(status) && at < artefact.size()) {
    const Bytes chunk = artefact.subspan(at, std::min<std::size_t>(update.chunk_bytes, artefact.size() - at));
    status = updater.write(at, chunk);
    at += static_cast<std::uint32_t>(chunk.size());
  }
  if (ok(status)) status = updater.finish();
  if (ok(status)) status = updater.request();
  expect(ok(status), fmt::format("staging: {}", status_name(status)));
}

std::vector<std::string> SimDevice::violations() const {
  std::vector<std::string> all = violations_;
  all.insert(all.end(), flash_.faults().begin(), flash_.faults().end());
  return all;
}

}  // namespace switchback::rig
