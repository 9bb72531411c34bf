// The policy, top to bottom in boot().
#include "bootloader/boot.h"

#include <algorithm>

#include "bootloader/candidate.h"
#include "bootloader/image_check.h"
#include "bootloader/journal.h"
#include "bootloader/swap.h"

namespace switchback::bootloader {
namespace {

class BootRun {
 public:
  // `outcome` is value-initialised.
  BootRun(const Device& device, Outcome& outcome)
      : device_(device), journal_(device.flash, device.layout), outcome_(outcome), state_(outcome.state) {}

  void run() {
    // Without a durable journal nothing is installed or undone, but what is in place may still boot.
    const bool durable = ok(journal_.load(state_));
    const bool is_new = state_.sequence == 0;
    if (durable && is_requested()) install();
    if (durable && is_exchanging()) exchange();
    if (durable && state_.phase == Phase::kTrial) count_trial();
    Status status = verify();
    if (!ok(status) && state_.phase == Phase::kTrial) status = revert(Status::kTrialImageBad) ? verify() : status;
    if (!ok(status)) {
      heal();
      status = verify();
    }
    if (ok(status) && is_new && state_.phase == Phase::kIdle) adopt();
    conclude(status);
  }

 private:
  bool is_swap() const { return device_.layout->strategy == Strategy::kSwap; }
  bool is_requested() const { return state_.phase == Phase::kRequested || state_.phase == Phase::kRebuilding; }
  bool is_exchanging() const {
    return is_swap() && (state_.phase == Phase::kSwapping || state_.phase == Phase::kReverting);
  }
  const Area& slot() const { return device_.layout->slots[state_.active_slot]; }

  void install() {
    Status status = check_journal();
    if (ok(status)) status = prepare_candidate(device_, journal_, state_, facts_);
    if (ok(status)) status = check_banks();
    if (ok(status)) status = is_swap() ? begin_swap(device_, journal_, state_, facts_) : switch_slot();
    if (ok(status)) return;
    state_.phase = Phase::kIdle;
    state_.last_reason = status;
    record();
  }

  // Nothing is erased for an update that could not be recorded.
  Status check_journal() {
    const Status status = journal_.append(state_);
    return ok(status) ? check_banks() : status;
  }

  // An exchange takes many records: a journal with a worn bank may have no room for them.
  Status check_banks() const { return is_swap() && !journal_.is_mirrored() ? Status::kJournalFull : Status::kOk; }

  // Unless it is recorded, the switch has not happened.
  Status switch_slot() {
    State next = state_;
    next.active_slot ^= 1;
    next.candidate_counter = facts_.security_counter;
    next.phase = Phase::kTrial;
    next.trial_boots_left = device_.layout->trial_boots;
    next.last_reason = Status::kOk;
    return journal_.change(state_, next);
  }

  // Should this fail, slot 0 is half of each image: verify() notices, and heal() looks for a whole one.
  void exchange() { (void)run_swap(device_, journal_, state_); }

  void count_trial() {
    if (state_.trial_boots_left == 0) {
      (void)revert(Status::kTrialExpired);
      return;
    }
    --state_.trial_boots_left;
    record();
  }

  bool revert(Status reason) {
    if (is_swap()) return ok(begin_undo(journal_, state_, reason)) && ok(run_swap(device_, journal_, state_));
    settle_in_other_slot(reason);
    return true;
  }

  void settle_in_other_slot(Status reason) {
    state_.active_slot ^= 1;
    state_.phase = Phase::kIdle;
    state_.last_reason = reason;
    record();
  }

  Status verify() { return check_bootable(device_, state_, slot(), state_.active_slot, facts_, outcome_.evidence); }

  void heal() {
    if (is_swap()) {
      heal_from_slot1(device_, journal_, state_, facts_);
      return;
    }
    const std::uint8_t other = state_.active_slot ^ 1;
    const bool is_there =
        ok(check_bootable(device_, state_, device_.layout->slots[other], other, facts_, outcome_.evidence));
    if (is_there) settle_in_other_slot(Status::kHealed);
  }

  // The image a device was made with counts as confirmed.
  void adopt() {
    state_.security_floor = std::max(state_.security_floor, facts_.security_counter);
    record();
  }

  // A record that cannot be written leaves the previous one in force, and every decision that rests on it is made again
  // after the next reset.
  void record() { (void)journal_.append(state_); }

  void conclude(Status status) {
    outcome_.bootable = ok(status);
    outcome_.slot = slot();
    outcome_.entry_address = slot().address + facts_.header.header_size_bytes;
    outcome_.reason = ok(status) ? state_.last_reason : status;
  }

  const Device& device_;
  Journal journal_;
  Outcome& outcome_;
  State& state_;  // outcome_.state
  wire::ImageFacts facts_{};
};

}  // namespace

Outcome boot(const Device& device) {
  Outcome outcome{};
  BootRun(device, outcome).run();
  return outcome;
}

}  // namespace switchback::bootloader
