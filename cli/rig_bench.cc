// From profiles and images on disk to boards and stories.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/device_options.h"
#include "cli/files.h"
#include "cli/keys.h"
#include "cli/rig.h"
#include "rig/stories.h"

namespace switchback::cli {
namespace {

constexpr std::uint8_t kSimulatedKey = 0x5b;  // trusted by simulated devices only

bool is_own(const FirmwareOptions& options) { return !options.old_image.empty() || !options.new_image.empty(); }

Result<rig::OwnFirmware> load_firmware(const FirmwareOptions& options) {
  if (options.old_image.empty() || options.new_image.empty() || options.keys.empty()) {
    return fail(ErrorCode::kUsage, "--old, --new and --key: expected all three or none of them");
  }
  rig::OwnFirmware own;
  std::vector<std::pair<std::string, std::vector<std::uint8_t>*>> wanted = {{options.old_image, &own.old_image},
                                                                            {options.new_image, &own.new_image}};
  own.artefacts.resize(options.artefacts.size());
  for (std::size_t i = 0; i < options.artefacts.size(); ++i)
    wanted.emplace_back(options.artefacts[i], &own.artefacts[i]);
  for (const auto& [path, content] : wanted) {
    auto bytes = read_input(path);
    if (!bytes) return tl::make_unexpected(bytes.error());
    *content = std::move(*bytes);
  }
  if (own.artefacts.empty()) own.artefacts.push_back(own.new_image);
  return own;
}

Result<std::vector<rig::Scenario>> keep(std::vector<rig::Scenario> stories, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return stories;
  std::vector<rig::Scenario> kept;
  for (rig::Scenario& story : stories) {
    if (std::ranges::find(wanted, story.name) != wanted.end()) kept.push_back(std::move(story));
  }
  return kept;
}

}  // namespace

void add_firmware_options(Arguments command, FirmwareOptions& options) {
  const char* group = "Own firmware (otherwise synthetic)";
  command.option("--old", options.old_image, "signed image that the device was made with")
      .type_name("FILE")
      .group(group);
  command.option("--new", options.new_image, "signed image that it is updated to").type_name("FILE").group(group);
  command.option("--artefact", options.artefacts, "package that rebuilds --new, or --new itself; repeat for several")
      .type_name("FILE")
      .one_value_each()
      .group(group);
  command.option("--key", options.keys, "public key that the device trusts; repeat for several")
      .type_name("FILE")
      .one_value_each()
      .group(group);
}

Result<std::vector<Bench>> load_benches(const std::vector<std::string>& files, const FirmwareOptions& firmware,
                                        const std::vector<std::string>& wanted) {
  const rig::Workshop workshop(kSimulatedKey);
  std::vector<RootKey> keys = {workshop.root_key()};
  rig::OwnFirmware own;
  if (is_own(firmware)) {
    auto loaded = load_firmware(firmware);
    if (!loaded) return tl::make_unexpected(loaded.error());
    own = std::move(*loaded);
    auto trusted = load_trusted_keys(firmware.keys);
    if (!trusted) return tl::make_unexpected(trusted.error());
    keys = std::move(*trusted);
  }
  std::vector<Bench> benches;
  std::set<std::string> names;
  for (const std::string& file : files) {
    const auto profile = load_profile(file);
    if (!profile) return tl::make_unexpected(profile.error());
    if (!names.insert(profile->name).second) {
      return fail(ErrorCode::kUsage,
                  fmt::format("{}: expected profiles of different names, found {} twice", file, profile->name));
    }
    auto stories = is_own(firmware) ? rig::make_stories(own) : rig::make_stories(*profile, workshop);
    auto kept = keep(std::move(stories), wanted);
    if (!kept) return tl::make_unexpected(kept.error());
    benches.push_back({std::make_unique<rig::Board>(*profile, keys), std::move(*kept)});
  }
  const bool any = std::ranges::any_of(benches, [](const Bench& bench) { return !bench.stories.empty(); });
  if (!any) return fail(ErrorCode::kUsage, "--story: no board has a story of this name; see `switchback rig stories`");
  return benches;
}

}  // namespace switchback::cli
