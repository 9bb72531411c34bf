// Calls single functions of p256_calls (tests/p256/device) on a processor.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tests/p256/device/calls.h"
#include "tests/p256/processor.h"

namespace switchback::crypto::p256::testing {

class Machine {
 public:
  static constexpr std::uint32_t kRamStart = Processor::kRamStart;

  // Loads the program. Throws std::runtime_error if it cannot be read.
  Machine(std::unique_ptr<Processor> processor, const std::string& elf_file);

  struct Memory {
    std::uint32_t address;
    std::uint32_t size_bytes;
  };

  // Calls the function with these arguments, and noise in all other registers. Returns r0. Throws
  // std::runtime_error if it does not return, leaves another value in sp or r4 to r11, or changes
  // memory that is neither in `output` nor on the stack, of which it may use `stack_bytes`.
  std::uint32_t call(Call function, std::array<std::uint32_t, 3> arguments, Memory output, std::uint32_t stack_bytes);

  void write(std::uint32_t address, std::span<const std::uint32_t> words);
  void read(std::uint32_t address, std::span<std::uint32_t> words) const;

 private:
  std::uint32_t noise();
  void check_memory(Memory output, std::uint32_t stack_bytes) const;

  std::unique_ptr<Processor> processor_;
  std::vector<std::uint8_t> ram_before_;
  std::uint32_t noise_ = 1;
};

}  // namespace switchback::crypto::p256::testing
