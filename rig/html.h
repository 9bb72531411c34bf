// Pieces that the HTML reports are made of. Text that is passed is plain, unless its name says markup.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rig/numbers.h"

namespace switchback::rig {

// For elements and attributes of XML and HTML; what XML cannot carry becomes '?'.
std::string escape_markup(std::string_view text);

// The first thing to be seen: did anything fail?
struct Headline {
  const char* title = "";
  std::uint64_t all = 0;   // devices, or schedules of one;
  std::uint64_t lost = 0;  // left without a whole image by damage,
  std::uint64_t failed = 0;
  std::uint64_t bricked = 0;  // of those that failed
  const char* of_what = "";   // "devices"
  std::string more_markup{};
  std::string tiles_markup{};
  std::string note{};
};
std::string headline_section(const Headline& headline);

// A number in large print above what it counts.
std::string tile(std::uint64_t number, const char* words);

// A number in a table: pale where it is 0, and otherwise alarming if it is a bad one.
std::string cell(std::uint64_t number, bool is_bad = false);

// A sample of a picture's shape, 22 by 22, and what it means.
std::string swatch(std::string_view shape_markup, std::string_view words);

// What was wrong, under the command that replays it; `what` (may be empty) is said of it first.
std::string failure_markup(std::string_view what, std::string_view replay, const std::vector<std::string>& problems);

// How the whole run is started again.
std::string command_section(std::string_view command);

// A whole page, with its style.
std::string page(std::string_view title, std::string_view body_markup);

}  // namespace switchback::rig
