// Runs devices to their end, and judges the result.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rig/campaign/schedule.h"
#include "rig/device/sim_device.h"

namespace switchback::rig {

constexpr int kNothing = -1;  // in place of a firmware's index

// The result of one schedule.
struct Verdict {
  bool power_was_cut = false;         // false: the run ended before the last cut
  bool bricked = false;               // nothing started although a whole image was left
  bool lost = false;                  // nothing started; damage had left no whole image
  bool wrong = false;                 // an image ran that the story does not know
  int resets_end = kNothing;          // index of the firmware that runs after resets alone
  int rest_ends = kNothing;           // index of the one after the rest of the story
  std::uint64_t operations = 0;       // in the rest of the story
  std::uint64_t chunks_lost = 0;      // of downloads, since the device was made
  Status reason = Status::kOk;        // last_reason in the journal at the last start
  std::vector<std::string> problems;  // empty: nothing is wrong

  bool holds() const { return problems.empty() && !bricked && !wrong; }

  // Adds a later part of the same schedule: flags and problems accumulate; the ends, counts and
  // reason are replaced.
  void merge(const Verdict& later);
};

class Judge {
 public:
  // `board` and `story` are borrowed.
  Judge(const Board& board, const Story& story, std::uint64_t seed);

  // Judges a device without power in state `from`, twice: by resets alone, and with its story going
  // on. `damage` strikes on the way. `is_damaged`: there is damage now, or was before. `witness`
  // sees the operations of the story.
  Verdict judge(const SimDevice::Snapshot& from, std::span<const Damage> damage, bool is_damaged,
                const SimDevice::Witness& witness = {});

  // As if constructed with `seed`.
  void reseed(std::uint64_t seed);

  // The device whose story goes on, for a witness to look at.
  const SimDevice& story() const { return rest_; }

  // How often its devices hit each row of the state tables.
  RowHits rows_hit() const;

 private:
  SimDevice alone_;
  SimDevice rest_;
};

// Starts the device until a start changes nothing or power fails. Adds problems to `verdict`.
// Returns the index of the firmware that runs in the end, or kNothing.
int settle(SimDevice& device, bool is_damaged, Verdict& verdict);

// Cuts power at `cut` in every start until the device gets through. Returns false if the device
// stops making progress. That is a problem if power lasts long enough (rig/campaign/short_power.h)
// and no new image even reached its trial.
bool get_through(SimDevice& device, const Cut& cut, Verdict& verdict);

// Cuts power at `cut` in every start, and counts the starts until an image runs.
//   1 or more:   the number of the start that runs an image
//   0:           none has to run: the active slot holds no whole image, or nothing starts
//   kNeverRuns:  the active slot holds a whole image, and it never ran
constexpr int kNeverRuns = -1;
int starts_until_image(SimDevice& device, const Cut& cut);

// The same; adds a problem for kNeverRuns, if `cut` leaves time for the operations that every start
// needs: one, or a whole record while an image is on trial or is being taken back.
int check_wait(SimDevice& device, const Cut& cut, Verdict& verdict);

// Runs one schedule: its faults on `device`, which must be new; then on copies resets alone, and
// the story going on undisturbed. `device` and `left` (unless nullptr) are afterwards in the state
// behind the last cut. The witness of `device` sees everything up to there, `witness` the story
// after it.
Verdict run_schedule(SimDevice& device, const Schedule& schedule, SimDevice::Snapshot* left = nullptr,
                     const SimDevice::Witness& witness = {});

}  // namespace switchback::rig
