// How commands declare what they take, and how the command line is read. A front of CLI11, whose headers take longer to
// compile than a command: only arguments.cc includes them.
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

// An option or positional argument, for what not every one needs: each call returns it for the next. Borrowed from the
// CommandLine.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  Option required();
  Option exactly_once();    // of a list: one value, in all
  Option one_value_each();  // of a list: the option is repeated for each value

  // What its value has to be; --help says so, and another value is an error.
  Option one_of(std::initializer_list<const char*> values);
  Option one_of(std::initializer_list<std::uint32_t> values);
  Option range(std::uint32_t first, std::uint32_t last);  // both are allowed

  // For --help: what a value is called ("FILE"); the value that the variable has now; a heading to list it under.
  Option type_name(const char* name);
  Option show_default();
  Option group(const char* heading);

 private:
  CLI::Option* option_;
};

// One command with what it takes. A name is "FILE" for a positional argument, "--out" or "-o,--out" for an option.
// Borrowed from the CommandLine; the variables are borrowed from the caller until the command line is parsed.
class Arguments {
 public:
  Arguments(CLI::App* app, Command* chosen) : app_(app), chosen_(chosen) {}

  Arguments subcommand(const char* name, const char* description);
  void require_subcommand();  // else the first is optional

  // What is given is read into `value`, which else stays as it is. Value is one of these, for which arguments.cc has
  // it: std::string, int, std::uint32_t, std::uint64_t, double, std::vector<std::string>, std::optional<std::uint32_t>.
  template <class Value>
  Option option(const char* names, Value& value, const char* help);
  Option flag(const char* names, bool& value, const char* help);

  // A longer description for the command's own --help; where it is listed, there is the one that subcommand() gave.
  void description(const char* text);

  // Once the command line is parsed and names this command, `run` gets the options as they were given.
  template <class Options>
  void runs(Outcome (*run)(const Options&, Session&), std::shared_ptr<Options> options) {
    runs([run, options](Session& session) { return run(*options, session); });
  }

 private:
  void runs(Command command);

  CLI::App* app_;
  Command* chosen_;
};

// What a command line says.
struct Parsed {
  std::string command;                 // "verify", "profile check"; empty: none
  Command chosen;                      // runs it; empty: none
  std::optional<std::string> help;     // was asked for: nothing is to be run
  std::optional<std::string> problem;  // what is wrong with the arguments: nothing can be run
};

// The program's own options and its commands.
class CommandLine {
 public:
  // `footer` ends its --help.
  CommandLine(const char* name, const char* description, const std::string& footer);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  ~CommandLine();

  Arguments top();

  // For all commands that were added: `footer` ends their --help, and the program's options may follow them too.
  void finish_commands(const std::string& footer);

  // Fills in the variables of the options that are given.
  Parsed parse(int argc, const char* const* argv);

 private:
  std::unique_ptr<CLI::App> app_;
  Command chosen_;
};

}  // namespace switchback::cli
