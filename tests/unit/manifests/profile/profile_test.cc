// Device profiles: the values of the samples, and every refusal.
#include "manifests/profile/profile.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/unit/manifests/edit.h"

namespace switchback::manifests {
namespace {

using test::check_refused;
using test::edit;

std::string sample(const std::string& name) { return test::read_text("manifests/samples/profiles/" + name + ".json"); }

const std::string kSlots = R"("slots": [
    { "address": "0x9000", "size": "0x1b000" },
    { "address": "0x24000", "size": "0x1b000" }
  ])";

const std::string kFailures = R"("write_once": true, "torn_reads": "unstable", "endurance_cycles": 20000,)";

std::string with_slots(const std::string& first, const std::string& second) {
  return edit(sample("nrf51"), kSlots, "\"slots\": [" + first + "," + second + "]");
}

// The nRF51's profile with one text replaced is refused with exactly this message.
void check_edit(const std::string& from, const std::string& to, const std::string& message) {
  check_refused(read_profile(edit(sample("nrf51"), from, to)), message);
}

}  // namespace

TEST_CASE("Profile: the nRF51 sample reads as it stands") {
  const auto profile = read_profile(sample("nrf51"));
  REQUIRE_MESSAGE(profile.has_value(), profile.error().message);
  CHECK(profile->name == "nrf51");
  CHECK(profile->erased_value == 0xff);
  CHECK(profile->write_unit_bytes == 4);
  CHECK(profile->write_once);
  CHECK(profile->torn_reads == TornReads::kUnstable);
  CHECK(profile->endurance_cycles == 20000);
  CHECK(profile->sectors == std::vector<SectorRun>{{0, 1024, 256}});
  CHECK(profile->strategy == Strategy::kSwap);
  CHECK(profile->slots == std::array<Area, 2>{{{0x9000, 0x1b000}, {0x24000, 0x1b000}}});
  CHECK(profile->swap_unit_bytes == 4096);
  CHECK(profile->journal == Area{0x8000, 0x1000});
  CHECK_FALSE(profile->staging.has_value());
  CHECK(profile->bootloader == Area{0, 0x8000});
  CHECK(profile->trial_boots == 3);
  CHECK(profile->decoder_ram_bytes == 5632);
  CHECK(profile->max_window_bits == 0);
  CHECK(profile->has_patch);
  CHECK(profile->instructions == &delta::kThumb);
  CHECK(profile->vendor_id.value()[0] == 0x8f);
  CHECK(profile->class_id.value()[15] == 0x17);
  CHECK(profile->header_size_bytes == 256);
  CHECK(profile->security_floor == 0);
}

TEST_CASE("Profile: the other samples read, and what is left out has its default") {
  const auto ab = read_profile(sample("nrf52840-ab"));
  REQUIRE_MESSAGE(ab.has_value(), ab.error().message);
  CHECK(ab->strategy == Strategy::kAb);
  CHECK(ab->swap_unit_bytes == 0);
  CHECK(ab->security_floor == 0);
  const auto mixed = read_profile(sample("stm32f407"));
  REQUIRE_MESSAGE(mixed.has_value(), mixed.error().message);
  CHECK(mixed->swap_unit_bytes == 131072);  // the largest sector in the slots
  CHECK(mixed->staging == Area{0x080c0000, 262144});
  CHECK_FALSE(mixed->vendor_id.has_value());
}

TEST_CASE("Profile: a flash that does not say how it fails is write-once, unstable when torn, and lasts 10000 erases") {
  const auto profile = read_profile(edit(sample("nrf51"), kFailures, ""));
  REQUIRE(profile.has_value());
  CHECK(profile->write_once);
  CHECK(profile->torn_reads == TornReads::kUnstable);
  CHECK(profile->endurance_cycles == 10000);
  const std::string canonical = write_profile(*profile);
  for (const char* field : {"write_once", "torn_reads", "endurance_cycles"})
    CHECK(canonical.find(field) == std::string::npos);
}

TEST_CASE("Profile: how a flash fails reads as it stands, and is written where it differs from the default") {
  struct Case {
    std::string fields;
    bool write_once;
    TornReads torn_reads;
    std::uint32_t endurance_cycles;
    std::vector<std::string> written;
  };
  const std::vector<Case> cases = {
      {R"("write_once": true, "torn_reads": "unstable", "endurance_cycles": 10000)",
       true,
       TornReads::kUnstable,
       10000,
       {}},
      {R"("write_once": false)", false, TornReads::kUnstable, 10000, {R"("write_once": false)"}},
      {R"("torn_reads": "stable")", true, TornReads::kStable, 10000, {R"("torn_reads": "stable")"}},
      {R"("torn_reads": "fault", "endurance_cycles": "0x1")",
       true,
       TornReads::kFault,
       1,
       {R"("torn_reads": "fault")", R"("endurance_cycles": 1)"}},
  };
  for (const Case& with : cases) {
    CAPTURE(with.fields);
    const auto profile = read_profile(edit(sample("nrf51"), kFailures, with.fields + ","));
    REQUIRE_MESSAGE(profile.has_value(), profile.error().message);
    CHECK(profile->write_once == with.write_once);
    CHECK(profile->torn_reads == with.torn_reads);
    CHECK(profile->endurance_cycles == with.endurance_cycles);
    const std::string canonical = write_profile(*profile);
    for (const std::string& line : with.written) CHECK(canonical.find(line) != std::string::npos);
    if (with.written.empty()) CHECK(canonical == write_profile(*read_profile(edit(sample("nrf51"), kFailures, ""))));
    CHECK(*read_profile(canonical) == *profile);
  }
}

TEST_CASE("Profile: wrong words about how a flash fails are refused by path") {
  check_edit(kFailures, "\"write_once\": 1,", "flash.write_once: expected true or false, found 1");
  check_edit(kFailures, "\"torn_reads\": \"ecc\",",
             "flash.torn_reads: expected stable, unstable or fault, found \"ecc\"");
  check_edit(kFailures, "\"endurance_cycles\": 0,",
             "flash.endurance_cycles: expected an integer (or \"0x...\") from 1 to 4294967295, found 0");
}

TEST_CASE("Profile: text that is not JSON is refused with its place") {
  check_refused(read_profile("{"),
                "not JSON: parse error at line 1, column 2: syntax error while parsing object key - unexpected end of "
                "input; expected string literal");
  check_refused(read_profile("[]"), "expected an object, found an array of 0");
  CHECK(read_profile("").error().message.find("not JSON: ") == 0);
  CHECK(read_profile("{} {}").error().message.find("not JSON: ") == 0);
  CHECK(read_profile("{\"name\": \"\xff\"}").error().message.find("not JSON: ") == 0);
}

TEST_CASE("Profile: a field given twice is refused, however deep") {
  check_edit("\"trial_boots\": 3", "\"trial_boots\": 3, \"trial_boots\": 4",
             "trial_boots: expected every field once, found it twice");
  check_edit("\"max_window_bits\": 0", "\"max_window_bits\": 0, \"max_window_bits\": 0",
             "max_window_bits: expected every field once, found it twice");
}

TEST_CASE("Profile: nesting without end is refused") {
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  check_refused(read_profile(deep), "expected at most 16 levels of nesting, found more");
}

TEST_CASE("Profile: a file too large to be one is refused unread") {
  check_refused(read_profile(std::string((16u << 20) + 1, ' ')),
                "expected at most 16777216 bytes of JSON, found 16777217");
}

TEST_CASE("Profile: unknown fields are refused with the known ones") {
  check_edit("\"erased_value\": \"0xff\"", "\"erased_value\": 255, \"erase_value\": 255",
             "flash: unknown field \"erase_value\"; expected endurance_cycles, erased_value, sectors, torn_reads, "
             "write_once or write_unit_bytes; did you mean erased_value?");
}

TEST_CASE("Profile: missing fields are refused by name") {
  check_edit("\"trial_boots\": 3,", "", "trial_boots: expected a value, found no such field");
  check_edit("\"count\": 256", "\"size\": 1", "size: expected every field once, found it twice");
  check_edit(", \"count\": 256", "", "flash.sectors[0].count: expected a value, found no such field");
  check_edit("\"staging\": \"slot-tail\",", "", "staging: expected a value, found no such field");
}

TEST_CASE("Profile: a whole part that is missing is one problem, not many") {
  check_edit("\"decoder\": { \"ram_bytes\": 5632, \"max_window_bits\": 0, \"patch\": true },", "",
             "decoder: expected a value, found no such field");
}

TEST_CASE("Profile: wrong types and ranges are refused by path") {
  check_edit("\"trial_boots\": 3", "\"trial_boots\": 0",
             "trial_boots: expected an integer (or \"0x...\") from 1 to 255, found 0");
  check_edit("\"trial_boots\": 3", "\"trial_boots\": 256",
             "trial_boots: expected an integer (or \"0x...\") from 1 to 255, found 256");
  check_edit("\"trial_boots\": 3", "\"trial_boots\": -3",
             "trial_boots: expected an integer (or \"0x...\") from 1 to 255, found -3");
  check_edit("\"trial_boots\": 3", "\"trial_boots\": 3.0",
             "trial_boots: expected an integer (or \"0x...\") from 1 to 255, found 3.0");
  check_edit("\"trial_boots\": 3", "\"trial_boots\": \"3\"",
             "trial_boots: expected an integer (or \"0x...\") from 1 to 255, found \"3\"");
  check_edit("\"trial_boots\": 3", "\"trial_boots\": \"0x\"",
             "trial_boots: expected an integer (or \"0x...\") from 1 to 255, found \"0x\"");
  check_edit("\"trial_boots\": 3", "\"trial_boots\": {}",
             "trial_boots: expected an integer (or \"0x...\") from 1 to 255, found an object");
  check_edit(
      "\"name\": \"nrf51\"", "\"name\": \"../x\"",
      "name: expected 1 to 64 letters, digits, '.', '_', '-' or '+', beginning with a letter or digit, found \"../x\"");
  check_edit("\"format_version\": 1", "\"format_version\": 2", "format_version: expected 1, found 2");
  check_edit("\"strategy\": \"swap\"", "\"strategy\": \"inplace\"", "strategy: expected swap or ab, found \"inplace\"");
  check_edit("\"staging\": \"slot-tail\"", "\"staging\": \"tail\"",
             "staging: expected an object or \"slot-tail\", found \"tail\"");
  check_edit(
      "8f6cbb34-5a3e", "8f6cbb345a3e",
      "identity.vendor_id: expected a UUID of 8-4-4-4-12 hex digits, found \"8f6cbb345a3e-5d0c-9b7e-2f3d6c1a9e04\"");
  check_edit("\"write_unit_bytes\": 4", "\"write_unit_bytes\": 3",
             "flash.write_unit_bytes: expected a power of two, found 3");
  check_edit("\"write_unit_bytes\": 4", "\"write_unit_bytes\": 1024",
             "flash.write_unit_bytes: expected an integer (or \"0x...\") from 1 to 512, found 1024");
  check_edit("\"erased_value\": \"0xff\"", "\"erased_value\": \"0x7f\"",
             "flash.erased_value: expected 0 or 255, found 127");
  check_edit("\"header_size\": 256", "\"header_size\": 48", "image.header_size: expected a power of two, found 48");
}

TEST_CASE("Profile: all problems are reported at once") {
  std::string text = edit(sample("nrf51"), "\"trial_boots\": 3", "\"trial_boots\": 0");
  text = edit(text, "\"swap_unit_bytes\": 4096", "\"swap_unit\": 4096");
  check_refused(
      read_profile(text),
      "trial_boots: expected an integer (or \"0x...\") from 1 to 255, found 0\n"
      "unknown field \"swap_unit\"; expected $schema, bootloader, core, decoder, flash, format_version, hardening, "
      "identity, image, install_attempts, journal, name, protection, ram, security_floor, signature_engine, "
      "signature_speed, slots, staging, strategy, "
      "swap_unit_bytes or trial_boots");
}

TEST_CASE("Profile: a flood of problems is cut short") {
  std::string runs = "{}";
  for (int i = 0; i < 30; ++i) runs += ",{}";
  const auto profile =
      read_profile(edit(sample("nrf51"), "{ \"address\": \"0x0\", \"size\": 1024, \"count\": 256 }", runs));
  REQUIRE_FALSE(profile.has_value());
  CHECK(profile.error().message.find("\nand 73 more problems") != std::string::npos);
}

TEST_CASE("Profile: deflate and patches need the RAM that they take") {
  check_edit("\"max_window_bits\": 0", "\"max_window_bits\": 8",
             "decoder.max_window_bits: expected 0 (no deflate) or 9 to 15, found 8");
  check_edit("\"max_window_bits\": 0", "\"max_window_bits\": 15",
             "decoder.ram_bytes: expected at least 40704 for inflating with 15 window bits, found 5632");
  check_edit("\"ram_bytes\": 5632", "\"ram_bytes\": 4991",
             "decoder.ram_bytes: expected at least 4992 for applying patches, found 4991");
  CHECK(read_profile(edit(sample("nrf51"), "\"ram_bytes\": 5632, \"max_window_bits\": 0, \"patch\": true",
                          "\"ram_bytes\": 0, \"max_window_bits\": 0")));
}

TEST_CASE("Profile: a Cortex-M has RAM, others name none") {
  const auto profile = read_profile(sample("nrf51"));
  REQUIRE_MESSAGE(profile.has_value(), profile.error().message);
  CHECK(profile->core == Core::kCortexM);
  CHECK(profile->ram == std::vector<MemoryRange>{{0x20000000, 0x4000}});
  CHECK(read_profile(write_profile(*profile)) == *profile);
  const std::string ram = R"(  "ram": [{ "address": "0x20000000", "size": "0x4000" }],)";
  check_edit(ram, "",
             "ram: expected at least one area with \"core\": \"cortex-m\", because the stack pointer must lie in RAM, "
             "found none");
  check_edit(R"("core": "cortex-m")", R"("core": "other")",
             "ram: expected no such field without \"core\": \"cortex-m\", found one");
  check_edit(R"("core": "cortex-m")", R"("core": "z80")", "core: expected cortex-m or other, found \"z80\"");
  check_edit(R"("size": "0x4000")", R"("size": "0xe0000000")",
             "ram[0].size: expected an end of at most 0xffffffff, found 0x100000000");
}

TEST_CASE("Profile: install_attempts is 5 unless the profile says otherwise") {
  CHECK(read_profile(sample("nrf51"))->install_attempts == 5);
  const auto profile =
      read_profile(edit(sample("nrf51"), R"("trial_boots": 3)", R"("trial_boots": 3, "install_attempts": 12)"));
  REQUIRE_MESSAGE(profile.has_value(), profile.error().message);
  CHECK(profile->install_attempts == 12);
  CHECK(read_profile(write_profile(*profile)) == *profile);
}

TEST_CASE("Profile: the instruction set is read, written where it is not Thumb, and wanted with patches only") {
  const std::string decoder = R"("max_window_bits": 0, "patch": true)";
  const auto profile = read_profile(edit(sample("nrf51"), decoder, decoder + R"(, "instructions": "riscv")"));
  REQUIRE_MESSAGE(profile.has_value(), profile.error().message);
  CHECK(profile->instructions == &delta::kRiscv);
  CHECK(read_profile(write_profile(*profile)) == *profile);
  check_edit(decoder, decoder + R"(, "instructions": "z80")",
             "decoder.instructions: expected none, thumb, arm, riscv or aarch64, found \"z80\"");
  check_edit(decoder, R"("max_window_bits": 0, "instructions": "none")",
             "decoder.instructions: expected none without \"patch\": true, found one");
}

TEST_CASE("Profile: sectors that overlap, wrap or break write units are refused") {
  const std::string run = "{ \"address\": \"0x0\", \"size\": 1024, \"count\": 256 }";
  check_edit(run, run + ", { \"address\": \"0x3fc00\", \"size\": 1024, \"count\": 1 }",
             "flash.sectors[1].address: expected at least 0x40000, the end of the sectors before, found 0x3fc00");
  check_edit("\"count\": 256", "\"count\": 4294967295",
             "flash.sectors[0].count: expected an end of at most 0xffffffff, found 0x3fffffffc00");
  check_edit("\"size\": 1024", "\"size\": 1022",
             "flash.sectors[0]: expected an address and a size of whole write units of 4, found 0x0 and 1022");
}

TEST_CASE("Profile: areas that are not whole sectors inside the flash are refused") {
  check_edit("\"size\": \"0x1000\"", "\"size\": 1000", "journal.size: expected whole sectors (0 or 1024), found 1000");
  check_edit("\"address\": \"0x8000\"", "\"address\": \"0x8200\"",
             "journal.address: expected the start of a sector (0x8000 or 0x8400), found 0x8200");
  check_edit("\"address\": \"0x8000\"", "\"address\": \"0x50000\"",
             "journal.address: expected an address inside flash.sectors, found 0x50000");
  check_edit("\"address\": \"0x24000\", \"size\": \"0x1b000\"", "\"address\": \"0x24000\", \"size\": \"0x1d000\"",
             "slots[1].size: expected an area that flash.sectors covers, found 0x24000 to 0x41000");
  check_edit("\"address\": \"0x24000\", \"size\": \"0x1b000\"", "\"address\": \"0xfffffc00\", \"size\": 1024",
             "slots[1].size: expected an end of at most 0xffffffff, found 0x100000000");
}

TEST_CASE("Profile: an area across a hole between sectors is refused") {
  const std::string run = "{ \"address\": \"0x0\", \"size\": 1024, \"count\": 256 }";
  check_edit(run,
             "{ \"address\": 0, \"size\": 1024, \"count\": 100 }, { \"address\": \"0x19400\", \"size\": 1024, "
             "\"count\": 155 }",
             "slots[0].size: expected an area that flash.sectors covers, found 0x9000 to 0x24000");
}

TEST_CASE("Profile: areas that overlap are refused") {
  check_edit("\"address\": \"0x8000\"", "\"address\": \"0x8800\"",
             "journal: expected an area that does not overlap slots[0] (0x9000 to 0x24000), found 0x8800 to 0x9800");
  check_edit("\"bootloader\": { \"address\": \"0x0\", \"size\": \"0x8000\" }",
             "\"bootloader\": { \"address\": \"0x0\", \"size\": \"0x8400\" }",
             "bootloader: expected an area that does not overlap journal (0x8000 to 0x9000), found 0x0 to 0x8400");
  check_edit("\"staging\": \"slot-tail\"", "\"staging\": { \"address\": \"0x3ec00\", \"size\": 2048 }",
             "staging: expected an area that does not overlap slots[1] (0x24000 to 0x3f000), found 0x3ec00 to 0x3f400");
}

TEST_CASE("Profile: the journal needs two banks of whole sectors with room for records") {
  check_edit("\"size\": \"0x1000\"", "\"size\": 3072",
             "journal.size: expected two equal banks of whole sectors, found 3072");
  std::string text = edit(sample("nrf51"), "\"size\": 1024, \"count\": 256", "\"size\": 256, \"count\": 1024");
  text = edit(text, "\"write_unit_bytes\": 4", "\"write_unit_bytes\": 128");
  check_refused(read_profile(edit(text, "\"size\": \"0x1000\"", "\"size\": 512")),
                "journal.size: expected at least 1536 (two banks of 6 records of 128), found 512");
}

TEST_CASE("Profile: the swap unit must suit sectors and slots") {
  check_edit("\"swap_unit_bytes\": 4096", "\"swap_unit_bytes\": 1536",
             "swap_unit_bytes: expected a multiple of 1024, the largest sector in the slots, found 1536");
  check_edit("\"swap_unit_bytes\": 4096", "\"swap_unit_bytes\": 8192",
             "slots[0].size: expected a multiple of 8192 (swap_unit_bytes), found 110592\n"
             "slots[1].size: expected a multiple of 8192 (swap_unit_bytes), found 110592");
  check_refused(
      read_profile(with_slots(R"({"address": "0x9000", "size": 4096})", R"({"address": "0x24000", "size": 4096})")),
      "slots[1].size: expected 2 to 65535 units of 4096 (swap_unit_bytes), found 1");
}

TEST_CASE("Profile: more swap units than the journal counts are refused") {
  std::string text = edit(sample("nrf51"), "\"size\": 1024, \"count\": 256", "\"size\": 128, \"count\": 200000");
  text = edit(text, "\"swap_unit_bytes\": 4096", "\"swap_unit_bytes\": 128");
  const std::string largest =
      R"("slots": [{"address": "0x9000", "size": 8388480}, {"address": "0x809000", "size": 8388480}])";
  CHECK(read_profile(edit(text, kSlots, largest)).has_value());
  const std::string larger =
      R"("slots": [{"address": "0x9000", "size": 8388608}, {"address": "0x809000", "size": 8388480}])";
  check_refused(read_profile(edit(text, kSlots, larger)),
                "slots[0].size: expected 1 to 65535 units of 128 (swap_unit_bytes), found 65536");
}

TEST_CASE("Profile: sectors that the bootloader cannot copy or mark are refused") {
  check_edit("\"size\": 1024, \"count\": 256", "\"size\": 64, \"count\": 4096",
             "flash.sectors[0].size: expected an even size of at least 128, found 64");
  const std::string one_byte_units = edit(sample("nrf51"), "\"write_unit_bytes\": 4", "\"write_unit_bytes\": 1");
  check_refused(read_profile(edit(one_byte_units, "\"size\": 1024, \"count\": 256", "\"size\": 1023, \"count\": 256")),
                "flash.sectors[0].size: expected an even size of at least 128, found 1023");
  check_refused(
      read_profile(edit(one_byte_units, R"("sectors": [{ "address": "0x0")", R"("sectors": [{ "address": 1)")),
      "flash.sectors[0].address: expected an even address, found 0x1");
}

TEST_CASE("Profile: swap units that would cut a sector in two are refused") {
  // Sectors of 1, 2, 2 and 1 KB: whole units of 2 KB in size, but the first one would end inside
  // the second sector.
  std::string text = edit(sample("nrf51"), "{ \"address\": \"0x0\", \"size\": 1024, \"count\": 256 }",
                          R"({"address": 0, "size": 1024, "count": 1}, {"address": 1024, "size": 2048, "count": 2},
                             {"address": 5120, "size": 1024, "count": 59})");
  text = edit(text, kSlots, R"("slots": [{"address": 0, "size": 6144}, {"address": 6144, "size": 6144}])");
  text = edit(text, "\"bootloader\": { \"address\": \"0x0\", \"size\": \"0x8000\" },", "");
  text = edit(text, "\"swap_unit_bytes\": 4096,", "");
  check_refused(read_profile(text), "swap_unit_bytes: expected units of whole sectors in slots[0], found 2048");
}

TEST_CASE("Profile: A/B slots have one size and no swap unit") {
  const std::string text = sample("nrf52840-ab");
  check_refused(read_profile(edit(text, "\"address\": \"0x84000\", \"size\": \"0x7a000\"",
                                  "\"address\": \"0x84000\", \"size\": \"0x79000\"")),
                "slots[1].size: expected 499712, the size of slots[0], with strategy \"ab\", found 495616");
  check_refused(read_profile(edit(text, "\"strategy\": \"ab\"", "\"strategy\": \"ab\", \"swap_unit_bytes\": 4096")),
                "swap_unit_bytes: expected no such field with strategy \"ab\", found 4096");
}

TEST_CASE("Profile: a slot that holds no more than an image's header is refused") {
  std::string text = edit(sample("nrf51"), "\"header_size\": 256", "\"header_size\": 32768");
  text = edit(text, kSlots,
              R"("slots": [{"address": "0x9000", "size": 32768}, {"address": "0x24000", "size": "0x1b000"}])");
  check_refused(read_profile(text), "slots[0].size: expected more than image.header_size (32768), found 32768");
}

}  // namespace switchback::manifests
