// What a campaign counted.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "rig/fault.h"
#include "rig/forged/counts.h"
#include "rig/judge.h"
#include "rig/sim_device.h"

namespace switchback::rig {

// Kinds of schedules.
enum class Kind : std::uint8_t {
  kUndisturbed,
  kCut,         // one cut
  kCutPair,     // a second cut in the recovery from the first
  kRepeated,    // power that lasts only so many operations, again and again
  kBitRot,      // a cut, then a flipped bit
  kReadError,   // a cut, then a unit that cannot be read
  kBadSector,   // a cut, then a sector that fails at some operation of what follows
  kWornSector,  // the same, with a sector that only claims to be programmed
  kMixed,       // two cuts and two damages of any kinds
  kWornOut,     // a cut before an erase, whose sector then takes none any more
  kHostile,     // an artefact of which a byte was changed, or that is shorter or longer
  kForged,      // flash contents that a compromised application wrote
};
constexpr std::size_t kKinds = 12;
const char* kind_name(Kind kind);  // "cut-pair"

struct Counts {
  std::uint64_t schedules = 0;
  std::uint64_t ended_old = 0;  // what resets alone ended on: the first firmware,
  std::uint64_t ended_new = 0;  // another one,
  std::uint64_t lost = 0;       // nothing, for damage had left no whole image,
  std::uint64_t bricked = 0;    // nothing, although one was left;
  std::uint64_t wrong = 0;      // at some start something ran that is none of the firmware
  std::uint64_t failed = 0;     // anything that must not be, bricks and wrong ones included

  Counts& operator+=(const Counts& other);
};

// One operation of the undisturbed story, and what became of the device when power failed there.
struct Point {
  Operation::Kind operation = Operation::Kind::kProgram;
  Actor actor = Actor::kBootloader;
  std::uint32_t address = 0;
  std::string outcomes;  // before, then inside with each pattern: 'o' old, 'n' new, 'x' failed
};

// A schedule that failed, as its replay line and what was wrong.
struct Failure {
  Kind kind = Kind::kCut;
  std::string replay;
  std::vector<std::string> problems;
};

struct ForgedVerdict;

constexpr std::size_t kMaxFailures = 20;  // that are kept

struct Tally {
  std::string board;
  std::string scenario;
  std::uint64_t operations = 0;  // of the undisturbed story
  std::array<Counts, kKinds> counts;
  std::map<std::uint64_t, Point> points;                // by number of the operation
  std::map<std::uint32_t, std::uint32_t> erases;        // of the undisturbed story, by sector address
  std::map<std::uint32_t, std::uint32_t> least_erases;  // rig/least_erases.h; empty: the story is not a plain install
  std::uint64_t least_operations = 0;                   // with which power has to last to get through, again and again
  std::map<std::uint64_t, std::uint32_t> waits;         // power lasts k operations: most starts until an image runs
  ForgedCounts forged;                                  // of Kind::kForged
  std::vector<Failure> failures;                        // the first of them
  RowHits rows{};                                       // how often devices came to each row of the state tables

  Counts& of(Kind kind) { return counts[static_cast<std::size_t>(kind)]; }
  const Counts& of(Kind kind) const { return counts[static_cast<std::size_t>(kind)]; }
  Counts total() const;

  void add(Kind kind, const Schedule& schedule, const Verdict& verdict);
  void add_forged(const Schedule& schedule, const ForgedVerdict& verdict);

  // Adds another share of the same board and scenario.
  Tally& operator+=(const Tally& other);
};

}  // namespace switchback::rig
