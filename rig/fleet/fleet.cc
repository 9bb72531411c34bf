// Assigns boards and stories to devices, and spreads the work over threads.
#include "rig/fleet/fleet.h"

#include <algorithm>
#include <iterator>

#include "rig/fleet/device.h"

namespace switchback::rig {
namespace {

constexpr std::size_t kDevicesAtOnce = 128;  // of one story; makes the cost of a bench negligible

// The devices of one story.
struct Batch {
  const Board* board = nullptr;
  const Story* story = nullptr;
  std::vector<std::uint32_t> devices;
};

// Everything about a device and its faults follows from this.
std::uint64_t seed_of(const FleetOptions& options, std::uint32_t device) { return mix(options.seed, device); }

std::vector<Batch> share_out(const std::vector<Model>& models, const FleetOptions& options) {
  std::vector<Batch> batches;
  std::vector<std::size_t> first;  // of each model
  for (const Model& model : models) {
    first.push_back(batches.size());
    for (const Story& story : model.stories) batches.push_back({model.board, &story, {}});
  }
  for (std::uint64_t device = options.shard; device < options.devices; device += options.shards) {
    Random chance(mix(seed_of(options, static_cast<std::uint32_t>(device)), 2));
    const std::uint32_t model = chance.below(static_cast<std::uint32_t>(models.size()));
    const std::uint32_t story = chance.below(static_cast<std::uint32_t>(models[model].stories.size()));
    batches[first[model] + story].devices.push_back(static_cast<std::uint32_t>(device));
  }
  return batches;
}

// A part of a batch that one thread takes.
struct Piece {
  std::size_t batch = 0;
  std::span<const std::uint32_t> devices;
};

std::vector<Piece> cut_up(const std::vector<Batch>& batches) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const std::span<const std::uint32_t> all = batches[i].devices;
    for (std::size_t at = 0; at < all.size(); at += kDevicesAtOnce) {
      pieces.push_back({i, all.subspan(at, std::min(kDevicesAtOnce, all.size() - at))});
    }
  }
  return pieces;
}

FleetTally run_piece(const Batch& batch, std::span<const std::uint32_t> devices, const FleetOptions& options) {
  FleetTally tally;
  FleetDevice bench(*batch.board, *batch.story);
  for (const std::uint32_t device : devices) {
    const Fate fate = bench.run(options.rates, seed_of(options, device));
    ++tally.ends[static_cast<std::size_t>(fate.end)];
    tally.faults += fate.faults;
    if (fate.end != End::kBricked && fate.end != End::kFailed) continue;
    tally.failures.push_back({device, fate.end, replay_line(fate.schedule), fate.verdict.problems});
  }
  tally.rows = bench.rows_hit();
  return tally;
}

}  // namespace

const char* end_name(End end) {
  static constexpr std::array<const char*, kEnds> kNames = {"installed", "rolled_back", "still_old",
                                                            "lost",      "failed",      "bricked"};
  return kNames[static_cast<std::size_t>(end)];
}

FaultCounts& FaultCounts::operator+=(const FaultCounts& other) {
  devices += other.devices;
  power_losses += other.power_losses;
  bit_flips += other.bit_flips;
  read_errors += other.read_errors;
  bad_sectors += other.bad_sectors;
  worn_sectors += other.worn_sectors;
  drops += other.drops;
  return *this;
}

void add_failures(std::vector<DeviceFailure>& failures, const std::vector<DeviceFailure>& more) {
  failures.insert(failures.end(), more.begin(), more.end());
  std::ranges::sort(failures, {}, &DeviceFailure::device);
  if (failures.size() > kMaxDeviceFailures) failures.resize(kMaxDeviceFailures);
}

std::uint64_t FleetTally::devices() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : ends) sum += count;
  return sum;
}

FleetTally& FleetTally::operator+=(const FleetTally& other) {
  for (std::size_t i = 0; i < kEnds; ++i) ends[i] += other.ends[i];
  faults += other.faults;
  add_hits(rows, other.rows);
  add_failures(failures, other.failures);
  return *this;
}

std::vector<FleetTally> run_fleet(const std::vector<Model>& models, const FleetOptions& options, unsigned threads,
                                  const host::WorkProgress& progress) {
  const std::vector<Batch> batches = share_out(models, options);
  const std::vector<Piece> pieces = cut_up(batches);
  std::vector<FleetTally> tallies(pieces.size());
  const auto run = [&](std::size_t i) {
    tallies[i] = run_piece(batches[pieces[i].batch], pieces[i].devices, options);
    return true;
  };
  host::run_parallel(pieces.size(), threads, run, progress);
  std::vector<FleetTally> sums(batches.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) sums[pieces[i].batch] += tallies[i];
  return sums;
}

}  // namespace switchback::rig
