// Generates C++ from a profile. Field names are those of bootloader::Layout; tests/golden compiles
// the result.
#include "manifests/profile/boot_config.h"

#include <fmt/format.h>

#include <vector>

#include "core/crypto/p256/comb.h"
#include "host/text.h"

namespace switchback::manifests {
namespace {

namespace p256 = crypto::p256;

std::string byte_list(Bytes bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::string_view separator = i + 1 == bytes.size() ? "" : (i % 16 == 15 ? ",\n      " : ", ");
    text += fmt::format("0x{:02x}{}", bytes[i], separator);
  }
  return text;
}

std::string area_text(const Area& area) { return fmt::format("{{0x{:x}, 0x{:x}}}", area.address, area.size_bytes); }

std::string sectors_text(const DeviceProfile& profile) {
  std::string text =
      fmt::format("inline constexpr std::array<bootloader::SectorRun, {}> kSectors = {{{{\n", profile.sectors.size());
  for (const SectorRun& run : profile.sectors) {
    text += fmt::format("    {{.address = 0x{:x}, .sector_bytes = {}, .count = {}}},\n", run.address, run.sector_bytes,
                        run.count);
  }
  return text + "}};\n";
}

std::string id_text(std::string_view name, const std::optional<wire::Uuid>& id) {
  if (!id) return {};
  return fmt::format("// {}\ninline constexpr wire::Uuid {} = {{\n      {}}};\n", host::uuid_text(*id), name,
                     byte_list(*id));
}

std::string ram_text(const DeviceProfile& profile) {
  if (profile.ram.empty()) return {};
  std::string text = fmt::format("inline constexpr std::array<MemoryRange, {}> kRam = {{{{\n", profile.ram.size());
  for (const MemoryRange& range : profile.ram) {
    text += fmt::format("    {},\n", area_text({range.address, range.size_bytes}));
  }
  return text + "}};\n";
}

std::string layout_text(const DeviceProfile& profile) {
  std::string text = "\ninline constexpr bootloader::Layout kLayout = {\n    .sectors = kSectors,\n";
  const auto field = [&text](std::string_view name, const std::string& value) {
    text += fmt::format("    .{} = {},\n", name, value);
  };
  field("write_unit_bytes", fmt::format("{}", profile.write_unit_bytes));
  field("erased_value", fmt::format("0x{:02x}", profile.erased_value));
  field("strategy", profile.strategy == Strategy::kSwap ? "bootloader::Strategy::kSwap" : "bootloader::Strategy::kAb");
  field("slots", fmt::format("{{{{{}, {}}}}}", area_text(profile.slots[0]), area_text(profile.slots[1])));
  field("swap_unit_bytes", fmt::format("{}", profile.swap_unit_bytes));
  field("journal", area_text(profile.journal));
  field("staging_in_slot", profile.staging ? "false" : "true");
  field("staging", area_text(profile.staging.value_or(Area{})));
  field("trial_boots", fmt::format("{}", profile.trial_boots));
  field("install_attempts", fmt::format("{}", profile.install_attempts));
  field("initial_security_floor", fmt::format("{}", profile.security_floor));
  field("has_protection", profile.has_protection ? "true" : "false");
  field("decoder_ram_bytes", fmt::format("{}", profile.decoder_ram_bytes));
  field("max_window_bits", fmt::format("{}", profile.max_window_bits));
  field("has_patch", profile.has_patch ? "true" : "false");
  field("vendor_id", profile.vendor_id ? "&kVendorId" : "nullptr");
  field("class_id", profile.class_id ? "&kClassId" : "nullptr");
  field("core", profile.core == Core::kCortexM ? "Core::kCortexM" : "Core::kOther");
  field("ram", profile.ram.empty() ? "{}" : "kRam");
  return text + "};\n";
}

std::string number_text(const p256::Number& number) { return fmt::format("{{0x{:08x}}}", fmt::join(number, ", 0x")); }

std::string point_text(const p256::AffinePoint& point) {
  return fmt::format("{{.x = {},\n      .y = {}}}", number_text(point.x), number_text(point.y));
}

// The table's entries but for the first, which is part of the key.
std::string others_text(std::size_t key, std::span<const p256::AffinePoint> others) {
  if (others.empty()) return {};
  std::string text = fmt::format(
      "\ninline constexpr std::array<crypto::p256::AffinePoint, {}> kRootKey{}Others = {{{{\n", others.size(), key);
  for (const p256::AffinePoint& point : others) text += fmt::format("    {},\n", point_text(point));
  return text + "}};\n";
}

std::string keys_text(std::span<const RootKey> keys, unsigned teeth) {
  std::string tables = "\n// The keys' tables: core/crypto/p256/comb.h.";
  std::string list = fmt::format("\ninline constexpr std::array<RootKey, {}> kRootKeys = {{{{\n", keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::vector<p256::AffinePoint> table(std::size_t{1} << (teeth - 1));
    p256::make_comb(table, keys[i].comb.first);
    tables += others_text(i, std::span(table).subspan(1));
    list += fmt::format(
        "    {{.comb = {{.first = {},\n      .others = {},\n      .columns = {}}},\n     .id = {{\n      {}}}}},\n",
        point_text(table[0]), teeth == 1 ? "nullptr" : fmt::format("kRootKey{}Others.data()", i), p256::kBits / teeth,
        byte_list(keys[i].id));
  }
  return tables + list + "}};\n";
}

Result<void> check_keys(std::span<const RootKey> keys) {
  if (keys.empty())
    return fail(ErrorCode::kUsage,
                "root keys: expected at least one, found none; a bootloader without a key starts no image");
  if (keys.size() > kMaxRootKeys)
    return fail(ErrorCode::kUsage,
                fmt::format("root keys: expected at most {}, found {}; name fewer", kMaxRootKeys, keys.size()));
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (keys[i].id == keys[j].id)
        return fail(ErrorCode::kUsage,
                    fmt::format("root keys: expected every key once, found {} again", host::hex_text(keys[i].id)));
    }
  }
  return {};
}

}  // namespace

Result<std::string> boot_config_header(const DeviceProfile& profile, std::span<const RootKey> keys) {
  if (auto checked = check_keys(keys); !checked) return tl::make_unexpected(checked.error());
  std::string text = fmt::format("// Generated by switchback from device profile {}. Do not edit.\n", profile.name);
  text +=
      "// clang-format off\n#pragma once\n\n#include <array>\n\n#include \"bootloader/board/layout.h\"\n#include "
      "\"core/authenticate.h\"\n\n"
      "namespace switchback::boot_config {\n\n";
  text += sectors_text(profile);
  text += id_text("kVendorId", profile.vendor_id);
  text += id_text("kClassId", profile.class_id);
  text += ram_text(profile);
  text += layout_text(profile);
  if (profile.bootloader) {
    text += fmt::format("\n// Where the bootloader itself lies.\ninline constexpr bootloader::Area kBootloader = {};\n",
                        area_text(*profile.bootloader));
  }
  text += fmt::format(
      "\n// Whether an image is confirmed before it is started: bootloader::confirmed_entry().\n"
      "inline constexpr bool kHardening = {};\n",
      profile.hardening);
  text += keys_text(keys, profile.signature_speed);
  return text + "\n}  // namespace switchback::boot_config\n";
}

}  // namespace switchback::manifests
