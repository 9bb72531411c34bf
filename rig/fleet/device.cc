// Draws faults, runs devices under them, and names their end.
#include "rig/fleet/device.h"

#include <algorithm>
#include <array>
#include <utility>

#include "rig/device/random_damage.h"

namespace switchback::rig {
namespace {

constexpr std::uint64_t kMostChunks = 1u << 14;  // of a device's downloads; later ones arrive

// A cut after the last operation: power goes off while the device is idle.
constexpr Cut kOffAtRest = {1'000'000'000, CutPhase::kBefore, 0};

// True for the share `rate` of all calls, without floating-point functions, so that every machine
// gives the same.
bool happens(double rate, Random& chance) {
  constexpr double kTwoTo53 = 9007199254740992.0;
  return (chance.next() >> 11) < static_cast<std::uint64_t>(rate * kTwoTo53);
}

// The first number from `from` on for which the event happens; `end` if there is none.
std::uint64_t first_that_happens(double rate, std::uint64_t from, std::uint64_t end, Random& chance) {
  if (rate <= 0) return end;
  while (from < end && !happens(rate, chance)) ++from;
  return from;
}

End end_of(const Verdict& verdict) {
  if (verdict.bricked) return End::kBricked;
  if (!verdict.holds()) return End::kFailed;
  if (verdict.lost) return End::kLost;
  if (verdict.rest_ends > 0) return End::kInstalled;
  const bool came_back = verdict.reason == Status::kTrialExpired || verdict.reason == Status::kHealed;
  return came_back ? End::kRolledBack : End::kStillOld;
}

std::uint64_t& count_of(FaultCounts& counts, DamageKind kind) {
  switch (kind) {
    case DamageKind::kFlip:
      return counts.bit_flips;
    case DamageKind::kUnreadable:
      return counts.read_errors;
    case DamageKind::kBadSector:
      return counts.bad_sectors;
    case DamageKind::kWornSector:
      break;
  }
  return counts.worn_sectors;
}

}  // namespace

FleetDevice::FleetDevice(const Board& board, const Story& story)
    : device_(board, story, 0), judge_(board, story, 0), origin_(device_.snapshot()), left_(origin_) {
  Verdict undisturbed;
  device_.flash().arm(std::nullopt);
  (void)settle(device_, false, undisturbed);
  operations_ = device_.flash().operations();
  not_theirs_ = rows_hit();
}

RowHits FleetDevice::rows_hit() const {
  RowHits hits = judge_.rows_hit();
  add_hits(hits, device_.rows_hit());
  for (std::size_t i = 0; i < kRowCount; ++i) hits[i] -= not_theirs_[i];
  return hits;
}

Fate FleetDevice::run(const Rates& rates, std::uint64_t seed) {
  chance_ = Random(mix(seed, 1));
  schedule_ = {.board = device_.board().name(), .story = device_.story().name, .seed = seed};
  schedule_.drops = draw_drops(rates.drop);
  counts_ = {};
  verdict_ = {};
  is_damaged_ = false;
  device_.restore(origin_);
  device_.reseed(seed);
  device_.set_drops(schedule_.drops);
  judge_.reseed(seed);
  suffer(rates);
  verdict_.problems.insert(verdict_.problems.end(), violations_.begin(), violations_.end());
  verdict_.merge(judge_.judge(left_, damage_, is_damaged_));
  write_down_damage(verdict_.operations);
  schedule_.drops.resize(verdict_.chunks_lost);  // chunks are lost in their order
  counts_.drops = verdict_.chunks_lost;
  counts_.devices = counts_ == FaultCounts{} ? 0 : 1;
  return {end_of(verdict_), counts_, schedule_, verdict_};
}

// Runs the device until power no longer fails. Its actions since the last cut are not recorded,
// because judging repeats them.
void FleetDevice::suffer(const Rates& rates) {
  for (std::uint32_t losses = 0;; ++losses) {
    // As run_schedule(): after so many losses an update may be given up.
    if (losses >= device_.board().layout().install_attempts) device_.expect_short_power();
    const std::optional<Cut> cut = draw_cut(losses < kMaxPowerLosses ? rates.power_loss : 0);
    switch_on(draw_damage(rates, cut ? std::min(cut->operation, operations_) : operations_));
    Verdict verdict;
    const RowHits before = device_.rows_hit();
    device_.flash().arm(cut, damage_);
    (void)settle(device_, is_damaged_, verdict);
    if (!verdict.power_was_cut) return grow_old(rates, verdict, before);
    write_down(verdict, *cut);
    ++counts_.power_losses;
  }
}

// Draws the damage that strikes while the device is idle, when power goes off and on again.
// `before`: the rows hit before the device became idle.
void FleetDevice::grow_old(const Rates& rates, const Verdict& verdict, const RowHits& before) {
  std::vector<Damage> damage = draw_damage(rates, 0);
  if (damage.empty()) return disregard_rows_since(before);
  write_down(verdict, kOffAtRest);
  switch_on(std::move(damage));
}

// Judging hits these rows again.
void FleetDevice::disregard_rows_since(const RowHits& before) {
  for (std::size_t i = 0; i < kRowCount; ++i) not_theirs_[i] += device_.rows_hit()[i] - before[i];
}

void FleetDevice::switch_on(std::vector<Damage> damage) {
  left_ = device_.snapshot();
  violations_ = device_.violations();
  damage_ = std::move(damage);
  is_damaged_ |= !damage_.empty();
}

void FleetDevice::write_down(const Verdict& verdict, const Cut& cut) {
  verdict_.merge(verdict);
  write_down_damage(device_.flash().operations());
  schedule_.faults.emplace_back(cut);
}

// Damage counts if it struck within this many operations.
void FleetDevice::write_down_damage(std::uint64_t operations) {
  for (const Damage& damage : damage_) {
    schedule_.faults.emplace_back(damage);
    if (damage.operation == 0 || damage.operation < operations) ++count_of(counts_, damage.kind);
  }
}

std::vector<std::uint64_t> FleetDevice::draw_drops(double rate) {
  std::vector<std::uint64_t> drops;
  for (std::uint64_t chunk = 0; drops.size() < kMaxDrops; ++chunk) {
    chunk = first_that_happens(rate, chunk, kMostChunks, chance_);
    if (chunk == kMostChunks) break;
    drops.push_back(chunk);
  }
  return drops;
}

// Nothing: power lasts for more operations than any start takes.
std::optional<Cut> FleetDevice::draw_cut(double rate) {
  const std::uint64_t end = 4 * operations_ + 64;
  const std::uint64_t operation = first_that_happens(rate, 0, end, chance_);
  if (operation == end) return std::nullopt;
  return Cut{operation, static_cast<CutPhase>(chance_.below(3)), chance_.below(kTearStyles)};
}

// Damage before power comes on, and sectors that fail up to `last_operation`.
std::vector<Damage> FleetDevice::draw_damage(const Rates& rates, std::uint64_t last_operation) {
  const DamageKind sector = chance_.below(2) == 0 ? DamageKind::kBadSector : DamageKind::kWornSector;
  const std::array kinds = {std::pair(rates.bit_rot, DamageKind::kFlip),
                            std::pair(rates.read_error, DamageKind::kUnreadable), std::pair(rates.bad_sector, sector)};
  std::vector<Damage> damage;
  for (const auto& [rate, kind] : kinds) {
    if (happens(rate, chance_)) damage.push_back(random_damage(kind, device_.board(), last_operation, chance_));
  }
  return damage;
}

}  // namespace switchback::rig
