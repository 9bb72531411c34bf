// The error of every host-side call: a class, which becomes the CLI's exit code, and a message.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace switchback {

// Classes of failure. The numbers are the CLI's exit codes: stable, documented, only extended.
enum class ErrorCode : int {
  kInternal = 1,      // a defect of this program
  kUsage = 2,         // the command line is wrong
  kSignature = 3,     // bad or missing signature, or no trusted key matches
  kDigest = 4,        // content does not match its digest
  kFormat = 5,        // malformed or unsupported artefact
  kIncompatible = 6,  // wrong device: vendor, class, slot, dependency
  kRollback = 7,      // security counter below the floor
  kWrongBase = 8,     // a delta was made from another base
  kTooBig = 9,        // too large for the flash, the RAM or a field
  kKey = 10,          // unreadable key, wrong kind of key, wrong passphrase
  kIo = 11,           // file not readable, not writable, or already there
  kManifest = 12,     // a manifest, profile or release file is invalid
  kFaults = 13,       // a simulated device failed under a fault
};

// `message` names the field or file, what was expected, what was found, and the next step, if any.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::make_unexpected(Error{code, std::move(message)});
}

}  // namespace switchback
