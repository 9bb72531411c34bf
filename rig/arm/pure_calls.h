// Calls of functions that are nothing but arithmetic, remembered: the signature check's multiplication and inversion
// take 98 % of a start. The first call with some arguments is executed as any other code; later ones get the first
// one's result.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "rig/arm/interpreter.h"
#include "rig/arm/program.h"

namespace switchback::rig {

// What a function takes and gives, by the places of its arguments: numbers of 32 bytes that they point to.
struct PureFunction {
  const char* name;  // of the linker
  // From numbers to numbers, as machine words; false where it cannot say.
  bool (*compute)(const std::vector<std::uint32_t>& inputs, std::vector<std::uint32_t>& outputs);
  std::vector<unsigned> inputs;  // argument numbers, from 0 on
  std::vector<unsigned> outputs;
};

class PureCalls {
 public:
  // The functions of the signature check that matter, as far as `program` has them.
  explicit PureCalls(const ArmProgram& program);

  // Calls with new arguments are computed by the same source, compiled for the host, from now on.
  void compute_on_host() { on_host_ = true; }

  // Before the instruction at the program counter: at a function whose call is known, goes on behind the call. By the
  // clock, whose time is `now`, such a call took as long, when it was executed, as this returns; otherwise 0.
  std::uint64_t look(ArmInterpreter& core, ArmMemory& memory, std::uint64_t now) {
    const std::uint32_t pc = core.state().pc();
    return pc / 2 < marks_.size() && marks_[pc / 2] != 0 ? visit(core, memory, now) : 0;
  }

  // A run begins anew, or jumps to another moment.
  void forget_running() { running_.assign(functions_.size(), std::nullopt); }

 private:
  using Buffer = std::vector<std::uint8_t>;

  struct Call {
    std::size_t function = 0;
    Buffer key;
    std::vector<std::uint32_t> outputs;  // addresses
    std::uint32_t stack = 0;
    std::uint32_t returns_to = 0;
    std::uint64_t since = 0;
  };

  struct Result {
    Buffer numbers;
    std::uint64_t time = 0;
  };

  std::uint64_t visit(ArmInterpreter& core, ArmMemory& memory, std::uint64_t now);
  std::uint64_t enter(std::size_t function, ArmState& state, ArmMemory& memory, std::uint64_t now);
  void leave(const Call& call, ArmMemory& memory, std::uint64_t now);
  const Result* result_of(const Call& call);
  std::optional<Call> call_at(std::size_t function, const ArmState& state, ArmMemory& memory) const;

  bool on_host_ = false;
  std::vector<PureFunction> functions_;
  std::vector<std::uint8_t> marks_;              // by halfword: 0, a function's number from 1 on, or kReturn
  std::vector<std::map<Buffer, Result>> known_;  // by function
  std::vector<std::optional<Call>> running_;     // by function: executed at present

  static constexpr std::uint8_t kReturn = 0xff;
};

}  // namespace switchback::rig
