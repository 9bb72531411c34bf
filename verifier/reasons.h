// Maps reason codes to classes of failure.
#pragma once

#include <optional>

#include "core/base/status.h"
#include "host/error.h"

namespace switchback::verifier {

// The class, which is the tool's exit code; nothing for kOk. A value that is no status gives
// kInternal.
std::optional<ErrorCode> error_class(Status reason);

// The class in JSON: "signature", "digest". Static storage.
const char* error_class_name(ErrorCode code);

// The next step, as one imperative sentence. Static storage; empty for kOk.
const char* next_step(Status reason);

}  // namespace switchback::verifier
