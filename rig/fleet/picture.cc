#include "rig/fleet/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "rig/report_parts/html.h"

namespace switchback::rig {
namespace {

constexpr double kBarWidth = 1000;
constexpr double kThin = 4;  // the smallest visible width

struct EndStyle {
  End end;
  const char* style;
  const char* words;
};
// The ends from left to right.
constexpr std::array<EndStyle, kEnds> kEndStyles = {
    EndStyle{End::kInstalled, "installed", "installed: the new firmware runs"},
    EndStyle{End::kRolledBack, "back", "rolled back: the trial of the new firmware expired, or its image rotted"},
    EndStyle{End::kStillOld, "still", "still old: the offered firmware was refused"},
    EndStyle{End::kLost, "lost", "lost: damage has left no whole image"},
    EndStyle{End::kFailed, "failed", "failed: an invariant was broken"},
    EndStyle{End::kBricked, "bricked", "bricked: nothing starts although a whole image is left"}};

// The width of each end in a bar.
std::array<double, kEnds> widths(const FleetTally& tally) {
  const double devices = std::max(static_cast<double>(tally.devices()), 1.0);
  std::array<double, kEnds> widths{};
  for (std::size_t i = 0; i < kEnds; ++i) {
    const auto count = static_cast<double>(tally.of(kEndStyles[i].end));
    widths[i] = count == 0 ? 0 : std::max(count * kBarWidth / devices, kThin);
  }
  const double sum = std::accumulate(widths.begin(), widths.end(), 0.0);
  if (sum > 0) {
    for (double& width : widths) width *= kBarWidth / sum;
  }
  return widths;
}

std::string bar(const FleetTally& tally, const char* style) {
  const std::array<double, kEnds> all = widths(tally);
  std::string body;
  double left = 0;
  for (std::size_t i = 0; i < kEnds; ++i) {
    if (all[i] == 0) continue;
    const std::uint64_t count = tally.of(kEndStyles[i].end);
    body += fmt::format(
        "<rect class=\"{}\" x=\"{:.2f}\" width=\"{:.2f}\" height=\"10\"><title>{}: {} of {} devices ({})"
        "</title></rect>",
        kEndStyles[i].style, left, all[i], kEndStyles[i].words, grouped(count), grouped(tally.devices()),
        escape_markup(percent(count, tally.devices())));
    left += all[i];
  }
  return fmt::format(
      "<svg class=\"{}\" viewBox=\"0 0 {} 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"ends of the "
      "devices\">{}</svg>",
      style, kBarWidth, body);
}

std::string line(std::string_view name, const FleetTally& tally, const char* style) {
  return fmt::format("<span class=\"name\">{}</span>{}<span class=\"count\">{}</span>\n", escape_markup(name),
                     bar(tally, style), grouped(tally.devices()));
}

}  // namespace

std::string ends_legend(const FleetTally& tally) {
  std::string text = "<div class=\"ends\">";
  for (const EndStyle& end : kEndStyles) {
    const std::uint64_t count = tally.of(end.end);
    text += fmt::format(
        "<svg viewBox=\"0 0 22 22\"><rect class=\"{}\" width=\"22\" height=\"22\"/></svg><b>{}</b><span>{}</span>"
        "<span>{}</span>\n",
        end.style, grouped(count), escape_markup(percent(count, tally.devices())), end.words);
  }
  return text + "</div>";
}

std::string ends_picture(const FleetReport& report) {
  std::string lines = line("all boards", report.total(), "tall");
  if (report.boards.size() > 1) {
    for (const FleetBoard& board : report.boards) lines += line(board.name, board.total(), "flat");
  }
  return "<div class=\"fates\"><span></span><span class=\"scale\"><i>0 %</i><i>50 %</i><i>100 % of the "
         "devices</i></span>"
         "<span class=\"count\">devices</span>\n" +
         lines + "</div>\n";
}

}  // namespace switchback::rig
