// Writes files. Output is complete or absent: written beside its place, synced and renamed.
#pragma once

#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "host/error.h"

namespace switchback::cli {

// A set of output files that appear together or not at all.
class Outputs {
 public:
  enum class Access {
    kPublic,     // mode 0666 under the umask
    kOwnerOnly,  // a secret: a new file of mode 0600, or standard output
  };

  explicit Outputs(bool force) : force_(force) {}
  Outputs(const Outputs&) = delete;
  Outputs& operator=(const Outputs&) = delete;
  ~Outputs();  // removes files that were not committed

  // Writes `bytes` beside `path`. Standard output ("-"), devices and pipes are written at commit.
  // kIo:
  //   - `path` exists and force is off, is a folder, or cannot be written
  //   - kOwnerOnly: it is a link, pipe or device, or another user's file
  // kUsage:
  //   - `path` was added before, or this run has read it
  Result<void> add(const std::string& path, Bytes bytes, Access access = Access::kPublic);

  // Puts all files in their places, in the order of add(). If it replaces several, it first
  // withdraws the last one's old content: if the program is killed, the last file never lies beside
  // another set's.
  // kIo: a file cannot be put in place; then no new file is left.
  Result<void> commit();

 private:
  struct Entry {
    std::string path;
    std::string temporary;  // empty: commit writes `stream` to `path`
    std::vector<std::uint8_t> stream;
    bool placed = false;
    bool exchanged = false;  // `temporary` holds the old content of `path`
  };

  Result<bool> is_stream(const std::string& path) const;
  Result<void> place(Entry& entry) const;
  void withdraw_last();
  static Result<void> write_stream(const Entry& entry);
  void roll_back();

  bool force_;
  std::vector<Entry> entries_;
  std::string withdrawn_;  // where the last file's old content is kept
};

// Adds and commits one file.
Result<void> write_output(const std::string& path, Bytes bytes, bool force,
                          Outputs::Access access = Outputs::Access::kPublic);

}  // namespace switchback::cli
