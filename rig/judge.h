// What becomes of a device, and whether that is as it should be.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rig/schedule.h"
#include "rig/sim_device.h"

namespace switchback::rig {

constexpr int kNothing = -1;  // in place of a firmware's index

// What one schedule came to.
struct Verdict {
  bool power_was_cut = false;         // false: the run was over before the last cut
  bool bricked = false;               // nothing started, and a whole image was left
  bool lost = false;                  // nothing started, for damage had left no whole image
  bool wrong = false;                 // something ran that is none of the scenario's firmware
  int resets_end = kNothing;          // index of the firmware that runs after resets alone
  int rest_ends = kNothing;           // and after the rest of the story
  std::uint64_t operations = 0;       // of the rest of the story
  std::uint64_t chunks_lost = 0;      // of downloads, since the device was made
  Status reason = Status::kOk;        // in the journal, at the last start
  std::vector<std::string> problems;  // empty: as it should be

  bool holds() const { return problems.empty() && !bricked && !wrong; }

  // Adds what became of the device later: its ends and operations replace these.
  void merge(const Verdict& later);
};

class Judge {
 public:
  // All are borrowed.
  Judge(const Board& board, const Scenario& scenario, std::uint64_t seed);

  // What becomes of a device without power whose state is `from`: by resets alone; and when its story goes on.
  // `damage` strikes on the way; `is_damaged`: it, or some before, did. `witness` sees the operations of the story.
  Verdict judge(const SimDevice::Snapshot& from, std::span<const Damage> damage, bool is_damaged,
                const SimDevice::Witness& witness = {});

  // As if constructed with `seed`.
  void reseed(std::uint64_t seed);

  // The device whose story goes on: what a witness looks at.
  const SimDevice& story() const { return rest_; }

  // How often its devices came to each row of the state tables.
  RowHits rows_hit() const;

 private:
  SimDevice alone_;
  SimDevice rest_;
};

// Starts the device until a start changes nothing, or power fails, and adds what is wrong to `verdict`. The firmware
// that runs in the end, or kNothing.
int settle(SimDevice& device, bool is_damaged, Verdict& verdict);

// Lets power fail at `cut` at every start, until the device gets through. False: it comes no further; where power lasts
// long enough (rig/short_power.h) and no new image even came to its trial, that is a problem.
bool get_through(SimDevice& device, const Cut& cut, Verdict& verdict);

// Power fails at `cut` in every start: how many of them until an image runs. 1: in the first. 0: none has to, for the
// slot that would run holds no whole image; or nothing is there to start. kNeverRuns: one is whole, and none ran.
constexpr int kNeverRuns = -1;
int starts_until_image(SimDevice& device, const Cut& cut);

// The same; kNeverRuns is a problem, unless not one operation is whole: then no start can be told from another.
int check_wait(SimDevice& device, const Cut& cut, Verdict& verdict);

// One schedule from a new device on: the faults, then on a copy resets alone, then the story going on undisturbed.
// `device` is new; afterwards it is as the story left it. `left` (where it is wanted) is the state behind the last cut.
// A witness of `device` is told everything up to there, `witness` what the story does afterwards.
Verdict run_schedule(SimDevice& device, const Schedule& schedule, SimDevice::Snapshot* left = nullptr,
                     const SimDevice::Witness& witness = {});

}  // namespace switchback::rig
