// Arguments are passed by the procedure call standard (AAPCS, 6.4): four in registers.
#include "rig/arm/pure_calls.h"

#include <algorithm>
#include <cstring>

#include "core/crypto/p256/verify.h"

namespace switchback::rig {
namespace {

namespace p256 = crypto::p256;

using Buffer = std::vector<std::uint8_t>;

constexpr std::uint32_t kWordBytes = sizeof(std::uint32_t);

bool read_words(ArmMemory& memory, std::uint32_t address, std::uint32_t size_bytes, Buffer& to) {
  for (std::uint32_t i = 0; i < size_bytes; i += kWordBytes) {
    std::uint32_t word = 0;
    if (!memory.load(address + i, kWordBytes, word)) return false;
    to.resize(to.size() + kWordBytes);
    store_u32(to, to.size() - kWordBytes, word);
  }
  return true;
}

bool write_words(ArmMemory& memory, std::uint32_t address, Bytes from) {
  for (std::uint32_t i = 0; i < from.size(); i += kWordBytes) {
    if (!memory.store(address + i, kWordBytes, load_u32(from, i))) return false;
  }
  return true;
}

// A Comb in the machine's memory: its first point, an address and the number of columns.
constexpr std::uint32_t kCombBytes = sizeof(p256::AffinePoint) + 2 * sizeof(std::uint32_t);
constexpr std::uint32_t kScalarsBytes = 2 * sizeof(p256::SignedScalar);

struct OwnedComb {
  p256::Comb comb;
  std::vector<p256::AffinePoint> others;
};

bool read_comb(ArmMemory& memory, Bytes bytes, OwnedComb& to) {
  std::memcpy(&to.comb.first, bytes.data(), sizeof to.comb.first);
  const std::uint32_t others = load_u32(bytes, sizeof to.comb.first);
  to.comb.columns = load_u32(bytes, sizeof to.comb.first + kWordBytes);
  const std::uint32_t teeth = to.comb.columns == 0 ? 0 : p256::kBits / to.comb.columns;
  if (teeth == 0 || teeth > p256::kMaxTeeth || teeth * to.comb.columns != p256::kBits) return false;
  to.others.resize((std::size_t{1} << (teeth - 1)) - 1);
  Buffer table;
  if (!read_words(memory, others, static_cast<std::uint32_t>(to.others.size() * sizeof(p256::AffinePoint)), table)) {
    return false;
  }
  std::copy(table.begin(), table.end(), reinterpret_cast<std::uint8_t*>(to.others.data()));
  to.comb.others = to.others.data();
  return true;
}

// multiply_add(generator, key, work). Words have the same order in the machine and on the host.
bool multiply(ArmMemory& memory, const Buffer& inputs, Buffer& outputs) {
  OwnedComb generator;
  OwnedComb key;
  p256::Work work{};
  const Bytes bytes(inputs);
  if (!read_comb(memory, bytes.first(kCombBytes), generator)) return false;
  if (!read_comb(memory, bytes.subspan(kCombBytes, kCombBytes), key)) return false;
  std::memcpy(&work, bytes.subspan(std::size_t{2} * kCombBytes).data(), kScalarsBytes);
  p256::multiply_add(generator.comb, key.comb, work);
  std::memcpy(outputs.data(), &work, sizeof work);
  return true;
}

const PureFunction kMultiply = {"_ZN10switchback6crypto4p25612multiply_addERKNS1_4CombES4_RNS1_4WorkE",
                                {{0, kCombBytes}, {1, kCombBytes}, {2, kScalarsBytes}},
                                {{2, sizeof(p256::Work)}},
                                multiply};

}  // namespace

PureCalls::PureCalls(const ArmProgram& program)
    : functions_{kMultiply}, marks_(program.bytes.size() / 2), known_(functions_.size()), running_(functions_.size()) {
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
  for (const PointedTo& input : called.inputs) {
    if (!read_words(memory, state.registers[input.argument], input.size_bytes, call.key)) return std::nullopt;
  }
  for (const PointedTo& output : called.outputs) call.outputs.push_back(state.registers[output.argument]);
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
  if (const Result* result = result_of(*call, memory)) {
    if (!write_outputs(*call, result->outputs, memory)) return 0;
    state.registers[kProgramCounter] = call->returns_to;
    return result->time;
  }
  call->since = now;
  const std::size_t mark = call->returns_to / 2;
  if (mark < marks_.size() && marks_[mark] == 0) marks_[mark] = kReturn;
  running_[function] = std::move(call);
  return 0;
}

bool PureCalls::write_outputs(const Call& call, Bytes outputs, ArmMemory& memory) const {
  std::size_t at = 0;
  for (std::size_t i = 0; i < call.outputs.size(); ++i) {
    const std::uint32_t size_bytes = functions_[call.function].outputs[i].size_bytes;
    if (!write_words(memory, call.outputs[i], outputs.subspan(at, size_bytes))) return false;
    at += size_bytes;
  }
  return true;
}

// The known or newly computed result; nullptr: the call must be executed.
const PureCalls::Result* PureCalls::result_of(const Call& call, ArmMemory& memory) {
  auto& known = known_[call.function];
  if (const auto found = known.find(call.key); found != known.end()) return &found->second;
  if (!on_host_) return nullptr;
  const PureFunction& called = functions_[call.function];
  std::size_t size_bytes = 0;
  for (const PointedTo& output : called.outputs) size_bytes += output.size_bytes;
  Buffer outputs(size_bytes);
  if (!called.compute(memory, call.key, outputs)) return nullptr;
  return &(known[call.key] = {std::move(outputs), 0});
}

void PureCalls::leave(const Call& call, ArmMemory& memory, std::uint64_t now) {
  Buffer outputs;
  for (std::size_t i = 0; i < call.outputs.size(); ++i) {
    if (!read_words(memory, call.outputs[i], functions_[call.function].outputs[i].size_bytes, outputs)) return;
  }
  known_[call.function][call.key] = {std::move(outputs), now - call.since};
}

}  // namespace switchback::rig
