#include "rig/report_command.h"

#include <fmt/format.h>

#include "rig/command_line.h"

namespace switchback::rig {
namespace {

// Characters that mean themselves to every shell.
constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";

// As one word of a POSIX shell.
std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string begin(const char* command, const std::vector<std::string>& arguments) {
  std::string text = fmt::format("switchback rig {}", command);
  for (const std::string& argument : arguments) text += " " + quoted(argument);
  return text;
}

std::string share_of(const Shares& shares) {
  if (shares.is_whole() || shares.done.size() != 1) return "";
  return fmt::format(" --shard {}/{}", shares.done.front() + 1, shares.of);
}

}  // namespace

std::string command_of(const Report& report) {
  const Options& options = report.options;
  const Options unless_given;
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
  return text + share_option(report.shares);
}

}  // namespace switchback::rig
