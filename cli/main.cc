// Parses the command line, runs one command, prints its result and exits with its code.
#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "core/wire/package.h"
#include "verifier/reasons.h"

namespace switchback::cli {
namespace {

constexpr const char* kVersion = SWITCHBACK_VERSION;

bool print(std::FILE* stream, const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stream) == text.size() && std::fflush(stream) == 0;
}

// Occupies closed standard streams, so that no file opened later receives their text. Reading and
// writing them fails as if closed. Returns whether standard output was closed.
bool fill_closed_streams() {
  bool output_closed = false;
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) != -1 || errno != EBADF) continue;
    if (stream == STDOUT_FILENO) output_closed = true;
    (void)::open("/", O_PATH);  // takes the lowest free number: this one
  }
  return output_closed;
}

// Coloured on a terminal, unless NO_COLOR (no-color.org) is set.
const char* error_prefix() {
  const char* no_color = std::getenv("NO_COLOR");
  const bool color = ::isatty(STDERR_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
  return color ? "\033[31merror:\033[0m" : "error:";
}

// Replaces invalid UTF-8 from hostile file names or TLVs, so that the output is always one valid
// object.
std::string dump(const Json& object) { return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

int finish_failure(const Session& session, const Failure& failure) {
  const Error& error = failure.error;
  print(stderr, fmt::format("{} {}\n", error_prefix(), error.message));
  if (session.json) {
    Json object = {{"schema", kJsonSchema}, {"command", session.command}, {"ok", false}};
    object.update(failure.json);
    object["error"]["code"] = exit_code(error.code);
    object["error"]["class"] = verifier::error_class_name(error.code);
    object["error"]["message"] = error.message;
    print(stdout, dump(object));
  }
  return exit_code(error.code);
}

int finish_success(const Session& session, const Report& report) {
  // If standard output is closed, text for people is dropped, but a product must be printed.
  bool printed = true;
  if (session.json) {
    Json object = {{"schema", kJsonSchema}, {"command", session.command}, {"ok", true}};
    object.update(report.json);
    printed = print(stdout, dump(object));
  } else if (report.is_product || !(session.quiet || session.stdout_closed)) {
    printed = print(session.stdout_taken ? stderr : stdout, report.text);
  }
  if (printed) return kExitOk;
  return finish_failure({}, Error{ErrorCode::kIo, "standard output: cannot be written"});
}

Outcome version(Session& session) {
  session.command = "version";
  Report report;
  report.json["version"] = kVersion;
  report.json["image_format"] = "mcuboot";
  report.json["package_format"] = wire::kPackageFormatVersion;
  report.text = fmt::format("switchback {}\n", kVersion);
  report.is_product = true;
  return report;
}

void add_commands(Arguments app) {
  add_keygen(app);
  add_key(app);
  add_build(app);
  add_image(app);
  add_verify(app);
  add_inspect(app);
  add_apply(app);
  add_diff(app);
  add_patch(app);
  add_sign_file(app);
  add_verify_file(app);
  add_profile(app);
  add_rig(app);
}

// Whether the words ask for JSON; the parser may have failed before it got that far.
bool asks_for_json(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--") return false;
    if (std::string_view(argv[i]) == "--json") return true;
  }
  return false;
}

// An uncaught exception is a defect, but still gives one error message and one JSON object.
Outcome run_guarded(const Command& chosen, Session& session) {
  try {
    return chosen(session);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::kInternal, "out of memory; free some memory, or give a smaller input");
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInternal, fmt::format("{}; please report it with the command line", error.what()));
  }
}

int refuse(const Session& session, const std::string& problem) {
  return finish_failure(session, Error{ErrorCode::kUsage, problem});
}

int run(int argc, char** argv, bool stdout_closed) {
  Session session;
  session.stdout_closed = stdout_closed;
  bool wants_version = false;
  CommandLine line("switchback", "Builds, signs and checks firmware updates, and rebuilds them as a device does.",
                   exit_code_help());
  Arguments app = line.top();
  app.flag("--json", session.json, "print one JSON object on standard output");
  app.flag("-q,--quiet", session.quiet, "print errors and warnings only");
  app.flag("--version", wants_version, "print the version");
  add_commands(app);
  line.finish_commands("Every command takes --json and -q,--quiet too.\n\n" + exit_code_help());

  Parsed parsed = line.parse(argc, argv);
  if (parsed.help) return print(stdout, *parsed.help) ? kExitOk : exit_code(ErrorCode::kIo);
  session.command = parsed.command;
  if (parsed.problem) {
    session.json = asks_for_json(argc, argv);
    return refuse(session, fmt::format("{}{} See `switchback {}{}--help`.", *parsed.problem,
                                       parsed.problem->ends_with('?') ? "" : ".", session.command,
                                       session.command.empty() ? "" : " "));
  }
  if (wants_version && session.command.empty()) parsed.chosen = version;
  if (!parsed.chosen) return refuse(session, "command: expected one, found none. See `switchback --help`.");
  const Outcome outcome = run_guarded(parsed.chosen, session);
  const int code = outcome ? finish_success(session, *outcome) : finish_failure(session, outcome.error());
  for (const std::string& warning : session.warnings) print(stderr, fmt::format("warning: {}\n", warning));
  return code;
}

}  // namespace
}  // namespace switchback::cli

int main(int argc, char** argv) {
  // If a reader of the output goes away, writing fails with an exit code; no signal ends the
  // program.
  std::signal(SIGPIPE, SIG_IGN);
  const bool stdout_closed = switchback::cli::fill_closed_streams();
  try {
    return switchback::cli::run(argc, argv, stdout_closed);
  } catch (...) {  // only if the error cannot even be reported
    std::fputs("error: out of memory\n", stderr);
    return switchback::cli::exit_code(switchback::ErrorCode::kInternal);
  }
}
