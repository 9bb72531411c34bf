// A file system needs to create, rename and remove only. Without modes, links or renames that do
// not replace (FAT, CIFS, FUSE, WSL), the code falls back to the next best.
#include "cli/files/outputs.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <stdio.h>  // NOLINT(modernize-deprecated-headers): renameat2

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <random>
#include <utility>

#include "cli/files/descriptor.h"

namespace switchback::cli {
namespace {

constexpr int kMaxTries = 100;  // attempts to find an unused name

// ".switchback-" and six characters: short enough, even if the file's own name is long.
std::string new_name(const std::string& folder) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device random;
  std::string name = folder + "/.switchback-";
  for (int i = 0; i < 6; ++i) name += kLetters[random() % kLetters.size()];
  return name;
}

void sync_folder(const std::string& path) {
  const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open()) ::fsync(folder.number());
}

// Renames without replacing: fails with EEXIST if `to` exists.
bool rename_new(const char* from, const char* to) {
  if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return true;
  if (errno == EEXIST) return false;
  // For file systems and sandboxes without it: a hard link does not replace either.
  if (::link(from, to) == 0) {
    ::unlink(from);
    return true;
  }
  if (errno == EEXIST) return false;
  struct stat status {};
  if (::lstat(to, &status) == 0) {
    errno = EEXIST;
    return false;
  }
  return ::rename(from, to) == 0;  // replaces a file that appears just now
}

// A secret may only go into a new file, or replace one of the user's own.
Result<void> check_secret_place(const std::string& path, bool force) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::kIo, fmt::format("{}: expected a new file for a secret, found a link, pipe or device; give "
                                            "another name, or - for standard output",
                                            path));
  }
  if (force && status.st_uid != ::geteuid()) {
    return fail(ErrorCode::kIo, fmt::format("{}: expected a file of your own to overwrite with a secret, found another "
                                            "user's; give another name",
                                            path));
  }
  return {};
}

}  // namespace

bool write_all(int descriptor, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

bool sync_to_disk(int descriptor) {
  return ::fsync(descriptor) == 0 || (errno != EIO && errno != ENOSPC && errno != EDQUOT);
}

std::string folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

// Gives the mode to open(), under the umask, as some file systems cannot change it later.
Result<std::string> write_new_file(const std::string& folder, const std::string& shown_as, Bytes bytes, mode_t mode) {
  std::string name;
  int number = -1;
  for (int i = 0; i < kMaxTries && number < 0; ++i) {
    name = new_name(folder);
    number = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (number < 0 && errno != EEXIST) break;
  }
  const Descriptor file(number);
  if (!file.is_open()) return io_error(shown_as, "cannot be created");
  if (write_all(file.number(), bytes) && sync_to_disk(file.number())) return name;
  auto error = io_error(shown_as, "cannot be written");
  ::unlink(name.c_str());
  return error;
}

Outputs::~Outputs() {
  for (const Entry& entry : entries_) {
    if (!entry.placed && !entry.temporary.empty()) ::unlink(entry.temporary.c_str());
  }
}

// Returns true for standard output, a device or a pipe; false for a path that does not exist or a
// file to replace.
Result<bool> Outputs::is_stream(const std::string& path) const {
  struct stat status {};
  const int found = path == "-" ? ::fstat(STDOUT_FILENO, &status) : ::stat(path.c_str(), &status);
  if (found == 0 && was_read(status)) {
    return fail(ErrorCode::kUsage,
                fmt::format("{}: expected an output that is not also an input, found the same file; give another name",
                            path == "-" ? "standard output" : path));
  }
  if (path == "-") return true;
  if (found != 0) {
    if (errno == ENOENT) return false;
    return io_error(path, "cannot be created");
  }
  if (S_ISDIR(status.st_mode)) {
    return fail(ErrorCode::kIo, fmt::format("{}: expected a file name, found a folder", path));
  }
  if (!S_ISREG(status.st_mode)) return true;
  if (force_) return false;
  return fail(ErrorCode::kIo, fmt::format("{}: exists already; give another name, or --force to overwrite", path));
}

Result<void> Outputs::add(const std::string& path, Bytes bytes, Access access) {
  if (std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.path == path; })) {
    return fail(ErrorCode::kUsage, fmt::format("{}: used for two outputs; give each output its own file", path));
  }
  const bool secret = access == Access::kOwnerOnly;
  const auto stream = is_stream(path);
  if (!stream) return tl::make_unexpected(stream.error());
  if (secret && path != "-") {
    if (auto checked = check_secret_place(path, force_); !checked) return checked;
  }
  Entry entry;
  entry.path = path;
  if (*stream) {
    entry.stream.assign(bytes.begin(), bytes.end());
  } else {
    auto temporary = write_new_file(folder_of(path), path, bytes, secret ? 0600 : 0666);
    if (!temporary) return tl::make_unexpected(temporary.error());
    entry.temporary = std::move(*temporary);
  }
  entries_.push_back(std::move(entry));
  return {};
}

// Never replaces a file that appeared meanwhile. With force, keeps the old content until all files
// are in place.
Result<void> Outputs::place(Entry& entry) const {
  const char* from = entry.temporary.c_str();
  const char* to = entry.path.c_str();
  entry.placed = rename_new(from, to);
  if (entry.placed) return {};
  if (errno == EEXIST && force_) {
    entry.exchanged = entry.placed = ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0;
    if (!entry.placed) entry.placed = ::rename(from, to) == 0;
    if (entry.placed) return {};
  }
  return io_error(entry.path, "cannot be put in place");
}

Result<void> Outputs::write_stream(const Entry& entry) {
  const bool standard = entry.path == "-";
  const Descriptor stream(standard ? STDOUT_FILENO : ::open(entry.path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!stream.is_open() || !write_all(stream.number(), entry.stream)) {
    return io_error(standard ? "standard output" : entry.path, "cannot be written");
  }
  return {};
}

// The last file of a set vouches for the others (release.json) or belongs to them (a public key).
// It is absent while they are replaced.
void Outputs::withdraw_last() {
  if (!force_ || entries_.size() < 2 || entries_.back().temporary.empty()) return;
  const std::string& path = entries_.back().path;
  std::string aside = new_name(folder_of(path));
  if (rename_new(path.c_str(), aside.c_str())) withdrawn_ = std::move(aside);
}

void Outputs::roll_back() {
  for (Entry& entry : entries_) {
    if (!entry.placed) continue;
    if (entry.exchanged) {
      ::renameat2(AT_FDCWD, entry.temporary.c_str(), AT_FDCWD, entry.path.c_str(), RENAME_EXCHANGE);
      ::unlink(entry.temporary.c_str());
    } else {
      ::unlink(entry.path.c_str());
    }
  }
  if (!withdrawn_.empty()) rename_new(withdrawn_.c_str(), entries_.back().path.c_str());
}

Result<void> Outputs::commit() {
  withdraw_last();
  for (Entry& entry : entries_) {
    auto done = entry.temporary.empty() ? write_stream(entry) : place(entry);
    if (!done) {
      roll_back();
      return done;
    }
  }
  for (const Entry& entry : entries_) {
    if (entry.exchanged) ::unlink(entry.temporary.c_str());
    if (!entry.temporary.empty()) sync_folder(entry.path);
  }
  if (!withdrawn_.empty()) ::unlink(withdrawn_.c_str());
  entries_.clear();
  return {};
}

Result<void> write_output(const std::string& path, Bytes bytes, bool force, Outputs::Access access) {
  Outputs outputs(force);
  if (auto added = outputs.add(path, bytes, access); !added) return added;
  return outputs.commit();
}

}  // namespace switchback::cli
