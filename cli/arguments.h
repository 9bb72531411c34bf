// Declares the arguments of commands and reads the command line. A front for CLI11, whose headers
// take long to compile: only arguments.cc includes them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/session.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace switchback::cli {

// Refines an option or positional argument; each call returns it for the next. Borrowed from the
// CommandLine.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  Option required();
  Option exactly_once();    // of a list: one value in all
  Option one_value_each();  // of a list: repeated for each value

  // Allowed values, which --help lists; any other is an error.
  Option one_of(std::initializer_list<const char*> values);
  Option one_of(const std::vector<std::string>& values);
  Option one_of(std::initializer_list<std::uint32_t> values);
  Option range(std::uint32_t first, std::uint32_t last);  // inclusive

  // For --help: the name of a value ("FILE"), the variable's present value as default, the heading.
  Option type_name(const char* name);
  Option show_default();
  Option group(const char* heading);

 private:
  CLI::Option* option_;
};

// One command and its arguments. A name is "FILE" for a positional argument, "--out" or "-o,--out"
// for an option. Borrowed from the CommandLine; borrows the variables until the command line is
// parsed.
class Arguments {
 public:
  Arguments(CLI::App* app, Command* chosen) : app_(app), chosen_(chosen) {}

  Arguments subcommand(const char* name, const char* description);
  void require_subcommand();  // if not called, none need be given

  // Reads a given value into `value`, which otherwise stays unchanged. Value is std::string, int,
  // std::uint32_t, std::uint64_t, double, std::vector<std::string> or std::optional<std::uint32_t>.
  template <class Value>
  Option option(const char* names, Value& value, const char* help);
  Option flag(const char* names, bool& value, const char* help);

  // A longer description for the command's own --help. Lists of commands show subcommand()'s.
  void description(const char* text);

  // Sets the function that runs if the command line names this command; it gets the parsed options.
  template <class Options>
  void runs(Outcome (*run)(const Options&, Session&), std::shared_ptr<Options> options) {
    runs([run, options](Session& session) { return run(*options, session); });
  }

 private:
  void runs(Command command);

  CLI::App* app_;
  Command* chosen_;
};

// A parsed command line.
struct Parsed {
  // "verify", "profile check"; empty: no command.
  std::string command;
  Command chosen;                      // runs the command; empty: none
  std::optional<std::string> help;     // if set, was asked for; run nothing
  std::optional<std::string> problem;  // if set, the error in the arguments; run nothing
};

// The program's options and commands.
class CommandLine {
 public:
  // `footer` ends its --help.
  CommandLine(const char* name, const char* description, const std::string& footer);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  ~CommandLine();

  Arguments top();

  // Call after all commands were added: `footer` ends their --help, and they accept the program's
  // options.
  void finish_commands(const std::string& footer);

  // Sets the variables of the given options.
  Parsed parse(int argc, const char* const* argv);

 private:
  std::unique_ptr<CLI::App> app_;
  Command chosen_;
};

}  // namespace switchback::cli
