#include "host/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace switchback::host {
namespace {

constexpr std::size_t kMaxNameBytes = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Removes a decimal number from the front of `text`. False: there is none, or it does not fit.
template <class T>
bool take_number(std::string_view& text, T& value) {
  if (text.empty() || !is_digit(text[0])) return false;
  if (text.size() > 1 && text[0] == '0' && is_digit(text[1])) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take_char(std::string_view& text, char wanted) {
  if (text.empty() || text[0] != wanted) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::optional<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t max) {
  std::uint64_t value = 0;
  if (!take_number(text, value) || !text.empty() || value > max) return std::nullopt;
  return value;
}

std::optional<wire::Version> parse_version(std::string_view text) {
  wire::Version version;
  const bool numbers = take_number(text, version.major) && take_char(text, '.') && take_number(text, version.minor) &&
                       take_char(text, '.') && take_number(text, version.revision);
  if (!numbers) return std::nullopt;
  if (take_char(text, '+') && !take_number(text, version.build)) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return version;
}

std::string version_text(const wire::Version& version) {
  std::string text = fmt::format("{}.{}.{}", version.major, version.minor, version.revision);
  if (version.build != 0) text += fmt::format("+{}", version.build);
  return text;
}

std::optional<std::vector<std::uint8_t>> parse_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    std::uint8_t byte = 0;
    const char* const end = text.data() + i + 2;
    const auto [stop, error] = std::from_chars(text.data() + i, end, byte, 16);
    if (error != std::errc() || stop != end) return std::nullopt;
    bytes.push_back(byte);
  }
  return bytes;
}

std::string hex_text(Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::optional<wire::Uuid> parse_uuid(std::string_view text) {
  constexpr std::size_t kTextBytes = 36;
  if (text.size() != kTextBytes) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return std::nullopt;
    if (!dash) digits += text[i];
  }
  const auto bytes = parse_hex(digits);
  if (!bytes) return std::nullopt;
  wire::Uuid id{};
  std::copy(bytes->begin(), bytes->end(), id.begin());
  return id;
}

std::string uuid_text(const wire::Uuid& id) {
  std::string text = hex_text(id);
  for (const std::size_t at : {8u, 13u, 18u, 23u}) text.insert(at, "-");
  return text;
}

std::string time_text(std::int64_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(time - midnight);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  constexpr std::size_t kTextBytes = 20;
  if (text.size() != kTextBytes) return std::nullopt;
  const auto field = [text](std::size_t at, std::size_t count) {
    unsigned value = 0;
    std::from_chars(text.data() + at, text.data() + at + count, value);
    return value;
  };
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(field(0, 4))),
                                         std::chrono::month(field(5, 2)), std::chrono::day(field(8, 2)));
  const std::int64_t seconds_of_day = field(11, 2) * 3600 + field(14, 2) * 60 + field(17, 2);
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t seconds = days * 86400 + seconds_of_day;
  // An invalid date, or one written in another form, does not convert back to the same text.
  return time_text(seconds) == text ? std::optional(seconds) : std::nullopt;
}

std::uint32_t automatic_counter(const wire::Version& version) {
  return (std::uint32_t{version.major} << 24) + (std::uint32_t{version.minor} << 16) + version.revision;
}

bool is_plain_name(std::string_view text) {
  if (text.empty() || text.size() > kMaxNameBytes || !is_alphanumeric(text[0])) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-' || c == '+'; });
}

}  // namespace switchback::host
