// Maps addresses of a program to its functions, with readable names.
#pragma once

#include <string>
#include <vector>

#include "rig/arm/program.h"

namespace switchback::rig {

// The demangled name without parameters, unnamed namespaces, suffixes of the optimiser, and the
// project's own namespace.
std::string readable_name(const std::string& linker_name);

class ArmFunctions {
 public:
  static constexpr std::uint32_t kNone = 0;  // for addresses in no function

  // A function extends to the start of the next one. If an address has several names, the first
  // counts.
  explicit ArmFunctions(const ArmProgram& program);

  // The function's number, from 1; kNone if there is none.
  std::uint32_t at(std::uint32_t address) const {
    return address / 2 < number_at_.size() ? number_at_[address / 2] : kNone;
  }
  bool begins_at(std::uint32_t address) const { return at(address) != kNone && begins_[at(address)] == address; }
  const std::string& name(std::uint32_t number) const { return names_[number]; }
  // Includes kNone.
  std::uint32_t count() const { return static_cast<std::uint32_t>(names_.size()); }

 private:
  std::vector<std::uint32_t> number_at_;  // by halfword
  std::vector<std::uint32_t> begins_;     // by number
  std::vector<std::string> names_;
};

}  // namespace switchback::rig
