// Address ranges, which profiles and build manifests write alike.
#pragma once

#include "host/json_reader.h"
#include "manifests/profile.h"

namespace switchback::manifests {

// An object of "address" and "size", the latter at least 1.
Area read_area(host::ObjectReader reader);

}  // namespace switchback::manifests
