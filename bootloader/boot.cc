// The policy, in the order of BootRun::run().
#include "bootloader/boot.h"

#include <algorithm>
#include <utility>

#include "bootloader/check/image_check.h"
#include "bootloader/install/candidate.h"
#include "bootloader/journal/journal.h"
#include "bootloader/switch/swap.h"

namespace switchback::bootloader {
namespace {

constexpr std::uint8_t kMostAttempts = 0xff;  // the most that a record holds

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
    // The application records the floor (Updater::open). Here nothing is written, so no power cut
    // can keep the image from running.
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

  // Starts in a row without progress: those in the record, and torn records or starts that the
  // board counted. If the journal has no room for a record, the limit counts as exceeded, as long
  // as the old image runs instead.
  std::uint32_t attempts() const {
    const bool is_old = state_.phase != Phase::kReverting;
    if (journal_.is_cornered() && is_old && state_.attempts != 0) return 2 * limit();
    return std::uint32_t{state_.attempts} + std::max<std::uint32_t>(journal_.failed_records(), device_.failed_starts);
  }

  // Counts this start, in a record that also makes the found state certain. Returns whether pending
  // work continues: nothing is installed, exchanged or undone on the basis of a doubtful record.
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

  // Too many starts made no progress. An update that has not touched slot 0 is given up. An
  // exchange goes on only if slot 0 holds no image that can run instead.
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

  // The record keeps the attempts, so that writing it is not tried for ever. After as many attempts
  // again the image runs without the record.
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

  // An exchange takes many records, and a journal with a worn bank may have no room for them. The
  // second record erases a bank that a cut left unusable.
  Status check_banks() {
    if (!is_swap() || journal_.is_mirrored()) return Status::kOk;
    if (const Status status = record_attempt(); !ok(status)) return status;
    return journal_.is_mirrored() ? Status::kOk : Status::kJournalFull;
  }

  // Without the record, the switch has not happened.
  Status switch_slot() {
    State& next = journal_.draft(state_, Phase::kTrial);
    next.active_slot ^= 1;
    next.candidate_counter = check_.facts.security_counter;
    next.trial_boots_left = device_.layout->trial_boots;
    next.last_reason = Status::kOk;
    return journal_.change(state_, next);
  }

  // If this fails, slot 0 holds parts of both images. verify() notices, and heal() looks for a
  // whole image.
  void exchange() { (void)run_swap(device_, journal_, state_); }

  // A start is not counted again after deep sleep, nor if the board knows that starts are cut
  // before they are counted.
  void count_trial() {
    const bool is_cut = device_.failed_starts >= limit();
    if ((device_.is_wake_up || is_cut) && ok(state_.last_reason)) return;
    if (state_.trial_boots_left == 0) return end_trial();
    State& next = journal_.draft(state_);
    --next.trial_boots_left;
    if (!ok(journal_.change(state_, next))) go_back_unrecorded();
  }

  // The trial expired, or the application wants the previous image, which may be gone after a
  // confirmation.
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

  // Whether the image before the last update may run instead of the active one.
  Status check_previous() {
    const std::uint8_t other = state_.active_slot ^ 1;
    const std::uint8_t executes_in = is_swap() ? 0 : other;
    return check_bootable(device_, state_, device_.layout->slots[other], executes_in, check_);
  }

  // The trial cannot be counted, so it would never end.
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

  // A/B without a journal: of two acceptable images, takes the one with the higher counter, then
  // the higher version, and slot 0 if both are equal.
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

  // Never above the counter of the running image, whatever a forged journal says.
  void protect_floor() {
    const std::uint32_t floor = std::min(state_.security_floor, check_.facts.security_counter);
    if (floor > floor_of(device_, state_.security_floor)) (void)device_.protection->raise_floor(floor);
  }

  // If the record cannot be written, the previous one stays in force, and the next start makes
  // every decision that depends on it again.
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
