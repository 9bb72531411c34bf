// Arguments as the procedure call standard passes them (AAPCS, 6.4): four in registers, the rest on the stack.
#include "rig/arm/pure_calls.h"

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

}  // namespace

// scalar_mult(rx, ry, px, py, s) and m256_inv(z, x, modulus).
PureCalls::PureCalls(const ArmProgram& program)
    : functions_{{"scalar_mult", {2, 3, 4}, {}, {0, 1}}, {"m256_inv", {1}, {2}, {0}}},
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
  Call call{function, {}, {}, state.registers[kStackPointer], state.registers[kLinkRegister] & ~1u};
  for (const unsigned input : called.inputs) {
    const auto address = argument(input, state, memory);
    if (!address || !read_number(memory, *address, call.key)) return std::nullopt;
  }
  for (const unsigned constant : called.constants) {
    const auto value = argument(constant, state, memory);
    if (!value) return std::nullopt;
    call.key.resize(call.key.size() + sizeof(std::uint32_t));
    store_u32(call.key, call.key.size() - sizeof(std::uint32_t), *value);
  }
  for (const unsigned output : called.outputs) {
    const auto address = argument(output, state, memory);
    if (!address) return std::nullopt;
    call.outputs.push_back(*address);
  }
  return call;
}

void PureCalls::visit(ArmInterpreter& core, ArmMemory& memory) {
  const std::uint8_t mark = marks_[core.state().pc() / 2];
  if (mark != kReturn) return enter(mark - std::size_t{1}, core.state(), memory);
  for (std::optional<Call>& call : running_) {
    const ArmState& state = core.state();
    if (!call || state.pc() != call->returns_to || state.registers[kStackPointer] != call->stack) continue;
    leave(*call, memory);
    call.reset();
  }
}

void PureCalls::enter(std::size_t function, ArmState& state, ArmMemory& memory) {
  running_[function].reset();  // of a run that ended inside
  auto call = call_at(function, state, memory);
  if (!call) return;
  if (const auto known = known_[function].find(call->key); known != known_[function].end()) {
    for (std::size_t i = 0; i < call->outputs.size(); ++i) {
      if (!write_number(memory, call->outputs[i], known->second.data() + i * kNumberBytes)) return;
    }
    state.registers[kProgramCounter] = call->returns_to;
    return;
  }
  const std::size_t mark = call->returns_to / 2;
  if (mark < marks_.size() && marks_[mark] == 0) marks_[mark] = kReturn;
  running_[function] = std::move(call);
}

void PureCalls::leave(const Call& call, ArmMemory& memory) {
  Buffer result;
  for (const std::uint32_t output : call.outputs) {
    if (!read_number(memory, output, result)) return;
  }
  known_[call.function][call.key] = std::move(result);
}

}  // namespace switchback::rig
