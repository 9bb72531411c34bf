// Building blocks of the HTML reports. Text is plain unless the parameter's name says markup.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rig/report_parts/numbers.h"

namespace switchback::rig {

// Escapes text for elements and attributes of XML and HTML; characters that XML cannot hold become
// '?'.
std::string escape_markup(std::string_view text);

// The figures of a report's head, which says whether anything failed.
struct Headline {
  const char* title = "";
  std::uint64_t all = 0;   // devices, or schedules of one device
  std::uint64_t lost = 0;  // without a whole image, due to damage
  std::uint64_t failed = 0;
  std::uint64_t bricked = 0;  // part of `failed`
  const char* of_what = "";   // "devices"
  std::string more_markup{};
  std::string tiles_markup{};
  std::string note{};
};
std::string headline_section(const Headline& headline);

// A number in large print above its label.
std::string tile(std::uint64_t number, const char* words);

// A number in a table: pale if 0, otherwise alarming if it is bad.
std::string cell(std::uint64_t number, bool is_bad = false);

// An entry of a legend: a sample of a picture's shape, 22 by 22, and its meaning.
std::string swatch(std::string_view shape_markup, std::string_view words);

// One failure: `what` (may be empty), the command that replays it, and its problems.
std::string failure_markup(std::string_view what, std::string_view replay, const std::vector<std::string>& problems);

// The command that repeats the whole run.
std::string command_section(std::string_view command);

// A whole page with its style.
std::string page(std::string_view title, std::string_view body_markup);

}  // namespace switchback::rig
