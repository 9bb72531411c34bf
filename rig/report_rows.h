// The rows of the specification's state tables, as a section of an HTML report.
#pragma once

#include <string>
#include <vector>

#include "bootloader/layout.h"
#include "rig/table_rows.h"

namespace switchback::rig {

// How often each row was hit; one that was not stands out. Rows of a strategy that is not among those of the boards are
// left out. `note` (may be empty) says what else is to be known of the hits.
std::string rows_section(const RowHits& hits, const std::vector<bootloader::Strategy>& strategies,
                         const std::string& note);

}  // namespace switchback::rig
