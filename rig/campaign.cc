// Enumeration of cuts and judgement of what they left.
#include "rig/campaign.h"

#include <fmt/format.h>

#include <algorithm>

namespace switchback::rig {
namespace {

constexpr int kMaxStarts = 40;            // far more than any update takes
constexpr std::size_t kMaxReported = 10;  // failures of a campaign, and problems of a failure

// Starts the device until a start changes nothing, or power fails.
class Settling {
 public:
  Settling(SimDevice& device, const Scenario& scenario, Verdict& verdict)
      : device_(device), scenario_(scenario), verdict_(verdict) {}

  Boot run() {
    for (int start = 0; start < kMaxStarts; ++start) {
      Boot boot = device_.reset();
      if (boot.power_lost) return boot;
      judge(boot);
      if (boot.operations == 0 || !boot.outcome.bootable) return boot;
    }
    verdict_.problems.emplace_back("the device does not settle");
    return {};
  }

 private:
  void judge(const Boot& boot) {
    if (boot.runs == nullptr) verdict_.bricked = true;
    const Status reason = boot.outcome.state.last_reason;
    const auto& allowed = scenario_.reasons;
    if (ok(reason) || std::find(allowed.begin(), allowed.end(), reason) != allowed.end()) return;
    verdict_.problems.push_back(fmt::format("reason {} in the journal", status_name(reason)));
  }

  SimDevice& device_;
  const Scenario& scenario_;
  Verdict& verdict_;
};

// Whatever the power left: without any help the device comes back to a good image.
void judge_resets_alone(const SimDevice& device, const Board& board, const Scenario& scenario, std::uint64_t seed,
                        Verdict& verdict) {
  SimDevice copy(board, scenario.firmware, seed);
  copy.restore(device.snapshot());
  copy.set_application(false, nullptr);
  const Boot boot = Settling(copy, scenario, verdict).run();
  if (boot.runs != nullptr) verdict.resets_end_with = boot.runs->name;
  for (const std::string& what : copy.violations()) verdict.problems.push_back("resets alone: " + what);
}

// The undisturbed rest of the device's life.
void judge_rest(SimDevice& device, const Scenario& scenario, Verdict& verdict) {
  device.flash().arm(std::nullopt);
  const Boot boot = Settling(device, scenario, verdict).run();
  verdict.operations = device.flash().operations();
  const std::string ends_with = boot.runs == nullptr ? "nothing" : boot.runs->name;
  if (ends_with != scenario.ends_with) {
    verdict.problems.push_back(fmt::format("settled on {} instead of {}", ends_with, scenario.ends_with));
  }
  const std::vector<std::string> violations = device.violations();
  verdict.problems.insert(verdict.problems.end(), violations.begin(), violations.end());
}

void judge(SimDevice& device, const Board& board, const Scenario& scenario, std::uint64_t seed, Verdict& verdict) {
  judge_resets_alone(device, board, scenario, seed, verdict);
  judge_rest(device, scenario, verdict);
}

void run_until(SimDevice& device, const Scenario& scenario, const Cut& cut, Verdict& verdict) {
  device.flash().arm(cut);
  verdict.power_was_cut = Settling(device, scenario, verdict).run().power_lost;
}

class Campaign {
 public:
  Campaign(const Board& board, const Scenario& scenario, const Options& options)
      : board_(board), scenario_(scenario), options_(options) {}

  Tally run() {
    const Verdict undisturbed = run_schedule(board_, scenario_, schedule({}));
    report(schedule({}), undisturbed);
    tally_.cut_points = undisturbed.operations;
    for (std::uint64_t operation = 0; operation < tally_.cut_points; ++operation) {
      cut_at({operation, CutPhase::kBefore, 0});
      for (std::uint32_t i = 0; i < options_.patterns; ++i) cut_at({operation, CutPhase::kInside, i});
      cut_at({operation, CutPhase::kAfter, 0});
    }
    return tally_;
  }

 private:
  Schedule schedule(std::vector<Cut> cuts) const {
    return {board_.name(), scenario_.name, options_.seed, std::move(cuts)};
  }

  SimDevice new_device() const {
    SimDevice device(board_, scenario_.firmware, options_.seed);
    device.set_application(true, &scenario_.update);
    return device;
  }

  void cut_at(const Cut& cut) {
    ++tally_.schedules;
    SimDevice device = new_device();
    Verdict verdict;
    run_until(device, scenario_, cut, verdict);
    const SimDevice::Snapshot left = device.snapshot();
    judge(device, board_, scenario_, options_.seed, verdict);
    report(schedule({cut}), verdict);
    if (verdict.resets_end_with == scenario_.firmware[0].name) {
      ++tally_.ended_old;
    } else if (!verdict.resets_end_with.empty()) {
      ++tally_.ended_new;
    }
    const bool is_paired = options_.pair_every != 0 && tally_.schedules % options_.pair_every == 0;
    if (is_paired && verdict.operations != 0) cut_again(cut, left, static_cast<std::uint32_t>(verdict.operations));
  }

  // A second cut in the recovery from the first; where and how is chosen by the seed.
  void cut_again(const Cut& first, const SimDevice::Snapshot& left, std::uint32_t recovery_operations) {
    ++tally_.pairs;
    Random random(mix(options_.seed, tally_.schedules));
    const Cut cut{random.below(recovery_operations), static_cast<CutPhase>(random.below(3)), random.below(kTearStyles)};
    SimDevice device = new_device();
    device.restore(left);
    Verdict verdict;
    run_until(device, scenario_, cut, verdict);
    judge(device, board_, scenario_, options_.seed, verdict);
    report(schedule({first, cut}), verdict);
  }

  void report(const Schedule& here, const Verdict& verdict) {
    if (verdict.bricked) ++tally_.bricked;
    if (verdict.problems.empty() && !verdict.bricked) return;
    ++tally_.failed;
    if (tally_.failures.size() >= kMaxReported) return;
    std::string line = replay_line(here);
    const std::size_t count = std::min(verdict.problems.size(), kMaxReported);
    for (std::size_t i = 0; i < count; ++i) line += "\n    " + verdict.problems[i];
    tally_.failures.push_back(line);
  }

  const Board& board_;
  const Scenario& scenario_;
  const Options& options_;
  Tally tally_;
};

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
  cut_points += other.cut_points;
  schedules += other.schedules;
  pairs += other.pairs;
  ended_old += other.ended_old;
  ended_new += other.ended_new;
  bricked += other.bricked;
  failed += other.failed;
  failures.insert(failures.end(), other.failures.begin(), other.failures.end());
  return *this;
}

Tally run_campaign(const Board& board, const Scenario& scenario, const Options& options) {
  return Campaign(board, scenario, options).run();
}

Verdict run_schedule(const Board& board, const Scenario& scenario, const Schedule& schedule) {
  SimDevice device(board, scenario.firmware, schedule.seed);
  device.set_application(true, &scenario.update);
  Verdict verdict;
  for (const Cut& cut : schedule.cuts) run_until(device, scenario, cut, verdict);
  if (schedule.cuts.empty()) {
    judge_rest(device, scenario, verdict);
  } else {
    judge(device, board, scenario, schedule.seed, verdict);
  }
  return verdict;
}

}  // namespace switchback::rig
