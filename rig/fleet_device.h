// One device of a fleet after the other, of one board and story: its faults are drawn while it runs, and written down
// as a schedule that replays them.
#pragma once

#include "rig/fleet.h"
#include "rig/judge.h"
#include "rig/random.h"

namespace switchback::rig {

// What became of one device.
struct Fate {
  End end = End::kInstalled;
  FaultCounts faults;
  Schedule schedule;
  Verdict verdict;
};

class FleetDevice {
 public:
  // Both are borrowed.
  FleetDevice(const Board& board, const Scenario& story);

  // A new device: its story under faults, and when they are over, what campaigns judge by. Depends on the arguments
  // only; run_schedule() of the fate's schedule comes to the same.
  Fate run(const Rates& rates, std::uint64_t seed);

 private:
  void suffer(const Rates& rates);
  bool run_until_cut(const std::optional<Cut>& cut);
  std::vector<std::uint64_t> draw_drops(double rate);
  std::optional<Cut> draw_cut(double rate);
  void draw_damage(const Rates& rates, std::uint64_t last_operation);
  FaultCounts faults(const Verdict& verdict) const;

  SimDevice device_;
  Judge judge_;
  SimDevice::Snapshot origin_;    // a new device
  std::uint64_t operations_ = 0;  // of the undisturbed story
  Random chance_ = Random(0);     // draws the faults
  Schedule schedule_;
  Verdict verdict_;             // of all up to the last cut
  SimDevice::Snapshot left_;    // by the last cut
  std::vector<Damage> damage_;  // after the last cut
  bool is_damaged_ = false;
};

}  // namespace switchback::rig
