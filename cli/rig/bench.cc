#include "cli/rig/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "cli/device_options.h"
#include "cli/files/files.h"
#include "cli/keys.h"
#include "rig/forged/story.h"
#include "rig/stories/stories.h"

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

// Loads the key of synthetic firmware.
Result<signer::PrivateKey> load_signing_key(const FirmwareOptions& options) {
  if (options.signing_key.empty()) {
    return fail(ErrorCode::kUsage,
                "--arm-bootloader: expected --signing-key with a key that the bootloader trusts, or own firmware; "
                "found neither");
  }
  return load_private_key(options.signing_key);
}

// Checks for the only simulated chip: an nRF51 with 256 pages of 1 KB.
Result<void> check_chip(const manifests::DeviceProfile& profile) {
  const bool is_nrf51 = profile.sectors == std::vector<manifests::SectorRun>{{0, 1024, 256}} &&
                        profile.write_unit_bytes == 4 && profile.erased_value == 0xff && profile.bootloader &&
                        profile.bootloader->address == 0;
  if (is_nrf51) return {};
  return fail(ErrorCode::kUsage, fmt::format("--arm-bootloader: expected the profile of an nRF51 with 256 KB, whose "
                                             "bootloader starts at 0; found {}",
                                             profile.name));
}

Result<std::vector<rig::Story>> keep(std::vector<rig::Story> stories, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return stories;
  std::vector<rig::Story> kept;
  for (rig::Story& story : stories) {
    if (std::ranges::find(wanted, story.name) != wanted.end()) kept.push_back(std::move(story));
  }
  return kept;
}

// Makes the stories for one profile; `own` is nullptr for synthetic firmware.
using MakeStories = std::function<Result<std::vector<rig::Story>>(
    const manifests::DeviceProfile& profile, const rig::Workshop& workshop, const rig::OwnFirmware* own)>;

}  // namespace

void add_firmware_options(Arguments command, FirmwareOptions& options) {
  const char* group = "Own firmware (default: synthetic firmware)";
  command.option("--old", options.old_image, "signed image that the device was made with")
      .type_name("FILE")
      .group(group);
  command.option("--new", options.new_image, "signed image that the device is updated to")
      .type_name("FILE")
      .group(group);
  command.option("--artefact", options.artefacts, "package that rebuilds --new, or --new itself; repeatable")
      .type_name("FILE")
      .one_value_each()
      .group(group);
  command.option("--key", options.keys, "public key that the device trusts; repeatable")
      .type_name("FILE")
      .one_value_each()
      .group(group);
  command
      .option("--arm-bootloader", options.arm_bootloader,
              "the bootloader as ELF file, run instruction by instruction (nRF51)")
      .type_name("FILE")
      .group("Machine code (default: the bootloader in this program)");
  command
      .option(
          "--signing-key", options.signing_key,
          "private key that signs synthetic firmware; default: a key of the rig. The --arm-bootloader must trust it")
      .type_name("FILE")
      .group("Machine code (default: the bootloader in this program)");
}

void add_machine_options(Arguments command, FirmwareOptions& options) {
  const char* group = "Machine code";
  command
      .option("--arm-bootloader", options.arm_bootloader,
              "the bootloader as ELF file, run instruction by instruction (nRF51)")
      .type_name("FILE")
      .required()
      .group(group);
  command
      .option("--signing-key", options.signing_key,
              "private key that the bootloader trusts; it signs synthetic firmware")
      .type_name("FILE")
      .required()
      .group(group);
}

Result<rig::ArmProgram> load_arm_program(const std::string& file, const manifests::DeviceProfile& profile) {
  if (const auto fits = check_chip(profile); !fits) return tl::make_unexpected(fits.error());
  const auto elf = read_input(file);
  if (!elf) return tl::make_unexpected(elf.error());
  auto program = rig::read_arm_program(*elf);
  if (!program) return tl::make_unexpected(program.error());
  if (program->bytes.size() >= 8 && program->bytes.size() <= profile.bootloader->size_bytes) return program;
  return fail(ErrorCode::kTooBig,
              fmt::format("{}: expected a bootloader of 8 to {} bytes (its area in the profile), found {}", file,
                          profile.bootloader->size_bytes, program->bytes.size()));
}

namespace {

Result<std::vector<Bench>> load(const std::vector<std::string>& files, const FirmwareOptions& firmware,
                                const MakeStories& make) {
  const bool is_arm = !firmware.arm_bootloader.empty();
  if (!firmware.signing_key.empty() && is_own(firmware)) {
    return fail(ErrorCode::kUsage,
                "--signing-key: expected synthetic firmware to sign; found own firmware, which is already signed");
  }
  std::optional<rig::Workshop> simulated;
  if (!firmware.signing_key.empty() || (is_arm && !is_own(firmware))) {
    auto key = load_signing_key(firmware);
    if (!key) return tl::make_unexpected(key.error());
    simulated.emplace(std::move(*key));
  } else {
    simulated.emplace(kSimulatedKey);
  }
  const rig::Workshop& workshop = *simulated;
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
    auto kept = make(*profile, workshop, is_own(firmware) ? &own : nullptr);
    if (!kept) return tl::make_unexpected(kept.error());
    benches.push_back({std::make_unique<rig::Board>(*profile, keys), std::move(*kept)});
    if (!is_arm) continue;
    auto program = load_arm_program(firmware.arm_bootloader, *profile);
    if (!program) return tl::make_unexpected(program.error());
    benches.back().board->use_arm_bootloader(
        std::make_shared<rig::ArmBootloader>(std::move(*program), profile->bootloader->size_bytes));
  }
  const bool any = std::ranges::any_of(benches, [](const Bench& bench) { return !bench.stories.empty(); });
  if (!any) return fail(ErrorCode::kUsage, "--story: no board has a story of this name; see `switchback rig stories`");
  return benches;
}

}  // namespace

Result<std::vector<Bench>> load_benches(const std::vector<std::string>& files, const FirmwareOptions& firmware,
                                        const std::vector<std::string>& wanted) {
  return load(files, firmware, [&](const auto& profile, const auto& workshop, const rig::OwnFirmware* own) {
    return keep(own != nullptr ? rig::make_stories(*own) : rig::make_stories(profile, workshop), wanted);
  });
}

Result<std::vector<Bench>> load_forged_benches(const std::vector<std::string>& files, const FirmwareOptions& firmware) {
  return load(files, firmware, [](const auto& profile, const auto& workshop, const rig::OwnFirmware* own) {
    return Result<std::vector<rig::Story>>(
        {own != nullptr ? rig::make_forged_story(*own) : rig::make_forged_story(profile, workshop)});
  });
}

}  // namespace switchback::cli
