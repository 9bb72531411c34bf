#include "rig/report_parts/command_line.h"

#include <fmt/format.h>

#include <string_view>

namespace switchback::rig {
namespace {

// Characters without a special meaning in any shell.
constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";

// Returns `word` as one word of a POSIX shell.
std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::string command_line(const char* command, const std::vector<std::string>& arguments) {
  std::string text = fmt::format("switchback rig {}", command);
  for (const std::string& argument : arguments) text += " " + quoted(argument);
  return text;
}

std::string shard_option(const Shards& shards) {
  if (shards.is_whole() || shards.done.size() != 1) return "";
  return fmt::format(" --shard {}/{}", shards.done.front() + 1, shards.of);
}

}  // namespace switchback::rig
