// Text forms of versions, ids and digests, in JSON and on the command line; text and bytes as each
// other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/image.h"

namespace switchback::host {

// Bytes as text, and text as bytes. Borrowed.
inline std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Reads decimal digits without leading zeros. Nothing: any other text, or a number above `max`.
std::optional<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t max);

// "1.2.3" or "1.2.3+4": decimal, no leading zeros, each number within its field of wire::Version.
std::optional<wire::Version> parse_version(std::string_view text);
// The form of a version, for messages.
constexpr std::string_view kVersionForm =
    "MAJOR.MINOR.REVISION or MAJOR.MINOR.REVISION+BUILD, decimal, up to 255.255.65535+4294967295";
std::string version_text(const wire::Version& version);  // omits a build of 0

// "8-4-4-4-12" hex digits (RFC 9562, section 4). Written in lower case.
std::optional<wire::Uuid> parse_uuid(std::string_view text);
std::string uuid_text(const wire::Uuid& id);

// Two hex digits for each byte. Written in lower case.
std::optional<std::vector<std::uint8_t>> parse_hex(std::string_view text);
std::string hex_text(Bytes bytes);

// RFC 3339, UTC, whole seconds: "2024-05-01T12:00:00Z". Seconds since 1970; years 0 to 9999.
std::optional<std::int64_t> parse_time(std::string_view text);
std::string time_text(std::int64_t seconds);

// The security counter that "auto" means: (major << 24) + (minor << 16) + revision, as in imgtool.
std::uint32_t automatic_counter(const wire::Version& version);

// Whether `text` may name an artefact or profile, and so a file: 1 … 64 letters, digits, '.', '_',
// '-' and '+', of which the first is a letter or digit.
bool is_plain_name(std::string_view text);

}  // namespace switchback::host
