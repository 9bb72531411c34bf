// Writes a whole release: all its files in one folder, or none.
#pragma once

#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "host/error.h"

namespace switchback::cli {

struct NamedBytes {
  std::string name;
  Bytes bytes;
};

// Writes `files` into `folder`, which is created if needed; the last file vouches for the others.
// With `force`, files of the same names are replaced in one step: a new folder with the new files,
// and links to the other old ones, is exchanged with the old folder. If that is not possible, files
// are replaced one by one, and the last is absent meanwhile. Reasons: a subfolder in it, the
// current folder, a mount point, a file system without exchange.
//   kIo:    a file exists and force is off, or writing fails; then no new file is left
//   kUsage: this run has read a file that it would replace
Result<void> write_release_folder(const std::string& folder, const std::vector<NamedBytes>& files, bool force);

}  // namespace switchback::cli
