// Status: the result and reason codes of host and device, of the journal, of JSON and of
// docs/SPEC.md.
#pragma once

#include <cstdint>

namespace switchback {

// No status is 0 or all ones, so that neither cleared memory nor erased flash reads as a status.
enum class [[nodiscard]] Status : std::uint32_t{
#define SWITCHBACK_STATUS(name, value, meaning) name = (value),
#include "core/base/status.def"
#undef SWITCHBACK_STATUS
};

constexpr bool ok(Status status) { return status == Status::kOk; }

// The name, such as "kRollback", or "unknown" if the value is no status. Static storage.
const char* status_name(Status status);

// The meaning as one line of plain English. Static storage.
const char* status_meaning(Status status);

}  // namespace switchback
