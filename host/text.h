// How versions, ids and digests are written in JSON and on the command line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/image.h"

namespace switchback::host {

// Decimal digits and nothing else, no leading zeros. Nothing: another text, or a number above `max`.
std::optional<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t max);

// "1.2.3" or "1.2.3+4": decimal, no leading zeros, each number within its field of wire::Version.
std::optional<wire::Version> parse_version(std::string_view text);
// What it is to be, for messages.
constexpr std::string_view kVersionForm =
    "MAJOR.MINOR.REVISION or MAJOR.MINOR.REVISION+BUILD, decimal, up to 255.255.65535+4294967295";
std::string version_text(const wire::Version& version);  // a build of 0 is left out

// "8-4-4-4-12" hex digits (RFC 9562, section 4); written in lower case.
std::optional<wire::Uuid> parse_uuid(std::string_view text);
std::string uuid_text(const wire::Uuid& id);

// Two hex digits for each byte; written in lower case.
std::optional<std::vector<std::uint8_t>> parse_hex(std::string_view text);
std::string hex_text(Bytes bytes);

// "2024-05-01T12:00:00Z" (RFC 3339, UTC, whole seconds) for seconds since 1970; years 0 to 9999.
std::optional<std::int64_t> parse_time(std::string_view text);
std::string time_text(std::int64_t seconds);

// The security counter that "auto" stands for: major << 24 + minor << 16 + revision, as imgtool has it.
std::uint32_t automatic_counter(const wire::Version& version);

// Names of artefacts and profiles become file names: 1 … 64 letters, digits, '.', '_', '-', '+'; a letter or digit
// first.
bool is_plain_name(std::string_view text);

}  // namespace switchback::host
