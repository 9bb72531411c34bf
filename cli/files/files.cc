#include "cli/files/files.h"

#include <fcntl.h>
#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#include "cli/files/descriptor.h"

namespace switchback::cli {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

using Identity = std::pair<dev_t, ino_t>;

std::string display_name(const std::string& path) { return path == "-" ? "standard input" : path; }

// Claims standard input. Returns false if it was read before.
bool claim_standard_input() {
  static bool claimed = false;
  return !std::exchange(claimed, true);
}

// The regular files that this run has read: none may become an output.
std::set<Identity>& files_read() {
  static std::set<Identity> files;
  return files;
}

void remember(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) files_read().insert({status.st_dev, status.st_ino});
}

// `Buffer` holds the content and, while reading, its pieces.
template <class Buffer>
Result<Buffer> read_all(const std::string& path) {
  if (path == "-" && !claim_standard_input()) {
    return fail(ErrorCode::kUsage, "standard input: used for two inputs; give one of them as a file");
  }
  const Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return io_error(path, "cannot be opened");
  remember(file.number());
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

}  // namespace

tl::unexpected<Error> io_error(const std::string& name, const char* what) {
  return fail(ErrorCode::kIo, fmt::format("{}: {}: {}", name, what, std::strerror(errno)));
}

bool was_read(const struct stat& status) { return files_read().contains({status.st_dev, status.st_ino}); }

std::string input_name(const std::string& path) { return display_name(path); }

Result<std::vector<std::uint8_t>> read_input(const std::string& path) {
  return read_all<std::vector<std::uint8_t>>(path);
}

Result<signer::SecretBytes> read_secret_input(const std::string& path) { return read_all<signer::SecretBytes>(path); }

bool others_can_read(const std::string& path) {
  struct stat status {};
  const int found = path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status);
  return found == 0 && S_ISREG(status.st_mode) && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
}

}  // namespace switchback::cli
