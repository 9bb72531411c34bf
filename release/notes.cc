#include "release/notes.h"

#include <fmt/core.h>

#include "host/text.h"

namespace switchback::release {
namespace {

using host::version_text;

constexpr const char* kAutomaticCounter =
    "security_counter \"auto\" rises with every version: once this one is confirmed, no older image may heal the "
    "device "
    "or be installed. A number that only security fixes raise keeps both";

}  // namespace

std::vector<std::string> notes_on(const Inputs& inputs) {
  std::vector<std::string> notes;
  if (inputs.manifest.has_automatic_counter) notes.emplace_back(kAutomaticCounter);
  const wire::Version& version = inputs.manifest.version;
  for (const wire::Dependency& dependency : inputs.manifest.dependencies) {
    if (dependency.image_id != 0 || dependency.minimum < version) continue;
    notes.push_back(fmt::format("dependencies: only devices that run {} or later already will take this {}",
                                version_text(dependency.minimum), version_text(version)));
  }
  return notes;
}

}  // namespace switchback::release
