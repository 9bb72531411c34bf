// From a reason code to the class of failure that a caller acts on.
#pragma once

#include <optional>

#include "core/status.h"
#include "host/error.h"

namespace switchback::verifier {

// The class of each reason, which is the tool's exit code; nothing for kOk. A value that is no status is kInternal.
std::optional<ErrorCode> error_class(Status reason);

// "signature", "digest": the class in JSON. Static storage.
const char* error_class_name(ErrorCode code);

// What to do about a reason, as one imperative sentence. Static storage; empty for kOk.
const char* next_step(Status reason);

}  // namespace switchback::verifier
