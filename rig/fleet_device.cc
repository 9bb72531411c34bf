// Drawing faults, living through them, and the end.
#include "rig/fleet_device.h"

#include <algorithm>
#include <array>
#include <utility>

#include "rig/random_damage.h"

namespace switchback::rig {
namespace {

constexpr std::uint64_t kMostChunks = 1u << 14;  // of a device's downloads: later ones do not get lost

// True in the share `rate` of all calls. The same on every machine: no floating-point function.
bool happens(double rate, Random& chance) {
  constexpr double kTwoTo53 = 9007199254740992.0;
  return (chance.next() >> 11) < static_cast<std::uint64_t>(rate * kTwoTo53);
}

// The first of many, from `from` on, that happens; `end` where none does.
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

FleetDevice::FleetDevice(const Board& board, const Scenario& story)
    : device_(board, story, 0), judge_(board, story, 0), origin_(device_.snapshot()), left_(origin_) {
  Verdict undisturbed;
  device_.flash().arm(std::nullopt);
  (void)settle(device_, false, undisturbed);
  operations_ = device_.flash().operations();
}

Fate FleetDevice::run(const Rates& rates, std::uint64_t seed) {
  chance_ = Random(mix(seed, 1));
  schedule_ = {.board = device_.board().name(), .scenario = device_.scenario().name, .seed = seed};
  schedule_.drops = draw_drops(rates.drop);
  verdict_ = {};
  device_.restore(origin_);
  device_.reseed(seed);
  device_.set_drops(schedule_.drops);
  judge_.reseed(seed);
  suffer(rates);
  verdict_.merge(judge_.judge(left_, damage_, is_damaged_));
  schedule_.faults.insert(schedule_.faults.end(), damage_.begin(), damage_.end());
  schedule_.drops.resize(verdict_.chunks_lost);  // chunks are lost in their order
  return {end_of(verdict_), faults(verdict_), schedule_, verdict_};
}

// Until power does not fail any more.
void FleetDevice::suffer(const Rates& rates) {
  is_damaged_ = false;
  for (std::uint32_t losses = 0;; ++losses) {
    left_ = device_.snapshot();
    const std::vector<std::string> violations = device_.violations();
    const std::optional<Cut> cut = draw_cut(losses < kMaxPowerLosses ? rates.power_loss : 0);
    draw_damage(rates, cut ? std::min(cut->operation, operations_) : operations_);
    if (run_until_cut(cut)) continue;
    verdict_.problems.insert(verdict_.problems.end(), violations.begin(), violations.end());
    return;
  }
}

// False: it came to rest before; then nothing of this was written down, for judging runs it again.
bool FleetDevice::run_until_cut(const std::optional<Cut>& cut) {
  Verdict verdict;
  device_.flash().arm(cut, damage_);
  (void)settle(device_, is_damaged_, verdict);
  if (!verdict.power_was_cut) return false;
  verdict_.merge(verdict);
  schedule_.faults.insert(schedule_.faults.end(), damage_.begin(), damage_.end());
  schedule_.faults.emplace_back(*cut);
  return true;
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

// Nothing: power lasts for more operations than a start ever takes.
std::optional<Cut> FleetDevice::draw_cut(double rate) {
  const std::uint64_t end = 4 * operations_ + 64;
  const std::uint64_t operation = first_that_happens(rate, 0, end, chance_);
  if (operation == end) return std::nullopt;
  return Cut{operation, static_cast<CutPhase>(chance_.below(3)), chance_.below(kTearStyles)};
}

// What breaks between now and the next cut.
void FleetDevice::draw_damage(const Rates& rates, std::uint64_t last_operation) {
  damage_.clear();
  const DamageKind sector = chance_.below(2) == 0 ? DamageKind::kBadSector : DamageKind::kWornSector;
  const std::array kinds = {std::pair(rates.bit_rot, DamageKind::kFlip),
                            std::pair(rates.read_error, DamageKind::kUnreadable), std::pair(rates.bad_sector, sector)};
  for (const auto& [rate, kind] : kinds) {
    if (!happens(rate, chance_)) continue;
    damage_.push_back(random_damage(kind, device_.board(), last_operation, chance_));
    const bool is_later = chance_.below(2) != 0;
    if (is_later) damage_.back().operation = chance_.below(static_cast<std::uint32_t>(last_operation) + 1);
  }
  is_damaged_ |= !damage_.empty();
}

// Damage after the last cut that the story did not reach does not count.
FaultCounts FleetDevice::faults(const Verdict& verdict) const {
  FaultCounts counts;
  for (const Fault& fault : schedule_.faults) {
    if (const auto* damage = std::get_if<Damage>(&fault)) ++count_of(counts, damage->kind);
    if (std::holds_alternative<Cut>(fault)) ++counts.power_losses;
  }
  for (const Damage& damage : damage_) {
    if (damage.operation != 0 && damage.operation >= verdict.operations) --count_of(counts, damage.kind);
  }
  counts.drops = verdict.chunks_lost;
  counts.devices = counts == FaultCounts{} ? 0 : 1;
  return counts;
}

}  // namespace switchback::rig
