// File descriptors and file identities, shared by reading inputs and writing outputs. Internal to
// cli/files/.
#pragma once

#include <sys/stat.h>
#include <unistd.h>
#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "host/error.h"

namespace switchback::cli {

// Owns and closes a file descriptor; does not close standard streams.
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

// Returns kIo with the message "name: what: meaning of errno".
tl::unexpected<Error> io_error(const std::string& name, const char* what);

// Returns false on failure, with errno set.
bool write_all(int descriptor, Bytes bytes);

// Whether read_input() or read_secret_input() has read this file, under any name.
bool was_read(const struct stat& status);

// Syncs an open file or folder. Returns false, with errno set, if written data may be lost. A file
// system without sync is no failure.
bool sync_to_disk(int descriptor);

// Makes a file with an unused name in `folder`, writes and syncs it. Returns its path. Errors name
// `shown_as`.
// kIo: the file cannot be created or written.
Result<std::string> write_new_file(const std::string& folder, const std::string& shown_as, Bytes bytes, mode_t mode);

// The folder that contains `path`.
std::string folder_of(const std::string& path);

}  // namespace switchback::cli
