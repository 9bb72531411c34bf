// Decodes one patch on the emulated MPS2 board, and prints its cost for bench/delta/decode.py as
// hexadecimal words:
//
//   status, 1 if the output is the target, timer ticks, ticks of kLoopInstructions, declared RAM,
//   used stack
//
// One tick is a fixed number of instructions, which the loop measures.
#include "core/delta/patch_decoder.h"

extern "C" {
// Symbols of the linker script. Only their addresses count.
extern const std::uint32_t patch_cost_sizes[3];
extern const std::uint8_t patch_cost_base[];
extern const std::uint8_t patch_cost_patch[];
extern std::uint8_t patch_cost_written[];
extern const std::uint8_t patch_cost_expected[];
extern std::uint32_t patch_cost_bss_end[];
extern std::uint32_t patch_cost_stack_top[];

[[noreturn]] void patch_cost_reset();
}

namespace switchback {
namespace {

constexpr std::uint32_t kLoopInstructions = 2'000'000;  // decode.py has the same figure
constexpr std::uint32_t kPaint = 0xa5a5a5a5;

// Semihosting calls, which QEMU answers (ARM's "Semihosting for AArch32 and AArch64").
constexpr std::uint32_t kSysWrite0 = 0x04;
constexpr std::uint32_t kSysExit = 0x18;
constexpr std::uint32_t kApplicationExit = 0x20026;

alignas(Workspace::kAlignment) std::uint8_t workspace_memory[delta::patch_ram_bytes(delta::kMaxMapEntries)];

// Memory that is written like flash, and read back from there.
class Output final : public Sink, public ReaderOf<Output> {
 public:
  explicit Output(std::uint32_t size_bytes) : ReaderOf(size_bytes) {}

  Status write(Bytes bytes) override {
    for (const std::uint8_t byte : bytes) patch_cost_written[written_++] = byte;
    return Status::kOk;
  }

 private:
  friend ReaderOf<Output>;

  Status read_within(std::uint32_t offset, MutableBytes out) const {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = patch_cost_written[offset + i];
    return Status::kOk;
  }

  std::uint32_t written_ = 0;
};

// CMSDK timer 0: counts down from its set value.
class Timer {
 public:
  Timer() {
    at(kReload) = 0xffffffff;
    at(kValue) = 0xffffffff;
    at(kControl) = 1;
  }
  std::uint32_t ticks() const { return 0xffffffff - at(kValue); }

 private:
  static constexpr std::uint32_t kControl = 0x40000000;
  static constexpr std::uint32_t kValue = 0x40000004;
  static constexpr std::uint32_t kReload = 0x40000008;

  static volatile std::uint32_t& at(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);  // NOLINT(performance-no-int-to-ptr): a register
  }
};

std::uint32_t loop_ticks(const Timer& timer) {
  std::uint32_t left = kLoopInstructions / 2;
  const std::uint32_t start = timer.ticks();
  asm volatile(
      ".syntax unified\n"
      "1: subs %0, #1\n"
      "bne 1b\n"
      : "+l"(left)
      :
      : "cc");
  return timer.ticks() - start;
}

// Paints from the end of static data to the end of the stack. Nothing below the stack is in use:
// this function is inlined and calls nothing.
[[gnu::always_inline]] inline void paint_stack() {
  std::uintptr_t stack_end;
  asm volatile("mov %0, sp" : "=r"(stack_end));
  for (volatile std::uint32_t* word = patch_cost_bss_end; reinterpret_cast<std::uintptr_t>(word) < stack_end; ++word) {
    *word = kPaint;
  }
}

std::uint32_t stack_used_bytes() {
  const volatile std::uint32_t* word = patch_cost_bss_end;
  while (*word == kPaint) ++word;
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(patch_cost_stack_top) -
                                    reinterpret_cast<std::uintptr_t>(word));
}

struct Cost {
  Status status = Status::kOk;
  std::uint32_t ticks = 0;
  std::uint32_t ram_bytes = 0;
};

[[gnu::noinline]] Cost decode(const Timer& timer) {
  const MemoryReader base(Bytes(patch_cost_base, patch_cost_sizes[0]));
  const MemoryReader patch(Bytes(patch_cost_patch, patch_cost_sizes[1]));
  Output output(patch_cost_sizes[2]);
  Cost cost;
  delta::PatchHeader header;
  cost.status = delta::decode_patch_header(patch, header);
  if (cost.status != Status::kOk) return cost;
  cost.ram_bytes = delta::patch_ram_bytes(header.map_entries);
  // Exactly the declared RAM, so that the figure is a bound.
  Workspace workspace(MutableBytes(workspace_memory).first(cost.ram_bytes));
  const std::uint32_t start = timer.ticks();
  cost.status = delta::apply_patch({patch, base}, {output, output, output.size_bytes()}, workspace);
  cost.ticks = timer.ticks() - start;
  return cost;
}

bool output_is_target() {
  for (std::uint32_t i = 0; i < patch_cost_sizes[2]; ++i) {
    if (patch_cost_written[i] != patch_cost_expected[i]) return false;
  }
  return true;
}

void semihost(std::uint32_t call, std::uintptr_t argument) {
  register std::uint32_t r0 asm("r0") = call;
  register std::uintptr_t r1 asm("r1") = argument;
  asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void print(std::uint32_t value) {
  char text[10] = {};
  for (std::uint32_t digit = 0; digit < 8; ++digit) text[digit] = "0123456789abcdef"[(value >> (28 - 4 * digit)) & 15];
  text[8] = ' ';
  semihost(kSysWrite0, reinterpret_cast<std::uintptr_t>(text));
}

}  // namespace
}  // namespace switchback

extern "C" [[gnu::used]] void patch_cost_reset() {
  using namespace switchback;
  const Timer timer;
  const std::uint32_t calibration = loop_ticks(timer);
  paint_stack();
  const Cost cost = decode(timer);
  const std::uint32_t stack_bytes = stack_used_bytes();
  print(static_cast<std::uint32_t>(cost.status));
  print(output_is_target() ? 1 : 0);
  print(cost.ticks);
  print(calibration);
  print(cost.ram_bytes);
  print(stack_bytes);
  semihost(kSysExit, kApplicationExit);
  for (;;) {
  }
}

namespace {

struct VectorTable {
  std::uint32_t* stack_top;
  void (*reset)();
};

// A fault has no handler, and ends QEMU.
[[gnu::section(".vectors"), gnu::used]] constexpr VectorTable kVectors{patch_cost_stack_top, patch_cost_reset};

}  // namespace
