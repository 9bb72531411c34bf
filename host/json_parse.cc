#include "host/json_parse.h"

#include <fmt/format.h>

#include <set>

namespace switchback::host {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 16;

// Watches the parser's events for two things that RFC 8259 leaves open: duplicate keys, and the
// depth of nesting.
class Watch {
 public:
  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start || event == json::parse_event_t::array_start) {
      if (depth > kMaxDepth) note(fmt::format("expected at most {} levels of nesting, found more", kMaxDepth));
      if (event == json::parse_event_t::object_start) keys_.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      keys_.pop_back();
    } else if (event == json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second) note(fmt::format("{}: expected every field once, found it twice", key));
    }
    return true;
  }

  const std::string& problem() const { return problem_; }

 private:
  void note(std::string what) {
    if (problem_.empty()) problem_ = std::move(what);
  }

  std::vector<std::set<std::string>> keys_;  // of the objects that are open
  std::string problem_;
};

// The library's message without its prefix, as in "[json.exception.parse_error.101] parse error at
// line 1, …".
std::string plain_message(const std::exception& error) {
  const std::string message = error.what();
  const std::size_t prefix = message.find("] ");
  return prefix == std::string::npos ? message : message.substr(prefix + 2);
}

}  // namespace

Result<json> parse_json(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) {
    return fail(ErrorCode::kManifest,
                fmt::format("expected at most {} bytes of JSON, found {}", max_bytes, text.size()));
  }
  // The library ends at a NUL. Bytes after it would be covered by a signature but never read.
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos) {
    return fail(ErrorCode::kManifest, fmt::format("not JSON: expected text, found a NUL byte at offset {}", at));
  }
  Watch watch;
  try {
    json value = json::parse(text, std::ref(watch));
    if (!watch.problem().empty()) return fail(ErrorCode::kManifest, watch.problem());
    return value;
  } catch (const json::exception& error) {
    return fail(ErrorCode::kManifest, "not JSON: " + plain_message(error));
  }
}

std::string canonical_json(const json& value) {
  return value.dump(2, ' ', true, json::error_handler_t::replace) + "\n";
}

}  // namespace switchback::host
