// Fleets: many devices, each with its own board, story and random faults, and their ends.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "host/parallel.h"
#include "rig/device/board.h"
#include "rig/device/story.h"
#include "rig/spec/table_rows.h"

namespace switchback::rig {

// Probabilities, 0 … 1. Power is off before the first start, after each power loss, and once at the
// end.
struct Rates {
  double power_loss = 0;  // per operation: power fails before, inside or after it
  double bit_rot = 0;     // each time power is off: a bit flips
  double read_error = 0;  // each time power is off: a write unit becomes unreadable
  double bad_sector = 0;  // likewise: a sector fails; half of them report success
  double drop = 0;        // per chunk: it gets lost; the next start continues

  bool operator==(const Rates&) const = default;
};

// Names of a rate.
struct RateKind {
  const char* name;     // in reports
  const char* option;   // of the command line
  const char* happens;  // the event
  const char* each;     // the opportunity
  double Rates::*rate;
};
inline constexpr std::array kRateKinds = {
    RateKind{"power_loss", "--power-loss-rate", "power fails", "for each flash operation", &Rates::power_loss},
    RateKind{"bit_rot", "--bit-rot", "a bit flips", "each time that power comes on", &Rates::bit_rot},
    RateKind{"read_error", "--read-error", "a write unit becomes unreadable", "each time that power comes on",
             &Rates::read_error},
    RateKind{"bad_sector", "--bad-sector", "a sector fails", "each time that power comes on", &Rates::bad_sector},
    RateKind{"drop", "--drop-rate", "a chunk of a download is lost", "for each chunk", &Rates::drop},
};

// Limits per device, so that every story ends.
constexpr std::uint32_t kMaxPowerLosses = 32;
constexpr std::uint32_t kMaxDrops = 16;

// The end of a device: the last one that applies.
enum class End : std::uint8_t {
  kInstalled,   // runs another firmware than its first
  kRolledBack,  // runs its first firmware again: the other expired or rotted
  kStillOld,    // runs its first firmware: the offers were refused
  kLost,        // nothing runs; damage left no whole image
  kFailed,      // broke a rule that every device must keep
  kBricked,     // nothing runs although a whole image is left
};
constexpr std::size_t kEnds = 6;
const char* end_name(End end);  // "rolled_back"

// Faults that occurred.
struct FaultCounts {
  std::uint64_t devices = 0;  // with at least one fault
  std::uint64_t power_losses = 0;
  std::uint64_t bit_flips = 0;
  std::uint64_t read_errors = 0;
  std::uint64_t bad_sectors = 0;
  std::uint64_t worn_sectors = 0;
  std::uint64_t drops = 0;

  FaultCounts& operator+=(const FaultCounts& other);
  bool operator==(const FaultCounts&) const = default;
};

// A device that failed or was bricked.
struct DeviceFailure {
  std::uint32_t device = 0;
  End end = End::kFailed;
  std::string replay;
  std::vector<std::string> problems;
};

constexpr std::size_t kMaxDeviceFailures = 10'000;  // kept at most, those with the lowest numbers

// Adds `more` to `failures`, in the order of device numbers.
void add_failures(std::vector<DeviceFailure>& failures, const std::vector<DeviceFailure>& more);

struct FleetTally {
  std::array<std::uint64_t, kEnds> ends{};
  FaultCounts faults;
  RowHits rows{};                       // how often devices hit each row of the state tables
  std::vector<DeviceFailure> failures;  // by device number

  std::uint64_t devices() const;
  std::uint64_t of(End end) const { return ends[static_cast<std::size_t>(end)]; }
  std::uint64_t bad() const { return of(End::kFailed) + of(End::kBricked); }  // must be 0
  FleetTally& operator+=(const FleetTally& other);
};

// A board and the stories that its devices draw from. Both are borrowed.
struct Model {
  const Board* board = nullptr;
  std::span<const Story> stories;  // at least one
};

struct FleetOptions {
  std::uint64_t seed = 1;
  std::uint32_t devices = 0;  // of all shards, numbered from 0
  Rates rates{};
  std::uint32_t shard = 0;  // runs devices with number % shards == shard; tallies add up
  std::uint32_t shards = 1;
};

// Runs the devices of the shard on `threads` threads. Returns one tally for each story of each
// model, in order. The end of a device depends only on the seed, its number, the rates and the
// models.
std::vector<FleetTally> run_fleet(const std::vector<Model>& models, const FleetOptions& options, unsigned threads,
                                  const host::WorkProgress& progress);

}  // namespace switchback::rig
