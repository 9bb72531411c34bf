// A fleet: many devices, each with a board, a story and random faults of its own, and what becomes of them.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "host/parallel.h"
#include "rig/board.h"
#include "rig/scenario.h"
#include "rig/table_rows.h"

namespace switchback::rig {

// Probabilities, 0 … 1.
struct Rates {
  double power_loss = 0;  // that power fails at an operation on the flash: before, inside or after it
  double bit_rot = 0;     // that a bit flips, each time that power is off: at first, after it failed, and at last
  double read_error = 0;  // that a write unit becomes unreadable, likewise
  double bad_sector = 0;  // that a sector fails, likewise; half of them still claim to be programmed
  double drop = 0;        // that a chunk of a download gets lost, so that the device goes on at its next start

  bool operator==(const Rates&) const = default;
};

// What is known of each rate beside its value.
struct RateKind {
  const char* name;     // in reports
  const char* option;   // of the command line
  const char* happens;  // with this probability,
  const char* each;     // so often
  double Rates::*rate;
};
inline constexpr std::array kRateKinds = {
    RateKind{"power_loss", "--power-loss-rate", "power fails", "for each operation on the flash", &Rates::power_loss},
    RateKind{"bit_rot", "--bit-rot", "a bit flips", "each time that power comes on", &Rates::bit_rot},
    RateKind{"read_error", "--read-error", "a write unit cannot be read any more", "each time that power comes on",
             &Rates::read_error},
    RateKind{"bad_sector", "--bad-sector", "a sector fails", "each time that power comes on", &Rates::bad_sector},
    RateKind{"drop", "--drop-rate", "a chunk of a download gets lost", "for each chunk", &Rates::drop},
};

// So that every story ends: of one device.
constexpr std::uint32_t kMaxPowerLosses = 32;
constexpr std::uint32_t kMaxDrops = 16;

// What became of a device. A device has one end: the last that fits.
enum class End : std::uint8_t {
  kInstalled,   // it runs another firmware than it was made with
  kRolledBack,  // it runs that one again: the other expired on trial, or rotted
  kStillOld,    // it runs that one: what it was offered was refused
  kLost,        // nothing runs, for damage has left no whole image
  kFailed,      // something that must not be
  kBricked,     // nothing runs although a whole image is left
};
constexpr std::size_t kEnds = 6;
const char* end_name(End end);  // "rolled_back"

// Faults that struck.
struct FaultCounts {
  std::uint64_t devices = 0;  // that had any
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

constexpr std::size_t kMaxDeviceFailures = 10'000;  // that are kept: those of the lowest numbers

// Adds `more` to `failures`, which are in the order of their numbers.
void add_failures(std::vector<DeviceFailure>& failures, const std::vector<DeviceFailure>& more);

struct FleetTally {
  std::array<std::uint64_t, kEnds> ends{};
  FaultCounts faults;
  RowHits rows{};                       // how often devices came to each row of the state tables
  std::vector<DeviceFailure> failures;  // by number

  std::uint64_t devices() const;
  std::uint64_t of(End end) const { return ends[static_cast<std::size_t>(end)]; }
  std::uint64_t bad() const { return of(End::kFailed) + of(End::kBricked); }  // must not be
  FleetTally& operator+=(const FleetTally& other);
};

// A board, and the stories that its devices are drawn from. Borrowed.
struct Model {
  const Board* board = nullptr;
  std::span<const Scenario> stories;  // at least one
};

struct FleetOptions {
  std::uint64_t seed = 1;
  std::uint32_t devices = 0;  // numbered from 0, of all shares
  Rates rates{};
  std::uint32_t share = 0;  // only devices whose number modulo `shares` is this: shares add up
  std::uint32_t shares = 1;
};

// The devices of the share, on so many threads. One tally for each story of each model, in their order. What becomes of
// a device depends on the seed, its number, the rates and the models, and on nothing else.
std::vector<FleetTally> run_fleet(const std::vector<Model>& models, const FleetOptions& options, unsigned threads,
                                  const host::WorkProgress& progress);

}  // namespace switchback::rig
