// Device profiles: how little decoder RAM and how large a write unit may be.
#include <doctest/doctest.h>

#include <string>

#include "manifests/profile/profile.h"
#include "tests/unit/manifests/edit.h"

namespace switchback::manifests {
namespace {

using test::check_refused;
using test::edit;

std::string sample(const std::string& name) { return test::read_text("manifests/samples/profiles/" + name + ".json"); }

}  // namespace

TEST_CASE("Profile: decoder RAM is enough for some package, or none at all") {
  const std::string decoder = "\"ram_bytes\": 5632, \"max_window_bits\": 0, \"patch\": true";
  const auto plain = [](const std::string& ram) { return "\"ram_bytes\": " + ram + ", \"max_window_bits\": 0"; };
  for (const std::string ram : {"1", "200", "383"}) {
    check_refused(read_profile(edit(sample("nrf51"), decoder, plain(ram))),
                  "decoder.ram_bytes: expected at least 384 for packages (or 0: plain images only), found " + ram);
  }
  for (const char* ram : {"0", "384"}) CHECK(read_profile(edit(sample("nrf51"), decoder, plain(ram))).has_value());
}

TEST_CASE("Profile: write units of up to 512 bytes are taken, where sectors are whole units") {
  for (const std::string unit : {"256", "512"}) {
    const auto profile =
        read_profile(edit(sample("stm32h743"), "\"write_unit_bytes\": 32", "\"write_unit_bytes\": " + unit));
    REQUIRE_MESSAGE(profile.has_value(), profile.error().message);
    CHECK(std::to_string(profile->write_unit_bytes) == unit);
  }
  const auto refused = read_profile(edit(sample("stm32l072"), "\"write_unit_bytes\": 64", "\"write_unit_bytes\": 256"));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().message.find("whole write units of 256") != std::string::npos);
}

}  // namespace switchback::manifests
