// What every command shares: the common options, and what it hands back to main() for printing. Commands themselves
// print nothing but notes and progress.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "host/error.h"

namespace switchback::cli {

using Json = nlohmann::ordered_json;

// Version of the JSON objects that the commands print: raised when a field changes its meaning or goes away.
constexpr int kJsonSchema = 1;

struct Session {
  bool json = false;
  bool quiet = false;
  bool stdout_taken = false;          // an artefact goes to standard output, so words go to standard error
  bool stdout_closed = false;         // when the program started
  std::string command;                // "verify", "profile check"
  std::vector<std::string> warnings;  // printed on standard error at the end, also with --quiet

  // For an artefact that goes to `path`. kUsage: to standard output, where the JSON object goes.
  Result<void> claim_output(const std::string& path);

  // For the end: `path` ("-": standard input) holds `what`, and others than its owner can read it.
  void warn_if_exposed(const std::string& path, std::string_view what);

  // A line on standard error for a person who watches; nothing with --quiet.
  void note(std::string_view line) const;
};

// What a command found or made.
struct Report {
  Json json = Json::object();  // without "schema", "command" and "ok", which main() adds
  std::string text;            // for people; ends with a newline, or is empty
  bool is_product = false;     // `text` is what was asked for, and --quiet does not suppress it
};

// Why a command failed, with whatever it knows beside for --json.
struct Failure {
  Failure(Error why) : error(std::move(why)) {}  // NOLINT(google-explicit-constructor): fail() is what commands return
  Failure(Error why, Json known) : error(std::move(why)), json(std::move(known)) {}

  Error error;
  Json json = Json::object();
};

using Outcome = tl::expected<Report, Failure>;
inline tl::unexpected<Failure> failed(Error why) { return tl::make_unexpected(Failure(std::move(why))); }

using Command = std::function<Outcome(Session&)>;

}  // namespace switchback::cli
