#include "rig/fleet/command.h"

#include <fmt/format.h>

#include "rig/report_parts/command_line.h"

namespace switchback::rig {

std::string command_of(const FleetReport& report) {
  const Rates& rates = report.options.rates;
  std::string text = command_line("fleet", report.arguments) +
                     fmt::format(" --devices {} --seed {}", report.options.devices, report.options.seed);
  for (const RateKind& kind : kRateKinds) {
    if (rates.*kind.rate != 0) text += fmt::format(" {} {}", kind.option, rates.*kind.rate);
  }
  return text + shard_option(report.shards);
}

}  // namespace switchback::rig
