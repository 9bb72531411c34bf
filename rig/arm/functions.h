// Which function of a program an address belongs to, and what people call it.
#pragma once

#include <string>
#include <vector>

#include "rig/arm/program.h"

namespace switchback::rig {

// Demangled, without parameters, unnamed namespaces, what the optimiser appended, and the project's own namespace.
std::string readable_name(const std::string& linker_name);

class ArmFunctions {
 public:
  static constexpr std::uint32_t kNone = 0;  // the number of what belongs to no function

  // A function reaches as far as the next one begins. Of several names for one address the first counts.
  explicit ArmFunctions(const ArmProgram& program);

  // Its number, from 1 on.
  std::uint32_t at(std::uint32_t address) const {
    return address / 2 < number_at_.size() ? number_at_[address / 2] : kNone;
  }
  bool begins_at(std::uint32_t address) const { return at(address) != kNone && begins_[at(address)] == address; }
  const std::string& name(std::uint32_t number) const { return names_[number]; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(names_.size()); }  // kNone included

 private:
  std::vector<std::uint32_t> number_at_;  // by halfword
  std::vector<std::uint32_t> begins_;     // by number
  std::vector<std::string> names_;
};

}  // namespace switchback::rig
