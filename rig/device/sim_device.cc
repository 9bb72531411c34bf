// Starts, the application, and the invariants.
#include "rig/device/sim_device.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "bootloader/journal/journal.h"
#include "rig/device/memo_verify.h"
#include "rig/device/oracle.h"

namespace switchback::rig {
namespace {

using bootloader::Phase;
using bootloader::State;

constexpr int kMaxUnconfirmed = 20;        // starts in a row; then the device starts nothing
constexpr std::uint32_t kMaxRequests = 6;  // installations per device

// Reasons why an exchange cannot be undone; the new image then stays.
bool is_flash_failure(Status reason) {
  return reason == Status::kFlashErase || reason == Status::kFlashProgram || reason == Status::kFlashVerify;
}

std::uint32_t counter_of(const Firmware& firmware) {
  wire::ImageFacts facts;
  return ok(wire::parse_image(MemoryReader(firmware.image), facts)) ? facts.security_counter : 0;
}

// The state that the application is told. The sequence may differ, because a doubtful record is
// written again.
auto visible(const State& state) {
  return std::tuple(state.phase, state.active_slot, state.trial_boots_left, state.security_floor, state.last_reason,
                    state.staged_address, state.staged_size_bytes, state.staged_tag);
}

// Whether the story's bits rot after this start.
bool is_time_to_rot(const Story& story, const StartResult& result) {
  const State& state = result.outcome.state;
  if (state.phase != Phase::kIdle) return false;
  if (story.rot_moment == RotMoment::kConfirmed) return result.runs->name == story.ends_with;
  const bool is_reverted = state.last_reason == Status::kTrialExpired && result.runs == story.firmware.data();
  return story.rot_moment == RotMoment::kReverted && is_reverted;
}

// Fills the journal until `room` places are left in each bank, as years of updates would. The image
// was adopted before.
void use_journal(SimFlash& flash, const bootloader::Layout& layout, std::uint32_t room, std::uint32_t floor) {
  // Both are, rounded up, the size of a record.
  const std::uint32_t place_bytes = std::max(bootloader::kRecordBytes, layout.write_unit_bytes);
  const std::uint32_t places =
      layout.journal.size_bytes / 2 /
      ((place_bytes + layout.write_unit_bytes - 1) / layout.write_unit_bytes * layout.write_unit_bytes);
  bootloader::JournalWithRoom journal(flash, layout);
  State state;
  (void)journal.load(state);
  state.security_floor = floor;
  for (std::uint32_t used = state.sequence; used + room < places; ++used) (void)journal.append(state);
}

}  // namespace

bool is_at_rest(Phase phase) { return phase == Phase::kIdle || phase == Phase::kReceiving || phase == Phase::kTrial; }

SimDevice::SimDevice(const Board& board, const Story& story, std::uint64_t seed)
    : board_(board),
      story_(story),
      flash_(board.layout(), board.flash_model(), seed),
      watch_(board.layout()),
      workspace_(board.layout().decoder_ram_bytes / 8 + 1) {
  for (const Firmware& firmware : story.firmware) counters_.push_back(counter_of(firmware));
  watch_.enable(board.arm_bootloader() == nullptr);  // single reads of a machine cannot be watched
  flash_.install(board.layout().slots[0].address, story.firmware[0].image);
  if (story.rot_moment == RotMoment::kNew) {
    flash_.install(board.layout().slots[1].address, story.firmware[0].image);
    strike();
  }
  memory_.confirmed = 1;
  memory_.highest_confirmed = std::max(board.layout().initial_security_floor, counters_[0]);
  if (story.journal_room) {
    (void)start();
    use_journal(flash_, board.layout(), *story.journal_room, memory_.highest_confirmed);
    flash_.arm(std::nullopt);
  }
  flash_.set_listener(this);
}

void SimDevice::restore(const Snapshot& snapshot) {
  flash_.restore(snapshot.cells);
  flash_.forget_faults();
  watch_.forget_problems();
  memory_ = snapshot.memory;
  swap_begun_ = 0;
  violations_.clear();
}

// A watchdog that keep_alive() feeds must see one erase at a time.
void SimDevice::before(const Operation& operation) {
  watch_.before();
  const bool is_fed = actor_ == Actor::kBootloader && board_.arm_bootloader() == nullptr;
  if (is_fed && operation.kind == Operation::Kind::kErase && watchdog_.erases++ != 0) {
    expect(false, fmt::format("{} erases without a call of keep_alive()", watchdog_.erases));
  }
  if (witness_) witness_(operation, actor_);
}

void SimDevice::after(const Operation& operation, Status status) {
  if (!board_.layout().journal.contains(operation.where)) return;
  const Cells& cells = flash_.cells();
  const std::uint32_t offset = cells.offset_of(operation.where.address, operation.data.size()).value();
  watch_.after(operation, ok(status) && equal(cells.bytes(offset, operation.data.size()), operation.data));
  note_record(operation, status);
}

void SimDevice::note_record(const Operation& operation, Status status) {
  State recorded;
  if (operation.kind != Operation::Kind::kProgram) return;
  if (!bootloader::decode_state(operation.data.first<bootloader::kRecordBytes>(), recorded)) return;
  check_swap_begin(recorded);
  if (!ok(status)) return;
  const std::uint32_t found = reliable_sequence(flash_.cells(), operation.where.address);
  if (found == recorded.sequence) memory_.recorded = std::max(memory_.recorded, found);
}

// An exchange takes many records, so it must not begin unless both banks took the record before.
// Only its first try counts: later ones may have erased a bank.
void SimDevice::check_swap_begin(const State& recorded) {
  const bool is_first = recorded.sequence == memory_.recorded + 1 && recorded.sequence != swap_begun_;
  const bool begins = recorded.phase == Phase::kSwapping && recorded.progress == 0 && ok(recorded.last_reason);
  if (!is_requested_ || !is_first || !begins) return;
  swap_begun_ = recorded.sequence;
  const auto& layout = board_.layout();
  const std::uint32_t one = written_state(flash_.cells(), layout, 0).sequence;
  const std::uint32_t two = written_state(flash_.cells(), layout, 1).sequence;
  expect(std::min(one, two) >= memory_.recorded,
         "an exchange begins although one bank of the journal lacks the newest record");
}

void SimDevice::look_at_journal() {
  is_requested_ = false;
  if (!damaged_) return;
  const State state = recorded_state(flash_.cells(), board_.layout());
  is_requested_ = state.phase == Phase::kRequested || state.phase == Phase::kRebuilding;
  const std::uint32_t newest = state.sequence;
  memory_.lost_records |= newest < memory_.recorded;
  memory_.lost_journal |= newest == 0 && memory_.recorded != 0;
}

bool SimDevice::has_journal() const {
  if (!damaged_) return true;
  const std::size_t working = working_banks(flash_.cells(), board_.layout());
  return !memory_.lost_journal && (working == 2 || (working == 1 && !memory_.lost_records));
}

// Returns false if a bank has lost its newest record or is broken: it may look blank where its
// erase was cut.
bool SimDevice::knows_blank_places() const {
  return !damaged_ || (!memory_.lost_records && working_banks(flash_.cells(), board_.layout()) == 2);
}

StartResult SimDevice::reset() {
  const std::uint64_t before = flash_.operations();
  const std::uint64_t lost_before = memory_.network.lost;
  rot_in_rebuild();
  look_at_journal();
  StartResult result;
  try {
    result = start();
    check(result);
    if (result.runs != nullptr) run_application(result);
    watch_.finish();
    result.rotted = rot(result);
  } catch (const PowerLoss&) {
    result.power_lost = true;
  }
  result.operations = flash_.operations() - before;
  result.chunk_lost = memory_.network.lost != lost_before;
  if (!flash_.faults().empty() && !knows_blank_places()) flash_.forget_faults();
  return result;
}

StartResult SimDevice::start() {
  StartResult result;
  actor_ = Actor::kBootloader;
  watch_.start(true);
  result.outcome = run_bootloader();
  watch_.finish();
  if (result.outcome.bootable) result.runs = identify(result.outcome.slot);
  return result;
}

bootloader::Outcome SimDevice::run_bootloader() {
  if (board_.arm_bootloader() != nullptr) return board_.arm_bootloader()->boot(flash_);
  const MemoizedVerification remember;
  watchdog_.erases = 0;
  const MutableBytes ram(reinterpret_cast<std::uint8_t*>(workspace_.data()), board_.layout().decoder_ram_bytes);
  const bootloader::Device device{flash_, board_.layout(), board_.keys(), ram, watchdog_};
  bootloader::Outcome outcome;
  for (int start = 0; start < kMaxUnconfirmed; ++start) {
    outcome = bootloader::boot(device);
    if (!outcome.bootable) return outcome;
    const std::uint32_t confirmed = bootloader::confirmed_entry(device, outcome);
    if (bootloader::opened_entry(confirmed) == outcome.entry_address) return outcome;
    expect(damaged_,
           "confirmed_entry() did not confirm the image that boot() chose");  // the board resets and reads again
  }
  outcome.bootable = false;
  return outcome;
}

const Firmware* SimDevice::identify(const bootloader::Area& slot) const {
  for (const Firmware& firmware : story_.firmware) {
    const auto size_bytes = static_cast<std::uint32_t>(firmware.image.size());
    const auto offset = flash_.cells().offset_of(slot.address, slot.size_bytes);
    if (!offset || size_bytes > slot.size_bytes) continue;
    if (equal(flash_.cells().bytes(*offset, size_bytes), firmware.image)) return &firmware;
  }
  return nullptr;
}

bool SimDevice::has_whole_image() const {
  const State state = recorded_state(flash_.cells(), board_.layout());
  return identify(board_.layout().slots[state.active_slot]) != nullptr;
}

std::size_t SimDevice::index_of(const Firmware& firmware) const {
  return static_cast<std::size_t>(&firmware - story_.firmware.data());
}

bool SimDevice::rot(const StartResult& result) {
  if (story_.rots.empty() || memory_.has_rotted || result.runs == nullptr) return false;
  if (!is_time_to_rot(story_, result)) return false;
  strike();
  return true;
}

// Only a cut leaves an unfinished rebuild.
void SimDevice::rot_in_rebuild() {
  if (story_.rots.empty() || memory_.has_rotted || story_.rot_moment != RotMoment::kRebuilding) return;
  if (recorded_state(flash_.cells(), board_.layout()).phase == Phase::kRebuilding) strike();
}

void SimDevice::strike() {
  for (const Damage& damage : story_.rots) apply(damage, flash_.cells());
  memory_.has_rotted = true;
  // If the journal's records rotted as well, their numbers begin again.
  memory_.recorded = std::min(memory_.recorded, recorded_state(flash_.cells(), board_.layout()).sequence);
}

void SimDevice::expect(bool holds, const std::string& what) {
  if (!holds) violations_.push_back(what);
}

void SimDevice::check(const StartResult& result) {
  const bootloader::Outcome& outcome = result.outcome;
  if (!outcome.bootable) return;
  expect(result.runs != nullptr, "an unknown image runs");
  if (result.runs == nullptr) return;
  expect(outcome.slot.address == board_.layout().slots[outcome.state.active_slot].address,
         "an image runs from a slot that is not the active one");
  const Phase phase = outcome.state.phase;
  // After starts without progress, an image may run although an update waits.
  expect(is_at_rest(phase) || outcome.state.attempts != 0 || memory_.short_power || damaged_,
         fmt::format("an image runs although the journal is in phase {}", static_cast<int>(phase)));
  if (outcome.state.last_reason == Status::kHealed) memory_.brought_back |= std::uint64_t{1} << index_of(*result.runs);
  const bool may_stay = ((memory_.confirmed | memory_.brought_back) >> index_of(*result.runs) & 1) != 0;
  const bool cannot_go_back = !has_journal() || (damaged_ && is_flash_failure(outcome.state.last_reason));
  expect(phase == Phase::kTrial || !is_at_rest(phase) || may_stay || cannot_go_back,
         result.runs->name + " runs without a trial, but was never confirmed");
  if (has_journal()) check_floor(result);
}

void SimDevice::check_floor(const StartResult& result) {
  const std::uint32_t floor = result.outcome.state.security_floor;
  const std::uint32_t counter = counters_[index_of(*result.runs)];
  expect(counter >= floor, fmt::format("{} runs below the floor {}", result.runs->name, floor));
  expect(floor <= memory_.highest_confirmed, fmt::format("the floor {} was raised without a confirmation", floor));
  expect(floor >= memory_.highest_floor, fmt::format("the floor fell from {} to {}", memory_.highest_floor, floor));
  expect(
      damaged_ || floor >= memory_.promised_floor,
      fmt::format("the floor is {}, although an image with counter {} was confirmed", floor, memory_.promised_floor));
  memory_.highest_floor = std::max(memory_.highest_floor, floor);
}

void SimDevice::run_application(const StartResult& result) {
  if (result.runs->behaviour == Behaviour::kCrash) return;  // before it does anything
  actor_ = Actor::kApplication;
  watch_.start(false);
  bootloader::Updater updater(flash_, board_.layout());
  if (const Status status = updater.open(result.outcome.slot.address); !ok(status)) {
    expect(damaged_, fmt::format("the application cannot read the journal: {}", status_name(status)));
    return;
  }
  if (updater.state().phase == Phase::kIdle && result.runs == story_.firmware.data()) {
    memory_.promised_floor = std::max(memory_.promised_floor, counters_[0]);  // adopted, at least
  }
  const bool is_adopted = result.outcome.state.sequence == 0;  // by the application
  // After starts without progress, a torn record may stay as it is, and read differently each time.
  const bool may_differ = memory_.short_power && board_.flash_model().torn_reads != TornReads::kStable;
  expect(damaged_ || is_adopted || may_differ || visible(updater.state()) == visible(result.outcome.state),
         "the application reads another state than the bootloader");
  if (!active_) return;
  if (!is_at_rest(updater.state().phase)) return;  // the next start continues
  Application application(updater, story_, *result.runs, memory_.network);
  const std::optional<Status> wrong = application.ask_for_refusals();
  expect(damaged_ || !wrong,
         fmt::format("a call that must be refused gave {}", status_name(wrong.value_or(Status::kOk))));
  if (updater.state().phase == Phase::kTrial) {
    end_trial(application, *result.runs);
    if (updater.state().phase == Phase::kTrial) return;
  }
  if (damaged_ && memory_.requests >= kMaxRequests) return;  // server and operator give up
  if (result.runs->behaviour == Behaviour::kRollBack) {
    expect_done("roll_back", application.roll_back());
    if (updater.state().phase == Phase::kTrial) ++memory_.requests;
    return;
  }
  const Status status = application.take_offer();
  if (updater.state().phase == Phase::kRequested || !ok(status)) ++memory_.requests;
  expect(damaged_ || story_.is_hostile || ok(status), fmt::format("staging: {}", status_name(status)));
}

void SimDevice::end_trial(Application& application, const Firmware& running) {
  if (running.behaviour == Behaviour::kNeverConfirm) return;
  if (running.behaviour == Behaviour::kReject) {
    expect_done("reject", application.reject());
  } else {
    confirm(application, running);
  }
}

void SimDevice::expect_done(const char* call, Status status) {
  expect(damaged_ || ok(status), fmt::format("{}: {}", call, status_name(status)));
}

void SimDevice::confirm(Application& application, const Firmware& running) {
  const std::size_t index = index_of(running);
  memory_.confirmed |= std::uint64_t{1} << index;
  memory_.highest_confirmed = std::max(memory_.highest_confirmed, counters_[index]);
  const Status status = application.confirm();
  if (ok(status)) memory_.promised_floor = std::max(memory_.promised_floor, counters_[index]);
  expect_done("confirm", status);
}

std::vector<std::string> SimDevice::violations() const {
  std::vector<std::string> all = violations_;
  all.insert(all.end(), flash_.faults().begin(), flash_.faults().end());
  all.insert(all.end(), watch_.problems().begin(), watch_.problems().end());
  return all;
}

}  // namespace switchback::rig
