#include "rig/fleet_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "bootloader/crc32.h"

namespace switchback::rig {
namespace {

tl::unexpected<Error> differs(std::string_view what, const std::string& expected, const std::string& found) {
  return fail(ErrorCode::kIncompatible, fmt::format("{}: expected {}, found {}", what, expected, found));
}

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
  for (const Scenario& story : model.stories) {
    for (const Firmware& firmware : story.firmware) add_bytes(all, firmware.image);
    for (const Offer& offer : story.offers) add_bytes(all, offer.artefact);
  }
  return bootloader::crc32({reinterpret_cast<const std::uint8_t*>(all.data()), all.size()});
}

std::string text_of(const Rates& rates) {
  return fmt::format("power_loss {}, bit_rot {}, read_error {}, bad_sector {}, drop {}", rates.power_loss,
                     rates.bit_rot, rates.read_error, rates.bad_sector, rates.drop);
}

std::string text_of(const FleetBoard& board) {
  std::string text = fmt::format("{} ({:08x}:", board.name, board.checksum);
  for (const FleetStory& story : board.stories) text += " " + story.name;
  return text + ")";
}

std::string text_of(const std::vector<FleetBoard>& boards) {
  std::string text;
  for (const FleetBoard& board : boards) text += (text.empty() ? "" : ", ") + text_of(board);
  return text;
}

Result<void> same_fleet(const FleetReport& a, const FleetReport& b) {
  struct Field {
    const char* name;
    std::string expected;
    std::string found;
  };
  const std::array fields = {
      Field{"seed", fmt::to_string(a.options.seed), fmt::to_string(b.options.seed)},
      Field{"devices", fmt::to_string(a.options.devices), fmt::to_string(b.options.devices)},
      Field{"rates", text_of(a.options.rates), text_of(b.options.rates)},
      Field{"shards.of", fmt::to_string(a.options.shares), fmt::to_string(b.options.shares)},
      Field{"boards", text_of(a.boards), text_of(b.boards)},
  };
  for (const Field& field : fields) {
    if (field.expected != field.found) return differs(field.name, field.expected, field.found);
  }
  return {};
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
  report.shares = {options.share};
  auto tally = tallies.begin();
  for (const Model& model : models) {
    FleetBoard board{model.board->name(), checksum_of(model), {}};
    for (const Scenario& story : model.stories) {
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
  std::set<std::uint32_t> shares(report.shares.begin(), report.shares.end());
  for (const std::uint32_t share : other.shares) {
    if (shares.insert(share).second) continue;
    return differs("shards.done", "every shard once", fmt::format("{} of {} again", share + 1, report.options.shares));
  }
  for (std::size_t i = 0; i < report.boards.size(); ++i) {
    for (std::size_t k = 0; k < report.boards[i].stories.size(); ++k) {
      report.boards[i].stories[k].tally += other.boards[i].stories[k].tally;
    }
  }
  add_failures(report.failures, other.failures);
  report.shares.assign(shares.begin(), shares.end());
  report.elapsed_ms += other.elapsed_ms;
  if (report.is_whole()) {
    report.options.shares = 1;
    report.shares = {0};
  }
  report.options.share = report.shares.front();
  return {};
}

}  // namespace switchback::rig
