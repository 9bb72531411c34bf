#include "rig/studies/flame_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "rig/report_parts/html.h"

namespace switchback::rig {
namespace {

// Pixels.
constexpr double kWidth = 1200;
constexpr double kMargin = 10;
constexpr double kRowHeight = 17;
constexpr double kTitleHeight = 30;
constexpr double kLegendHeight = 30;
constexpr double kLetterWidth = 6.2;
constexpr double kThinnest = 0.1;  // thinner boxes and all their callees are left out

constexpr const char* kColours[kCostPhases] = {"#8fc1e3", "#f0b35a", "#9ad0a4", "#d7a6d6", "#e9dc7a",
                                               "#ef8f86", "#7fd1c7", "#c9b8a4", "#cdd3da"};

class Panel {
 public:
  Panel(const FlamePanel& panel, const ArmFunctions& functions)
      : calls_(panel.calls),
        functions_(functions),
        phases_(phases_of(panel.calls, functions)),
        sums_(panel.calls.sums()) {
    draw(0, 0, 0);
  }

  const std::string& markup() const { return markup_; }
  double height() const { return static_cast<double>(rows_) * kRowHeight; }

 private:
  void draw(std::uint32_t node, std::uint64_t from, std::size_t row) {
    if (width_of(sums_[node]) < kThinnest) return;
    box(node, from, row);
    rows_ = std::max(rows_, row + 1);
    for (const std::uint32_t callee : by_name(calls_.nodes()[node].callees)) {
      draw(callee, from, row + 1);
      from += sums_[callee];
    }
  }

  std::vector<std::uint32_t> by_name(std::vector<std::uint32_t> nodes) const {
    std::ranges::stable_sort(nodes, {}, [&](std::uint32_t node) { return name_of_node(node); });
    return nodes;
  }

  std::string_view name_of_node(std::uint32_t node) const {
    return node == 0 ? std::string_view("all") : functions_.name(calls_.nodes()[node].function);
  }

  double width_of(std::uint64_t instructions) const {
    return sums_[0] == 0 ? 0 : static_cast<double>(instructions) * kWidth / static_cast<double>(sums_[0]);
  }

  void box(std::uint32_t node, std::uint64_t from, std::size_t row) {
    const CallNode& call = calls_.nodes()[node];
    const std::string_view name = name_of_node(node);
    const double x = kMargin + width_of(from);
    const double y = static_cast<double>(row) * kRowHeight;
    const double width = width_of(sums_[node]);
    markup_ += fmt::format(
        "<g><title>{}: {} instructions, {}; {} of its own in {} call{}; {}; {} bytes of stack</title>"
        "<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{}\" fill=\"{}\"/>",
        escape_markup(name), grouped(sums_[node]), escape_markup(percent(sums_[node], sums_[0])),
        grouped(call.instructions), grouped(call.calls), plural(call.calls), name_of(phases_[node]),
        grouped(call.stack_bytes), x, y, width, kRowHeight - 1, kColours[static_cast<std::size_t>(phases_[node])]);
    const auto letters = static_cast<std::size_t>(std::max(0.0, (width - 6) / kLetterWidth));
    if (letters >= 3) {
      const bool fits = name.size() <= letters;
      const std::string shown = std::string(name.substr(0, fits ? letters : letters - 1)) + (fits ? "" : "…");
      markup_ += fmt::format("<text x=\"{:.2f}\" y=\"{:.1f}\">{}</text>", x + 3, y + 12, escape_markup(shown));
    }
    markup_ += "</g>\n";
  }

  const CallTree& calls_;
  const ArmFunctions& functions_;
  std::vector<CostPhase> phases_;
  std::vector<std::uint64_t> sums_;
  std::string markup_;
  std::size_t rows_ = 0;
};

std::string legend() {
  std::string markup;
  for (std::size_t i = 0; i < kCostPhases; ++i) {
    const double x = kMargin + 110 * static_cast<double>(i);
    markup += fmt::format(
        "<rect x=\"{:.0f}\" y=\"8\" width=\"14\" height=\"14\" fill=\"{}\"/><text x=\"{:.0f}\" y=\"19\">{}</text>\n", x,
        kColours[i], x + 20, name_of(static_cast<CostPhase>(i)));
  }
  return markup;
}

}  // namespace

CallTree without(const CallTree& calls, const ArmFunctions& functions, CostPhase phase) {
  const std::vector<CostPhase> phases = phases_of(calls, functions);
  CallTree rest = calls;
  for (std::uint32_t i = 0; i < phases.size(); ++i) {
    if (phases[i] == phase) rest.node(i).instructions = 0;
  }
  return rest;
}

std::string flame_graph(std::span<const FlamePanel> panels, const ArmFunctions& functions) {
  std::string body = legend();
  double y = kLegendHeight;
  for (const FlamePanel& panel : panels) {
    const Panel drawn(panel, functions);
    body += fmt::format("<text class=\"title\" x=\"{}\" y=\"{:.0f}\">{}: {} instructions</text>\n", kMargin, y + 20,
                        escape_markup(panel.title), grouped(panel.calls.sums().front()));
    body += fmt::format("<g transform=\"translate(0,{:.0f})\">\n{}</g>\n", y + kTitleHeight, drawn.markup());
    y += kTitleHeight + drawn.height();
  }
  const double width = kWidth + 2 * kMargin;
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} "
      "{1:.0f}\">\n"
      "<style>text{{font:11px sans-serif;fill:#1b2430;pointer-events:none}}.title{{font-size:15px;font-weight:bold}}"
      "g:hover>rect{{stroke:#1b2430}}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{2}</svg>\n",
      width, y + kMargin, body);
}

}  // namespace switchback::rig
