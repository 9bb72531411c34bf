// Shared by all commands: common options, and the results that main() prints. Commands print only
// notes and progress themselves.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "host/error.h"

namespace switchback::cli {

using Json = nlohmann::ordered_json;

// Version of the printed JSON objects; raised when a field is removed or changes its meaning.
constexpr int kJsonSchema = 1;

struct Session {
  bool json = false;
  bool quiet = false;
  bool stdout_taken = false;          // standard output is an artefact; text goes to standard error
  bool stdout_closed = false;         // at the program's start
  std::string command;                // "verify", "profile check"
  std::vector<std::string> warnings;  // printed on standard error at the end, also with --quiet

  // Claims standard output if an artefact goes there (`path` is "-").
  // kUsage: --json also needs standard output.
  Result<void> claim_output(const std::string& path);

  // Adds a warning if others can read `path` ("-": standard input), which contains `what`.
  void warn_if_exposed(const std::string& path, std::string_view what);

  // Prints a line on standard error, unless --quiet.
  void note(std::string_view line) const;
};

// A command's result.
struct Report {
  Json json = Json::object();  // without "schema", "command" and "ok", which main() adds
  std::string text;            // for people; ends with a newline, or is empty
  bool is_product = false;     // --quiet does not suppress `text`
};

// A command's error, with known facts for --json.
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
