#include "tests/p256/machine.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "rig/arm/program.h"

namespace switchback::crypto::p256::testing {
namespace {

constexpr std::uint32_t kWordBytes = sizeof(std::uint32_t);
constexpr std::uint32_t kReturn = Processor::kFlashBytes - 2;                         // an address without code
constexpr std::uint32_t kStackTop = Machine::kRamStart + Processor::kRamBytes - 256;  // above it: the caller's

std::vector<std::uint8_t> read_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) throw std::runtime_error(name + ": cannot be read; build the arm preset first");
  return {std::istreambuf_iterator<char>(file), {}};
}

void require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

void check_registers(const Processor::Registers& before, const Processor::Registers& after) {
  constexpr unsigned kFirstKept = 4, kLastKept = 11;
  for (unsigned i = kFirstKept; i <= kLastKept; ++i) {
    require(after[i] == before[i], "r" + std::to_string(i) + " is changed");
  }
  require(after[rig::kStackPointer] == before[rig::kStackPointer], "sp is changed");
}

}  // namespace

Machine::Machine(std::unique_ptr<Processor> processor, const std::string& elf_file) : processor_(std::move(processor)) {
  const auto program = rig::read_arm_program(read_file(elf_file));
  require(program.has_value() && program->bytes.size() < kReturn, elf_file + ": is not the program");
  std::ranges::copy(program->bytes, processor_->flash().begin());
  for (std::uint8_t& byte : processor_->ram()) byte = static_cast<std::uint8_t>(noise() >> 24);
}

std::uint32_t Machine::noise() {
  noise_ = noise_ * 1664525 + 1013904223;
  return noise_ ^ noise_ >> 16;  // the lower bits alone repeat soon
}

std::uint32_t Machine::call(Call function, std::array<std::uint32_t, 3> arguments, Memory output,
                            std::uint32_t stack_bytes) {
  Processor::Registers registers;
  for (std::uint32_t& value : registers) value = noise();
  std::ranges::copy(arguments, registers.begin());
  registers[rig::kStackPointer] = kStackTop;
  registers[rig::kLinkRegister] = kReturn | 1;
  registers[rig::kProgramCounter] = load_u32(processor_->flash(), std::size_t{function} * kWordBytes) & ~1u;
  const Processor::Registers before = registers;
  ram_before_.assign(processor_->ram().begin(), processor_->ram().end());
  processor_->run(registers, noise() >> 28, kReturn);
  check_registers(before, registers);
  check_memory(output, stack_bytes);
  return registers[0];
}

void Machine::check_memory(Memory output, std::uint32_t stack_bytes) const {
  const auto begin = processor_->ram().begin();
  const auto same = [&](std::uint32_t from, std::uint32_t to) {
    return std::equal(begin + from, begin + to, ram_before_.begin() + from);
  };
  const std::uint32_t start = output.address - kRamStart;
  const std::uint32_t stack_top = kStackTop - kRamStart;
  require(same(0, start), "memory below the result is changed");
  require(same(start + output.size_bytes, stack_top - stack_bytes), "memory between result and stack is changed");
  require(same(stack_top, Processor::kRamBytes), "the caller's stack is changed");
}

void Machine::write(std::uint32_t address, std::span<const std::uint32_t> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    store_u32(processor_->ram(), address - kRamStart + i * kWordBytes, words[i]);
  }
}

void Machine::read(std::uint32_t address, std::span<std::uint32_t> words) const {
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = load_u32(processor_->ram(), address - kRamStart + i * kWordBytes);
  }
}

}  // namespace switchback::crypto::p256::testing
