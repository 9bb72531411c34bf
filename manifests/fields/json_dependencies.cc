#include "manifests/fields/json_dependencies.h"

#include <fmt/format.h>

#include "host/text.h"

namespace switchback::manifests {

std::vector<wire::Dependency> read_dependencies(host::ObjectReader& reader, std::string_view name) {
  std::vector<wire::Dependency> dependencies;
  std::set<std::uint8_t> images;
  for (host::ObjectReader& item : reader.objects(name, {0, wire::kMaxDependencies})) {
    wire::Dependency dependency;
    dependency.image_id = static_cast<std::uint8_t>(item.number("image", host::kU8));
    dependency.minimum = item.version("version");
    item.refuse_unknown();
    if (!images.insert(dependency.image_id).second) {
      item.problems().add(item.path_of("image"), "every image once", fmt::format("{} again", dependency.image_id));
    }
    dependencies.push_back(dependency);
  }
  return dependencies;
}

nlohmann::json dependencies_json(const std::vector<wire::Dependency>& dependencies) {
  nlohmann::json array = nlohmann::json::array();
  for (const wire::Dependency& dependency : dependencies) {
    array.push_back({{"image", dependency.image_id}, {"version", host::version_text(dependency.minimum)}});
  }
  return array;
}

}  // namespace switchback::manifests
