// Runs a fleet's devices of one board and one story, one after another. Draws their faults while
// they run, and records them as a schedule that replays them.
#pragma once

#include "rig/campaign/judge.h"
#include "rig/flash/random.h"
#include "rig/fleet/fleet.h"

namespace switchback::rig {

// The end of one device, and its faults.
struct Fate {
  End end = End::kInstalled;
  FaultCounts faults;
  Schedule schedule;
  Verdict verdict;
};

class FleetDevice {
 public:
  // Both are borrowed.
  FleetDevice(const Board& board, const Story& story);

  // Runs the story of a new device under faults, then judges the device as campaigns do. The result
  // depends on the arguments only; run_schedule() of its schedule gives the same one.
  Fate run(const Rates& rates, std::uint64_t seed);

  // How often its devices hit each row of the state tables, since construction.
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
  RowHits not_theirs_{};          // rows hit before the first device, or to be hit again
  Random chance_ = Random(0);     // draws the faults

  // Up to the last cut:
  Schedule schedule_;
  FaultCounts counts_;
  Verdict verdict_;

  // From the last cut on:
  SimDevice::Snapshot left_;
  std::vector<std::string> violations_;  // found by then
  std::vector<Damage> damage_;
  bool is_damaged_ = false;  // damage_ or earlier damage
};

}  // namespace switchback::rig
