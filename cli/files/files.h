// Reads files.
#pragma once

#include <string>
#include <vector>

#include "host/error.h"
#include "signer/secret.h"

namespace switchback::cli {

// The largest input, far above a microcontroller's firmware.
constexpr std::size_t kMaxInputBytes = std::size_t{512} << 20;

// The name of `path` in messages: "-" is standard input.
std::string input_name(const std::string& path);

// Reads a whole file; "-" is standard input, which can be read once.
//   kIo:     cannot be read
//   kTooBig: more than kMaxInputBytes
//   kUsage:  standard input a second time
Result<std::vector<std::uint8_t>> read_input(const std::string& path);

// As read_input(), for keys and passphrases: wipes all copies in memory.
Result<signer::SecretBytes> read_secret_input(const std::string& path);

// Whether the group or others may read the file `path` ("-": standard input).
bool others_can_read(const std::string& path);

}  // namespace switchback::cli
