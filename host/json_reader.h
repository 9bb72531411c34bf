// Strict reader of JSON objects: each field is read by name, unread fields are refused, and all
// problems are collected with their paths. This header exposes the JSON library, so only manifests/
// (not its public headers) and rig/report_parts/ include it.
#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/wire/image.h"
#include "host/error.h"

namespace switchback::host {

// The problems of one file, one line each, so that all can be fixed at once.
class Problems {
 public:
  void add(std::string_view path, std::string_view what);
  void add(std::string_view path, std::string_view expected, std::string_view found);
  bool any() const { return count_ != 0; }
  Error error() const;  // kManifest

 private:
  std::string lines_;
  std::size_t count_ = 0;
};

struct Range {
  std::uint64_t min = 0;
  std::uint64_t max = 0;
};

constexpr Range kU8 = {0, 0xff};
constexpr Range kU32 = {0, 0xffffffff};

// An enumeration's words in the file, and their values.
template <class T>
using Words = std::vector<std::pair<std::string_view, T>>;

// The word of a value that `words` have.
template <class T>
std::string_view word_of(T value, const Words<T>& words) {
  return std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.second == value; })->first;
}

std::string join_words(const std::vector<std::string>& words);

// An object at `path`. If a field is missing or wrong, its getter adds a problem and returns a
// default; reading goes on, to find further problems. Borrows the value and the problems.
class ObjectReader {
 public:
  ObjectReader(const nlohmann::json& value, std::string path, Problems& problems);

  bool has(std::string_view name);  // also marks the field as known
  std::string path_of(std::string_view name) const;
  Problems& problems() { return problems_; }

  // An integer, or hex in a string: "0x8000".
  std::uint64_t number(std::string_view name, Range range);
  std::optional<std::uint64_t> optional_number(std::string_view name, Range range);
  std::optional<bool> optional_flag(std::string_view name);
  std::string text(std::string_view name);        // 1 … 4096 bytes, no control characters
  std::string plain_name(std::string_view name);  // is_plain_name
  wire::Version version(std::string_view name);
  std::optional<wire::Uuid> optional_uuid(std::string_view name);
  wire::Sha256Digest digest(std::string_view name);
  std::vector<wire::Sha256Digest> digests(std::string_view name, Range count);  // no digest twice
  std::optional<std::int64_t> optional_time(std::string_view name);
  std::optional<std::string> optional_text(std::string_view name);
  ObjectReader object(std::string_view name);
  std::vector<ObjectReader> objects(std::string_view name, Range count);

  template <class T>
  T choice(std::string_view name, const Words<T>& words) {
    const nlohmann::json* value = find(name);
    return value == nullptr ? words.front().second : choose(*value, path_of(name), words);
  }

  // As choice(), for each element of an array; adds a problem if a word occurs twice.
  template <class T>
  std::vector<T> choices(std::string_view name, const Words<T>& words) {
    std::vector<T> chosen;
    std::set<T> seen;
    for (const auto& [value, path] : elements(name, {1, words.size()})) {
      chosen.push_back(choose(*value, path, words));
      if (!seen.insert(chosen.back()).second) problems_.add(path, "expected every word once, found it again");
    }
    return chosen;
  }

  // The field's value. If it is missing: adds a problem and returns nullptr.
  const nlohmann::json* find(std::string_view name);

  // Reads "format_version", which must be 1. Accepts "$schema", which editors use.
  void read_preamble();

  // Adds a problem for each field that was not read. Call last.
  void refuse_unknown();

 private:
  using Element = std::pair<const nlohmann::json*, std::string>;

  std::vector<Element> elements(std::string_view name, Range count);
  std::optional<std::string> string_at(std::string_view name);
  void refuse(std::string_view name, std::string_view expected, const nlohmann::json& found);
  static std::optional<std::uint64_t> integer(const nlohmann::json& value);
  wire::Sha256Digest checked_digest(const nlohmann::json& value, const std::string& path);
  std::size_t find_word(const nlohmann::json& value, const std::string& path, const std::vector<std::string>& words);

  template <class T>
  T choose(const nlohmann::json& value, const std::string& path, const Words<T>& words) {
    std::vector<std::string> names;
    for (const auto& word : words) names.emplace_back(word.first);
    return words[find_word(value, path, names)].second;
  }

  // nullptr: not an object. The constructor has reported that; getters add no problems.
  const nlohmann::json* value_;
  std::string path_;
  Problems& problems_;
  std::set<std::string, std::less<>> known_;
};

// Describes `value` briefly, for error messages.
std::string describe(const nlohmann::json& value);

}  // namespace switchback::host
