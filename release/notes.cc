#include "release/notes.h"

#include <fmt/core.h>

#include "host/text.h"

namespace switchback::release {
namespace {

using host::version_text;

constexpr const char* kAutomaticCounter =
    "security_counter \"auto\" rises with every version: after this one is confirmed, no older image can heal the "
    "device or be installed. To keep both, use a number that only security fixes raise";

}  // namespace

std::vector<std::string> notes_on(const Inputs& inputs) {
  std::vector<std::string> notes;
  if (inputs.manifest.has_automatic_counter) notes.emplace_back(kAutomaticCounter);
  const wire::Version& version = inputs.manifest.version;
  for (const wire::Dependency& dependency : inputs.manifest.dependencies) {
    if (dependency.image_id != 0 || dependency.minimum < version) continue;
    notes.push_back(fmt::format("dependencies: only devices that already run {} or later will accept this {}",
                                version_text(dependency.minimum), version_text(version)));
  }
  return notes;
}

}  // namespace switchback::release
