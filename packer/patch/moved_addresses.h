// Finds how addresses moved, from the fields of stretches that two images share.
#pragma once

#include "packer/delta/delta.h"
#include "packer/image/image_fields.h"

namespace switchback::packer {

// `records` pair stretches of base and target. Returns at most `max_entries` entries: those that
// save the most mispredictions.
std::vector<delta::MapEntry> fit_address_map(const delta::FieldRules& rules, Bytes base, Bytes target,
                                             std::span<const DeltaRecord> records, std::size_t max_entries);

// Whether branches that leave the image go to fixed addresses, and do not move with the code around
// them.
bool far_branches_are_fixed(const delta::FieldRules& rules, Bytes base, Bytes target,
                            std::span<const DeltaRecord> records);

}  // namespace switchback::packer
