// All rows of the specification's state tables in one list: loads of the journal, appends, and
// changes of state.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "rig/spec/journal_cases.h"
#include "rig/spec/transitions.h"

namespace switchback::rig {

constexpr std::size_t kRowCount = kLoadCaseCount + kAppendCaseCount + kTransitionCount;

// The index of a row, below kRowCount. `which` must not be kUnexpected.
constexpr std::size_t row_index(LoadCase which) { return static_cast<std::size_t>(which); }
constexpr std::size_t row_index(AppendCase which) { return kLoadCaseCount + static_cast<std::size_t>(which); }
constexpr std::size_t row_index(TransitionId id) {
  return kLoadCaseCount + kAppendCaseCount + static_cast<std::size_t>(id);
}

// The row's unique id: "load-torn-end", "append-full-1", "swap-save".
const char* row_id(std::size_t index);

// Nothing if no row has this id.
std::optional<std::size_t> find_row(std::string_view id);

// Whether a device with this strategy can come to the row.
bool belongs_to(std::size_t index, bootloader::Strategy strategy);

// How often each row was hit.
using RowHits = std::array<std::uint64_t, kRowCount>;
void add_hits(RowHits& sum, const RowHits& more);

}  // namespace switchback::rig
