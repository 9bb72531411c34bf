// The few nRF51 registers that the port uses (nRF51 Series Reference Manual 3.0, chapters 6, 13, 20
// and 29).
#pragma once

#include <cstdint>

namespace switchback::nrf51 {

using Register = volatile std::uint32_t;

// The address is a hardware register: aligned, and always present on this chip.
inline Register& at(std::uint32_t address) {
  return *reinterpret_cast<Register*>(address);  // NOLINT(performance-no-int-to-ptr)
}

// NVMC, chapter 6.
constexpr std::uint32_t kNvmcReady = 0x4001e400;
constexpr std::uint32_t kNvmcConfig = 0x4001e504;
constexpr std::uint32_t kNvmcErasePage = 0x4001e508;
constexpr std::uint32_t kConfigReadOnly = 0;
constexpr std::uint32_t kConfigWrite = 1;
constexpr std::uint32_t kConfigErase = 2;

// GPIO, chapter 13.
constexpr std::uint32_t kGpioOutSet = 0x50000508;
constexpr std::uint32_t kGpioOutClear = 0x5000050c;
constexpr std::uint32_t kGpioDirSet = 0x50000518;

// WDT, chapter 20. A watchdog that an application has started keeps running through a soft reset.
constexpr std::uint32_t kWdtReload0 = 0x40010600;
constexpr std::uint32_t kWdtReloadValue = 0x6e524635;

// UART, chapter 29.
constexpr std::uint32_t kUartStartRx = 0x40002000;
constexpr std::uint32_t kUartStartTx = 0x40002008;
constexpr std::uint32_t kUartStopRx = 0x40002004;
constexpr std::uint32_t kUartStopTx = 0x4000200c;
constexpr std::uint32_t kUartRxReady = 0x40002108;
constexpr std::uint32_t kUartTxReady = 0x4000211c;
constexpr std::uint32_t kUartEnable = 0x40002500;
constexpr std::uint32_t kUartPinTxd = 0x4000250c;
constexpr std::uint32_t kUartPinRxd = 0x40002514;
constexpr std::uint32_t kUartRxd = 0x40002518;
constexpr std::uint32_t kUartTxd = 0x4000251c;
constexpr std::uint32_t kUartBaudRate = 0x40002524;
constexpr std::uint32_t kUartEnabled = 4;
constexpr std::uint32_t kUartDisabled = 0;
constexpr std::uint32_t kBaud115200 = 0x01d7e000;

// SCB of the Cortex-M0 (ARMv6-M Architecture Reference Manual, B3.2.6).
constexpr std::uint32_t kAircr = 0xe000ed0c;
constexpr std::uint32_t kAircrResetRequest = 0x05fa0004;

}  // namespace switchback::nrf51
