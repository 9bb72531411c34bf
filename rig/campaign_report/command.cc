#include "rig/campaign_report/command.h"

#include <fmt/format.h>

#include "rig/report_parts/command_line.h"

namespace switchback::rig {

std::string command_of(const CampaignReport& report) {
  const CampaignOptions& options = report.options;
  const CampaignOptions unless_given;
  std::string text = command_line("run", report.arguments) + fmt::format(" --seed {}", options.seed);
  if (options.patterns != unless_given.patterns) text += fmt::format(" --patterns {}", options.patterns);
  if (options.pairs_each != 0) text += fmt::format(" --pairs {}", options.pairs_each);
  if (options.all_pairs) text += " --all-pairs";
  if (options.damage_each != 0) text += fmt::format(" --damage {}", options.damage_each);
  if (options.repeated) text += " --repeated";
  if (options.hostile) text += " --hostile";
  if (options.forged) text += " --forged";
  if (options.contents != 0) text += fmt::format(" --contents {}", options.contents);
  if (options.stop_at_failure) text += " --stop-at-failure";
  return text + shard_option(report.shards);
}

}  // namespace switchback::rig
