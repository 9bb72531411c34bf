// The policy, top to bottom in boot().
#include "bootloader/boot.h"

#include <algorithm>
#include <utility>

#include "bootloader/candidate.h"
#include "bootloader/image_check.h"
#include "bootloader/journal.h"
#include "bootloader/swap.h"

namespace switchback::bootloader {
namespace {

constexpr std::uint8_t kMostAttempts = 0xff;  // that a record can say

class BootRun {
 public:
  BootRun(const Device& device, Outcome& outcome)
      : device_(device),
        journal_(device.flash, device.layout, outcome.journal, &device.observer),
        outcome_(outcome),
        state_(outcome.state),
        check_(outcome.check) {}

  void run() {
    journal_.find(state_);
    if (state_.sequence == 0) choose_newest();
    const bool goes_on = begin();
    if (goes_on && is_requested()) install();
    if (goes_on && is_exchanging()) exchange();
    if (state_.phase == Phase::kTrial) count_trial();
    Status status = verify();
    if (!ok(status) && state_.phase == Phase::kTrial) status = revert(Status::kTrialImageBad) ? verify() : status;
    if (!ok(status)) {
      heal();
      status = verify();
    }
    // It is the application that records it (Updater::open): where nothing has to be written, nothing that power cuts
    // short keeps the image from running.
    if (ok(status)) adopt_floor(state_, check_.facts.security_counter);
    if (ok(status) && device_.layout->has_protection && state_.phase == Phase::kIdle) protect_floor();
    conclude(status);
  }

 private:
  bool is_swap() const { return device_.layout->strategy == Strategy::kSwap; }
  bool is_requested() const { return state_.phase == Phase::kRequested || state_.phase == Phase::kRebuilding; }
  bool is_exchanging() const {
    return is_swap() && (state_.phase == Phase::kSwapping || state_.phase == Phase::kReverting);
  }
  const Area& slot() const { return device_.layout->slots[state_.active_slot]; }
  std::uint32_t limit() const { return device_.layout->install_attempts; }

  // Starts in a row that came no further than what the journal shows, torn records included. Where not even a record
  // has room, there have been enough of them, as long as it is the old image that runs instead.
  std::uint32_t attempts() const {
    const bool is_old = state_.phase != Phase::kReverting;
    if (journal_.is_cornered() && is_old && state_.attempts != 0) return 2 * limit();
    return std::uint32_t{state_.attempts} + std::max<std::uint32_t>(journal_.failed_records(), device_.failed_starts);
  }

  // Counts this start in the record that makes certain what was found. Returns whether what is under way goes on:
  // nothing is installed, exchanged or undone that rests on a record in doubt.
  bool begin() {
    const bool is_busy = is_requested() || is_exchanging();
    if (state_.phase == Phase::kTrial || (!is_busy && journal_.is_settled())) return false;
    if (attempts() >= limit() && !(is_busy && goes_on_regardless())) return false;
    return ok(record_attempt()) && is_busy;
  }

  Status record_attempt() {
    State& next = journal_.draft(state_);
    if (next.attempts < kMostAttempts) ++next.attempts;
    return journal_.change(state_, next);
  }

  // Too many starts made no progress. An update that has not touched slot 0 is given up; an exchange goes on only where
  // slot 0 holds no image that could run instead.
  bool goes_on_regardless() {
    const bool is_untouched = is_requested() || (state_.phase == Phase::kSwapping && state_.progress == 0);
    if (is_untouched && state_.last_reason != Status::kHealed) {
      give_up();
      return false;
    }
    if (ok(verify())) return false;
    const bool is_update = state_.phase == Phase::kSwapping && state_.last_reason != Status::kHealed;
    return !is_update || journal_.is_cornered() || ok(begin_undo(journal_, state_, Status::kNoProgress));
  }

  // The record keeps the attempts, so that its own writing is not tried for ever. After as many tries again the image
  // runs without it.
  void give_up() {
    if (attempts() >= 2 * limit()) return;
    state_.phase = Phase::kIdle;
    state_.last_reason = Status::kNoProgress;
    state_.attempts = device_.layout->install_attempts;
    record();
  }

  void install() {
    Status status = check_banks();
    if (ok(status)) status = prepare_candidate(device_, journal_, state_, check_);
    if (ok(status)) status = check_banks();
    if (ok(status)) status = is_swap() ? begin_swap(device_, journal_, state_, check_.facts) : switch_slot();
    if (ok(status)) return;
    enter_phase(state_, Phase::kIdle);
    state_.last_reason = status;
    record();
  }

  // An exchange takes many records: a journal with a worn bank may have no room for them. A bank that a cut left
  // unusable is erased by the second record.
  Status check_banks() {
    if (!is_swap() || journal_.is_mirrored()) return Status::kOk;
    if (const Status status = record_attempt(); !ok(status)) return status;
    return journal_.is_mirrored() ? Status::kOk : Status::kJournalFull;
  }

  // Unless it is recorded, the switch has not happened.
  Status switch_slot() {
    State& next = journal_.draft(state_, Phase::kTrial);
    next.active_slot ^= 1;
    next.candidate_counter = check_.facts.security_counter;
    next.trial_boots_left = device_.layout->trial_boots;
    next.last_reason = Status::kOk;
    return journal_.change(state_, next);
  }

  // Should this fail, slot 0 is half of each image: verify() notices, and heal() looks for a whole one.
  void exchange() { (void)run_swap(device_, journal_, state_); }

  // The last counted start goes on after deep sleep, too, and where the board knows that starts are cut before they are
  // counted.
  void count_trial() {
    const bool is_cut = device_.failed_starts >= limit();
    if ((device_.is_wake_up || is_cut) && ok(state_.last_reason)) return;
    if (state_.trial_boots_left == 0) return end_trial();
    State& next = journal_.draft(state_);
    --next.trial_boots_left;
    if (!ok(journal_.change(state_, next))) go_back_unrecorded();
  }

  // It expired, or the application wants the image before: after a confirmation it may be gone.
  void end_trial() {
    if (state_.last_reason == Status::kRolledBack) {
      if (const Status status = check_previous(); !ok(status)) return refuse_rollback(status);
      if (is_swap()) include_image(device_.layout, state_, check_.facts);
    }
    (void)revert(ok(state_.last_reason) ? Status::kTrialExpired : state_.last_reason);
  }

  void refuse_rollback(Status reason) {
    enter_phase(state_, Phase::kIdle);
    state_.last_reason = reason;
    record();
  }

  // Whether the image before the last update may run in its place.
  Status check_previous() {
    const std::uint8_t other = state_.active_slot ^ 1;
    const std::uint8_t executes_in = is_swap() ? 0 : other;
    return check_bootable(device_, state_, device_.layout->slots[other], executes_in, check_);
  }

  // A trial that cannot be counted would never end.
  void go_back_unrecorded() {
    if (!ok(check_previous())) return;
    if (is_swap()) {
      restore_unrecorded(device_, check_.facts, journal_.scratch());
    } else {
      state_.active_slot ^= 1;
    }
    state_.phase = Phase::kIdle;
    state_.last_reason = Status::kJournalFull;
  }

  bool revert(Status reason) {
    if (is_swap()) return ok(begin_undo(journal_, state_, reason)) && ok(run_swap(device_, journal_, state_));
    settle_in_other_slot(reason);
    return true;
  }

  void settle_in_other_slot(Status reason) {
    enter_phase(state_, Phase::kIdle);
    state_.active_slot ^= 1;
    state_.last_reason = reason;
    record();
  }

  // A/B without a journal: of two acceptable images the one with the higher counter, then version, and slot 0 if both
  // are the same.
  void choose_newest() {
    if (is_swap() || !ok(check_previous())) return;
    const std::uint32_t counter = check_.facts.security_counter;
    const wire::Version version = check_.facts.header.version;
    if (ok(verify()) &&
        std::pair(check_.facts.security_counter, check_.facts.header.version) >= std::pair(counter, version))
      return;
    state_.active_slot = 1;
  }

  Status verify() { return check_bootable(device_, state_, slot(), state_.active_slot, check_); }

  void heal() {
    if (is_swap()) {
      heal_from_slot1(device_, journal_, state_, check_);
      return;
    }
    if (!ok(check_previous())) return;
    adopt_floor(state_, check_.facts.security_counter);
    settle_in_other_slot(Status::kHealed);
  }

  // Never above the counter of the image that runs, whatever a forged journal says.
  void protect_floor() {
    const std::uint32_t floor = std::min(state_.security_floor, check_.facts.security_counter);
    if (floor > floor_of(device_, state_.security_floor)) (void)device_.protection->raise_floor(floor);
  }

  // A record that cannot be written leaves the previous one in force, and every decision that rests on it is made again
  // after the next reset.
  void record() { (void)journal_.append(state_); }

  void conclude(Status status) {
    outcome_.bootable = ok(status);
    outcome_.slot = slot();
    outcome_.entry_address = slot().address + check_.facts.header.header_size_bytes;
    outcome_.reason = !ok(status) ? status : is_exchanging() ? Status::kNoProgress : state_.last_reason;
  }

  const Device& device_;
  Journal journal_;
  Outcome& outcome_;
  State& state_;       // outcome_.state
  ImageCheck& check_;  // outcome_.check
};

}  // namespace

void boot(const Device& device, Outcome& outcome) {
  BootRun(device, outcome).run();
  if (device.layout->has_protection) device.protection->lock();
}

}  // namespace switchback::bootloader
