// The getters. Their messages use the words of the schemas.
#include "host/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/suggestion.h"
#include "host/text.h"

namespace switchback::host {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxProblems = 20;  // the rest is only counted
constexpr std::size_t kMaxTextBytes = 4096;

std::string range_text(Range range) {
  return range.min == range.max ? fmt::format("{}", range.min) : fmt::format("{} to {}", range.min, range.max);
}

}  // namespace

void Problems::add(std::string_view path, std::string_view what) {
  if (++count_ > kMaxProblems) return;
  if (!lines_.empty()) lines_ += '\n';
  lines_ += path.empty() ? std::string(what) : fmt::format("{}: {}", path, what);
}

void Problems::add(std::string_view path, std::string_view expected, std::string_view found) {
  add(path, fmt::format("expected {}, found {}", expected, found));
}

Error Problems::error() const {
  const std::string more = count_ > kMaxProblems ? fmt::format("\nand {} more problems", count_ - kMaxProblems) : "";
  return {ErrorCode::kManifest, lines_ + more};
}

std::string join_words(const std::vector<std::string>& words) {
  std::string joined;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) joined += i + 1 == words.size() ? " or " : ", ";
    joined += words[i];
  }
  return joined;
}

std::string describe(const json& value) {
  constexpr std::size_t kLongest = 40;
  if (value.is_object()) return "an object";
  if (value.is_array()) return fmt::format("an array of {}", value.size());
  const std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

ObjectReader::ObjectReader(const json& value, std::string path, Problems& problems)
    : value_(&value), path_(std::move(path)), problems_(problems) {
  if (value.is_object()) return;
  if (!value.is_discarded()) problems_.add(path_, "an object", describe(value));
  value_ = nullptr;
}

std::string ObjectReader::path_of(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

void ObjectReader::refuse(std::string_view name, std::string_view expected, const json& found) {
  problems_.add(path_of(name), expected, describe(found));
}

bool ObjectReader::has(std::string_view name) {
  known_.emplace(name);
  return value_ != nullptr && value_->contains(name);
}

const json* ObjectReader::find(std::string_view name) {
  if (has(name)) return &*value_->find(name);
  if (value_ != nullptr) problems_.add(path_of(name), "expected a value, found no such field");
  return nullptr;
}

std::optional<std::uint64_t> ObjectReader::integer(const json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  constexpr std::size_t kPrefix = 2;
  if (text.size() <= kPrefix || text[0] != '0' || text[1] != 'x') return std::nullopt;
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + kPrefix, end, number, 16);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::uint64_t ObjectReader::number(std::string_view name, Range range) {
  const json* value = find(name);
  if (value == nullptr) return range.min;
  const auto number = integer(*value);
  if (number && *number >= range.min && *number <= range.max) return *number;
  refuse(name, fmt::format("an integer (or \"0x...\") from {}", range_text(range)), *value);
  return range.min;
}

std::optional<std::uint64_t> ObjectReader::optional_number(std::string_view name, Range range) {
  if (!has(name)) return std::nullopt;
  return number(name, range);
}

std::optional<bool> ObjectReader::optional_flag(std::string_view name) {
  if (!has(name)) return std::nullopt;
  const json* value = find(name);
  if (value->is_boolean()) return value->get<bool>();
  refuse(name, "true or false", *value);
  return std::nullopt;
}

std::string ObjectReader::text(std::string_view name) {
  const json* value = find(name);
  if (value == nullptr) return {};
  if (value->is_string()) {
    const auto& text = value->get_ref<const std::string&>();
    const bool printable =
        std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (!text.empty() && text.size() <= kMaxTextBytes && printable) return text;
  }
  refuse(name, fmt::format("1 to {} characters of text", kMaxTextBytes), *value);
  return {};
}

std::optional<std::string> ObjectReader::optional_text(std::string_view name) {
  if (!has(name)) return std::nullopt;
  return text(name);
}

std::optional<std::string> ObjectReader::string_at(std::string_view name) {
  const json* value = find(name);
  if (value == nullptr) return std::nullopt;
  return value->is_string() ? value->get<std::string>() : std::string();
}

std::string ObjectReader::plain_name(std::string_view name) {
  const auto text = string_at(name);
  if (!text) return {};
  if (is_plain_name(*text)) return *text;
  refuse(name, "1 to 64 letters, digits, '.', '_', '-' or '+', beginning with a letter or digit", *find(name));
  return {};
}

wire::Version ObjectReader::version(std::string_view name) {
  const auto text = string_at(name);
  if (!text) return {};
  if (const auto version = parse_version(*text)) return *version;
  refuse(name, "a version like \"1.2.3\" or \"1.2.3+4\" (at most 255.255.65535+4294967295)", *find(name));
  return {};
}

std::optional<wire::Uuid> ObjectReader::optional_uuid(std::string_view name) {
  if (!has(name)) return std::nullopt;
  const auto id = parse_uuid(string_at(name).value_or(""));
  if (!id) refuse(name, "a UUID of 8-4-4-4-12 hex digits", *find(name));
  return id;
}

wire::Sha256Digest ObjectReader::checked_digest(const json& value, const std::string& path) {
  wire::Sha256Digest digest{};
  const auto bytes = parse_hex(value.is_string() ? value.get<std::string>() : std::string());
  if (bytes && bytes->size() == digest.size() && hex_text(*bytes) == value.get_ref<const std::string&>()) {
    std::copy(bytes->begin(), bytes->end(), digest.begin());
  } else {
    problems_.add(path, "a SHA-256 of 64 lower-case hex digits", describe(value));
  }
  return digest;
}

wire::Sha256Digest ObjectReader::digest(std::string_view name) {
  const json* value = find(name);
  return value == nullptr ? wire::Sha256Digest{} : checked_digest(*value, path_of(name));
}

std::vector<wire::Sha256Digest> ObjectReader::digests(std::string_view name, Range count) {
  std::vector<wire::Sha256Digest> digests;
  for (const auto& [value, path] : elements(name, count)) {
    const wire::Sha256Digest digest = checked_digest(*value, path);
    const bool again = std::find(digests.begin(), digests.end(), digest) != digests.end();
    if (again) problems_.add(path, "every digest once", hex_text(digest) + " again");
    digests.push_back(digest);
  }
  return digests;
}

std::optional<std::int64_t> ObjectReader::optional_time(std::string_view name) {
  if (!has(name)) return std::nullopt;
  const auto time = parse_time(string_at(name).value_or(""));
  if (!time) refuse(name, "a time like \"2024-05-01T12:00:00Z\"", *find(name));
  return time;
}

ObjectReader ObjectReader::object(std::string_view name) {
  static const json kAbsent(json::value_t::discarded);
  const json* value = find(name);
  return {value == nullptr ? kAbsent : *value, path_of(name), problems_};
}

std::vector<ObjectReader::Element> ObjectReader::elements(std::string_view name, Range count) {
  const json* value = find(name);
  if (value == nullptr) return {};
  if (!value->is_array() || value->size() < count.min || value->size() > count.max) {
    refuse(name, fmt::format("an array of {}", range_text(count)), *value);
    return {};
  }
  std::vector<Element> found;
  for (std::size_t i = 0; i < value->size(); ++i)
    found.emplace_back(&(*value)[i], fmt::format("{}[{}]", path_of(name), i));
  return found;
}

std::vector<ObjectReader> ObjectReader::objects(std::string_view name, Range count) {
  std::vector<ObjectReader> readers;
  for (auto& [value, path] : elements(name, count)) readers.emplace_back(*value, path, problems_);
  return readers;
}

std::size_t ObjectReader::find_word(const json& value, const std::string& path, const std::vector<std::string>& words) {
  if (value.is_string()) {
    const auto found = std::find(words.begin(), words.end(), value.get_ref<const std::string&>());
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  }
  problems_.add(path, join_words(words), describe(value));
  return 0;
}

void ObjectReader::read_preamble() {
  const json* version = find("format_version");
  if (version != nullptr && (!version->is_number_integer() || *version != 1)) refuse("format_version", "1", *version);
  if (has("$schema")) (void)text("$schema");
}

void ObjectReader::refuse_unknown() {
  if (value_ == nullptr) return;
  const std::vector<std::string> known(known_.begin(), known_.end());
  for (const auto& item : value_->items()) {
    if (!known_.contains(item.key())) {
      const std::string key = json(item.key()).dump(-1, ' ', true, json::error_handler_t::replace);
      problems_.add(
          path_, fmt::format("unknown field {}; expected {}{}", key, join_words(known), suggestion(item.key(), known)));
    }
  }
}

}  // namespace switchback::host
