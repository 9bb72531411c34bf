// Files in, files out. Output is complete or absent: it is written beside its place, synced and renamed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "host/error.h"
#include "signer/secret.h"

namespace switchback::cli {

// No input is larger; firmware for a microcontroller is far below.
constexpr std::size_t kMaxInputBytes = std::size_t{512} << 20;

// `path` as a message names it: "-" is standard input.
std::string input_name(const std::string& path);

// The whole content; "-" is standard input, once. kIo (cannot be read); kTooBig (kMaxInputBytes); kUsage (standard
// input a second time).
Result<std::vector<std::uint8_t>> read_input(const std::string& path);

// The same for keys and passphrases: no copy stays in memory that was not wiped.
Result<signer::SecretBytes> read_secret_input(const std::string& path);

// Whether `path` ("-": standard input) is a file that its group or everybody may read.
bool others_can_read(const std::string& path);

inline std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// A set of output files that appear together or not at all.
class Outputs {
 public:
  enum class Access {
    kPublic,     // mode 0666 under the umask
    kOwnerOnly,  // a secret: mode 0600, and in a new file only, or on standard output
  };

  explicit Outputs(bool force) : force_(force) {}
  Outputs(const Outputs&) = delete;
  Outputs& operator=(const Outputs&) = delete;
  ~Outputs();  // what was not committed disappears

  // Writes `bytes` beside `path`; "-" is standard output, a device or pipe is written at commit. kIo: `path` exists and
  // force is off, it is a folder, or it cannot be written; with kOwnerOnly, it is a link, pipe, device or another
  // user's. kUsage: `path` was added before, or is a file that this run has read.
  Result<void> add(const std::string& path, Bytes bytes, Access access = Access::kPublic);

  // Puts all files in their places, in the order in which they were added. Of several that replace others, the last
  // one's old content goes first: whoever is killed between leaves no last file beside others than its own. kIo; then
  // none is left.
  Result<void> commit();

 private:
  struct Entry {
    std::string path;
    std::string temporary;  // empty: `stream` is written to `path` at commit
    std::vector<std::uint8_t> stream;
    bool placed = false;
    bool exchanged = false;  // `temporary` holds what `path` held before
  };

  Result<bool> is_stream(const std::string& path) const;
  Result<void> place(Entry& entry) const;
  void withdraw_last();
  static Result<void> write_stream(const Entry& entry);
  void roll_back();

  bool force_;
  std::vector<Entry> entries_;
  std::string withdrawn_;  // where the old content of the last file is meanwhile
};

// One file: add and commit.
Result<void> write_output(const std::string& path, Bytes bytes, bool force,
                          Outputs::Access access = Outputs::Access::kPublic);

}  // namespace switchback::cli
