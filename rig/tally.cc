#include "rig/tally.h"

#include <algorithm>

namespace switchback::rig {

const char* kind_name(Kind kind) {
  static constexpr std::array<const char*, kKinds> kNames = {"undisturbed", "cut",        "cut-pair",   "repeated",
                                                             "bit-rot",     "read-error", "bad-sector", "worn-sector",
                                                             "mixed",       "worn-out",   "hostile"};
  return kNames[static_cast<std::size_t>(kind)];
}

Counts& Counts::operator+=(const Counts& other) {
  schedules += other.schedules;
  ended_old += other.ended_old;
  ended_new += other.ended_new;
  lost += other.lost;
  bricked += other.bricked;
  wrong += other.wrong;
  failed += other.failed;
  return *this;
}

Counts Tally::total() const {
  Counts sum;
  for (const Counts& one : counts) sum += one;
  return sum;
}

void Tally::add(Kind kind, const Schedule& schedule, const Verdict& verdict) {
  Counts& here = of(kind);
  ++here.schedules;
  if (verdict.resets_end == 0) ++here.ended_old;
  if (verdict.resets_end > 0) ++here.ended_new;
  if (verdict.lost) ++here.lost;
  if (verdict.bricked) ++here.bricked;
  if (verdict.wrong) ++here.wrong;
  if (verdict.holds()) return;
  ++here.failed;
  if (failures.size() < kMaxFailures) failures.push_back({kind, replay_line(schedule), verdict.problems});
}

Tally& Tally::operator+=(const Tally& other) {
  board = other.board;
  scenario = other.scenario;
  operations = std::max(operations, other.operations);
  for (std::size_t i = 0; i < kKinds; ++i) counts[i] += other.counts[i];
  points.insert(other.points.begin(), other.points.end());
  erases.insert(other.erases.begin(), other.erases.end());
  least_erases.insert(other.least_erases.begin(), other.least_erases.end());
  least_operations = std::max(least_operations, other.least_operations);
  for (const auto& [k, starts] : other.waits) waits[k] = std::max(waits[k], starts);
  add_hits(rows, other.rows);
  failures.insert(failures.end(), other.failures.begin(), other.failures.end());
  if (failures.size() > kMaxFailures) failures.resize(kMaxFailures);
  return *this;
}

}  // namespace switchback::rig
