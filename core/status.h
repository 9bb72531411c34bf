// Status: the one set of result and reason codes, the same on host and device, in the journal, in JSON and in
// docs/SPEC.md.
#pragma once

#include <cstdint>

namespace switchback {

// Neither 0 nor all ones is a status, so that neither cleared memory nor erased flash reads as one.
enum class [[nodiscard]] Status : std::uint32_t{
#define SWITCHBACK_STATUS(name, value, meaning) name = (value),
#include "core/status.def"
#undef SWITCHBACK_STATUS
};

constexpr bool ok(Status status) { return status == Status::kOk; }

// "kRollback", or "unknown" for a value that is no status. Static storage.
const char* status_name(Status status);

// One line of plain English. Static storage.
const char* status_meaning(Status status);

}  // namespace switchback
