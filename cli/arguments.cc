#include "cli/arguments.h"

#include <CLI/CLI.hpp>

namespace switchback::cli {
namespace {

void finish(CLI::App& command, const std::string& footer) {
  command.fallthrough()->footer(footer);
  for (CLI::App* nested : command.get_subcommands({})) finish(*nested, footer);
}

// Says more of a command in its own --help than the list of commands does.
class LongDescription final : public CLI::Formatter {
 public:
  explicit LongDescription(std::string text) : text_(std::move(text)) {}
  std::string make_description(const CLI::App* /*app*/) const override { return text_ + "\n"; }

 private:
  std::string text_;
};

// The commands that were given, from the outermost on: "profile check".
std::string command_name(const CLI::App& app) {
  std::string name;
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    name += (name.empty() ? "" : " ") + at->get_name();
  }
  return name;
}

}  // namespace

Option Option::required() { return Option(option_->required()); }
Option Option::exactly_once() { return Option(option_->expected(1)); }
Option Option::one_value_each() { return Option(option_->allow_extra_args(false)); }

Option Option::one_of(std::initializer_list<const char*> values) {
  return Option(option_->check(CLI::IsMember(values)));
}

Option Option::one_of(std::initializer_list<std::uint32_t> values) {
  return Option(option_->check(CLI::IsMember(values)));
}

Option Option::range(std::uint32_t first, std::uint32_t last) {
  return Option(option_->check(CLI::Range(first, last)));
}

Option Option::type_name(const char* name) { return Option(option_->type_name(name)); }
Option Option::show_default() { return Option(option_->capture_default_str()); }
Option Option::group(const char* heading) { return Option(option_->group(heading)); }

Arguments Arguments::subcommand(const char* name, const char* description) {
  return {app_->add_subcommand(name, description), chosen_};
}

void Arguments::require_subcommand() { app_->require_subcommand(1); }

template <class Value>
Option Arguments::option(const char* names, Value& value, const char* help) {
  return Option(app_->add_option(names, value, help));
}

template Option Arguments::option(const char*, std::string&, const char*);
template Option Arguments::option(const char*, std::vector<std::string>&, const char*);
template Option Arguments::option(const char*, int&, const char*);
template Option Arguments::option(const char*, std::uint32_t&, const char*);
template Option Arguments::option(const char*, std::uint64_t&, const char*);
template Option Arguments::option(const char*, double&, const char*);
template Option Arguments::option(const char*, std::optional<std::uint32_t>&, const char*);

Option Arguments::flag(const char* names, bool& value, const char* help) {
  return Option(app_->add_flag(names, value, help));
}

void Arguments::description(const char* text) { app_->formatter(std::make_shared<LongDescription>(text)); }

void Arguments::runs(Command command) {
  app_->callback([chosen = chosen_, command = std::move(command)] { *chosen = command; });
}

CommandLine::CommandLine(const char* name, const char* description, const std::string& footer)
    : app_(std::make_unique<CLI::App>(description, name)) {
  app_->footer(footer);
  app_->require_subcommand(0, 1);
}

CommandLine::~CommandLine() = default;

Arguments CommandLine::top() { return {app_.get(), &chosen_}; }

void CommandLine::finish_commands(const std::string& footer) {
  for (CLI::App* command : app_->get_subcommands({})) finish(*command, footer);
}

Parsed CommandLine::parse(int argc, const char* const* argv) {
  Parsed parsed;
  try {
    app_->parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    parsed.help = app_->help();
  } catch (const CLI::ParseError& error) {
    parsed.problem = error.what();
  }
  parsed.command = command_name(*app_);
  parsed.chosen = chosen_;
  return parsed;
}

}  // namespace switchback::cli
