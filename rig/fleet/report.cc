#include "rig/fleet/report.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "bootloader/journal/crc32.h"

namespace switchback::rig {
namespace {

void add_bytes(std::string& all, Bytes bytes) {
  all += fmt::format("{}:{:08x};", bytes.size(), bootloader::crc32(bytes));
}

std::uint32_t checksum_of(const Model& model) {
  const bootloader::Layout& layout = model.board->layout();
  const FlashModel& flash = model.board->flash_model();
  std::string all =
      fmt::format("{},{},{},{},{},{},{};", model.board->is_swap(), layout.write_unit_bytes, layout.erased_value,
                  layout.trial_boots, flash.write_once, static_cast<int>(flash.torn_reads), flash.endurance_cycles);
  for (const bootloader::SectorRun& run : layout.sectors) {
    all += fmt::format("{}+{}x{};", run.address, run.sector_bytes, run.count);
  }
  for (const bootloader::Area& area : {layout.journal, layout.slots[0], layout.slots[1], layout.staging}) {
    all += fmt::format("{}+{};", area.address, area.size_bytes);
  }
  for (const Story& story : model.stories) {
    for (const Firmware& firmware : story.firmware) add_bytes(all, firmware.image);
    for (const Offer& offer : story.offers) add_bytes(all, offer.artefact);
  }
  return bootloader::crc32({reinterpret_cast<const std::uint8_t*>(all.data()), all.size()});
}

std::string text_of(const Rates& rates) {
  return join(kRateKinds, [&](const RateKind& kind) { return fmt::format("{} {}", kind.name, rates.*kind.rate); });
}

std::string text_of(const FleetBoard& board) {
  std::string text = fmt::format("{} ({:08x}:", board.name, board.checksum);
  for (const FleetStory& story : board.stories) text += " " + story.name;
  return text + ")";
}

Result<void> same_fleet(const FleetReport& a, const FleetReport& b) {
  const auto boards = [](const FleetReport& report) {
    return join(report.boards, [](const FleetBoard& board) { return text_of(board); });
  };
  const std::array all = {
      Common{"seed", fmt::to_string(a.options.seed), fmt::to_string(b.options.seed)},
      Common{"devices", fmt::to_string(a.options.devices), fmt::to_string(b.options.devices)},
      Common{"rates", text_of(a.options.rates), text_of(b.options.rates)},
      Common{"boards", boards(a), boards(b)},
  };
  return expect_same(all);
}

}  // namespace

FleetTally FleetBoard::total() const {
  FleetTally sum;
  for (const FleetStory& story : stories) sum += story.tally;
  return sum;
}

FleetTally FleetReport::total() const {
  FleetTally sum;
  for (const FleetBoard& board : boards) sum += board.total();
  return sum;
}

FleetReport make_fleet_report(const std::vector<Model>& models, const FleetOptions& options,
                              const std::vector<FleetTally>& tallies) {
  FleetReport report;
  report.options = options;
  report.shards = {options.shards, {options.shard}};
  auto tally = tallies.begin();
  for (const Model& model : models) {
    FleetBoard board{model.board->name(), model.board->layout().strategy, checksum_of(model), {}};
    for (const Story& story : model.stories) {
      FleetTally counts = *tally++;
      add_failures(report.failures, std::exchange(counts.failures, {}));
      board.stories.push_back({story.name, std::move(counts)});
    }
    report.boards.push_back(std::move(board));
  }
  return report;
}

Result<void> merge(FleetReport& report, const FleetReport& other) {
  if (auto same = same_fleet(report, other); !same) return same;
  if (auto added = report.shards.add(other.shards); !added) return added;
  for (std::size_t i = 0; i < report.boards.size(); ++i) {
    for (std::size_t k = 0; k < report.boards[i].stories.size(); ++k) {
      report.boards[i].stories[k].tally += other.boards[i].stories[k].tally;
    }
  }
  add_failures(report.failures, other.failures);
  report.elapsed_ms += other.elapsed_ms;
  return {};
}

}  // namespace switchback::rig
