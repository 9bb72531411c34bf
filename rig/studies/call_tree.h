// The tree of a program's calls and their instructions, from the instructions as they are executed.
#pragma once

#include <vector>

#include "rig/arm/functions.h"
#include "rig/arm/machine.h"

namespace switchback::rig {

// A function, reached through a chain of callers.
struct CallNode {
  std::uint32_t function = ArmFunctions::kNone;
  std::uint32_t caller = 0;  // index of another node
  std::uint64_t calls = 0;
  std::uint64_t instructions = 0;  // its own
  std::uint32_t stack_bytes = 0;   // the most in use, callers' included
  std::vector<std::uint32_t> callees{};
};

class CallTree {
 public:
  // The first node stands for no function; it calls what runs from reset on. Callers precede their
  // callees.
  const std::vector<CallNode>& nodes() const { return nodes_; }
  CallNode& node(std::uint32_t number) { return nodes_[number]; }

  // The node of `function` as called from `caller`; created if there is none.
  std::uint32_t callee(std::uint32_t caller, std::uint32_t function);

  CallTree& operator+=(const CallTree& other);

  // For each node: its instructions and those of all that it calls.
  std::vector<std::uint64_t> sums() const;

 private:
  std::vector<CallNode> nodes_{1};
};

// Watches a machine (ArmMachine::run_watched), and keeps a call stack beside the program's. A call
// is an instruction that writes the link register and branches (BL, BLX). A return is any arrival
// at a call's return address with the stack pointer of the call. Any other way out of a function (a
// tail call, a fall into the next function) counts as a callee that returns together with it.
class CallTracer {
 public:
  // `functions` is borrowed.
  explicit CallTracer(const ArmFunctions& functions) : functions_(&functions) {}

  void start(const ArmMachine& machine);
  void ran(std::uint32_t address, const ArmMachine& machine);

  // The calls of all starts.
  const CallTree& tree() const { return tree_; }

 private:
  struct Frame {
    std::uint32_t node = 0;
    std::uint32_t function = ArmFunctions::kNone;
    std::uint32_t returns_to = 0;
    std::uint32_t stack = 0;  // stack pointer at entry
  };

  void note_stack(CallNode& node, std::uint32_t address, const ArmMachine& machine);
  void enter(std::uint32_t function, std::uint32_t returns_to, std::uint32_t stack);
  void leave(std::uint32_t function, std::uint32_t to, std::uint32_t stack);
  bool come_back(std::uint32_t to, std::uint32_t stack);
  void pass_on(std::uint32_t function);

  const ArmFunctions* functions_;
  CallTree tree_;
  std::vector<Frame> frames_;
  std::uint32_t stack_top_ = 0;
};

}  // namespace switchback::rig
