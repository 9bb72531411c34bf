// The bootloader's records with one change that no row of the transitions' table allows.
#include <doctest/doctest.h>

#include "tests/unit/rig/spec/watched_device.h"

namespace switchback::testing {
namespace {

// One device's history with either strategy, for what is changed in it below.
std::vector<rig::Transition> history(bool swap) {
  WatchedDevice device(swap ? small_swap_profile() : small_ab_profile());
  REQUIRE(device.boots() == 1);
  device.stage(make_package(Packing::kCompressed, device.old_image(), device.bench().image(2, 1, 1)));
  device.boot_until({17, rig::CutPhase::kAfter, 0});  // in the candidate's third sector
  REQUIRE(device.boots() == 2);
  REQUIRE(device.boots() == 1);
  device.stage(device.bench().image(2, 5, 1));
  REQUIRE(device.boots() == 2);
  device.confirm();
  device.stage(make_image({.major = 3}, foreign()));
  REQUIRE(device.boots() == 2);
  return device.transitions();
}

bootloader::Strategy strategy_of(bool swap) { return swap ? bootloader::Strategy::kSwap : bootloader::Strategy::kAb; }

// The same with one field's lowest bits changed; `field` counts the fields of rig::fields.
bootloader::State with_changed(bootloader::State state, unsigned field) {
  switch (field) {
    case 0:
      state.active_slot ^= 1;
      break;
    case 1:
      state.trial_boots_left ^= 1;
      break;
    case 2:
      state.security_floor ^= 1;
      break;
    case 3:
      state.candidate_counter ^= 1;
      break;
    case 4:
      state.progress ^= 1;
      break;
    case 5:
      state.swap_units ^= 1;
      break;
    case 6:
      state.candidate_units ^= 1;
      break;
    case 7:
      state.staged_address ^= 1;
      break;
    case 8:
      state.staged_size_bytes ^= 1;
      break;
    case 9:
      state.staged_tag ^= 1;
      break;
    default:
      state.last_reason = Status::kApiSize;
      break;
  }
  return state;
}

TEST_CASE("Transitions: a field that a row does not name must stay as it is") {
  for (const bool swap : {true, false}) {
    std::size_t tried = 0;
    for (rig::Transition transition : history(swap)) {
      const bootloader::State after = transition.after;
      const rig::TransitionId id = classify(transition, strategy_of(swap)).value();
      for (unsigned field = 0; field < 11; ++field) {
        if ((rig::transition_row(id).changes & (1u << field)) != 0) continue;
        transition.after = with_changed(after, field);
        CAPTURE(std::string(rig::transition_row(id).id));
        CAPTURE(field);
        const auto found = classify(transition, strategy_of(swap));
        // The check of a journal whose progress changes would be the mark of a resume.
        const bool is_mark = id == rig::TransitionId::kAttempt && found == rig::TransitionId::kRebuildMark;
        CHECK((!found || is_mark));
        ++tried;
      }
    }
    CHECK(tried > 100);
  }
}

TEST_CASE("Transitions: no row takes a record of the other actor, the other strategy, or an old sequence") {
  for (const bool swap : {true, false}) {
    for (rig::Transition transition : history(swap)) {
      const rig::TransitionRow& row = rig::transition_row(classify(transition, strategy_of(swap)).value());
      CAPTURE(std::string(row.id));
      if (row.strategy != rig::Scope::kBoth) CHECK_FALSE(classify(transition, strategy_of(!swap)).has_value());
      rig::Transition other = transition;
      other.by_bootloader = !other.by_bootloader;
      const auto found = classify(other, strategy_of(swap));
      CHECK((!found || *found == rig::TransitionId::kRewrite));
      transition.after.sequence = transition.before.sequence;
      CHECK_FALSE(classify(transition, strategy_of(swap)).has_value());
    }
  }
}

// The last transition of `rows`, with another value in its records.
struct Illegal {
  const char* what;
  const char* row;
  void (*spoil)(bootloader::State& before, bootloader::State& after);
};

TEST_CASE("Transitions: what must never be recorded matches no row") {
  using bootloader::Phase;
  using bootloader::State;
  const Illegal cases[] = {
      {"a trial without an exchange", "swap-done", [](State& before, State&) { before.phase = Phase::kIdle; }},
      {"a trial before the exchange is complete", "swap-done",
       [](State& before, State& after) {
         --before.progress;
         --after.progress;
       }},
      {"a trial that never ends", "trial-count",
       [](State& before, State& after) {
         after.trial_boots_left = before.trial_boots_left;
         after.sequence = before.sequence + 1;
       }},
      {"the floor is raised at the trial", "trial-count", [](State&, State& after) { ++after.security_floor; }},
      {"the floor sinks", "confirm",
       [](State& before, State& after) { after.security_floor = before.security_floor - 1; }},
      {"the floor stays at a confirmation", "confirm",
       [](State& before, State& after) { after.security_floor = before.security_floor; }},
      {"a step is left out", "swap-fill", [](State&, State& after) { ++after.progress; }},
      {"a step is taken back", "swap-fill", [](State& before, State& after) { after.progress = before.progress - 1; }},
      {"a candidate below the floor", "swap-begin-image",
       [](State& before, State& after) { after.candidate_counter = before.security_floor - 1; }},
      {"more candidate than takes part", "swap-begin-image",
       [](State&, State& after) { after.swap_units = static_cast<std::uint16_t>(after.candidate_units - 1); }},
      {"a revert before its time", "undo-expired",
       [](State& before, State& after) {
         before.trial_boots_left = 1;
         after.trial_boots_left = 1;
       }},
      {"a refusal without a reason", "refuse-request", [](State&, State& after) { after.last_reason = Status::kOk; }},
      {"a rebuild that was not erased for", "rebuild-start",
       [](State& before, State&) { before.phase = Phase::kIdle; }},
  };
  const std::vector<rig::Transition> all = history(true);
  for (const Illegal& illegal : cases) {
    CAPTURE(std::string(illegal.what));
    bool seen = false;
    for (rig::Transition transition : all) {
      const auto id = classify(transition, bootloader::Strategy::kSwap);
      REQUIRE(id.has_value());
      if (std::string(rig::transition_row(*id).id) != illegal.row) continue;
      illegal.spoil(transition.before, transition.after);
      CHECK_FALSE(classify(transition, bootloader::Strategy::kSwap).has_value());
      seen = true;
    }
    CHECK(seen);
  }
}

}  // namespace
}  // namespace switchback::testing
