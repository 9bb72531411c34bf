// Formats numbers for reports.
#pragma once

#include <cstdint>
#include <string>

namespace switchback::rig {

std::string grouped(std::uint64_t number);                     // "1,234,567"
std::string percent(std::uint64_t part, std::uint64_t whole);  // "57.3 %", "< 0.1 %", "0 %"
std::string time_text(std::uint64_t elapsed_ms);               // "3 min 20 s"
inline const char* plural(std::uint64_t count) { return count == 1 ? "" : "s"; }

}  // namespace switchback::rig
