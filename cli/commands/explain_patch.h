// Shows a patch's composition, as text with a picture and as JSON.
#pragma once

#include <string>

#include "cli/session.h"
#include "packer/patch/patch_account.h"

namespace switchback::cli {

Json patch_json(const packer::PatchAccount& account);

// A table of costs, and a picture of the copies from the base: base from left to right, target from
// top to bottom.
std::string patch_text(const packer::PatchAccount& account, std::size_t base_bytes, std::size_t target_bytes);

}  // namespace switchback::cli
