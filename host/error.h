// The error every host-side call returns: what kind it is (which the CLI turns into its exit code) and a
// sentence for a person.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace switchback {

// One value for each class of failure. The numbers are the CLI's exit codes: documented, stable, extend only.
enum class ErrorCode : int {
  kInternal = 1,      // a defect of this program
  kUsage = 2,         // the command line is wrong
  kSignature = 3,     // bad or missing signature, or no trusted key matches
  kDigest = 4,        // content does not match its digest
  kFormat = 5,        // malformed or unsupported artefact
  kIncompatible = 6,  // wrong device: vendor, class, slot, dependency
  kRollback = 7,      // security counter or version below the floor
  kWrongBase = 8,     // a delta's base is not the given one
  kTooBig = 9,        // does not fit the flash, the RAM or a field
  kKey = 10,          // key cannot be read, is of the wrong kind, or the passphrase is wrong
  kIo = 11,           // a file cannot be read or written, or would be overwritten
  kManifest = 12,     // a manifest or profile is invalid
  kFaults = 13,       // a simulated device did not stand a fault
};

// `message` names the field or file, what was expected, what was found, and the next step where there is one.
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
