#include "cli/files/release_folder.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <stdio.h>   // NOLINT(modernize-deprecated-headers): renameat2
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp

#include <algorithm>
#include <filesystem>
#include <optional>

#include "cli/files/descriptor.h"
#include "cli/files/outputs.h"

namespace switchback::cli {
namespace {

namespace fs = std::filesystem;

// A folder beside the release's, to be exchanged with it. Removes itself and its files in the end.
class NextFolder {
 public:
  explicit NextFolder(fs::path old) : old_(std::move(old)) {
    std::string name = (old_.parent_path() / ".switchback-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  NextFolder(const NextFolder&) = delete;
  NextFolder& operator=(const NextFolder&) = delete;
  ~NextFolder() {
    if (path_.empty()) return;
    for (const std::string& name : names_) ::unlink((path_ / name).c_str());
    ::rmdir(path_.c_str());
  }

  // Gives it the old folder's owner, group and mode. False: not possible.
  bool takes_after_old() const {
    struct stat was {};
    struct stat is {};
    if (path_.empty() || ::stat(old_.c_str(), &was) != 0 || ::stat(path_.c_str(), &is) != 0) return false;
    if ((was.st_uid != is.st_uid || was.st_gid != is.st_gid) && ::chown(path_.c_str(), was.st_uid, was.st_gid) != 0) {
      return false;
    }
    return (was.st_mode & 07777) == (is.st_mode & 07777) || ::chmod(path_.c_str(), was.st_mode & 07777) == 0;
  }

  Result<void> write(const std::string& shown_as, const NamedBytes& file) {
    const auto temporary = write_new_file(path_.string(), shown_as, file.bytes, 0666);
    if (!temporary) return tl::make_unexpected(temporary.error());
    if (::rename(temporary->c_str(), (path_ / file.name).c_str()) != 0) {
      auto error = io_error(shown_as, "cannot be written");
      ::unlink(temporary->c_str());
      return error;
    }
    names_.push_back(file.name);
    return {};
  }

  // Links the old folder's other files into this one. False: one is a folder, or the file system
  // has no links.
  bool keep_others() {
    std::error_code error;
    for (fs::directory_iterator at(old_, error), end; !error && at != end; at.increment(error)) {
      const std::string name = at->path().filename().string();
      if (std::find(names_.begin(), names_.end(), name) != names_.end()) {
        if (at->is_directory() && !at->is_symlink()) return false;
        continue;
      }
      if (::linkat(AT_FDCWD, at->path().c_str(), AT_FDCWD, (path_ / name).c_str(), 0) != 0) return false;
      names_.push_back(name);
    }
    return !error;
  }

  // Exchanges the folders in one step. Afterwards this object holds the old one.
  bool take_place() const {
    const Descriptor here(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (here.is_open()) ::fsync(here.number());
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, old_.c_str(), RENAME_EXCHANGE) != 0) return false;
    const Descriptor parent(::open(old_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (parent.is_open()) ::fsync(parent.number());
    return true;
  }

 private:
  fs::path old_;
  fs::path path_;                   // empty: could not be created
  std::vector<std::string> names_;  // of the files in it
};

// The folder's real path, if it may be exchanged. It may not if it is or holds the current folder:
// the user's shell would stay in the old one.
std::optional<fs::path> exchangeable(const std::string& folder) {
  std::error_code error;
  const fs::path path = fs::canonical(folder, error);
  if (error || !fs::is_directory(path, error) || path == path.root_path()) return std::nullopt;
  const fs::path current = fs::current_path(error);
  const auto [in_path, in_current] = std::mismatch(path.begin(), path.end(), current.begin(), current.end());
  if (error || in_path == path.end()) return std::nullopt;
  return path;
}

// Refuses to replace a file that this run has read.
Result<void> check_old(const fs::path& folder, const std::vector<NamedBytes>& files) {
  for (const NamedBytes& file : files) {
    struct stat status {};
    const std::string path = (folder / file.name).string();
    if (::stat(path.c_str(), &status) != 0 || !was_read(status)) continue;
    return fail(
        ErrorCode::kUsage,
        fmt::format("{}: expected an output that is not also an input, found the same file; give another folder",
                    path));
  }
  return {};
}

// True: done. False: not possible here, and nothing has changed.
Result<bool> exchange(const std::string& folder, const std::vector<NamedBytes>& files) {
  const auto old = exchangeable(folder);
  if (!old) return false;
  if (const auto checked = check_old(*old, files); !checked) return tl::make_unexpected(checked.error());
  NextFolder next(*old);
  if (!next.takes_after_old()) return false;
  for (const NamedBytes& file : files) {
    const auto written = next.write((fs::path(folder) / file.name).string(), file);
    if (!written) return tl::make_unexpected(written.error());
  }
  return next.keep_others() && next.take_place();
}

}  // namespace

Result<void> write_release_folder(const std::string& folder, const std::vector<NamedBytes>& files, bool force) {
  if (force) {
    const auto done = exchange(folder, files);
    if (!done) return tl::make_unexpected(done.error());
    if (*done) return {};
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(ErrorCode::kIo, fmt::format("{}: cannot be created: {}", folder, error.message()));
  Outputs outputs(force);
  for (const NamedBytes& file : files) {
    if (auto added = outputs.add((fs::path(folder) / file.name).string(), file.bytes); !added) return added;
  }
  return outputs.commit();
}

}  // namespace switchback::cli
