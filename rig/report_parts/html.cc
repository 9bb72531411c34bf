#include "rig/report_parts/html.h"

#include <fmt/format.h>

#include <algorithm>

#include "rig/report_parts/style.h"

namespace switchback::rig {

std::string escape_markup(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? '?' : c;
    }
  }
  return safe;
}

std::string headline_section(const Headline& headline) {
  const char* style = headline.failed == 0 ? "" : " bad";
  const std::string all = fmt::format("{} {}", grouped(headline.all), headline.of_what);
  std::string ending = "All ended with a whole, verified image, the old or the new one";
  if (headline.lost != 0)
    ending += fmt::format(", except {} whose flash damage left no whole image", grouped(headline.lost));
  if (headline.failed != 0) ending = "The failures and the commands that replay them are listed below";
  return fmt::format(
      "<section class=\"card verdict{}\"><h1>Switchback fault rig: {}</h1><p class=\"big{}\">{}</p>"
      "<p class=\"next{}\">{}.</p>{}<div class=\"tiles\">{}</div><p class=\"note\">{}</p></section>\n",
      style, headline.title, style,
      headline.failed == 0
          ? fmt::format("Bricked: 0 of {}", all)
          : fmt::format("Failed: {} of {}, {} bricked", grouped(headline.failed), all, grouped(headline.bricked)),
      style, ending, headline.more_markup, headline.tiles_markup, escape_markup(headline.note));
}

std::string tile(std::uint64_t number, const char* words) {
  return fmt::format("<div><b>{}</b><span>{}</span></div>", grouped(number), words);
}

std::string cell(std::uint64_t number, bool is_bad) {
  const char* style = number == 0 ? " class=\"zero\"" : is_bad ? " class=\"bad\"" : "";
  return fmt::format("<td{}>{}</td>", style, grouped(number));
}

std::string swatch(std::string_view shape_markup, std::string_view words) {
  return fmt::format("<span><svg viewBox=\"0 0 22 22\">{}</svg>{}</span>", shape_markup, escape_markup(words));
}

std::string failure_markup(std::string_view what, std::string_view replay, const std::vector<std::string>& problems) {
  std::string text = "<div class=\"failure\">";
  if (!what.empty()) text += fmt::format("<b>{}</b> ", escape_markup(what));
  text += fmt::format("<code>switchback rig replay &#39;{}&#39;</code>", escape_markup(replay));
  for (auto problem = problems.begin(); problem != problems.end();) {
    const auto other = std::find_if(problem, problems.end(), [&](const std::string& next) { return next != *problem; });
    const std::string times = other - problem == 1 ? "" : fmt::format(" ({} times)", other - problem);
    text += fmt::format("<p>{}{}</p>", escape_markup(*problem), times);
    problem = other;
  }
  return text + "</div>\n";
}

std::string command_section(std::string_view command) {
  return fmt::format(
      "<section class=\"card\"><h2>How to run it again</h2><p class=\"note\">The same seed gives the same figures, on "
      "any "
      "machine and with any number of threads.</p><p class=\"command\"><code>{}</code></p><p class=\"note\">To run one "
      "failure again, use its command with --profile and the profile of the board that it names.</p></section>\n",
      escape_markup(command));
}

std::string page(std::string_view title, std::string_view body_markup) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<title>{}</title><style>{}</style></head>\n<body><main>\n{}</main></body></html>\n",
      escape_markup(title), kReportStyle, body_markup);
}

}  // namespace switchback::rig
