// The bootloader's constants: a sample profile generates exactly the committed header, and that
// header compiles to the layout that the profile describes.
#include "manifests/profile/boot_config.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/data/boot_config/nrf51.h"
#include "tests/support/file.h"

namespace switchback::manifests {
namespace {

namespace p256 = crypto::p256;

// The curve's generator (SP 800-186, 3.2.1.3), and its negative.
std::array<RootKey, 2> two_keys() {
  const p256::AffinePoint generator = {
      .x = {0x18a9143c, 0x79e730d4, 0x5fedb601, 0x75ba95fc, 0x77622510, 0x79fb732b, 0xa53755c6, 0x18905f76},
      .y = {0xce95560a, 0xddf25357, 0xba19e45c, 0x8b4ab8e4, 0xdd21f325, 0xd2e88688, 0x25885d85, 0x8571ff18}};
  std::array<RootKey, 2> keys;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    keys[i].comb.first = generator;
    keys[i].id.fill(static_cast<std::uint8_t>(0xa0 + i));
  }
  p256::subtract(keys[1].comb.first.y, p256::kP, generator.y);
  return keys;
}

DeviceProfile sample(const std::string& name) {
  const auto profile = read_profile(test::read_text("manifests/samples/profiles/" + name + ".json"));
  REQUIRE_MESSAGE(profile.has_value(), profile.error().message);
  return *profile;
}

bool same(const bootloader::Area& a, const Area& b) { return a.address == b.address && a.size_bytes == b.size_bytes; }

}  // namespace

TEST_CASE("Boot config: the sample profile gives the committed header") {
  const auto header = boot_config_header(sample("nrf51"), two_keys());
  REQUIRE(header.has_value());
  CHECK(*header == test::read_text("tests/data/boot_config/nrf51.h"));
}

TEST_CASE("Boot config: the header compiles to the profile's layout") {
  const DeviceProfile profile = sample("nrf51");
  constexpr const bootloader::Layout& layout = boot_config::kLayout;
  REQUIRE(layout.sectors.size() == profile.sectors.size());
  CHECK(layout.sectors[0].address == profile.sectors[0].address);
  CHECK(layout.sectors[0].sector_bytes == profile.sectors[0].sector_bytes);
  CHECK(layout.sectors[0].count == profile.sectors[0].count);
  CHECK(layout.write_unit_bytes == profile.write_unit_bytes);
  CHECK(layout.erased_value == profile.erased_value);
  CHECK(layout.strategy == bootloader::Strategy::kSwap);
  CHECK(same(layout.slots[0], profile.slots[0]));
  CHECK(same(layout.slots[1], profile.slots[1]));
  CHECK(layout.swap_unit_bytes == profile.swap_unit_bytes);
  CHECK(same(layout.journal, profile.journal));
  CHECK(layout.staging_in_slot);
  CHECK(layout.trial_boots == profile.trial_boots);
  CHECK(layout.install_attempts == profile.install_attempts);
  CHECK(layout.core == profile.core);
  CHECK(std::vector<MemoryRange>(layout.ram.begin(), layout.ram.end()) == profile.ram);
  CHECK(layout.initial_security_floor == profile.security_floor);
  CHECK(layout.decoder_ram_bytes == profile.decoder_ram_bytes);
  CHECK(layout.max_window_bits == profile.max_window_bits);
  CHECK(*layout.vendor_id == *profile.vendor_id);
  CHECK(*layout.class_id == *profile.class_id);
  CHECK(same(boot_config::kBootloader, *profile.bootloader));
}

TEST_CASE("Boot config: the keys are in the header in their order") {
  const auto keys = two_keys();
  REQUIRE(boot_config::kRootKeys.size() == keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::array<p256::AffinePoint, 2> table;
    p256::make_comb(table, keys[i].comb.first);
    const p256::Comb& comb = boot_config::kRootKeys[i].comb;
    CHECK(comb.columns == 128);
    CHECK(comb.first == table[0]);
    CHECK(comb.others[0] == table[1]);
    CHECK(boot_config::kRootKeys[i].id == keys[i].id);
  }
}

TEST_CASE("Boot config: signature_speed is the number of teeth of the keys' tables") {
  DeviceProfile profile = sample("nrf51");
  profile.signature_speed = 1;
  const auto slow = boot_config_header(profile, two_keys());
  REQUIRE(slow.has_value());
  CHECK(slow->find(".others = nullptr,") != std::string::npos);
  CHECK(slow->find(".columns = 256") != std::string::npos);
  profile.signature_speed = 4;
  const auto fast = boot_config_header(profile, two_keys());
  REQUIRE(fast.has_value());
  CHECK(fast->find("std::array<crypto::p256::AffinePoint, 7> kRootKey1Others") != std::string::npos);
  CHECK(fast->find(".columns = 64") != std::string::npos);
}

TEST_CASE("Boot config: an own staging area and absent ids are written as such") {
  const auto header = boot_config_header(sample("stm32f407"), two_keys());
  REQUIRE(header.has_value());
  CHECK(header->find(".staging_in_slot = false,") != std::string::npos);
  CHECK(header->find(".staging = {0x80c0000, 0x40000},") != std::string::npos);
  CHECK(header->find(".vendor_id = nullptr,") != std::string::npos);
  CHECK(header->find("kSwap") != std::string::npos);
  CHECK(boot_config_header(sample("nrf52840-ab"), two_keys())->find("Strategy::kAb") != std::string::npos);
}

TEST_CASE("Boot config: no key, or one given twice, is refused") {
  const auto none = boot_config_header(sample("nrf51"), {});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().code == ErrorCode::kUsage);
  auto keys = two_keys();
  keys[1] = keys[0];
  const auto twice = boot_config_header(sample("nrf51"), keys);
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().message.find("root keys: expected every key once") == 0);
}

}  // namespace switchback::manifests
