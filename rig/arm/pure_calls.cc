// Arguments are passed by the procedure call standard (AAPCS, 6.4): four in registers, the rest on
// the stack.
#include "rig/arm/pure_calls.h"

#include <algorithm>

// Of p256-m and core/crypto/p256_verify.c (cmake/dependencies.cmake): numbers of eight words, the
// lowest first. A modulus begins with one.
extern "C" {
void switchback_parts_joint_mult(std::uint32_t* rx, std::uint32_t* ry, const std::uint32_t* qx, const std::uint32_t* qy,
                                 const std::uint32_t* u1, const std::uint32_t* u2);
void switchback_parts_m256_inv(std::uint32_t* z, const std::uint32_t* x, const std::uint32_t* modulus);
extern const std::uint32_t switchback_parts_p256_p[];
extern const std::uint32_t switchback_parts_p256_n[];
}

namespace switchback::rig {
namespace {

constexpr std::uint32_t kNumberBytes = 32;
constexpr unsigned kRegisterArguments = 4;

bool read_number(ArmMemory& memory, std::uint32_t address, std::vector<std::uint8_t>& to) {
  for (std::uint32_t i = 0; i < kNumberBytes; ++i) {
    std::uint32_t byte = 0;
    if (!memory.load(address + i, 1, byte)) return false;
    to.push_back(static_cast<std::uint8_t>(byte));
  }
  return true;
}

bool write_number(ArmMemory& memory, std::uint32_t address, const std::uint8_t* from) {
  for (std::uint32_t i = 0; i < kNumberBytes; ++i) {
    if (!memory.store(address + i, 1, from[i])) return false;
  }
  return true;
}

std::optional<std::uint32_t> argument(unsigned number, const ArmState& state, ArmMemory& memory) {
  if (number < kRegisterArguments) return state.registers[number];
  std::uint32_t value = 0;
  const std::uint32_t address = state.registers[kStackPointer] + (number - kRegisterArguments) * 4;
  return memory.load(address, 4, value) ? std::optional(value) : std::nullopt;
}

constexpr std::size_t kNumberWords = kNumberBytes / sizeof(std::uint32_t);

bool multiply(const std::vector<std::uint32_t>& inputs, std::vector<std::uint32_t>& outputs) {
  switchback_parts_joint_mult(outputs.data(), outputs.data() + kNumberWords, inputs.data(),
                              inputs.data() + kNumberWords, inputs.data() + 2 * kNumberWords,
                              inputs.data() + 3 * kNumberWords);
  return true;
}

bool invert(const std::vector<std::uint32_t>& inputs, std::vector<std::uint32_t>& outputs) {
  for (const std::uint32_t* modulus : {switchback_parts_p256_p, switchback_parts_p256_n}) {
    if (!std::equal(modulus, modulus + kNumberWords, inputs.data() + kNumberWords)) continue;
    switchback_parts_m256_inv(outputs.data(), inputs.data(), modulus);
    return true;
  }
  return false;
}

}  // namespace

// joint_mult(rx, ry, qx, qy, u1, u2) and m256_inv(z, x, modulus), whose modulus begins with its
// number.
PureCalls::PureCalls(const ArmProgram& program)
    : functions_{{"joint_mult", multiply, {2, 3, 4, 5}, {0, 1}}, {"m256_inv", invert, {1, 2}, {0}}},
      marks_(program.bytes.size() / 2),
      known_(functions_.size()),
      running_(functions_.size()) {
  for (std::size_t i = 0; i < functions_.size(); ++i) {
    const auto found = program.functions.find(functions_[i].name);
    if (found == program.functions.end() || found->second / 2 >= marks_.size()) continue;
    marks_[found->second / 2] = static_cast<std::uint8_t>(i + 1);
  }
}

std::optional<PureCalls::Call> PureCalls::call_at(std::size_t function, const ArmState& state,
                                                  ArmMemory& memory) const {
  const PureFunction& called = functions_[function];
  Call call{function, {}, {}, state.registers[kStackPointer], state.registers[kLinkRegister] & ~1u, 0};
  for (const unsigned input : called.inputs) {
    const auto address = argument(input, state, memory);
    if (!address || !read_number(memory, *address, call.key)) return std::nullopt;
  }
  for (const unsigned output : called.outputs) {
    const auto address = argument(output, state, memory);
    if (!address) return std::nullopt;
    call.outputs.push_back(*address);
  }
  return call;
}

std::uint64_t PureCalls::visit(ArmInterpreter& core, ArmMemory& memory, std::uint64_t now) {
  const std::uint8_t mark = marks_[core.state().pc() / 2];
  if (mark != kReturn) return enter(mark - std::size_t{1}, core.state(), memory, now);
  for (std::optional<Call>& call : running_) {
    const ArmState& state = core.state();
    if (!call || state.pc() != call->returns_to || state.registers[kStackPointer] != call->stack) continue;
    leave(*call, memory, now);
    call.reset();
  }
  return 0;
}

std::uint64_t PureCalls::enter(std::size_t function, ArmState& state, ArmMemory& memory, std::uint64_t now) {
  running_[function].reset();  // left by a run that ended inside
  auto call = call_at(function, state, memory);
  if (!call) return 0;
  if (const Result* result = result_of(*call)) {
    for (std::size_t i = 0; i < call->outputs.size(); ++i) {
      if (!write_number(memory, call->outputs[i], result->numbers.data() + i * kNumberBytes)) return 0;
    }
    state.registers[kProgramCounter] = call->returns_to;
    return result->time;
  }
  call->since = now;
  const std::size_t mark = call->returns_to / 2;
  if (mark < marks_.size() && marks_[mark] == 0) marks_[mark] = kReturn;
  running_[function] = std::move(call);
  return 0;
}

// The known or newly computed result; nullptr: the call must be executed.
const PureCalls::Result* PureCalls::result_of(const Call& call) {
  auto& known = known_[call.function];
  if (const auto found = known.find(call.key); found != known.end()) return &found->second;
  if (!on_host_) return nullptr;
  std::vector<std::uint32_t> inputs;
  for (std::size_t at = 0; at < call.key.size(); at += sizeof(std::uint32_t)) inputs.push_back(load_u32(call.key, at));
  std::vector<std::uint32_t> outputs(call.outputs.size() * kNumberWords);
  if (!functions_[call.function].compute(inputs, outputs)) return nullptr;
  Buffer result(outputs.size() * sizeof(std::uint32_t));
  for (std::size_t i = 0; i < outputs.size(); ++i) store_u32(result, i * sizeof(std::uint32_t), outputs[i]);
  return &(known[call.key] = {std::move(result), 0});
}

void PureCalls::leave(const Call& call, ArmMemory& memory, std::uint64_t now) {
  Buffer result;
  for (const std::uint32_t output : call.outputs) {
    if (!read_number(memory, output, result)) return;
  }
  known_[call.function][call.key] = {std::move(result), now - call.since};
}

}  // namespace switchback::rig
