// Reads and writes profiles.
#include "manifests/profile/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "core/rebuild.h"
#include "host/json_parse.h"
#include "host/json_reader.h"
#include "host/text.h"
#include "manifests/profile/instruction_sets.h"
#include "manifests/profile/json_area.h"
#include "manifests/profile/profile_check.h"

namespace switchback::manifests {
namespace {

using nlohmann::json;

constexpr host::Range kSize = {1, 0xffffffff};
constexpr host::Range kCount = {1, 0xffffffff};
constexpr host::Range kWriteUnit = {1, 512};
constexpr host::Range kHeaderSize = {wire::kImageHeaderBytes, 32768};
constexpr host::Range kSectorRuns = {1, 64};
constexpr std::uint32_t kAddressEnd = 0xffffffff;
constexpr host::Range kRamAreas = {1, 16};
constexpr host::Range kInstallAttempts = {1, 100};
constexpr std::uint8_t kMinWindowBits = 9;
constexpr std::uint8_t kMaxWindowBits = 15;
constexpr const char* kSlotTail = "slot-tail";

std::uint32_t u32(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

std::uint32_t power_of_two(host::ObjectReader& reader, std::string_view name, host::Range range,
                           host::Problems& problems) {
  const std::uint64_t value = reader.number(name, range);
  if (!std::has_single_bit(value)) problems.add(reader.path_of(name), "a power of two", fmt::format("{}", value));
  return u32(value);
}

const host::Words<TornReads>& torn_reads_words() {
  static const host::Words<TornReads> kWords = {
      {"stable", TornReads::kStable}, {"unstable", TornReads::kUnstable}, {"fault", TornReads::kFault}};
  return kWords;
}

host::Words<const delta::InstructionSet*> instruction_words() {
  host::Words<const delta::InstructionSet*> words;
  for (const NamedInstructionSet& named : instruction_sets()) words.emplace_back(named.name, named.set);
  return words;
}

const host::Words<SignatureEngine>& engine_words() {
  static const host::Words<SignatureEngine> kWords = {{"switchback", SignatureEngine::kSwitchback},
                                                      {"mbedtls", SignatureEngine::kMbedTls},
                                                      {"port", SignatureEngine::kPort}};
  return kWords;
}

const host::Words<Core>& core_words() {
  static const host::Words<Core> kWords = {{"cortex-m", Core::kCortexM}, {"other", Core::kOther}};
  return kWords;
}

// A missing field keeps its default.
void read_failures(host::ObjectReader& flash, DeviceProfile& profile) {
  profile.write_once = flash.optional_flag("write_once").value_or(profile.write_once);
  if (flash.has("torn_reads")) profile.torn_reads = flash.choice("torn_reads", torn_reads_words());
  profile.endurance_cycles = u32(flash.optional_number("endurance_cycles", kCount).value_or(profile.endurance_cycles));
}

void read_flash(host::ObjectReader reader, DeviceProfile& profile, host::Problems& problems) {
  const std::uint64_t erased = reader.number("erased_value", host::kU8);
  if (erased != 0x00 && erased != 0xff)
    problems.add(reader.path_of("erased_value"), "0 or 255", fmt::format("{}", erased));
  profile.erased_value = static_cast<std::uint8_t>(erased);
  profile.write_unit_bytes = power_of_two(reader, "write_unit_bytes", kWriteUnit, problems);
  for (host::ObjectReader& run : reader.objects("sectors", kSectorRuns)) {
    SectorRun sectors;
    sectors.address = u32(run.number("address", host::kU32));
    sectors.sector_bytes = u32(run.number("size", kSize));
    sectors.count = u32(run.number("count", kCount));
    run.refuse_unknown();
    profile.sectors.push_back(sectors);
  }
  read_failures(reader, profile);
  reader.refuse_unknown();
}

void read_places(host::ObjectReader& root, DeviceProfile& profile, host::Problems& problems) {
  const host::Words<Strategy> strategies = {{"swap", Strategy::kSwap}, {"ab", Strategy::kAb}};
  profile.strategy = root.choice("strategy", strategies);
  const auto slots = root.objects("slots", {2, 2});
  for (std::size_t i = 0; i < slots.size(); ++i) profile.slots[i] = read_area(slots[i]);
  profile.swap_unit_bytes = u32(root.optional_number("swap_unit_bytes", kSize).value_or(0));
  profile.journal = read_area(root.object("journal"));
  if (root.has("bootloader")) profile.bootloader = read_area(root.object("bootloader"));
  const json* staging = root.find("staging");
  if (staging == nullptr || *staging == kSlotTail) return;
  if (staging->is_object()) {
    profile.staging = read_area(root.object("staging"));
  } else {
    problems.add("staging", fmt::format("an object or \"{}\"", kSlotTail), host::describe(*staging));
  }
}

void check_decoder_ram(host::ObjectReader& reader, const DeviceProfile& profile, wire::Codec codec,
                       std::string_view what, host::Problems& problems) {
  const std::uint32_t needed = rebuild_ram_bytes(wire::PayloadKind::kFull, codec, profile.max_window_bits);
  if (profile.decoder_ram_bytes >= needed) return;
  problems.add(reader.path_of("ram_bytes"), fmt::format("at least {} for {}", needed, what),
               fmt::format("{}", profile.decoder_ram_bytes));
}

void read_decoder(host::ObjectReader reader, DeviceProfile& profile, host::Problems& problems) {
  profile.decoder_ram_bytes = u32(reader.number("ram_bytes", host::kU32));
  const std::uint64_t bits = reader.number("max_window_bits", {0, kMaxWindowBits});
  profile.max_window_bits = static_cast<std::uint8_t>(bits);
  profile.has_patch = reader.optional_flag("patch").value_or(false);
  if (reader.has("instructions")) profile.instructions = reader.choice("instructions", instruction_words());
  reader.refuse_unknown();
  const bool takes_plain_packages = profile.decoder_ram_bytes != 0 && bits == 0 && !profile.has_patch;
  if (takes_plain_packages) {
    check_decoder_ram(reader, profile, wire::Codec::kNone, "packages (or 0: plain images only)", problems);
  }
  if (bits != 0 && bits < kMinWindowBits) {
    problems.add(reader.path_of("max_window_bits"), "0 (no deflate) or 9 to 15", fmt::format("{}", bits));
  } else if (bits != 0) {
    check_decoder_ram(reader, profile, wire::Codec::kDeflate, fmt::format("inflating with {} window bits", bits),
                      problems);
  }
  if (!profile.has_patch && reader.has("instructions")) {
    problems.add(reader.path_of("instructions"), "none without \"patch\": true", "one");
  }
  if (profile.has_patch) check_decoder_ram(reader, profile, wire::Codec::kPatch, "applying patches", problems);
}

void read_core(host::ObjectReader& root, DeviceProfile& profile, host::Problems& problems) {
  if (root.has("core")) profile.core = root.choice("core", core_words());
  if (root.has("ram")) {
    for (const host::ObjectReader& reader : root.objects("ram", kRamAreas)) {
      const Area area = read_area(reader);
      if (area.size_bytes > kAddressEnd - area.address) {
        problems.add(reader.path_of("size"), "an end of at most 0xffffffff",
                     fmt::format("{:#x}", std::uint64_t{area.address} + area.size_bytes));
      }
      profile.ram.push_back({area.address, area.size_bytes});
    }
  }
  const bool needs_ram = profile.core == Core::kCortexM;
  if (needs_ram != root.has("ram")) {
    problems.add("ram",
                 needs_ram ? "at least one area with \"core\": \"cortex-m\", because the stack pointer must lie in RAM"
                           : "no such field without \"core\": \"cortex-m\"",
                 needs_ram ? "none" : "one");
  }
}

void read_identity(host::ObjectReader reader, DeviceProfile& profile) {
  profile.vendor_id = reader.optional_uuid("vendor_id");
  profile.class_id = reader.optional_uuid("class_id");
  reader.refuse_unknown();
}

void read_image(host::ObjectReader reader, DeviceProfile& profile, host::Problems& problems) {
  profile.header_size_bytes = power_of_two(reader, "header_size", kHeaderSize, problems);
  reader.refuse_unknown();
}

void read_signatures(host::ObjectReader& root, DeviceProfile& profile, host::Problems& problems) {
  if (root.has("signature_engine")) profile.signature_engine = root.choice("signature_engine", engine_words());
  const bool has_tables = profile.signature_engine == SignatureEngine::kSwitchback;
  const auto speed = root.optional_number("signature_speed", {1, 4});
  profile.signature_speed = static_cast<std::uint8_t>(speed.value_or(has_tables ? profile.signature_speed : 1));
  if (!std::has_single_bit(profile.signature_speed)) {
    problems.add("signature_speed", "1, 2 or 4", fmt::format("{}", profile.signature_speed));
  } else if (!has_tables && profile.signature_speed != 1) {
    problems.add("signature_speed", "1 or none: only the engine \"switchback\" has tables",
                 fmt::format("{}", profile.signature_speed));
  }
}

DeviceProfile read_fields(host::ObjectReader root, host::Problems& problems) {
  DeviceProfile profile;
  root.read_preamble();
  profile.name = root.plain_name("name");
  read_flash(root.object("flash"), profile, problems);
  read_places(root, profile, problems);
  profile.trial_boots = static_cast<std::uint8_t>(root.number("trial_boots", {1, 255}));
  profile.install_attempts =
      static_cast<std::uint8_t>(root.optional_number("install_attempts", kInstallAttempts).value_or(5));
  profile.has_protection = root.optional_flag("protection").value_or(false);
  profile.hardening = root.optional_flag("hardening").value_or(true);
  read_signatures(root, profile, problems);
  read_core(root, profile, problems);
  read_decoder(root.object("decoder"), profile, problems);
  if (root.has("identity")) read_identity(root.object("identity"), profile);
  if (root.has("image")) read_image(root.object("image"), profile, problems);
  profile.security_floor = u32(root.optional_number("security_floor", host::kU32).value_or(0));
  root.refuse_unknown();
  return profile;
}

json area_json(const Area& area) { return {{"address", area.address}, {"size", area.size_bytes}}; }

json flash_json(const DeviceProfile& profile) {
  json sectors = json::array();
  for (const SectorRun& run : profile.sectors) {
    sectors.push_back({{"address", run.address}, {"size", run.sector_bytes}, {"count", run.count}});
  }
  json flash = {
      {"erased_value", profile.erased_value}, {"write_unit_bytes", profile.write_unit_bytes}, {"sectors", sectors}};
  const DeviceProfile defaults;
  if (profile.write_once != defaults.write_once) flash["write_once"] = profile.write_once;
  if (profile.torn_reads != defaults.torn_reads)
    flash["torn_reads"] = host::word_of(profile.torn_reads, torn_reads_words());
  if (profile.endurance_cycles != defaults.endurance_cycles) flash["endurance_cycles"] = profile.endurance_cycles;
  return flash;
}

json decoder_json(const DeviceProfile& profile) {
  json decoder = {{"ram_bytes", profile.decoder_ram_bytes}, {"max_window_bits", profile.max_window_bits}};
  if (profile.has_patch) decoder["patch"] = true;
  const DeviceProfile defaults;
  if (profile.instructions != defaults.instructions) decoder["instructions"] = name_of(profile.instructions).name;
  return decoder;
}

void write_signatures(const DeviceProfile& profile, json& root) {
  if (profile.signature_engine != SignatureEngine::kSwitchback) {
    root["signature_engine"] = host::word_of(profile.signature_engine, engine_words());
  } else if (profile.signature_speed != DeviceProfile{}.signature_speed) {
    root["signature_speed"] = profile.signature_speed;
  }
}

}  // namespace

Result<DeviceProfile> read_profile(std::string_view text) {
  const Result<json> value = host::parse_json(text);
  if (!value) return tl::make_unexpected(value.error());
  host::Problems problems;
  DeviceProfile profile = read_fields(host::ObjectReader(*value, "", problems), problems);
  // Relations between fields are checked only if every field is valid.
  if (!problems.any()) check_sectors(profile, problems);
  if (!problems.any()) check_areas(profile, problems);
  if (problems.any()) return tl::make_unexpected(problems.error());
  return profile;
}

std::string write_profile(const DeviceProfile& profile) {
  const bool swap = profile.strategy == Strategy::kSwap;
  json root = {
      {"format_version", 1},
      {"name", profile.name},
      {"flash", flash_json(profile)},
      {"strategy", swap ? "swap" : "ab"},
      {"slots", json::array({area_json(profile.slots[0]), area_json(profile.slots[1])})},
      {"journal", area_json(profile.journal)},
      {"trial_boots", profile.trial_boots},
      {"decoder", decoder_json(profile)},
      {"image", {{"header_size", profile.header_size_bytes}}},
      {"security_floor", profile.security_floor},
  };
  if (profile.install_attempts != DeviceProfile{}.install_attempts) root["install_attempts"] = profile.install_attempts;
  if (profile.has_protection) root["protection"] = true;
  if (!profile.hardening) root["hardening"] = false;
  write_signatures(profile, root);
  if (profile.core == Core::kCortexM) {
    root["core"] = "cortex-m";
    for (const MemoryRange& range : profile.ram) {
      root["ram"].push_back(area_json({range.address, range.size_bytes}));
    }
  }
  root["staging"] = profile.staging ? area_json(*profile.staging) : json(kSlotTail);
  if (swap) root["swap_unit_bytes"] = profile.swap_unit_bytes;
  if (profile.bootloader) root["bootloader"] = area_json(*profile.bootloader);
  if (profile.vendor_id) root["identity"]["vendor_id"] = host::uuid_text(*profile.vendor_id);
  if (profile.class_id) root["identity"]["class_id"] = host::uuid_text(*profile.class_id);
  return host::canonical_json(root);
}

}  // namespace switchback::manifests
