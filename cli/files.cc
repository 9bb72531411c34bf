#include "cli/files.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkostemp
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace switchback::cli {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

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

tl::unexpected<Error> io_error(const std::string& name, const char* what) {
  return fail(ErrorCode::kIo, fmt::format("{}: {}: {}", name, what, std::strerror(errno)));
}

bool write_all(int descriptor, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

std::string display_name(const std::string& path) { return path == "-" ? "standard input" : path; }

// Whether nothing has read standard input before.
bool claim_standard_input() {
  static bool claimed = false;
  return !std::exchange(claimed, true);
}

// `Buffer` holds the content, and on the way there its pieces.
template <class Buffer>
Result<Buffer> read_all(const std::string& path) {
  if (path == "-" && !claim_standard_input()) {
    return fail(ErrorCode::kUsage, "standard input: named for two inputs; give one of them as a file");
  }
  const Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return io_error(path, "cannot be opened");
  Buffer content;
  Buffer piece(kPieceBytes);
  while (true) {
    const ssize_t count = ::read(file.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error(display_name(path), "cannot be read");
    if (count == 0) return content;
    if (content.size() + static_cast<std::size_t>(count) > kMaxInputBytes) {
      return fail(ErrorCode::kTooBig,
                  fmt::format("{}: expected at most {} bytes, found more", display_name(path), kMaxInputBytes));
    }
    content.insert(content.end(), piece.begin(), piece.begin() + count);
  }
}

std::string folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

// A rename is on disk once its folder is. Some file systems cannot sync a folder; nothing more can be done there.
void sync_folder(const std::string& path) {
  const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open()) ::fsync(folder.number());
}

bool is_regular(const struct stat& status) { return S_ISREG(status.st_mode); }

// Writes a new file beside `path` and syncs it; its name.
Result<std::string> write_temporary(const std::string& path, Bytes bytes, Outputs::Access access) {
  const std::string name = std::filesystem::path(path).filename().string();
  std::string temporary = fmt::format("{}/.{}.XXXXXX", folder_of(path), name);
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.is_open()) return io_error(path, "cannot be created");
  const mode_t mask = ::umask(0);
  ::umask(mask);
  const mode_t mode = access == Outputs::Access::kOwnerOnly ? 0600 : 0666 & ~mask;
  if (!write_all(file.number(), bytes) || ::fchmod(file.number(), mode) != 0 || ::fsync(file.number()) != 0) {
    auto error = io_error(path, "cannot be written");
    ::unlink(temporary.c_str());
    return error;
  }
  return temporary;
}

}  // namespace

std::string input_name(const std::string& path) { return display_name(path); }

Result<std::vector<std::uint8_t>> read_input(const std::string& path) {
  return read_all<std::vector<std::uint8_t>>(path);
}

Result<signer::SecretBytes> read_secret_input(const std::string& path) { return read_all<signer::SecretBytes>(path); }

Outputs::~Outputs() {
  for (const Entry& entry : entries_) {
    if (!entry.placed && !entry.temporary.empty()) ::unlink(entry.temporary.c_str());
  }
}

Result<void> Outputs::add(const std::string& path, Bytes bytes, Access access) {
  if (std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.path == path; })) {
    return fail(ErrorCode::kUsage, fmt::format("{}: named for two outputs; give each its own file", path));
  }
  Entry entry;
  entry.path = path;
  struct stat status {};
  const bool exists = path != "-" && ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    return fail(ErrorCode::kIo, fmt::format("{}: expected a file name, found a folder", path));
  }
  if (path == "-" || (exists && !is_regular(status))) {
    entry.stream.assign(bytes.begin(), bytes.end());
  } else {
    if (exists && !force_) {
      return fail(ErrorCode::kIo, fmt::format("{}: exists already; give another name, or --force to overwrite", path));
    }
    auto temporary = write_temporary(path, bytes, access);
    if (!temporary) return tl::make_unexpected(temporary.error());
    entry.temporary = std::move(*temporary);
  }
  entries_.push_back(std::move(entry));
  return {};
}

// Never replaces a file that appeared meanwhile, and with force keeps the old content until all files are in place.
Result<void> Outputs::place(Entry& entry) {
  const char* from = entry.temporary.c_str();
  const char* to = entry.path.c_str();
  entry.placed = ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0;
  if (entry.placed) return {};
  if (errno == EEXIST && force_) {
    entry.exchanged = entry.placed = ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0;
    if (entry.placed) return {};
  }
  if (errno != EINVAL && errno != ENOSYS) return io_error(entry.path, "cannot be put in place");
  // A file system without those two: a hard link does not replace, a plain rename does.
  entry.placed = force_ ? ::rename(from, to) == 0 : ::link(from, to) == 0;
  if (!entry.placed) return io_error(entry.path, "cannot be put in place");
  if (!force_) ::unlink(from);
  return {};
}

Result<void> Outputs::write_stream(const Entry& entry) {
  const bool standard = entry.path == "-";
  const Descriptor stream(standard ? STDOUT_FILENO : ::open(entry.path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!stream.is_open() || !write_all(stream.number(), entry.stream)) {
    return io_error(standard ? "standard output" : entry.path, "cannot be written");
  }
  return {};
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
}

Result<void> Outputs::commit() {
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
  entries_.clear();
  return {};
}

Result<void> write_output(const std::string& path, Bytes bytes, bool force, Outputs::Access access) {
  Outputs outputs(force);
  if (auto added = outputs.add(path, bytes, access); !added) return added;
  return outputs.commit();
}

}  // namespace switchback::cli
