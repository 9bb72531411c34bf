#include "rig/report_parts/numbers.h"

#include <fmt/format.h>

namespace switchback::rig {

std::string grouped(std::uint64_t number) {
  std::string text = fmt::format("{}", number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (part == 0 || whole == 0) return "0 %";
  if (part == whole) return "100 %";
  const double share = 100 * static_cast<double>(part) / static_cast<double>(whole);
  if (share < 0.1) return "< 0.1 %";
  return share > 99.9 ? "> 99.9 %" : fmt::format("{:.1f} %", share);
}

std::string time_text(std::uint64_t elapsed_ms) {
  const std::uint64_t seconds = elapsed_ms / 1000;
  if (seconds < 60) return fmt::format("{}.{} s", seconds, elapsed_ms % 1000 / 100);
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
}

}  // namespace switchback::rig
