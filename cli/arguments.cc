#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>
#include <type_traits>

#include "host/suggestion.h"

namespace switchback::cli {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Removes digits (`hex`: hex digits) from the front and returns their number.
std::size_t take_digits(std::string_view& text, bool hex = false) {
  const auto is_one = [hex](char c) {
    return is_digit(c) || (hex && std::isxdigit(static_cast<unsigned char>(c)) != 0);
  };
  const auto end = std::find_if_not(text.begin(), text.end(), is_one);
  const auto count = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(count);
  return count;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// Refuses leading zeros, as the parser would read an octal number.
bool is_whole_number(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    return take_digits(text, true) > 0 && text.empty();
  }
  const bool zero_leads = text.size() > 1 && text.front() == '0';
  return !zero_leads && take_digits(text) > 0 && text.empty();
}

// Decimal, with or without fraction and exponent: "0.5", "1e-6".
bool is_fraction(std::string_view text) {
  const bool zero_leads = text.size() > 1 && text[0] == '0' && is_digit(text[1]);
  const std::size_t whole = take_digits(text);
  const std::size_t part = take(text, ".") ? take_digits(text) : 0;
  if (zero_leads || whole + part == 0) return false;
  if (!take(text, "eE")) return text.empty();
  take(text, "+-");
  return take_digits(text) > 0 && text.empty();
}

// Checks a number's text before the parser reads it: the parser has its own rules for octal and
// binary numbers, and accepts separators between digits.
template <class Value>
void check_number(CLI::Option* option) {
  using Text = std::string;
  if constexpr (std::is_same_v<Value, double>) {
    option->check([](const Text& text) { return is_fraction(text) ? "" : "expected a decimal number, found " + text; });
  } else if constexpr (!std::is_same_v<Value, std::string> && !std::is_same_v<Value, std::vector<std::string>>) {
    option->check([](const Text& text) {
      return is_whole_number(text) ? ""
                                   : "expected a decimal number without leading zeros, or 0x and hex, found " + text;
    });
  }
}

// Finds an empty value, which no argument may have: usually a variable is not set. The parser would
// take the word after "--key=" for the value.
std::optional<std::string> find_empty(int argc, const char* const* argv) {
  std::string_view before = "argument";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool option = word.size() > 1 && word.front() == '-';
    const bool ends_empty = option && word.find('=') == word.size() - 1;
    if (!word.empty() && !ends_empty) {
      before = option ? word : "argument";
      continue;
    }
    return std::string(ends_empty ? word.substr(0, word.size() - 1) : before) +
           ": expected a value, found an empty one; is an environment variable unset?";
  }
  return std::nullopt;
}

// The subcommands of a command, or its options and those of its parents, as typed.
std::vector<std::string> known_words(const CLI::App& app, bool options) {
  std::vector<std::string> words;
  for (const CLI::App* at = &app; at != nullptr; at = options ? at->get_parent() : nullptr) {
    if (!options) {
      for (const CLI::App* command : at->get_subcommands({})) words.push_back(command->get_name());
      continue;
    }
    for (const CLI::Option* option : at->get_options()) {
      for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
    }
  }
  return words;
}

// "; did you mean …?" for the first word that the parser does not know.
std::string suggestion_for(const CLI::App& app) {
  const CLI::App* chosen = &app;
  while (!chosen->get_subcommands().empty()) chosen = chosen->get_subcommands().front();
  for (const std::string& word : app.remaining(true)) {
    const std::string name = word.substr(0, word.find('='));
    const bool option = name.starts_with("-");
    std::string text = host::suggestion(name, known_words(*chosen, option));
    if (!text.empty()) return text;
  }
  return {};
}

void finish(CLI::App& command, const std::string& footer) {
  command.fallthrough()->footer(footer);
  for (CLI::App* nested : command.get_subcommands({})) finish(*nested, footer);
}

// Gives a command a longer description in its own --help.
class LongDescription final : public CLI::Formatter {
 public:
  explicit LongDescription(std::string text) : text_(std::move(text)) {}
  std::string make_description(const CLI::App* /*app*/) const override { return text_ + "\n"; }

 private:
  std::string text_;
};

// The given commands, outermost first: "profile check".
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

Option Option::one_of(const std::vector<std::string>& values) { return Option(option_->check(CLI::IsMember(values))); }

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
  CLI::Option* option = app_->add_option(names, value, help);
  check_number<Value>(option);
  return Option(option);
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
    parsed.problem = error.what() + suggestion_for(*app_);
  }
  if (auto empty = find_empty(argc, argv)) parsed.problem = std::move(empty);
  parsed.command = command_name(*app_);
  parsed.chosen = chosen_;
  return parsed;
}

}  // namespace switchback::cli
