#include "rig/spec/table_rows.h"

namespace switchback::rig {

const char* row_id(std::size_t index) {
  if (index < kLoadCaseCount) return load_row(static_cast<LoadCase>(index)).id;
  index -= kLoadCaseCount;
  if (index < kAppendCaseCount) return append_row(static_cast<AppendCase>(index)).id;
  return transition_row(static_cast<TransitionId>(index - kAppendCaseCount)).id;
}

std::optional<std::size_t> find_row(std::string_view id) {
  for (std::size_t index = 0; index < kRowCount; ++index) {
    if (row_id(index) == id) return index;
  }
  return std::nullopt;
}

bool belongs_to(std::size_t index, bootloader::Strategy strategy) {
  if (index < kLoadCaseCount + kAppendCaseCount) return true;
  const Scope scope = transition_row(static_cast<TransitionId>(index - kLoadCaseCount - kAppendCaseCount)).strategy;
  return scope == Scope::kBoth || (scope == Scope::kSwap) == (strategy == bootloader::Strategy::kSwap);
}

void add_hits(RowHits& sum, const RowHits& more) {
  for (std::size_t i = 0; i < kRowCount; ++i) sum[i] += more[i];
}

}  // namespace switchback::rig
