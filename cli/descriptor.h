// File descriptors and the identity of files: what reading inputs and writing outputs share. Private to cli/files.cc,
// cli/outputs.cc and cli/release_folder.cc.
#pragma once

#include <sys/stat.h>
#include <unistd.h>
#include <optional>
#include <string>

#include "core/bytes.h"
#include "host/error.h"

namespace switchback::cli {

// Owns a file descriptor, unless it is a standard one.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ > STDERR_FILENO) ::close(number_);
  }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

// kIo: "name: what: the meaning of errno".
tl::unexpected<Error> io_error(const std::string& name, const char* what);

// False: errno says why.
bool write_all(int descriptor, Bytes bytes);

// Whether read_input() or read_secret_input() has read this file, under whatever name.
bool was_read(const struct stat& status);

// Syncs an open file or folder. False: what was written may be lost; errno says why. File systems that cannot sync at
// all are no reason to fail: nothing more can be done there.
bool sync_to_disk(int descriptor);

// Makes a new file, named so that nothing else has it, in `folder`; writes and syncs it. Its path.
Result<std::string> write_new_file(const std::string& folder, const std::string& shown_as, Bytes bytes, mode_t mode);

// The folder that holds `path`.
std::string folder_of(const std::string& path);

}  // namespace switchback::cli
