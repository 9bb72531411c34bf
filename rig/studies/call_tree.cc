#include "rig/studies/call_tree.h"

#include <algorithm>

namespace switchback::rig {
namespace {

constexpr std::uint32_t kNowhere = 0xffffffff;

// MSR MSP (B5.2.3): the program gives its stack to another one.
bool replaces_stack(std::uint32_t address, const ArmMemory& memory) {
  std::uint16_t first = 0;
  std::uint16_t second = 0;
  if (!memory.fetch(address, first) || !memory.fetch(address + 2, second)) return false;
  return (first & 0xfff0) == 0xf380 && second == 0x8808;
}

}  // namespace

std::uint32_t CallTree::callee(std::uint32_t caller, std::uint32_t function) {
  for (const std::uint32_t known : nodes_[caller].callees) {
    if (nodes_[known].function == function) return known;
  }
  const auto added = static_cast<std::uint32_t>(nodes_.size());
  nodes_[caller].callees.push_back(added);
  nodes_.push_back({.function = function, .caller = caller});
  return added;
}

CallTree& CallTree::operator+=(const CallTree& other) {
  std::vector<std::uint32_t> ours(other.nodes_.size(), 0);
  for (std::size_t i = 1; i < other.nodes_.size(); ++i) {
    const CallNode& from = other.nodes_[i];
    ours[i] = callee(ours[from.caller], from.function);
    CallNode& to = nodes_[ours[i]];
    to.calls += from.calls;
    to.instructions += from.instructions;
    to.stack_bytes = std::max(to.stack_bytes, from.stack_bytes);
  }
  return *this;
}

std::vector<std::uint64_t> CallTree::sums() const {
  std::vector<std::uint64_t> sums;
  for (const CallNode& node : nodes_) sums.push_back(node.instructions);
  for (std::size_t i = nodes_.size() - 1; i > 0; --i) sums[nodes_[i].caller] += sums[i];
  return sums;
}

void CallTracer::start(const ArmMachine& machine) {
  const ArmState& state = machine.core().state();
  stack_top_ = state.registers[kStackPointer];
  frames_.assign(1, {0, ArmFunctions::kNone, kNowhere, 0});
  enter(functions_->at(state.pc()), kNowhere, stack_top_);
}

void CallTracer::ran(std::uint32_t address, const ArmMachine& machine) {
  CallNode& node = tree_.node(frames_.back().node);
  ++node.instructions;
  const ArmState& state = machine.core().state();
  const std::uint32_t stack = state.registers[kStackPointer];
  if (stack_top_ > stack + node.stack_bytes) note_stack(node, address, machine);

  const bool links = (machine.core().written() >> kLinkRegister & 1) != 0;
  // Also true after a skipped instruction, which is no call.
  const bool goes_on = state.pc() - address <= 4;
  const std::uint32_t function = functions_->at(state.pc());
  if (links && !goes_on) return enter(function, state.registers[kLinkRegister] & ~1u, stack);
  const Frame& frame = frames_.back();
  if (function != frame.function || state.pc() == frame.returns_to) leave(function, state.pc(), stack);
}

// Seldom called: the stack is deeper than ever in this node.
void CallTracer::note_stack(CallNode& node, std::uint32_t address, const ArmMachine& machine) {
  const std::uint32_t stack = machine.core().state().registers[kStackPointer];
  if (replaces_stack(address, machine.memory())) {
    stack_top_ = 0;  // the rest of this start is another program
  } else {
    node.stack_bytes = stack_top_ - stack;
  }
}

void CallTracer::enter(std::uint32_t function, std::uint32_t returns_to, std::uint32_t stack) {
  const std::uint32_t node = tree_.callee(frames_.back().node, function);
  ++tree_.node(node).calls;
  frames_.push_back({node, function, returns_to, stack});
}

void CallTracer::leave(std::uint32_t function, std::uint32_t to, std::uint32_t stack) {
  if (come_back(to, stack)) return;
  const Frame& frame = frames_.back();
  if (function == frame.function) return;
  // A helper with a jump table comes back to its caller, but to another place.
  const Frame& below = frames_[frames_.size() - 2];
  if (function == below.function && stack == frame.stack && !functions_->begins_at(to)) {
    frames_.pop_back();
  } else {
    pass_on(function);
  }
}

// The lowest frame: frames above it with the same return address were left by a jump.
bool CallTracer::come_back(std::uint32_t to, std::uint32_t stack) {
  const auto left =
      std::ranges::find_if(frames_, [&](const Frame& frame) { return frame.returns_to == to && frame.stack == stack; });
  if (left == frames_.end()) return false;
  frames_.erase(left, frames_.end());
  return true;
}

// A jump between functions that return together.
void CallTracer::pass_on(std::uint32_t function) {
  const Frame frame = frames_.back();
  for (std::size_t i = frames_.size(); i > 1 && frames_[i - 1].returns_to == frame.returns_to; --i) {
    if (frames_[i - 1].stack != frame.stack) break;
    if (frames_[i - 1].function != function) continue;
    frames_.resize(i);
    return;
  }
  enter(function, frame.returns_to, frame.stack);
}

}  // namespace switchback::rig
