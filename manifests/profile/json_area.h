// Reads address ranges, for profiles and build manifests.
#pragma once

#include "host/json_reader.h"
#include "manifests/profile/profile.h"

namespace switchback::manifests {

// Reads an object of "address" and "size"; the size is at least 1.
Area read_area(host::ObjectReader reader);

}  // namespace switchback::manifests
