// Reads and writes dependencies on other images, for build manifests and release files.
#pragma once

#include <string_view>
#include <vector>

#include "core/wire/image.h"
#include "host/json_reader.h"

namespace switchback::manifests {

// Reads an array of {"image", "version"}: at most wire::kMaxDependencies, each image once.
std::vector<wire::Dependency> read_dependencies(host::ObjectReader& reader, std::string_view name);
nlohmann::json dependencies_json(const std::vector<wire::Dependency>& dependencies);

}  // namespace switchback::manifests
