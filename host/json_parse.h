// Text to JSON values and back. Like json_reader.h, this header exposes the JSON library.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "host/error.h"

namespace switchback::host {

constexpr std::size_t kMaxJsonBytes = std::size_t{16} << 20;

// Parses a whole file as JSON (RFC 8259): no duplicate keys, at most 16 levels, at most
// `max_bytes`.
// kManifest: any of these is violated.
Result<nlohmann::json> parse_json(std::string_view text, std::size_t max_bytes = kMaxJsonBytes);

// Indented by two spaces, keys sorted by their bytes, ASCII with \u escapes, newline at the end.
std::string canonical_json(const nlohmann::json& value);

}  // namespace switchback::host
