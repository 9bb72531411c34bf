// The demands of each row beyond its phases and fields, and the search for the row.
#include "rig/spec/transitions.h"

#include <algorithm>

namespace switchback::rig {
namespace {

using bootloader::Phase;
using bootloader::State;

constexpr std::array kAllStatuses = {
#define SWITCHBACK_STATUS(name, ...) Status::name,
#include "core/base/status.def"
#undef SWITCHBACK_STATUS
};

// Statuses that never explain why an installation was refused.
constexpr std::array kNoRefusals = {
    Status::kOk,       Status::kNoImage,    Status::kTrialExpired, Status::kTrialImageBad, Status::kHealed,
    Status::kApiState, Status::kApiOffset,  Status::kApiSize,      Status::kInterrupted,   Status::kNoProgress,
    Status::kRejected, Status::kRolledBack, Status::kApiErasing};

template <std::size_t N>
bool contains(const std::array<Status, N>& list, Status status) {
  return std::find(list.begin(), list.end(), status) != list.end();
}

bool is_flash_failure(Status status) {
  return status == Status::kFlashErase || status == Status::kFlashProgram || status == Status::kFlashVerify;
}

// Steps of the exchange that `state` describes: their number, the next one's kind, and its unit.
std::uint32_t steps(const State& state) { return 2u * state.swap_units; }
bool next_is_even(const State& state) { return state.progress < steps(state) && state.progress % 2 == 0; }
bool next_is_odd(const State& state) { return state.progress < steps(state) && state.progress % 2 == 1; }
std::uint32_t unit_forwards(const State& state) { return state.progress / 2; }
std::uint32_t unit_backwards(const State& state) { return state.swap_units - 1u - state.progress / 2; }

bool advances(const Transition& t) { return t.after.progress == t.before.progress + 1; }
bool leaves_slot(const Transition& t) { return t.before.active_slot + t.after.active_slot == 1; }

// An exchange begins with its first step, and a candidate whose counter is not below the floor.
bool begins_exchange(const State& after, Status reason) {
  return after.progress == 0 && after.candidate_units > 0 && after.swap_units >= after.candidate_units &&
         after.candidate_counter >= after.security_floor && after.last_reason == reason;
}

// An undo begins with its first step, after a complete exchange.
bool begins_undo(const Transition& t, Status reason) {
  return t.before.progress == steps(t.before) && t.after.progress == 0 && t.after.last_reason == reason;
}

bool settles(const Transition& t, Status reason) { return leaves_slot(t) && t.after.last_reason == reason; }

// The demands of the rows, in the order of the table:

bool nothing_more(const Transition& /*transition*/) { return true; }

// Only load() rewrites a state, and its records skip a number.
bool is_rewritten(const Transition& t) { return t.before.sequence > 0 && t.after.sequence > t.before.sequence + 1; }

bool counts_attempt(const Transition& t) {
  return t.before.sequence > 0 && t.after.attempts == std::min(t.before.attempts + 1, 0xff);
}
bool gives_up_request(const Transition& t) {
  return t.after.last_reason == Status::kNoProgress && t.after.attempts >= t.before.attempts;
}
bool allows_attempt(const Transition& t) { return t.before.attempts > 0 && t.after.attempts <= t.before.attempts; }

bool adopts(const Transition& t) { return t.before.sequence == 0 && t.after.security_floor >= t.before.security_floor; }

// An image that heals a device without records is adopted.
bool adopts_or_keeps_floor(const Transition& t) {
  return adopts(t) || t.after.security_floor == t.before.security_floor;
}

bool begins_download(const Transition& t) { return t.after.progress == 0 && t.after.staged_size_bytes > 0; }
bool is_not_resuming(const Transition& t) { return t.before.progress % 2 == 0; }
bool starts_over(const Transition& t) { return is_not_resuming(t) && t.after.progress == 0; }

bool refuses(const Transition& t) {
  return contains(kAllStatuses, t.after.last_reason) && !contains(kNoRefusals, t.after.last_reason);
}

bool is_resuming(const Transition& t) { return t.before.progress % 2 == 1; }
bool passes_gap(const Transition& t) {
  return is_not_resuming(t) && t.after.progress % 2 == 0 && t.after.progress > t.before.progress;
}
bool marks(const Transition& t) {
  return is_not_resuming(t) && t.after.progress % 2 == 1 && t.after.progress > t.before.progress;
}
bool resumes(const Transition& t) { return is_resuming(t) && t.after.progress == t.before.progress - 1; }

bool counts_start(const Transition& t) { return t.before.trial_boots_left == t.after.trial_boots_left + 1; }

bool confirms(const Transition& t) {
  const std::uint32_t floor = std::max(t.before.security_floor, t.before.candidate_counter);
  return t.after.security_floor == floor && ok(t.after.last_reason);
}

bool rejects(const Transition& t) { return t.after.trial_boots_left == 0 && t.after.last_reason == Status::kRejected; }
bool asks_for_previous(const Transition& t) {
  return t.after.trial_boots_left == 0 && t.after.last_reason == Status::kRolledBack;
}
bool is_asked(const State& state) {
  const bool has_reason = state.last_reason == Status::kRejected || state.last_reason == Status::kRolledBack;
  return state.trial_boots_left == 0 && has_reason;
}
bool refuses_previous(const Transition& t) {
  return is_asked(t.before) && t.before.last_reason == Status::kRolledBack && refuses(t);
}

bool begins_update(const Transition& t) { return is_not_resuming(t) && begins_exchange(t.after, Status::kOk); }
bool is_healing(const State& state) { return state.last_reason == Status::kHealed; }
bool saves(const Transition& t) { return advances(t) && next_is_even(t.before) && !is_healing(t.before); }
bool skips_saving(const Transition& t) { return advances(t) && next_is_even(t.before) && is_healing(t.before); }

bool fills(const Transition& t) {
  return advances(t) && next_is_odd(t.before) && unit_forwards(t.before) < t.before.candidate_units;
}

bool clears(const Transition& t) {
  return advances(t) && next_is_odd(t.before) && unit_forwards(t.before) >= t.before.candidate_units;
}

bool is_complete(const Transition& t) { return t.before.progress == steps(t.before); }
bool ends_on_trial(const Transition& t) {
  return is_complete(t) && ok(t.before.last_reason) && t.after.trial_boots_left > 0;
}

// If the record of the step failed, the step itself is done.
bool gives_up(const Transition& t) {
  const std::uint32_t left = steps(t.before) - t.before.progress;
  const bool is_way_back = t.after.progress == left || t.after.progress + 1 == left;
  return t.before.progress < steps(t.before) && is_way_back && is_flash_failure(t.after.last_reason) &&
         !is_healing(t.before);
}

bool gives_up_start(const Transition& t) {
  return t.before.progress == 0 && !is_healing(t.before) && gives_up_request(t);
}
bool turns_back(const Transition& t) {
  return t.before.progress > 0 && t.after.progress == steps(t.before) - t.before.progress &&
         t.after.last_reason == Status::kNoProgress && !is_healing(t.before);
}

bool gives_up_undo(const Transition& t) { return t.before.candidate_units > 0 && gives_up(t); }
bool ends_kept(const Transition& t) {
  return is_complete(t) && (is_flash_failure(t.before.last_reason) || is_healing(t.before));
}

bool undoes_expired(const Transition& t) {
  return t.before.trial_boots_left == 0 && begins_undo(t, Status::kTrialExpired);
}

bool undoes_asked(const Transition& t) {
  const bool may_grow = t.before.last_reason == Status::kRolledBack;
  const bool is_long_enough = may_grow ? t.after.swap_units >= t.before.swap_units && t.after.swap_units != 0
                                       : t.after.swap_units == t.before.swap_units;
  return is_asked(t.before) && is_long_enough && t.after.progress == 0;
}
bool undoes_bad(const Transition& t) { return begins_undo(t, Status::kTrialImageBad); }

bool saves_back(const Transition& t) {
  return advances(t) && next_is_even(t.before) && unit_backwards(t.before) < t.before.candidate_units;
}

bool skips_back(const Transition& t) {
  return advances(t) && next_is_even(t.before) && unit_backwards(t.before) >= t.before.candidate_units;
}

bool restores(const Transition& t) { return advances(t) && next_is_odd(t.before); }

bool begins_restore(const Transition& t) {
  const State& after = t.after;
  return after.progress == 0 && after.swap_units > 0 && after.candidate_units == 0 &&
         after.last_reason == Status::kHealed && adopts_or_keeps_floor(t);
}

bool begins_healing(const Transition& t) {
  return t.before.candidate_units > 0 && begins_exchange(t.after, Status::kHealed);
}

bool switches(const Transition& t) {
  return is_not_resuming(t) && settles(t, Status::kOk) && t.after.trial_boots_left > 0 &&
         t.after.candidate_counter >= t.after.security_floor;
}

bool settles_expired(const Transition& t) {
  return t.before.trial_boots_left == 0 && settles(t, Status::kTrialExpired);
}

bool settles_asked(const Transition& t) { return is_asked(t.before) && leaves_slot(t); }
bool settles_bad(const Transition& t) { return settles(t, Status::kTrialImageBad); }
bool settles_healed(const Transition& t) { return settles(t, Status::kHealed) && adopts_or_keeps_floor(t); }

struct Rule {
  TransitionRow row;
  bool (*demands)(const Transition&);
};

constexpr std::array<Rule, kTransitionCount> make_rules() {
  using namespace phases;
  using namespace fields;
  constexpr Recorder kBootloader = Recorder::kBootloader;
  constexpr Recorder kApplication = Recorder::kApplication;
  constexpr Scope kSwap = Scope::kSwap;
  constexpr Scope kAb = Scope::kAb;
  constexpr Scope kBoth = Scope::kBoth;
  return {{
#define SWITCHBACK_TRANSITION(name, id, by, strategy, from, to, changes, demands, condition, operations, cut_leaves) \
  {{id, by, strategy, from, to, changes, condition, operations, cut_leaves}, demands},
#include "rig/spec/transitions.def"
#undef SWITCHBACK_TRANSITION
  }};
}

constexpr std::array<Rule, kTransitionCount> kRules = make_rules();

constexpr PhaseSet phase_bit(Phase phase) { return static_cast<PhaseSet>(1u << static_cast<unsigned>(phase)); }

// The values that are compared with every row, computed once.
struct Change {
  const Transition& transition;
  PhaseSet from;
  PhaseSet to;
  FieldSet changed;
  Recorder by;
  Scope strategy;
};

Change describe(const Transition& t, bootloader::Strategy strategy) {
  return {t,
          phase_bit(t.before.phase),
          phase_bit(t.after.phase),
          changed_fields(t.before, t.after),
          t.by_bootloader ? Recorder::kBootloader : Recorder::kApplication,
          strategy == bootloader::Strategy::kSwap ? Scope::kSwap : Scope::kAb};
}

// Attempts belong to one state: they end when the phase changes or the work makes progress.
bool is_progress(const Transition& t) {
  if (t.before.phase != t.after.phase || leaves_slot(t)) return true;
  const bool is_resumable = t.before.phase == Phase::kReceiving || t.before.phase == Phase::kRebuilding;
  if (is_resumable) return (t.after.progress | 1u) > (t.before.progress | 1u);
  return t.before.progress != t.after.progress;
}

bool keeps_count(const TransitionRow& row, const Transition& t) {
  if ((row.changes & fields::kAttempts) != 0) return true;
  return t.after.attempts == (is_progress(t) ? 0 : t.before.attempts);
}

bool allows(const Rule& rule, const Change& change) {
  const TransitionRow& row = rule.row;
  if ((row.from & change.from) == 0) return false;
  if (change.to != (row.to == phases::kSamePhase ? change.from : row.to)) return false;
  if ((change.changed & ~(row.changes | fields::kAttempts)) != 0) return false;
  if (!keeps_count(row, change.transition)) return false;
  if (row.by != Recorder::kEither && row.by != change.by) return false;
  if (row.strategy != Scope::kBoth && row.strategy != change.strategy) return false;
  return change.transition.after.sequence > change.transition.before.sequence && rule.demands(change.transition);
}

constexpr std::array kPhaseNames = {"kIdle",     "kReceiving", "kRequested", "kRebuilding",
                                    "kSwapping", "kTrial",     "kReverting"};

constexpr std::array kFieldNames = {"active_slot",       "trial_boots_left", "security_floor",  "candidate_counter",
                                    "progress",          "swap_units",       "candidate_units", "staged_address",
                                    "staged_size_bytes", "staged_tag",       "last_reason",     "attempts"};

template <std::size_t N>
std::string names_of(unsigned set, const std::array<const char*, N>& names) {
  std::string text;
  for (std::size_t i = 0; i < N; ++i) {
    if ((set >> i & 1u) != 0) text += (text.empty() ? "" : ", ") + std::string(names[i]);
  }
  return text;
}

}  // namespace

State new_device(const bootloader::Layout& layout) {
  State state;
  state.security_floor = layout.initial_security_floor;
  return state;
}

std::optional<TransitionId> classify(const Transition& transition, bootloader::Strategy strategy) {
  const Change change = describe(transition, strategy);
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (allows(kRules[i], change)) return static_cast<TransitionId>(i);
  }
  return std::nullopt;
}

bool allows(TransitionId id, const Transition& transition, bootloader::Strategy strategy) {
  return allows(kRules[static_cast<std::size_t>(id)], describe(transition, strategy));
}

FieldSet changed_fields(const State& one, const State& other) {
  unsigned set = 0;
  if (one.active_slot != other.active_slot) set |= fields::kSlot;
  if (one.trial_boots_left != other.trial_boots_left) set |= fields::kBootsLeft;
  if (one.security_floor != other.security_floor) set |= fields::kFloor;
  if (one.candidate_counter != other.candidate_counter) set |= fields::kCounter;
  if (one.progress != other.progress) set |= fields::kProgress;
  if (one.swap_units != other.swap_units) set |= fields::kSwapUnits;
  if (one.candidate_units != other.candidate_units) set |= fields::kCandidateUnits;
  if (one.staged_address != other.staged_address) set |= fields::kStagedAddress;
  if (one.staged_size_bytes != other.staged_size_bytes) set |= fields::kStagedSize;
  if (one.staged_tag != other.staged_tag) set |= fields::kStagedTag;
  if (one.last_reason != other.last_reason) set |= fields::kReason;
  if (one.attempts != other.attempts) set |= fields::kAttempts;
  return static_cast<FieldSet>(set);
}

const TransitionRow& transition_row(TransitionId id) { return kRules[static_cast<std::size_t>(id)].row; }

std::string phase_names(PhaseSet set) {
  if (set == phases::kSamePhase) return "same";
  if (set == phases::kAnyPhase) return "any";
  if (set == phases::kAllButTrial) return "any but kTrial";
  return names_of(set >> 1u, kPhaseNames);
}

std::string field_names(FieldSet set) { return set == fields::kNothing ? "none" : names_of(set, kFieldNames); }

const char* recorder_name(Recorder recorder) {
  if (recorder == Recorder::kEither) return "either";
  return recorder == Recorder::kBootloader ? "bootloader" : "application";
}

}  // namespace switchback::rig
