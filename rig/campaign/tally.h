// The results of a campaign.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "rig/campaign/judge.h"
#include "rig/device/sim_device.h"
#include "rig/flash/fault.h"
#include "rig/forged/counts.h"

namespace switchback::rig {

// Kinds of schedules.
enum class ScheduleKind : std::uint8_t {
  kUndisturbed,
  kCut,         // one cut
  kCutPair,     // a second cut in the recovery from the first
  kRepeated,    // power that lasts only k operations, in start after start
  kBitRot,      // a cut, then a flipped bit
  kReadError,   // a cut, then a unit that cannot be read
  kBadSector,   // a cut, then a sector that fails at some later operation
  kWornSector,  // the same, but the sector reports success
  kMixed,       // two cuts and two damages of any kinds
  kWornOut,     // a cut before an erase, whose sector has reached its erase limit
  kHostile,     // an artefact with a changed byte or another length
  kForged,      // flash contents that a compromised application wrote
};
constexpr std::size_t kScheduleKinds = 12;
const char* kind_name(ScheduleKind kind);  // "cut-pair"

struct Counts {
  std::uint64_t schedules = 0;
  std::uint64_t ended_old = 0;  // resets alone ended on the first firmware,
  std::uint64_t ended_new = 0;  // on another one,
  std::uint64_t lost = 0;       // on nothing, because damage had left no whole image,
  std::uint64_t bricked = 0;    // on nothing, although one was left
  std::uint64_t wrong = 0;      // an image ran that the story does not know
  std::uint64_t failed = 0;     // anything forbidden, including bricked and wrong

  Counts& operator+=(const Counts& other);
};

// One operation of the undisturbed story, and how the device ended after cuts there.
struct Point {
  Operation::Kind operation = Operation::Kind::kProgram;
  Actor actor = Actor::kBootloader;
  std::uint32_t address = 0;
  std::string outcomes;  // cut before, then inside per pattern: 'o' old, 'n' new, 'x' failed
};

// A failed schedule: its replay line and its problems.
struct Failure {
  ScheduleKind kind = ScheduleKind::kCut;
  std::string replay;
  std::vector<std::string> problems;
};

struct ForgedVerdict;

constexpr std::size_t kMaxFailures = 20;  // kept at most

struct Tally {
  std::string board;
  std::string name;
  std::uint64_t operations = 0;  // of the undisturbed story
  std::array<Counts, kScheduleKinds> counts;
  // By number of the operation.
  std::map<std::uint64_t, Point> points;
  std::map<std::uint32_t, std::uint32_t> erases;  // of the undisturbed story, by sector address
  // rig/campaign/least_erases.h; empty: the story is not a plain install.
  std::map<std::uint32_t, std::uint32_t> least_erases;
  // Operations that power must last in each start for the story to get through.
  std::uint64_t least_operations = 0;
  // If power lasts k operations in each start: the most starts until an image runs.
  std::map<std::uint64_t, std::uint32_t> waits;
  ForgedCounts forged;            // of ScheduleKind::kForged
  std::vector<Failure> failures;  // the first ones
  // How often devices hit each row of the state tables.
  RowHits rows{};

  Counts& of(ScheduleKind kind) { return counts[static_cast<std::size_t>(kind)]; }
  const Counts& of(ScheduleKind kind) const { return counts[static_cast<std::size_t>(kind)]; }
  Counts total() const;

  void add(ScheduleKind kind, const Schedule& schedule, const Verdict& verdict);
  void add_forged(const Schedule& schedule, const ForgedVerdict& verdict);

  // Adds another shard of the same board and story.
  Tally& operator+=(const Tally& other);
};

}  // namespace switchback::rig
