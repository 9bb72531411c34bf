// Polled input and output.
#include "bootloader/ports/nrf51/uart.h"

#include "bootloader/ports/nrf51/registers.h"

namespace switchback::nrf51 {
namespace {

constexpr std::uint32_t kMicrobitTxd = 24;  // towards the USB interface chip
constexpr std::uint32_t kMicrobitRxd = 25;

// No division: the core has none, and the library's takes 270 bytes.
constexpr std::uint32_t kDecimalUnits[] = {1'000'000'000, 100'000'000, 10'000'000, 1'000'000, 100'000,
                                           10'000,        1'000,       100,        10,        1};

}  // namespace

void Uart::open() {
  at(kGpioOutSet) = 1U << kMicrobitTxd;  // idle level, before the pin becomes an output
  at(kGpioDirSet) = 1U << kMicrobitTxd;
  at(kUartPinTxd) = kMicrobitTxd;
  at(kUartPinRxd) = kMicrobitRxd;
  at(kUartBaudRate) = kBaud115200;
  at(kUartEnable) = kUartEnabled;
  at(kUartTxReady) = 0;
  at(kUartStartTx) = 1;
}

void Uart::listen() {
  at(kUartRxReady) = 0;
  at(kUartStartRx) = 1;
}

void Uart::close() {
  at(kUartStopRx) = 1;
  at(kUartStopTx) = 1;
  at(kUartEnable) = kUartDisabled;
}

// Waits after the byte, so that nothing is being sent between calls and close() cuts nothing off.
void Uart::put(char character) {
  at(kUartTxd) = static_cast<std::uint8_t>(character);
  while (at(kUartTxReady) == 0) {
  }
  at(kUartTxReady) = 0;
}

void Uart::print(const char* text) {
  for (; *text != 0; ++text) put(*text);
}

void Uart::print_hex(std::uint32_t value) {
  print("0x");
  for (int shift = 28; shift >= 0; shift -= 4) put("0123456789abcdef"[(value >> shift) & 0xf]);
}

void Uart::print_number(std::uint32_t value) {
  bool begun = false;
  for (const std::uint32_t unit : kDecimalUnits) {
    char digit = '0';
    for (; value >= unit; value -= unit) ++digit;
    begun = begun || digit != '0' || unit == 1;
    if (begun) put(digit);
  }
}

bool Uart::poll(std::uint8_t& byte) {
  if (at(kUartRxReady) == 0) return false;
  at(kUartRxReady) = 0;
  byte = static_cast<std::uint8_t>(at(kUartRxd));
  return true;
}

std::uint8_t Uart::get() {
  std::uint8_t byte = 0;
  while (!poll(byte)) {
  }
  return byte;
}

}  // namespace switchback::nrf51
