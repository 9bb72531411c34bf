#include "rig/campaign/tally.h"

#include <algorithm>

#include "rig/forged/device.h"

namespace switchback::rig {

namespace {

constexpr std::size_t kMaxAlike = 4;       // kept failures of one kind
constexpr std::size_t kAlikeLetters = 16;  // of a problem's text; numbers come later

bool is_alike(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  return one.front().substr(0, kAlikeLetters) == other.front().substr(0, kAlikeLetters);
}

}  // namespace

const char* kind_name(ScheduleKind kind) {
  static constexpr std::array<const char*, kScheduleKinds> kNames = {
      "undisturbed", "cut",         "cut-pair", "repeated", "bit-rot", "read-error",
      "bad-sector",  "worn-sector", "mixed",    "worn-out", "hostile", "forged"};
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

void Tally::add(ScheduleKind kind, const Schedule& schedule, const Verdict& verdict) {
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

void Tally::add_forged(const Schedule& schedule, const ForgedVerdict& verdict) {
  forged += verdict.counts;
  Verdict plain;
  plain.problems = verdict.problems;
  plain.wrong = verdict.counts.unverified != 0;
  plain.resets_end = verdict.ends_with ? static_cast<int>(*verdict.ends_with) : kNothing;
  const std::size_t kept = failures.size();
  add(ScheduleKind::kForged, schedule, plain);
  if (failures.size() == kept) return;
  // One mistake fails thousands of contents; other mistakes must still be visible.
  const auto alike = std::ranges::count_if(
      failures, [&](const Failure& failure) { return is_alike(failure.problems, plain.problems); });
  if (static_cast<std::size_t>(alike) > kMaxAlike) failures.pop_back();
}

Tally& Tally::operator+=(const Tally& other) {
  board = other.board;
  name = other.name;
  operations = std::max(operations, other.operations);
  for (std::size_t i = 0; i < kScheduleKinds; ++i) counts[i] += other.counts[i];
  points.insert(other.points.begin(), other.points.end());
  erases.insert(other.erases.begin(), other.erases.end());
  least_erases.insert(other.least_erases.begin(), other.least_erases.end());
  least_operations = std::max(least_operations, other.least_operations);
  for (const auto& [k, starts] : other.waits) waits[k] = std::max(waits[k], starts);
  add_hits(rows, other.rows);
  forged += other.forged;
  failures.insert(failures.end(), other.failures.begin(), other.failures.end());
  if (failures.size() > kMaxFailures) failures.resize(kMaxFailures);
  return *this;
}

}  // namespace switchback::rig
