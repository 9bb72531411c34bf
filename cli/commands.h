// One function for each subcommand: adds it and its options to `app`. Once the command line is parsed, `chosen` runs
// the subcommand that was given.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/session.h"

namespace switchback::cli {

void add_keygen(CLI::App& app, Command& chosen);
void add_key(CLI::App& app, Command& chosen);
void add_build(CLI::App& app, Command& chosen);
void add_image(CLI::App& app, Command& chosen);
void add_verify(CLI::App& app, Command& chosen);
void add_inspect(CLI::App& app, Command& chosen);
void add_apply(CLI::App& app, Command& chosen);
void add_diff(CLI::App& app, Command& chosen);
void add_sign_file(CLI::App& app, Command& chosen);
void add_verify_file(CLI::App& app, Command& chosen);
void add_profile(CLI::App& app, Command& chosen);
void add_rig(CLI::App& app, Command& chosen);

}  // namespace switchback::cli
