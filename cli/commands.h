// One function for each subcommand: adds the subcommand and its options to `app`.
#pragma once

#include "cli/arguments.h"

namespace switchback::cli {

void add_keygen(Arguments app);
void add_key(Arguments app);
void add_build(Arguments app);
void add_image(Arguments app);
void add_verify(Arguments app);
void add_inspect(Arguments app);
void add_apply(Arguments app);
void add_diff(Arguments app);
void add_patch(Arguments app);
void add_sign_file(Arguments app);
void add_verify_file(Arguments app);
void add_profile(Arguments app);
void add_rig(Arguments app);

}  // namespace switchback::cli
