#include "manifests/profile/json_area.h"

namespace switchback::manifests {

Area read_area(host::ObjectReader reader) {
  Area area;
  area.address = static_cast<std::uint32_t>(reader.number("address", host::kU32));
  area.size_bytes = static_cast<std::uint32_t>(reader.number("size", {1, 0xffffffff}));
  reader.refuse_unknown();
  return area;
}

}  // namespace switchback::manifests
