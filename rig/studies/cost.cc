// Functions are told apart by name. The optimiser merges functions, and inlined code counts for the
// function around it: main, the bootloader's policy and the journal's loading count for
// switchback_start, most of the patch decoder for rebuild_once, and the checks around a signature
// for authenticate.
#include "rig/studies/cost.h"

#include <algorithm>

#include "rig/device/sim_device.h"

namespace switchback::rig {
namespace {

struct PhaseRule {
  std::string_view fragment;  // of a readable name
  CostPhase phase;
  bool with_all_calls = false;  // whatever their names
};

// The first match counts. A function without a match belongs to its caller's phase.
constexpr PhaseRule kRules[] = {
    {"confirmed_entry", CostPhase::kConfirm, true},
    {"read_flash", CostPhase::kFlash},
    {"program_flash", CostPhase::kFlash},
    {"program_and_check", CostPhase::kFlash},
    {"erase_page", CostPhase::kFlash},
    {"FlashReader", CostPhase::kFlash},
    {"wait_until_ready", CostPhase::kFlash},
    {"Console", CostPhase::kConsole},
    {"Uart", CostPhase::kConsole},
    {"sha256", CostPhase::kHash},
    {"Sha256", CostPhase::kHash},
    {"p256", CostPhase::kSignature},
    {"m256_", CostPhase::kSignature},
    {"u256_", CostPhase::kSignature},
    {"u288_", CostPhase::kSignature},
    {"point_", CostPhase::kSignature},
    {"scalar_", CostPhase::kSignature},
    {"joint_", CostPhase::kSignature},
    {"verify_ecdsa", CostPhase::kSignature},
    {"check_signature", CostPhase::kSignature},
    {"authenticate", CostPhase::kSignature},
    {"delta::", CostPhase::kDecode},
    {"rebuild", CostPhase::kDecode},
    {"nflate", CostPhase::kDecode},
    {"puff", CostPhase::kDecode},
    {"TargetWriter", CostPhase::kDecode},
    {"Journal", CostPhase::kJournal},
    {"crc32", CostPhase::kJournal},
    {"code_state", CostPhase::kJournal},  // decode, encode
    {"OrderedWriter", CostPhase::kCopy},
    {"ReportingSink", CostPhase::kCopy},
    {"_sectors", CostPhase::kCopy},  // copy, erase, mend
    {"fill_unit", CostPhase::kCopy},
    {"exchange", CostPhase::kCopy},
    {"run_step", CostPhase::kCopy},
    {"run_swap", CostPhase::kCopy},
};

constexpr std::string_view kCompression = "Sha256::compress";
constexpr std::string_view kSignatureArithmetic[] = {"p256", "m256_", "u256_", "u288_", "point_", "scalar_", "joint_"};

constexpr int kMaxStarts = 16;  // about twice what any story takes

bool has(std::string_view name, std::string_view fragment) { return name.find(fragment) != std::string_view::npos; }

const PhaseRule* rule_for(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(kRules, [&](const PhaseRule& rule) { return has(name, rule.fragment); });
  return found == std::end(kRules) ? nullptr : found;
}

bool is_arithmetic(std::string_view name) {
  return std::ranges::any_of(kSignatureArithmetic, [&](std::string_view fragment) { return has(name, fragment); });
}

// For each node: whether it or one of its callers is `wanted`.
template <class Wanted>
std::vector<bool> within(const CallTree& tree, const Wanted& wanted) {
  std::vector<bool> is_within;
  for (std::size_t i = 0; i < tree.nodes().size(); ++i) {
    is_within.push_back(wanted(i) || (i != 0 && is_within[tree.nodes()[i].caller]));
  }
  return is_within;
}

std::uint64_t sum_of(const CallTree& tree, const std::vector<bool>& which) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < which.size(); ++i) sum += which[i] ? tree.nodes()[i].instructions : 0;
  return sum;
}

PrimitiveCost primitives_of(const CallTree& tree, const ArmFunctions& functions) {
  const auto name = [&](std::size_t node) -> std::string_view { return functions.name(tree.nodes()[node].function); };
  const auto compresses = [&](std::size_t node) { return has(name(node), kCompression); };
  PrimitiveCost cost;
  cost.compression_instructions = sum_of(tree, within(tree, compresses));
  cost.signature_instructions = sum_of(tree, within(tree, [&](std::size_t node) { return is_arithmetic(name(node)); }));
  for (std::size_t i = 0; i < tree.nodes().size(); ++i) cost.compressions += compresses(i) ? tree.nodes()[i].calls : 0;
  return cost;
}

class StoryMeter {
 public:
  StoryMeter(const Board& board, const Story& story, const ArmFunctions& functions)
      : functions_(functions), bootloader_(*board.arm_bootloader()), device_(board, story, 1) {
    bootloader_.run_with([this](ArmMachine& machine, SimFlash& flash) { return run(machine, flash); });
  }
  StoryMeter(const StoryMeter&) = delete;
  StoryMeter& operator=(const StoryMeter&) = delete;
  ~StoryMeter() { bootloader_.run_with({}); }

  Result<StoryCosts> measure() {
    for (int start = 0; start < kMaxStarts; ++start) {
      const StartResult result = device_.reset();
      if (result.runs == nullptr) break;
      const auto image_bytes = static_cast<std::uint32_t>(result.runs->image.size());
      if (result.runs != device_.story().firmware.data()) costs_.install.image_bytes = image_bytes;
      if (result.operations != 0) continue;
      costs_.boot = {1, image_bytes, std::move(last_)};
      return std::move(costs_);
    }
    return fail(ErrorCode::kIncompatible,
                device_.story().name +
                    ": expected a bootloader that installs this story's offers; found that the story ends otherwise");
  }

 private:
  ArmMachine::Run run(ArmMachine& machine, SimFlash& flash) {
    CallTracer tracer(functions_);
    const std::uint64_t operations = flash.operations();
    ArmMachine::Run run = machine.run_watched(flash, tracer);
    last_ = tracer.tree();
    if (flash.operations() != operations) {
      ++costs_.install.starts;
      costs_.install.calls += last_;
    }
    return run;
  }

  const ArmFunctions& functions_;
  ArmBootloader& bootloader_;
  SimDevice device_;
  CallTree last_;
  StoryCosts costs_;
};

}  // namespace

const char* name_of(CostPhase phase) {
  constexpr const char* kNames[kCostPhases] = {"hash",    "signature", "decode",  "flash", "journal",
                                               "confirm", "copy",      "console", "policy"};
  return kNames[static_cast<std::size_t>(phase)];
}

std::vector<CostPhase> phases_of(const CallTree& tree, const ArmFunctions& functions) {
  std::vector<const PhaseRule*> rules;
  for (std::uint32_t i = 0; i < functions.count(); ++i) rules.push_back(rule_for(functions.name(i)));
  std::vector<const PhaseRule*> of_node;  // nullptr: none up to reset
  std::vector<CostPhase> phases;
  for (const CallNode& node : tree.nodes()) {
    const PhaseRule* const callers = of_node.empty() ? nullptr : of_node[node.caller];
    const bool stays = callers != nullptr && callers->with_all_calls;
    const PhaseRule* const own = rules[node.function];
    of_node.push_back(stays || own == nullptr ? callers : own);
    phases.push_back(of_node.back() == nullptr ? CostPhase::kPolicy : of_node.back()->phase);
  }
  return phases;
}

double Cost::ratio() const {
  return primitives.sum() == 0 ? 0 : static_cast<double>(instructions) / static_cast<double>(primitives.sum());
}

double Cost::ratio_beside_signatures() const {
  const std::uint64_t beside = instructions - primitives.signature_instructions;
  const std::uint64_t hashing = primitives.compression_instructions;
  return hashing == 0 ? 0 : static_cast<double>(beside) / static_cast<double>(hashing);
}

Cost cost_of(const CallTree& tree, const ArmFunctions& functions) {
  const std::vector<CostPhase> phases = phases_of(tree, functions);
  Cost cost;
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const CallNode& node = tree.nodes()[i];
    PhaseCost& phase = cost.phases[static_cast<std::size_t>(phases[i])];
    phase.instructions += node.instructions;
    phase.stack_bytes = std::max(phase.stack_bytes, node.stack_bytes);
    cost.instructions += node.instructions;
    cost.stack_bytes = std::max(cost.stack_bytes, node.stack_bytes);
  }
  for (std::size_t i = 0; i < kCostPhases; ++i) {
    const auto is_phase = [&](std::size_t node) { return phases[node] == static_cast<CostPhase>(i); };
    cost.phases[i].with_calls = sum_of(tree, within(tree, is_phase));
  }
  cost.primitives = primitives_of(tree, functions);
  return cost;
}

std::vector<FunctionCost> function_costs(const CallTree& tree, const ArmFunctions& functions) {
  std::vector<FunctionCost> costs(functions.count());
  for (const CallNode& node : tree.nodes()) {
    FunctionCost& cost = costs[node.function];
    cost.name = functions.name(node.function);
    cost.calls += node.calls;
    cost.instructions += node.instructions;
    cost.stack_bytes = std::max(cost.stack_bytes, node.stack_bytes);
  }
  std::erase_if(costs, [](const FunctionCost& cost) { return cost.instructions == 0; });
  std::ranges::stable_sort(costs, std::ranges::greater(), &FunctionCost::instructions);
  return costs;
}

Result<StoryCosts> measure_story(const Board& board, const Story& story, const ArmFunctions& functions) {
  return StoryMeter(board, story, functions).measure();
}

}  // namespace switchback::rig
