// Calls of functions that are nothing but arithmetic, remembered: p256-m's scalar multiplication and inversion take 98
// % of a start. The first call with some arguments is executed as any other code; later ones get the first one's
// result.
#pragma once

#include <unicorn/unicorn.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "rig/arm/program.h"

namespace switchback::rig {

// What a function takes and gives, by the places of its arguments: numbers of 32 bytes that they point to.
struct PureFunction {
  const char* name;                 // of the linker
  std::vector<unsigned> inputs;     // argument numbers, from 0 on
  std::vector<unsigned> constants;  // arguments that only name something, by their value
  std::vector<unsigned> outputs;
};

class PureCalls {
 public:
  // Of one function; does nothing where `program` does not have it. `uc` is borrowed, and outlives this.
  PureCalls(uc_engine* uc, const ArmProgram& program, PureFunction function);
  PureCalls(const PureCalls&) = delete;
  PureCalls& operator=(const PureCalls&) = delete;
  ~PureCalls() = default;

 private:
  using Buffer = std::vector<std::uint8_t>;

  struct Call {
    Buffer key;
    std::vector<std::uint32_t> outputs;  // addresses
    std::uint32_t stack = 0;
  };

  void enter();
  void leave();
  void give(const Call& call, const Buffer& result);
  void hook_return(std::uint32_t address);
  std::uint32_t register_value(int id) const;
  std::uint32_t argument(unsigned number) const;

  uc_engine* uc_;
  PureFunction function_;
  std::optional<Call> running_;      // executed at present
  std::set<std::uint32_t> returns_;  // addresses that are hooked
  std::map<Buffer, Buffer> known_;
};

// The functions of p256-m that matter.
std::vector<std::unique_ptr<PureCalls>> remember_p256(uc_engine* uc, const ArmProgram& program);

}  // namespace switchback::rig
