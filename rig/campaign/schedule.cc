// Writes and parses replay lines.
#include "rig/campaign/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace switchback::rig {
namespace {

constexpr std::string_view kVersion = "v1:";
constexpr std::array<std::string_view, 3> kPhases = {"before", "inside", "after"};
constexpr std::array<std::string_view, 4> kDamages = {"flip", "unreadable", "bad", "worn"};
constexpr std::array<std::string_view, 3> kAlterations = {"flipped", "truncated", "extended"};

// Returns the text before the next `separator`; `rest` then starts behind it.
std::string_view take(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

template <class Number>
bool parse_number(std::string_view text, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse_phase(std::string_view text, CutPhase& phase) {
  const auto found = std::find(kPhases.begin(), kPhases.end(), text);
  phase = static_cast<CutPhase>(found - kPhases.begin());
  return found != kPhases.end();
}

bool parse_cut(std::string_view text, Cut& cut) {
  return parse_number(take(text, '.'), cut.operation) && parse_phase(take(text, '.'), cut.phase) &&
         parse_number(text, cut.pattern);
}

bool parse_address(std::string_view text, std::uint32_t& address) {
  if (text.substr(0, 2) != "0x") return false;
  text.remove_prefix(2);
  return parse_number(text, address, 16);
}

bool parse_damage(std::string_view text, Damage& damage) {
  if (!parse_number(take(text, '.'), damage.operation) || !parse_address(take(text, '.'), damage.address)) return false;
  if (damage.kind != DamageKind::kFlip) return text.empty();
  return parse_number(text, damage.bit) && damage.bit < 8;
}

bool parse_alteration(AlterationKind kind, std::string_view text, Alteration& alteration) {
  alteration.kind = kind;
  if (!parse_number(take(text, '.'), alteration.offset)) return false;
  if (kind != AlterationKind::kFlip) return text.empty();
  return parse_number(text, alteration.bit) && alteration.bit < 8;
}

bool parse_fault(std::string_view name, std::string_view value, Fault& fault) {
  if (name == "cut") return parse_cut(value, fault.emplace<Cut>());
  const auto found = std::find(kDamages.begin(), kDamages.end(), name);
  if (found == kDamages.end()) return false;
  Damage& damage = fault.emplace<Damage>();
  damage.kind = static_cast<DamageKind>(found - kDamages.begin());
  return parse_damage(value, damage);
}

bool parse_field(std::string_view name, std::string_view value, Schedule& schedule) {
  if (name == "board") schedule.board = value;
  if (name == "scenario") schedule.story = value;
  if (name == "board" || name == "scenario") return !value.empty();
  if (name == "seed") return parse_number(value, schedule.seed);
  if (name == "forged") return parse_number(value, schedule.forged.emplace());
  if (name == "drop") return parse_number(value, schedule.drops.emplace_back());
  if (name == "every") return parse_cut(value, schedule.every_start.emplace());
  if (const auto found = std::ranges::find(kAlterations, name); found != kAlterations.end()) {
    const auto kind = static_cast<AlterationKind>(found - kAlterations.begin());
    return parse_alteration(kind, value, schedule.altered.emplace());
  }
  return parse_fault(name, value, schedule.faults.emplace_back());
}

std::string text_of(const Cut& cut, const char* name = "cut") {
  return fmt::format(",{}={}.{}.{}", name, cut.operation, kPhases[static_cast<std::size_t>(cut.phase)], cut.pattern);
}

std::string text_of(const Damage& damage) {
  const std::string bit = damage.kind == DamageKind::kFlip ? fmt::format(".{}", damage.bit) : "";
  return fmt::format(",{}={}.{:#x}{}", kDamages[static_cast<std::size_t>(damage.kind)], damage.operation,
                     damage.address, bit);
}

std::string text_of(const Alteration& alteration) {
  const std::string bit = alteration.kind == AlterationKind::kFlip ? fmt::format(".{}", alteration.bit) : "";
  return fmt::format(",{}={}{}", kAlterations[static_cast<std::size_t>(alteration.kind)], alteration.offset, bit);
}

}  // namespace

std::string replay_line(const Schedule& schedule) {
  std::string line =
      fmt::format("{}board={},scenario={},seed={}", kVersion, schedule.board, schedule.story, schedule.seed);
  for (const Fault& fault : schedule.faults) {
    line += std::visit([](const auto& one) { return text_of(one); }, fault);
  }
  for (const std::uint64_t chunk : schedule.drops) line += fmt::format(",drop={}", chunk);
  if (schedule.altered) line += text_of(*schedule.altered);
  if (schedule.forged) line += fmt::format(",forged={}", *schedule.forged);
  if (schedule.every_start) line += text_of(*schedule.every_start, "every");
  return line;
}

Result<Schedule> parse_replay_line(std::string_view line) {
  std::string_view rest = line;
  if (rest.substr(0, kVersion.size()) != kVersion) {
    return fail(ErrorCode::kUsage,
                fmt::format("replay line: expected it to start with {}, found \"{}\"", kVersion, line));
  }
  rest.remove_prefix(kVersion.size());
  Schedule schedule;
  while (!rest.empty()) {
    const std::string_view field = take(rest, ',');
    std::string_view value = field;
    const std::string_view name = take(value, '=');
    if (!parse_field(name, value, schedule)) {
      return fail(ErrorCode::kUsage,
                  fmt::format("replay line: expected board=, scenario=, seed=, cut=n.before|inside|after.n, every= "
                              "likewise, flip=n.0xaddress.bit, "
                              "unreadable=n.0xaddress, bad=n.0xaddress, worn=n.0xaddress, drop=n, "
                              "flipped=byte.bit, truncated=bytes, extended=bytes or forged=n, found \"{}\"",
                              field));
    }
  }
  return schedule;
}

}  // namespace switchback::rig
