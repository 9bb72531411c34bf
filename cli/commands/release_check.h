// Checks and shows release.json: its signature, its content, and the files that it lists.
#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "core/base/bytes.h"
#include "manifests/release/release.h"

namespace switchback::cli {

// Whether the file is a release file; artefacts begin with their magic instead.
bool looks_like_json(Bytes content);

// Checks the detached signature in `signature_file` (empty: FILE.sig) with the keys in `key_files`,
// then the content, then size and digest of every listed file that lies beside it.
Outcome verify_release(const std::string& file, Bytes content, const std::vector<std::string>& key_files,
                       const std::string& signature_file);

// Shows a release; checks only its format.
Outcome inspect_release(const std::string& file, Bytes content);

}  // namespace switchback::cli
