#include "rig/studies/instruction_cuts.h"

#include <fmt/format.h>

#include <stdexcept>

#include "rig/campaign/judge.h"

namespace switchback::rig {
namespace {

constexpr int kMaxStarts = 60;  // far more than any story takes

class CutRun {
 public:
  CutRun(const Board& board, const Story& story, const InstructionCutOptions& options)
      : options_(options),
        bootloader_(*board.arm_bootloader()),
        device_(board, story, options.seed),
        judge_(board, story, options.seed),
        random_(options.seed) {}

  InstructionCutTally run() {
    for (int start = 0; start < kMaxStarts; ++start) {
      const SimDevice::Snapshot before = device_.snapshot();
      const StartResult result = device_.reset();
      const std::uint64_t instructions = bootloader_.last_instructions();
      if (options_.shard == 0) {
        ++tally_.starts;
        tally_.instructions += instructions;
      }
      const SimDevice::Snapshot after = device_.snapshot();
      cut_all(before, start, instructions);
      if (result.operations == 0) return std::move(tally_);
      device_.restore(after);
      device_.flash().arm(std::nullopt);
    }
    throw std::runtime_error(device_.story().name + ": the story does not end");
  }

 private:
  void cut_all(const SimDevice::Snapshot& before, int start, std::uint64_t instructions) {
    for (std::uint64_t at = options_.offset; at < instructions; at += options_.every) {
      const std::uint64_t second = random_.next() % instructions;
      if (number_++ % options_.shards != options_.shard) continue;
      if (options_.only_cut != 0 && number_ != options_.only_cut) continue;
      lose_power(before, at);
      ++tally_.cuts;
      judge(device_.snapshot(), fmt::format("start {}, power fails after {} instructions", start, at));
      lose_power(device_.snapshot(), second);
      ++tally_.second_cuts;
      judge(device_.snapshot(),
            fmt::format("start {}, power fails after {} instructions, then after {}", start, at, second));
    }
  }

  void lose_power(const SimDevice::Snapshot& from, std::uint64_t after_instructions) {
    device_.restore(from);
    device_.flash().arm(std::nullopt);
    bootloader_.cut_after(after_instructions);
    (void)device_.reset();
    bootloader_.cut_after(std::nullopt);
  }

  void judge(const SimDevice::Snapshot& left, const std::string& how) {
    std::vector<std::string> problems = device_.violations();
    const Verdict verdict = judge_.judge(left, {}, false);
    problems.insert(problems.end(), verdict.problems.begin(), verdict.problems.end());
    tally_.bricked += verdict.bricked ? 1 : 0;
    tally_.ended_old += verdict.resets_end == 0 ? 1 : 0;
    tally_.ended_new += verdict.resets_end > 0 ? 1 : 0;
    if (verdict.holds() && problems.empty()) return;
    std::string failure = fmt::format("{}: {}", device_.story().name, how);
    for (const std::string& problem : problems) failure += ": " + problem;
    failure += fmt::format("\n  replay: --story {} --every {} --offset {} --seed {} --cut {}", device_.story().name,
                           options_.every, options_.offset, options_.seed, number_);
    tally_.failures.push_back(failure);
  }

  const InstructionCutOptions& options_;
  ArmBootloader& bootloader_;
  SimDevice device_;
  Judge judge_;
  Random random_;
  std::uint64_t number_ = 0;  // cuts so far, of all shards
  InstructionCutTally tally_;
};

}  // namespace

InstructionCutTally& InstructionCutTally::operator+=(const InstructionCutTally& other) {
  starts += other.starts;
  instructions += other.instructions;
  cuts += other.cuts;
  second_cuts += other.second_cuts;
  ended_old += other.ended_old;
  ended_new += other.ended_new;
  bricked += other.bricked;
  failures.insert(failures.end(), other.failures.begin(), other.failures.end());
  return *this;
}

InstructionCutTally run_instruction_cuts(const Board& board, const Story& story, const InstructionCutOptions& options) {
  return CutRun(board, story, options).run();
}

}  // namespace switchback::rig
