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

  // How often its devices came to each row of the state tables, since construction.
  RowHits rows_hit() const;

 private:
  void suffer(const Rates& rates);
  void disregard_rows_since(const RowHits& before);
  void grow_old(const Rates& rates, const Verdict& verdict, const RowHits& before);
  void switch_on(std::vector<Damage> damage);
  void write_down(const Verdict& verdict, const Cut& cut);
  void write_down_damage(std::uint64_t operations);
  std::vector<std::uint64_t> draw_drops(double rate);
  std::optional<Cut> draw_cut(double rate);
  std::vector<Damage> draw_damage(const Rates& rates, std::uint64_t last_operation);

  SimDevice device_;
  Judge judge_;
  SimDevice::Snapshot origin_;    // a new device
  std::uint64_t operations_ = 0;  // of the undisturbed story
  RowHits not_theirs_{};          // rows that were hit before the first device, or will be again
  Random chance_ = Random(0);     // draws the faults

  // Up to the last cut:
  Schedule schedule_;
  FaultCounts counts_;
  Verdict verdict_;

  // And from there on:
  SimDevice::Snapshot left_;
  std::vector<std::string> violations_;  // that are known by then
  std::vector<Damage> damage_;
  bool is_damaged_ = false;  // by it, or before
};

}  // namespace switchback::rig
