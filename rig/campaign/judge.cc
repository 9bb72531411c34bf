// Starts devices until they settle, and checks how they end.
#include "rig/campaign/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "bootloader/board/layout_areas.h"
#include "rig/campaign/short_power.h"
#include "rig/device/oracle.h"

namespace switchback::rig {
namespace {

constexpr int kMaxStarts = 60;      // without trials; far more than any story takes
constexpr int kSameStarts = 6;      // with damage: this many equal starts are the end
constexpr int kMaxCutStarts = 400;  // without trials; an update that takes more never ends
constexpr int kMaxTrials = 6;       // that the server of a simulated device causes
constexpr int kMaxWait = 64;        // without trials; starts until an image must run
constexpr std::size_t kMaxProblems = 10;

// The values that are equal in two starts of a settled device. A download or an update that waits
// makes no difference. With half a journal, both may come and go with each start, as may the last
// reason. A trial that counts its starts is not settled.
auto essence(const StartResult& result) {
  using bootloader::Phase;
  const bootloader::State& state = result.outcome.state;
  const bool is_idle =
      state.phase == Phase::kReceiving || state.phase == Phase::kIdle || state.phase == Phase::kRequested;
  const std::uint8_t trials_left = state.phase == Phase::kTrial ? state.trial_boots_left : std::uint8_t{0};
  return std::tuple(result.runs, is_idle ? Phase::kIdle : state.phase, state.active_slot, state.security_floor,
                    trials_left);
}

int with_trials(int starts, const SimDevice& device) {
  return starts + kMaxTrials * device.board().layout().trial_boots;
}

class Settling {
 public:
  Settling(SimDevice& device, bool is_damaged, Verdict& verdict)
      : device_(device), is_damaged_(is_damaged), verdict_(verdict) {}

  int run() {
    const int most = with_trials(kMaxStarts, device_);
    for (int start = 0; start < most; ++start) {
      const StartResult result = device_.reset();
      verdict_.power_was_cut = result.power_lost;
      if (result.power_lost) return kNothing;
      if (!judge(result)) return kNothing;
      if (is_settled(result)) return index_of(*result.runs);
    }
    verdict_.problems.emplace_back("the device does not come to rest");
    return kNothing;
  }

 private:
  int index_of(const Firmware& firmware) const { return static_cast<int>(&firmware - device_.story().firmware.data()); }

  // Returns false if the device no longer starts.
  bool judge(const StartResult& result) {
    if (!result.outcome.bootable) {
      const std::uint32_t floor = result.outcome.state.security_floor;
      const bool had_a_chance =
          is_recoverable(device_.flash().cells(), device_.board(), device_.story(), floor, device_.has_journal());
      const bool is_bricked = had_a_chance || !is_damaged_;
      (is_bricked ? verdict_.bricked : verdict_.lost) = true;
      if (is_bricked)
        verdict_.problems.push_back(
            fmt::format("no image starts although the device could: {}", status_name(result.outcome.reason)));
      return false;
    }
    if (result.runs == nullptr) {
      verdict_.wrong = true;
      return false;
    }
    verdict_.reason = result.outcome.state.last_reason;
    check_reason(result.outcome.state.last_reason);
    return true;
  }

  void check_reason(Status reason) {
    const auto& allowed = device_.story().reasons;
    if (reason == Status::kNoProgress && device_.memory().short_power) return;
    if (is_damaged_ || device_.story().is_hostile || ok(reason) || std::ranges::find(allowed, reason) != allowed.end())
      return;
    verdict_.problems.push_back(
        fmt::format("the journal holds reason {}, which this story does not allow", status_name(reason)));
  }

  bool is_settled(const StartResult& result) {
    if (result.rotted || result.chunk_lost) return false;
    // Work is left: a torn record may read one way for the bootloader and another for the
    // application.
    if (!is_damaged_ &&
        (result.outcome.state.phase == bootloader::Phase::kTrial || !is_at_rest(result.outcome.state.phase))) {
      return false;
    }
    if (result.operations == 0) return true;
    same_ = last_ && essence(*last_) == essence(result) ? same_ + 1 : 0;
    last_ = result;
    return is_damaged_ && same_ >= kSameStarts;
  }

  SimDevice& device_;
  bool is_damaged_;
  Verdict& verdict_;
  std::optional<StartResult> last_;
  int same_ = 0;
};

void add_violations(const SimDevice& device, const char* prefix, Verdict& verdict) {
  for (const std::string& what : device.violations()) {
    if (verdict.problems.size() < kMaxProblems) verdict.problems.push_back(prefix + what);
  }
}

std::uint64_t trials_of(const SimDevice& device) { return device.rows_hit()[row_index(TransitionId::kTrialCount)]; }

// Only damage permits another end than the story's.
void check_end(const Story& story, bool is_damaged, bool short_power, Verdict& verdict) {
  if (is_damaged) return;
  const bool asks_once = std::ranges::any_of(story.offers, [](const Offer& offer) { return !offer.again; });
  if (short_power && asks_once) return;  // the update was given up
  const std::string name =
      verdict.rest_ends == kNothing ? "nothing" : story.firmware[static_cast<std::size_t>(verdict.rest_ends)].name;
  if (name == story.ends_with) return;
  verdict.problems.push_back(fmt::format("the device ends with {} instead of {}", name, story.ends_with));
}

}  // namespace

int settle(SimDevice& device, bool is_damaged, Verdict& verdict) {
  device.set_damaged(is_damaged);
  return Settling(device, is_damaged, verdict).run();
}

void Verdict::merge(const Verdict& later) {
  bricked |= later.bricked;
  lost |= later.lost;
  wrong |= later.wrong;
  resets_end = later.resets_end;
  rest_ends = later.rest_ends;
  operations = later.operations;
  chunks_lost = later.chunks_lost;
  reason = later.reason;
  problems.insert(problems.end(), later.problems.begin(), later.problems.end());
}

bool get_through(SimDevice& device, const Cut& cut, Verdict& verdict) {
  device.expect_short_power();
  const std::uint64_t trials_before = trials_of(device);
  const int most = with_trials(kMaxCutStarts, device);
  for (int start = 0; start < most; ++start) {
    device.flash().arm(cut);
    (void)settle(device, false, verdict);
    if (!verdict.power_was_cut) return true;
  }
  // If power always ends a trial before the confirmation, the trial rightly expires. A server that
  // changes its mind in every start gets nothing installed.
  const bool is_enough = cut.operation >= enough_operations(device.board().layout()) &&
                         std::ranges::all_of(device.story().offers, [](const Offer& offer) {
                           return offer.interrupted_by.empty() && offer.stages_first.empty();
                         });
  if (is_enough && trials_of(device) == trials_before) {
    verdict.problems.push_back(
        fmt::format("with {} operations of power in each start, the update never comes to its trial", cut.operation));
  }
  return false;
}

// A start of a trial may be counted and then cut before the image is entered.
int longest_wait(const SimDevice& device) { return kMaxWait + device.board().layout().trial_boots; }

int starts_until_image(SimDevice& device, const Cut& cut) {
  device.expect_short_power();
  const int most = longest_wait(device);
  for (int start = 1; start <= most; ++start) {
    if (!device.has_whole_image()) return 0;
    device.flash().arm(cut);
    const StartResult result = device.reset();
    if (result.runs != nullptr) return start;
    if (!result.power_lost) return 0;
  }
  return kNeverRuns;
}

std::uint64_t sectors_in(const bootloader::Layout& layout, const bootloader::Area& area) {
  std::uint64_t sectors = 0;
  for (std::uint32_t at = area.address; at < area.end(); ++sectors) at = bootloader::sector_at(layout, at).end();
  return sectors;
}

// An image on trial, or one that is being taken back, starts only after a record, which may need
// the erase of a bank.
std::uint64_t least_operations(const SimDevice& device) {
  using bootloader::Phase;
  const bootloader::Layout& layout = device.board().layout();
  const Phase phase = recorded_state(device.flash().cells(), layout).phase;
  if (phase != Phase::kTrial && phase != Phase::kReverting) return 1;
  const std::uint32_t bank_bytes = layout.journal.size_bytes / 2;
  const std::uint32_t second = layout.journal.address + bank_bytes;
  return std::max(sectors_in(layout, {layout.journal.address, bank_bytes}), sectors_in(layout, {second, bank_bytes})) +
         1;
}

int check_wait(SimDevice& device, const Cut& cut, Verdict& verdict) {
  const std::uint64_t least = least_operations(device);
  const int starts = starts_until_image(device, cut);
  if (starts == kNeverRuns && cut.operation >= least) {
    verdict.problems.push_back(
        fmt::format("with {} operations of power in each start, no image runs in {} starts, although one is whole",
                    cut.operation, longest_wait(device)));
  }
  return starts;
}

Judge::Judge(const Board& board, const Story& story, std::uint64_t seed)
    : alone_(board, story, seed), rest_(board, story, seed) {
  alone_.set_application(false);
}

void Judge::reseed(std::uint64_t seed) {
  alone_.reseed(seed);
  rest_.reseed(seed);
}

RowHits Judge::rows_hit() const {
  RowHits hits = alone_.rows_hit();
  add_hits(hits, rest_.rows_hit());
  return hits;
}

Verdict Judge::judge(const SimDevice::Snapshot& from, std::span<const Damage> damage, bool is_damaged,
                     const SimDevice::Witness& witness) {
  Verdict verdict;
  alone_.restore(from);
  alone_.flash().arm(std::nullopt, damage);
  verdict.resets_end = settle(alone_, is_damaged, verdict);
  add_violations(alone_, "resets alone: ", verdict);

  rest_.restore(from);
  rest_.set_witness(witness);
  rest_.flash().arm(std::nullopt, damage);
  verdict.rest_ends = settle(rest_, is_damaged, verdict);
  rest_.set_witness({});
  verdict.chunks_lost = rest_.memory().network.lost;
  verdict.operations = rest_.flash().operations();
  add_violations(rest_, "", verdict);
  check_end(rest_.story(), is_damaged, rest_.memory().short_power, verdict);
  return verdict;
}

Verdict run_schedule(SimDevice& device, const Schedule& schedule, SimDevice::Snapshot* left,
                     const SimDevice::Witness& witness) {
  Verdict verdict;
  std::vector<Damage> damage;
  bool is_damaged = false;
  device.set_drops(schedule.drops);
  const auto is_cut = [](const Fault& fault) { return std::holds_alternative<Cut>(fault); };
  if (std::ranges::count_if(schedule.faults, is_cut) >= device.board().layout().install_attempts) {
    device.expect_short_power();
  }
  for (const Fault& fault : schedule.faults) {
    if (const auto* one = std::get_if<Damage>(&fault)) {
      damage.push_back(*one);
      is_damaged = true;
      continue;
    }
    device.flash().arm(std::get<Cut>(fault), damage);
    (void)settle(device, is_damaged, verdict);
    damage.clear();
  }
  if (schedule.every_start) {
    const SimDevice::Snapshot before = device.snapshot();
    check_wait(device, *schedule.every_start, verdict);
    device.restore(before);
    (void)get_through(device, *schedule.every_start, verdict);
  }
  if (left != nullptr) *left = device.snapshot();
  add_violations(device, "", verdict);
  Judge judge(device.board(), device.story(), schedule.seed);
  verdict.merge(judge.judge(device.snapshot(), damage, is_damaged, witness));
  return verdict;
}

}  // namespace switchback::rig
