// The changes of the journal's State that the specification allows (docs/SPEC.md, from "Upkeep"
// on), as a table, and the search for the row of a pair of records. Independent of the bootloader's
// decisions.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "bootloader/board/layout.h"
#include "bootloader/journal/state.h"

namespace switchback::rig {

enum class TransitionId : std::uint8_t {
#define SWITCHBACK_TRANSITION(name, ...) name,
#include "rig/spec/transitions.def"
#undef SWITCHBACK_TRANSITION
};

constexpr std::size_t kTransitionCount =
    std::initializer_list<TransitionId>{
#define SWITCHBACK_TRANSITION(name, ...) TransitionId::name,
#include "rig/spec/transitions.def"
#undef SWITCHBACK_TRANSITION
    }
        .size();

// Two consecutive records. `before` is the record that was found at the last start, or written last
// since then; without any, new_device(). A record whose writing was cut may count at the next start
// or not: the caller tries both.
struct Transition {
  bootloader::State before;
  bootloader::State after;
  bool by_bootloader = false;  // otherwise by the application
};

// The state of a device without any record.
bootloader::State new_device(const bootloader::Layout& layout);

// The row that allows this change. Nothing if none does: code and specification disagree, or the
// device did something forbidden. At most one row allows a change. Allocates nothing.
std::optional<TransitionId> classify(const Transition& transition, bootloader::Strategy strategy);

// Whether this row allows the change.
bool allows(TransitionId id, const Transition& transition, bootloader::Strategy strategy);

enum class Recorder : std::uint8_t { kBootloader, kApplication, kEither };
enum class Scope : std::uint8_t { kSwap, kAb, kBoth };  // switch strategy of a row

using PhaseSet = std::uint8_t;  // bit p: the phase of value p
namespace phases {
constexpr PhaseSet kSamePhase = 0;  // as `to`: the phase stays the same
constexpr PhaseSet kIdle = 1u << 1;
constexpr PhaseSet kReceiving = 1u << 2;
constexpr PhaseSet kRequested = 1u << 3;
constexpr PhaseSet kRebuilding = 1u << 4;
constexpr PhaseSet kSwapping = 1u << 5;
constexpr PhaseSet kTrial = 1u << 6;
constexpr PhaseSet kReverting = 1u << 7;
constexpr PhaseSet kAnyPhase = 0xfe;
constexpr PhaseSet kAllButTrial = kAnyPhase & ~kTrial;
}  // namespace phases

// Fields of a State except phase and sequence.
using FieldSet = std::uint16_t;
namespace fields {
constexpr FieldSet kNothing = 0;
constexpr FieldSet kSlot = 1u << 0;
constexpr FieldSet kBootsLeft = 1u << 1;
constexpr FieldSet kFloor = 1u << 2;
constexpr FieldSet kCounter = 1u << 3;
constexpr FieldSet kProgress = 1u << 4;
constexpr FieldSet kSwapUnits = 1u << 5;
constexpr FieldSet kCandidateUnits = 1u << 6;
constexpr FieldSet kStagedAddress = 1u << 7;
constexpr FieldSet kStagedSize = 1u << 8;
constexpr FieldSet kStagedTag = 1u << 9;
constexpr FieldSet kReason = 1u << 10;
constexpr FieldSet kAttempts = 1u << 11;
constexpr FieldSet kStaged = kStagedAddress | kStagedSize | kStagedTag;
}  // namespace fields

// The fields in which two states differ.
FieldSet changed_fields(const bootloader::State& one, const bootloader::State& other);

// A row of the table. Its texts have static storage.
struct TransitionRow {
  const char* id;
  Recorder by;
  Scope strategy;
  PhaseSet from;
  PhaseSet to;
  FieldSet changes;  // which fields may differ
  const char* condition;
  const char* operations;  // flash operations between the two records
  const char* cut_leaves;
};
const TransitionRow& transition_row(TransitionId id);

// These sets as the specification writes them: "kIdle, kReceiving", "any", "same"; "active_slot,
// last_reason", "none".
std::string phase_names(PhaseSet set);
std::string field_names(FieldSet set);
const char* recorder_name(Recorder recorder);

}  // namespace switchback::rig
