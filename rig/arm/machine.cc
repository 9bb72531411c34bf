// Unicorn 2. Its callbacks are C: what they throw waits in `thrown_` until the emulator has stopped.
#include "rig/arm/machine.h"

#include <fmt/format.h>
#include <unicorn/unicorn.h>

#include <exception>
#include <stdexcept>

#include "rig/arm/nvmc_model.h"
#include "rig/arm/pure_calls.h"

namespace switchback::rig {
namespace {

constexpr std::uint32_t kFlashBytes = 256 * 1024;
constexpr std::uint32_t kRamStart = 0x20000000;
constexpr std::uint32_t kRamBytes = 16 * 1024;
constexpr std::uint32_t kPageBytes = 4096;
constexpr std::uint64_t kNever = 0xffffffff;  // no instruction stands here
constexpr std::uint8_t kRamNoise = 0xa5;      // RAM holds anything after power comes on

// Peripherals, by page.
constexpr std::uint32_t kUart = 0x40002000;
constexpr std::uint32_t kWatchdog = 0x40010000;
constexpr std::uint32_t kNvmc = 0x4001e000;
constexpr std::uint32_t kGpio = 0x50000000;
constexpr std::uint32_t kSystemControl = 0xe000e000;
constexpr std::uint32_t kPeripherals[] = {kUart, kWatchdog, kNvmc, kGpio, kSystemControl};

// Registers.
constexpr std::uint32_t kUartTxReady = 0x11c;
constexpr std::uint32_t kUartTxd = 0x51c;
constexpr std::uint32_t kAircr = 0xd0c;
constexpr std::uint32_t kResetRequest = 4;

void check(uc_err error, const char* what) {
  if (error == UC_ERR_OK) return;
  throw std::runtime_error(fmt::format("the emulator refuses to {}: {}", what, uc_strerror(error)));
}

}  // namespace

class ArmMachine::Parts {
 public:
  Parts(const ArmProgram& program, std::uint32_t boot_bytes);
  ~Parts();
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  Run run(SimFlash& flash);

 private:
  struct Peripheral {
    Parts* machine = nullptr;
    std::uint32_t page = 0;
  };

  void map_memory();
  void add_hooks();
  template <class Callback>
  void hook(int type, Callback callback, std::uint64_t first, std::uint64_t last);
  void stop(End end, std::uint32_t address);
  Run how_it_ended(uc_err error);

  std::uint32_t read_register(std::uint32_t page, std::uint32_t offset) const;
  void write_register(std::uint32_t page, std::uint32_t offset, std::uint32_t value);
  bool store_to_flash(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t value);
  void count_block(std::uint32_t address, std::uint32_t size_bytes);
  void show_weak_bits(std::uint32_t address, std::uint32_t size_bytes);

  // Runs `work`; what it throws stops the emulator.
  template <class Work>
  void guarded(Work work);

  std::uint32_t boot_bytes_;
  std::vector<std::uint8_t> flash_memory_ = std::vector<std::uint8_t>(kFlashBytes, 0xff);
  std::vector<std::uint8_t> ram_ = std::vector<std::uint8_t>(kRamBytes);
  std::vector<std::uint16_t> block_instructions_ =
      std::vector<std::uint16_t>(kFlashBytes / 2);  // by where a block starts
  std::array<Peripheral, std::size(kPeripherals)> peripherals_{};
  uc_engine* uc_ = nullptr;
  uc_context* reset_state_ = nullptr;
  NvmcModel nvmc_{flash_memory_};
  std::vector<std::unique_ptr<PureCalls>> pure_calls_;
  SimFlash* flash_ = nullptr;
  std::optional<Run> ended_;
  std::exception_ptr thrown_;
  std::uint64_t instructions_ = 0;
  std::string console_;
};

ArmMachine::Parts::Parts(const ArmProgram& program, std::uint32_t boot_bytes) : boot_bytes_(boot_bytes) {
  if (program.bytes.size() < 8 || program.bytes.size() > boot_bytes || boot_bytes > kFlashBytes) {
    throw std::runtime_error(
        fmt::format("the bootloader has {} bytes; its area, from address 0 on, {}", program.bytes.size(), boot_bytes));
  }
  std::copy(program.bytes.begin(), program.bytes.end(), flash_memory_.begin());
  check(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc_), "start");
  check(uc_ctl_set_cpu_model(uc_, UC_CPU_ARM_CORTEX_M0), "be a Cortex-M0");
  map_memory();
  add_hooks();
  pure_calls_ = remember_p256(uc_, program);
  check(uc_context_alloc(uc_, &reset_state_), "save its state");
  check(uc_context_save(uc_, reset_state_), "save its state");
}

ArmMachine::Parts::~Parts() {
  if (reset_state_ != nullptr) uc_context_free(reset_state_);
  if (uc_ != nullptr) uc_close(uc_);
}

void ArmMachine::Parts::map_memory() {
  check(uc_mem_map_ptr(uc_, 0, kFlashBytes, UC_PROT_READ | UC_PROT_EXEC, flash_memory_.data()), "map the flash");
  check(uc_mem_map_ptr(uc_, kRamStart, kRamBytes, UC_PROT_READ | UC_PROT_WRITE, ram_.data()), "map the RAM");
  for (std::size_t i = 0; i < peripherals_.size(); ++i) {
    peripherals_[i] = {this, kPeripherals[i]};
    const auto read = [](uc_engine*, std::uint64_t offset, unsigned, void* user) -> std::uint64_t {
      const auto* one = static_cast<Peripheral*>(user);
      return one->machine->read_register(one->page, static_cast<std::uint32_t>(offset));
    };
    const auto write = [](uc_engine*, std::uint64_t offset, unsigned, std::uint64_t value, void* user) {
      const auto* one = static_cast<Peripheral*>(user);
      one->machine->guarded([&] {
        one->machine->write_register(one->page, static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(value));
      });
    };
    check(uc_mmio_map(uc_, kPeripherals[i], kPageBytes, read, &peripherals_[i], write, &peripherals_[i]),
          "map a peripheral");
  }
}

template <class Callback>
void ArmMachine::Parts::hook(int type, Callback callback, std::uint64_t first, std::uint64_t last) {
  uc_hook handle = 0;
  // Captureless lambdas of the type that goes with `type`; the API takes any.
  check(uc_hook_add(uc_, &handle, type, reinterpret_cast<void*>(+callback), this, first, last), "take a hook");
}

void ArmMachine::Parts::add_hooks() {
  hook(
      UC_HOOK_MEM_WRITE_PROT,
      [](uc_engine*, uc_mem_type, std::uint64_t address, int size, std::int64_t value, void* user) {
        return static_cast<Parts*>(user)->store_to_flash(
            static_cast<std::uint32_t>(address), static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(value));
      },
      1, 0);
  hook(
      UC_HOOK_CODE,
      [](uc_engine*, std::uint64_t address, std::uint32_t, void* user) {
        static_cast<Parts*>(user)->stop(End::kApplication, static_cast<std::uint32_t>(address));
      },
      boot_bytes_, kFlashBytes - 1);
  hook(
      UC_HOOK_BLOCK,
      [](uc_engine*, std::uint64_t address, std::uint32_t size, void* user) {
        static_cast<Parts*>(user)->count_block(static_cast<std::uint32_t>(address), size);
      },
      1, 0);
  hook(
      UC_HOOK_MEM_READ,
      [](uc_engine*, uc_mem_type, std::uint64_t address, int size, std::int64_t, void* user) {
        static_cast<Parts*>(user)->show_weak_bits(static_cast<std::uint32_t>(address),
                                                  static_cast<std::uint32_t>(size));
      },
      boot_bytes_, kFlashBytes - 1);
}

template <class Work>
void ArmMachine::Parts::guarded(Work work) {
  if (thrown_) return;
  try {
    work();
  } catch (...) {
    thrown_ = std::current_exception();
    uc_emu_stop(uc_);
  }
}

void ArmMachine::Parts::stop(End end, std::uint32_t address) {
  if (!ended_) ended_ = Run{end, address, 0, {}};
  uc_emu_stop(uc_);
}

std::uint32_t ArmMachine::Parts::read_register(std::uint32_t page, std::uint32_t offset) const {
  if (page == kNvmc) return nvmc_.read(offset);
  return page == kUart && offset == kUartTxReady ? 1 : 0;
}

void ArmMachine::Parts::write_register(std::uint32_t page, std::uint32_t offset, std::uint32_t value) {
  if (page == kNvmc && !nvmc_.write(offset, value)) stop(End::kFault, value);
  if (page == kUart && offset == kUartTxd) console_ += static_cast<char>(value);
  if (page == kSystemControl && offset == kAircr && (value & kResetRequest) != 0) stop(End::kReset, 0);
}

bool ArmMachine::Parts::store_to_flash(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t value) {
  bool allowed = false;
  guarded([&] { allowed = nvmc_.program(address, size_bytes, value); });
  if (!allowed && !thrown_) stop(End::kFault, address);
  return true;
}

// A Thumb instruction whose first halfword is 0xe800 or more has two.
void ArmMachine::Parts::count_block(std::uint32_t address, std::uint32_t size_bytes) {
  if (address >= boot_bytes_ || size_bytes > boot_bytes_ - address) return;
  std::uint16_t& count = block_instructions_[address / 2];
  if (count == 0) {
    for (std::uint32_t at = 0; at + 2 <= size_bytes; ++count) {
      at += load_u16(flash_memory_, address + at) >= 0xe800 ? 4 : 2;
    }
  }
  instructions_ += count;
  if (instructions_ > kMaxInstructions) stop(End::kRunaway, address);
}

void ArmMachine::Parts::show_weak_bits(std::uint32_t address, std::uint32_t size_bytes) {
  const auto offset = flash_->cells().offset_of(address, size_bytes);
  if (!offset || flash_->cells().is_stable(*offset, size_bytes)) return;
  guarded([&] { (void)flash_->read(address, MutableBytes(flash_memory_).subspan(address, size_bytes)); });
}

ArmMachine::Run ArmMachine::Parts::run(SimFlash& flash) {
  flash_ = &flash;
  ended_.reset();
  thrown_ = nullptr;
  instructions_ = 0;
  console_.clear();
  nvmc_.start(flash, boot_bytes_);
  std::fill(ram_.begin(), ram_.end(), kRamNoise);
  check(uc_context_restore(uc_, reset_state_), "reset");
  const std::uint32_t stack = load_u32(flash_memory_, 0);
  check(uc_reg_write(uc_, UC_ARM_REG_SP, &stack), "reset");
  const uc_err error = uc_emu_start(uc_, load_u32(flash_memory_, 4) | 1, kNever, 0, 0);
  if (thrown_) std::rethrow_exception(thrown_);
  return how_it_ended(error);
}

ArmMachine::Run ArmMachine::Parts::how_it_ended(uc_err error) {
  std::uint32_t pc = 0;
  (void)uc_reg_read(uc_, UC_ARM_REG_PC, &pc);
  End end = error == UC_ERR_OK ? End::kWaiting : End::kFault;
  if (error != UC_ERR_OK && pc >= boot_bytes_) end = End::kApplication;  // there was no code
  Run run = ended_.value_or(Run{end, pc, 0, {}});
  run.instructions = instructions_;
  run.console = console_;
  return run;
}

ArmMachine::ArmMachine(const ArmProgram& program, std::uint32_t boot_bytes)
    : parts_(std::make_unique<Parts>(program, boot_bytes)) {}

ArmMachine::~ArmMachine() = default;

ArmMachine::Run ArmMachine::run(SimFlash& flash) { return parts_->run(flash); }

}  // namespace switchback::rig
