// A release as a whole: all its files in one folder, or none.
#pragma once

#include <string>
#include <vector>

#include "core/bytes.h"
#include "host/error.h"

namespace switchback::cli {

struct NamedBytes {
  std::string name;
  Bytes bytes;
};

// Writes `files` into `folder`, which is made where it is missing; the last one is the one that vouches for the others.
// With `force` they replace files of their names in one step: a new folder, which holds what else is in the old one,
// takes its place. Where that cannot be (a folder inside it, the current folder, a mount point, a file system without
// such a step) they are replaced one by one, and meanwhile the last one is missing.
// kIo: a file is there already and force is off, or something cannot be written; then nothing has changed.
Result<void> write_release_folder(const std::string& folder, const std::vector<NamedBytes>& files, bool force);

}  // namespace switchback::cli
