// Faults of a device's flash. Operations are programs and erases, counted from 0 since power-on.
#pragma once

#include <cstdint>
#include <variant>

namespace switchback::rig {

enum class CutPhase : std::uint8_t {
  kBefore,  // nothing of the operation happens
  kInside,  // part of it happens, as `pattern` and the seed say (rig/flash/tear.h)
  kAfter,   // all of it happens, and nothing more
};

// Power fails at one operation.
struct Cut {
  std::uint64_t operation = 0;
  CutPhase phase = CutPhase::kBefore;
  std::uint32_t pattern = 0;

  bool operator==(const Cut&) const = default;
};

enum class DamageKind : std::uint8_t {
  kFlip,        // bit rot: one bit reads the other way
  kUnreadable,  // the write unit reports an error when it is read, until its sector is erased
  kBadSector,   // the sector can no longer be programmed or erased
  kWornSector,  // programs succeed, but the first bit to change in each unit does not
};

// Damage strikes just before an operation; operation 0: while power is off.
struct Damage {
  std::uint64_t operation = 0;
  DamageKind kind = DamageKind::kFlip;
  std::uint32_t address = 0;  // of the byte, any byte of the unit, or the sector
  std::uint32_t bit = 0;      // kFlip: 0 … 7

  bool operator==(const Damage&) const = default;
};

// A fault of a schedule. Faults after a cut count operations from the next start.
using Fault = std::variant<Damage, Cut>;

}  // namespace switchback::rig
