// Which keys an artefact says it was signed with.
#pragma once

#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/wire/image.h"

namespace switchback::verifier {

// The id of the key that each signature names, in order, as hex; a full public key is hashed to its id. `facts` are
// parse_image's of the same bytes.
std::vector<std::string> named_key_ids(Bytes artefact, const wire::ImageFacts& facts);

}  // namespace switchback::verifier
