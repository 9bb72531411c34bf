// Facts as people write them.
#pragma once

#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/wire/image.h"

namespace switchback::verifier {

std::string to_hex(Bytes bytes);                   // lower case, no separators
std::string uuid_text(const wire::Uuid& uuid);     // 8-4-4-4-12
std::string version_text(const wire::Version& v);  // "1.2.3+4"

// The keys that the signatures of an artefact name, in order, as key ids (a full public key is hashed); an artefact
// whose facts come from other bytes gives nothing.
std::vector<std::string> named_key_ids(Bytes artefact, const wire::ImageFacts& facts);

}  // namespace switchback::verifier
