// The devices of an nRF51 that a bootloader uses. All other device addresses ignore stores, and
// load 0.
#include "rig/arm/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace switchback::rig {
namespace {

constexpr std::uint32_t kFlashBytes = 256 * 1024;
constexpr std::uint32_t kRamBytes = 16 * 1024;
constexpr std::uint32_t kPageBytes = 4096;
constexpr std::uint8_t kRamNoise = 0xa5;  // RAM content after power-on is arbitrary

// Peripherals, by page.
constexpr std::uint32_t kUart = 0x40002000;
constexpr std::uint32_t kWatchdog = 0x40010000;
constexpr std::uint32_t kNvmc = 0x4001e000;
constexpr std::uint32_t kGpio = 0x50000000;
constexpr std::uint32_t kSystemControl = 0xe000e000;
constexpr std::uint32_t kPeripherals[] = {kUart, kWatchdog, kNvmc, kGpio, kSystemControl};

// Registers.
constexpr std::uint32_t kUartTxReady = kUart + 0x11c;
constexpr std::uint32_t kUartTxd = kUart + 0x51c;
constexpr std::uint32_t kAircr = kSystemControl + 0xd0c;
constexpr std::uint32_t kResetRequest = 4;

}  // namespace

ArmMachine::ArmMachine(const ArmProgram& program, std::uint32_t boot_bytes)
    : boot_bytes_(boot_bytes),
      memory_(kFlashBytes, kRamBytes, *this),
      core_(memory_),
      nvmc_(memory_.flash()),
      pure_calls_(program) {
  if (program.bytes.size() < 8 || program.bytes.size() > boot_bytes || boot_bytes > kFlashBytes) {
    throw std::runtime_error(
        fmt::format("the bootloader has {} bytes; its area, from address 0 on, {}", program.bytes.size(), boot_bytes));
  }
  std::copy(program.bytes.begin(), program.bytes.end(), memory_.flash().begin());
  memory_.watch_flash_from(boot_bytes);
}

ArmMachine::Run ArmMachine::run(SimFlash& flash) {
  start(flash);
  return finish(kMaxInstructions);
}

void ArmMachine::start(SimFlash& flash) {
  flash_ = &flash;
  std::ranges::fill(memory_.ram(), kRamNoise);
  watchdog_.power_on(watchdog_period_ms_);
  begin();
}

void ArmMachine::start_again() {
  nvmc_.flush();
  watchdog_.reset();
  begin();
}

void ArmMachine::begin() {
  device_end_.reset();
  instructions_ = 0;
  console_.clear();
  pure_calls_.forget_running();
  nvmc_.start(*flash_, boot_bytes_);
  core_.reset();
}

std::uint32_t ArmMachine::next_instruction() {
  watchdog_.pass(pure_calls_.look(core_, memory_, watchdog_.now()));
  return core_.state().pc();
}

std::optional<ArmMachine::End> ArmMachine::step() {
  if (next_instruction() >= boot_bytes_) return End::kApplication;
  return end_after(core_.step());
}

std::optional<ArmMachine::End> ArmMachine::step_as(std::uint16_t first, std::uint16_t second) {
  return end_after(core_.step_as(first, second));
}

std::optional<ArmMachine::End> ArmMachine::end_after(ArmStep step) {
  ++instructions_;
  watchdog_.pass(1);
  if (device_end_) return device_end_;
  if (watchdog_.has_bitten()) return End::kReset;
  if (step == ArmStep::kRan) return std::nullopt;
  return step == ArmStep::kWaiting ? End::kWaiting : End::kFault;
}

ArmMachine::Run ArmMachine::finish(std::uint64_t max_instructions) {
  std::optional<End> end;
  while (!end && instructions_ < max_instructions) end = step();
  return ended(end);
}

ArmMachine::Run ArmMachine::ended(std::optional<End> end) const {
  const bool by_watchdog = end == End::kReset && !device_end_;
  return {end.value_or(End::kRunaway), core_.state().pc(), instructions_, console_, by_watchdog};
}

ArmMachine::Moment ArmMachine::moment() const {
  const Bytes ram = memory_.ram();
  return {core_.state(), {ram.begin(), ram.end()}, nvmc_.settings(), watchdog_, instructions_, console_.size()};
}

void ArmMachine::go_back(const Moment& moment) {
  core_.state() = moment.state;
  std::ranges::copy(moment.ram, memory_.ram().begin());
  nvmc_.set(moment.controller);
  watchdog_ = moment.watchdog;
  instructions_ = moment.instructions;
  console_.resize(moment.console_size);
  device_end_.reset();
  pure_calls_.forget_running();
}

bool ArmMachine::load(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t& value) {
  value = 0;
  if (address < kFlashBytes) {
    show_weak_bits(address, size_bytes);
    for (std::uint32_t i = size_bytes; i != 0; --i) value = value << 8 | memory_.flash()[address + i - 1];
    return true;
  }
  const std::uint32_t page = address / kPageBytes * kPageBytes;
  if (page == kNvmc) value = nvmc_.read(address % kPageBytes);
  if (page == kWatchdog) value = watchdog_.read(address % kPageBytes);
  if (address == kUartTxReady) value = 1;
  return std::ranges::find(kPeripherals, page) != std::end(kPeripherals);
}

bool ArmMachine::store(std::uint32_t address, std::uint32_t size_bytes, std::uint32_t value) {
  if (address < kFlashBytes) {
    if (!nvmc_.program(address, size_bytes, value)) device_end_ = End::kFault;
    watchdog_.pass(kProgramWordCycles);
    return true;
  }
  const std::uint32_t page = address / kPageBytes * kPageBytes;
  if (std::ranges::find(kPeripherals, page) == std::end(kPeripherals)) return false;
  store_to_device(address, value);
  return true;
}

void ArmMachine::store_to_device(std::uint32_t address, std::uint32_t value) {
  const std::uint32_t page = address / kPageBytes * kPageBytes;
  if (page == kNvmc) store_to_controller(address % kPageBytes, value);
  if (page == kWatchdog) watchdog_.write(address % kPageBytes, value);
  if (address == kUartTxd) console_ += static_cast<char>(value);
  if (address == kAircr && (value & kResetRequest) != 0) device_end_ = End::kReset;
}

void ArmMachine::store_to_controller(std::uint32_t offset, std::uint32_t value) {
  const std::uint64_t changes = nvmc_.changes();
  if (!nvmc_.write(offset, value)) device_end_ = End::kFault;
  // Everything else was done and counted before.
  if (nvmc_.changes() != changes) watchdog_.pass(kErasePageCycles);
}

void ArmMachine::show_weak_bits(std::uint32_t address, std::uint32_t size_bytes) {
  const auto offset = flash_->cells().offset_of(address, size_bytes);
  if (!offset || flash_->cells().is_stable(*offset, size_bytes)) return;
  (void)flash_->read(address, memory_.flash().subspan(address, size_bytes));
}

}  // namespace switchback::rig
