// Lists the keys that an artefact's signatures name.
#pragma once

#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/wire/image.h"

namespace switchback::verifier {

// Returns the key id of each signature, in order, as hex; a full public key is hashed. `facts` are
// parse_image()'s of the same bytes.
std::vector<std::string> named_key_ids(Bytes artefact, const wire::ImageFacts& facts);

}  // namespace switchback::verifier
