// The boards that ship: real ones as samples, small ones for the fault campaigns.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "manifests/profile/fit.h"
#include "manifests/profile/profile.h"
#include "tests/support/file.h"

namespace switchback::manifests {
namespace {

constexpr const char* kSamples = "manifests/samples/profiles";
constexpr const char* kCampaignBoards = "tests/campaign/boards";
constexpr std::uint32_t kRecordBytes = 48;  // of the journal; padded to whole write units

DeviceProfile read(const std::string& path) {
  const auto profile = read_profile(test::read_text(path));
  INFO(path);
  REQUIRE_MESSAGE(profile.has_value(), profile.error().message);
  return *profile;
}

DeviceProfile sample(const std::string& name) { return read(std::string(kSamples) + "/" + name + ".json"); }
DeviceProfile campaign_board(const std::string& name) {
  return read(std::string(kCampaignBoards) + "/" + name + ".json");
}

// The paths of all files in `folder`, by name.
std::vector<std::filesystem::path> files_in(const char* folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Each file is a profile of the file's name, and reads back the same after it was written.
void check_folder(const char* folder, std::size_t least_files) {
  const auto paths = files_in(folder);
  CHECK(paths.size() >= least_files);
  for (const auto& path : paths) {
    INFO(path.string());
    CHECK(path.extension() == ".json");
    const DeviceProfile profile = read(path.string());
    CHECK(profile.name == path.stem().string());
    CHECK(read_profile(write_profile(profile)) == profile);
  }
}

std::uint32_t journal_places(const DeviceProfile& profile) {
  const std::uint32_t unit = profile.write_unit_bytes;
  return profile.journal.size_bytes / 2 / ((kRecordBytes + unit - 1) / unit * unit);
}

std::set<std::uint32_t> sector_sizes(const DeviceProfile& profile, const Area& area) {
  std::set<std::uint32_t> sizes;
  for (const SectorRun& run : profile.sectors) {
    if (area.overlaps({run.address, run.end() - run.address})) sizes.insert(run.sector_bytes);
  }
  return sizes;
}

}  // namespace

TEST_CASE("Boards: every sample is a valid profile, named as its file") { check_folder(kSamples, 9); }

TEST_CASE("Boards: every board of the campaigns is a valid profile, named as its file") {
  check_folder(kCampaignBoards, 14);
}

TEST_CASE("Boards: the samples' flash is as manifests/README.md has it from the datasheets") {
  struct Facts {
    const char* name;
    std::uint32_t flash_start;
    std::uint32_t flash_end;
    std::set<std::uint32_t> sector_sizes;
    std::uint32_t write_unit_bytes;
    std::uint8_t erased_value;
    bool write_once;
    TornReads torn_reads;
    std::uint32_t endurance_cycles;
  };
  constexpr auto kUnstable = TornReads::kUnstable;
  constexpr auto kFault = TornReads::kFault;
  const std::vector<Facts> boards = {
      {"nrf51", 0, 0x40000, {1024}, 4, 0xff, true, kUnstable, 20000},
      {"nrf52840-ab", 0, 0x100000, {4096}, 4, 0xff, true, kUnstable, 10000},
      {"nrf52840-swap", 0, 0x100000, {4096}, 4, 0xff, true, kUnstable, 10000},
      {"rp2040", 0x10000000, 0x10200000, {4096}, 64, 0xff, false, kUnstable, 100000},
      {"stm32f407", 0x08000000, 0x08100000, {16384, 65536, 131072}, 1, 0xff, false, kUnstable, 10000},
      {"stm32h743", 0x08000000, 0x08200000, {131072}, 32, 0xff, true, kFault, 10000},
      {"stm32l072", 0x08000000, 0x08030000, {128}, 64, 0x00, true, kUnstable, 10000},
      {"stm32l476-ab", 0x08000000, 0x08100000, {2048}, 8, 0xff, true, kFault, 10000},
      {"stm32l476-swap", 0x08000000, 0x08100000, {2048}, 8, 0xff, true, kFault, 10000},
  };
  CHECK(boards.size() == files_in(kSamples).size());
  for (const Facts& facts : boards) {
    INFO(facts.name);
    const DeviceProfile profile = sample(facts.name);
    CHECK(profile.sectors.front().address == facts.flash_start);
    CHECK(profile.sectors.back().end() == facts.flash_end);
    CHECK(sector_sizes(profile, {facts.flash_start, facts.flash_end - facts.flash_start}) == facts.sector_sizes);
    CHECK(profile.write_unit_bytes == facts.write_unit_bytes);
    CHECK(profile.erased_value == facts.erased_value);
    CHECK(profile.write_once == facts.write_once);
    CHECK(profile.torn_reads == facts.torn_reads);
    CHECK(profile.endurance_cycles == facts.endurance_cycles);
  }
}

TEST_CASE("Boards: a sample's journal holds the records of a whole update, but for the nRF51's, which has no room") {
  constexpr std::uint32_t kOtherRecords = 8;  // request, preparation, trial and confirmation
  for (const auto& path : files_in(kSamples)) {
    const DeviceProfile profile = read(path.string());
    const bool swap = profile.strategy == Strategy::kSwap;
    const std::uint32_t units = swap ? max_image_bytes(profile) / profile.swap_unit_bytes : 0;
    const bool holds_all = journal_places(profile) >= 2 * units + kOtherRecords;
    INFO(profile.name);
    CHECK(holds_all == (profile.name != "nrf51"));
  }
}

TEST_CASE("Boards: one board of the campaigns mixes sector sizes within its slots and its journal") {
  const DeviceProfile board = campaign_board("swap-tail-mixed-8");
  CHECK(sector_sizes(board, board.slots[0]) == std::set<std::uint32_t>{256, 1024});
  CHECK(sector_sizes(board, board.slots[1]) == std::set<std::uint32_t>{256, 1024});
  CHECK(sector_sizes(board, board.journal) == std::set<std::uint32_t>{256, 512});
}

TEST_CASE("Boards: the tiny boards of the campaigns take an image of 900 bytes, and a package of it") {
  for (const char* name : {"swap-tiny-64", "ab-tiny-32"}) {
    INFO(name);
    CHECK(check_fit(campaign_board(name), 900, 1280).has_value());
  }
}

}  // namespace switchback::manifests
