// The rows of the specification's state tables, as a section of an HTML report.
#pragma once

#include <string>
#include <vector>

#include "bootloader/board/layout.h"
#include "rig/spec/table_rows.h"

namespace switchback::rig {

// How often each row was hit; rows without a hit stand out. Rows that belong to none of
// `strategies` are left out. `note` (may be empty) explains the hits.
std::string rows_section(const RowHits& hits, const std::vector<bootloader::Strategy>& strategies,
                         const std::string& note);

}  // namespace switchback::rig
