// Remembers calls of purely arithmetic functions. The multiplication of points in the signature
// check takes nine tenths of a start. The first call with given arguments is executed like other
// code; later ones get its result.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "rig/arm/interpreter.h"
#include "rig/arm/program.h"

namespace switchback::rig {

// A function's argument, which points to words.
struct PointedTo {
  unsigned argument;  // its number, from 0 to 3
  std::uint32_t size_bytes;
};

struct PureFunction {
  const char* name;  // linker name
  std::vector<PointedTo> inputs;
  std::vector<PointedTo> outputs;
  // Computes the outputs from the inputs; tables that inputs point to lie in `memory`. Returns
  // false if it cannot.
  bool (*compute)(ArmMemory& memory, const std::vector<std::uint8_t>& inputs, std::vector<std::uint8_t>& outputs);
};

class PureCalls {
 public:
  // Takes those functions of the signature check that `program` has.
  explicit PureCalls(const ArmProgram& program);

  // From now on, calls with new arguments are computed by the same source, compiled for the host.
  void compute_on_host() { on_host_ = true; }

  // While off, every call is executed.
  void turn_on(bool on) { is_on_ = on; }

  // To be called before the instruction at the program counter. If a function begins there whose
  // result is known, goes on behind the call. Returns the time that the call took when it was
  // executed, on the clock whose time is `now`; otherwise 0.
  std::uint64_t look(ArmInterpreter& core, ArmMemory& memory, std::uint64_t now) {
    const std::uint32_t pc = core.state().pc();
    return is_on_ && pc / 2 < marks_.size() && marks_[pc / 2] != 0 ? visit(core, memory, now) : 0;
  }

  // To be called when a run begins, or jumps to another moment.
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
    Buffer outputs;
    std::uint64_t time = 0;
  };

  std::uint64_t visit(ArmInterpreter& core, ArmMemory& memory, std::uint64_t now);
  std::uint64_t enter(std::size_t function, ArmState& state, ArmMemory& memory, std::uint64_t now);
  bool write_outputs(const Call& call, Bytes outputs, ArmMemory& memory) const;
  void leave(const Call& call, ArmMemory& memory, std::uint64_t now);
  const Result* result_of(const Call& call, ArmMemory& memory);
  std::optional<Call> call_at(std::size_t function, const ArmState& state, ArmMemory& memory) const;

  bool is_on_ = true;
  bool on_host_ = false;
  std::vector<PureFunction> functions_;
  std::vector<std::uint8_t> marks_;              // by halfword: 0, a function's number, or kReturn
  std::vector<std::map<Buffer, Result>> known_;  // by function
  std::vector<std::optional<Call>> running_;     // by function: under way

  static constexpr std::uint8_t kReturn = 0xff;
};

}  // namespace switchback::rig
