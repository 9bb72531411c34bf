// switchback rig arm cost: measures a bootloader's instructions and stack.
#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "cli/device_options.h"
#include "cli/files/outputs.h"
#include "cli/progress.h"
#include "cli/rig/bench.h"
#include "cli/rig/rig.h"
#include "cli/rig/work.h"
#include "host/parallel.h"
#include "host/text.h"
#include "rig/report_parts/numbers.h"
#include "rig/studies/cost.h"
#include "rig/studies/flame_graph.h"

namespace switchback::cli {
namespace {

// The default stories, as far as the board has them.
constexpr const char* kStories[] = {"image-confirm", "patch-confirm", "patch-delta-confirm", "largest-revert"};

// Phases whose cost grows with the image; the others are shown for a whole start.
constexpr rig::CostPhase kPerByte[] = {rig::CostPhase::kHash, rig::CostPhase::kDecode, rig::CostPhase::kFlash,
                                       rig::CostPhase::kCopy};

struct Options {
  MachineOptions machine;
  std::vector<std::string> stories;
  std::string svg;
  bool force = false;
};

double quotient(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

Json to_json(const rig::StartCosts& starts, const rig::ArmFunctions& functions) {
  const rig::Cost cost = cost_of(starts.calls, functions);
  Json json = {{"starts", starts.starts},
               {"image_bytes", starts.image_bytes},
               {"instructions", cost.instructions},
               {"stack_bytes", cost.stack_bytes}};
  for (std::size_t i = 0; i < rig::kCostPhases; ++i) {
    const rig::PhaseCost& phase = cost.phases[i];
    json["phases"].push_back({{"name", name_of(static_cast<rig::CostPhase>(i))},
                              {"instructions", phase.instructions},
                              {"percent", 100 * quotient(phase.instructions, cost.instructions)},
                              {"per_image_byte", quotient(phase.instructions, starts.image_bytes)},
                              {"with_calls", phase.with_calls},
                              {"stack_bytes", phase.stack_bytes}});
  }
  json["primitives"] = {{"compressions", cost.primitives.compressions},
                        {"compression_instructions", cost.primitives.compression_instructions},
                        {"signature_instructions", cost.primitives.signature_instructions},
                        {"instructions", cost.primitives.sum()}};
  json["ratio"] = cost.ratio();
  json["ratio_beside_signatures"] = cost.ratio_beside_signatures();
  json["functions"] = Json::array();
  for (const rig::FunctionCost& function : function_costs(starts.calls, functions)) {
    json["functions"].push_back({{"name", function.name},
                                 {"calls", function.calls},
                                 {"instructions", function.instructions},
                                 {"stack_bytes", function.stack_bytes}});
  }
  return json;
}

std::string line(const char* name, std::uint64_t instructions, double percent, const std::string& per_byte,
                 std::uint64_t with_calls, std::uint32_t stack_bytes) {
  return fmt::format("  {:<11}{:>15}{:>9.2f}{:>10}{:>15}{:>8}\n", name, rig::grouped(instructions), percent, per_byte,
                     rig::grouped(with_calls), rig::grouped(stack_bytes));
}

std::string table(const rig::StartCosts& starts, const rig::ArmFunctions& functions) {
  const rig::Cost cost = cost_of(starts.calls, functions);
  const auto per_byte = [&](std::uint64_t instructions) {
    return fmt::format("{:.1f}", quotient(instructions, starts.image_bytes));
  };
  std::string text =
      fmt::format("  {:<11}{:>15}{:>9}{:>10}{:>15}{:>8}\n", "", "instructions", "%", "per byte", "with calls", "stack");
  for (std::size_t i = 0; i < rig::kCostPhases; ++i) {
    const auto phase = static_cast<rig::CostPhase>(i);
    const rig::PhaseCost& its = cost.phases[i];
    if (its.instructions == 0) continue;
    const bool grows = std::ranges::find(kPerByte, phase) != std::end(kPerByte);
    text += line(name_of(phase), its.instructions, 100 * quotient(its.instructions, cost.instructions),
                 grows ? per_byte(its.instructions) : "", its.with_calls, its.stack_bytes);
  }
  text += line("all", cost.instructions, 100, per_byte(cost.instructions), cost.instructions, cost.stack_bytes);
  const rig::PrimitiveCost& primitives = cost.primitives;
  text += fmt::format("  primitives: {} in {} SHA-256 compressions, {} in signatures\n",
                      rig::grouped(primitives.compression_instructions), rig::grouped(primitives.compressions),
                      rig::grouped(primitives.signature_instructions));
  return text + fmt::format("  ratio: all instructions / primitives = {:.4f}; without signatures {:.3f}\n",
                            cost.ratio(), cost.ratio_beside_signatures());
}

std::string story_text(const std::string& name, const rig::StoryCosts& costs, const rig::ArmFunctions& functions) {
  std::string text = fmt::format("{}: a start with nothing to do, image of {} bytes\n{}", name,
                                 rig::grouped(costs.boot.image_bytes), table(costs.boot, functions));
  const std::uint32_t starts = costs.install.starts;
  if (starts == 0) return text + "\n";
  return text + fmt::format("{}: {} start{} with programs or erases, image of {} bytes\n{}\n", name, starts,
                            rig::plural(starts), rig::grouped(costs.install.image_bytes),
                            table(costs.install, functions));
}

std::string picture(const std::vector<rig::Story>& stories, const std::vector<rig::StoryCosts>& costs,
                    const rig::ArmFunctions& functions) {
  std::vector<rig::FlamePanel> panels;
  const auto add = [&](const std::string& title, const rig::StartCosts& starts) {
    if (starts.starts == 0) return;
    panels.push_back({title, starts.calls});
    panels.push_back({title + ", without signatures", without(starts.calls, functions, rig::CostPhase::kSignature)});
  };
  for (std::size_t i = 0; i < stories.size(); ++i) {
    add(stories[i].name + ", a start with nothing to do", costs[i].boot);
    add(stories[i].name + ", starts with programs or erases", costs[i].install);
  }
  return flame_graph(panels, functions);
}

Result<std::vector<rig::StoryCosts>> measure_all(const manifests::DeviceProfile& profile,
                                                 const rig::ArmProgram& program, const rig::ArmFunctions& functions,
                                                 const Bench& bench, unsigned jobs, Session& session) {
  std::vector<rig::StoryCosts> costs(bench.stories.size());
  std::vector<Error> errors(bench.stories.size());
  ProgressLine progress(session);
  const host::Progress show = progress.for_work("rig arm cost");
  const auto work = [&](std::size_t i) {
    const std::span<const RootKey> keys = bench.board->keys();
    rig::Board board(profile, {keys.begin(), keys.end()});
    board.use_arm_bootloader(std::make_shared<rig::ArmBootloader>(program, profile.bootloader->size_bytes));
    auto measured = measure_story(board, bench.stories[i], functions);
    if (measured) {
      costs[i] = std::move(*measured);
    } else {
      errors[i] = measured.error();
    }
    return measured.has_value();
  };
  host::run_parallel(costs.size(), jobs, work, [&](std::size_t done, std::size_t total) {
    if (show) show(fmt::format("{} stories,", costs.size()), done, total);
  });
  const auto error = std::ranges::find_if(errors, [](const Error& one) { return !one.message.empty(); });
  if (error != errors.end()) return tl::make_unexpected(*error);
  return costs;
}

void keep_default(std::vector<rig::Story>& stories) {
  std::erase_if(stories,
                [](const rig::Story& story) { return std::ranges::find(kStories, story.name) == std::end(kStories); });
}

Outcome run(const Options& options, Session& session) {
  if (const auto claimed = session.claim_output(options.svg); !claimed) return failed(claimed.error());
  const auto profile = load_profile(options.machine.profile);
  if (!profile) return failed(profile.error());
  const auto program = load_arm_program(options.machine.firmware.arm_bootloader, *profile);
  if (!program) return failed(program.error());
  auto benches = load_benches({options.machine.profile}, options.machine.firmware, options.stories);
  if (!benches) return failed(benches.error());
  Bench& bench = benches->front();
  if (options.stories.empty()) keep_default(bench.stories);

  const rig::ArmFunctions functions(*program);
  const auto measured = measure_all(*profile, *program, functions, bench, options.machine.jobs, session);
  if (!measured) return failed(measured.error());
  const std::vector<rig::StoryCosts>& costs = *measured;
  if (!options.svg.empty()) {
    const std::string svg = picture(bench.stories, costs, functions);
    if (const auto written = write_output(options.svg, host::as_bytes(svg), options.force); !written) {
      return failed(written.error());
    }
  }
  Report report;
  report.json["stories"] = Json::array();
  for (std::size_t i = 0; i < costs.size(); ++i) {
    report.json["stories"].push_back({{"name", bench.stories[i].name},
                                      {"boot", to_json(costs[i].boot, functions)},
                                      {"install", to_json(costs[i].install, functions)}});
    report.text += story_text(bench.stories[i].name, costs[i], functions);
  }
  return report;
}

constexpr const char* kDescription =
    "Run stories on a device whose bootloader is machine code, and count its instructions and its stack by\n"
    "purpose: in the last start, which has nothing to do, and in all starts that program or erase. Every\n"
    "instruction is executed. The names in the ELF file tell the functions apart; an inlined function counts as\n"
    "part of its caller.";

}  // namespace

void add_rig_arm_cost(Arguments arm) {
  auto options = std::make_shared<Options>();
  Arguments command = arm.subcommand("cost", "Count instructions and stack of a bootloader by purpose");
  command.description(kDescription);
  add_board_options(command, options->machine);
  add_story_option(command, options->stories);
  command
      .option("--svg", options->svg,
              "write a flame graph (SVG): calls below their callers, as wide as the instructions that they took")
      .type_name("FILE");
  command.flag("--force", options->force, "overwrite an existing file");
  command.option("--jobs", options->machine.jobs, "threads").show_default();
  command.runs(run, options);
}

}  // namespace switchback::cli
