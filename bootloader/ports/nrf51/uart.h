// The serial line: 115200 baud, 8N1, polled, with the micro:bit's wiring.
#pragma once

#include <cstdint>

namespace switchback::nrf51 {

class Uart {
 public:
  // Takes over the UART for output, whatever state it is in.
  void open();

  // Starts to receive. Without it, arriving bytes are left for the next program.
  void listen();

  // Waits until everything is sent, then switches the UART off, as it is after a reset.
  void close();

  void put(char character);
  void print(const char* text);            // ends with a zero byte
  void print_hex(std::uint32_t value);     // "0x" and eight digits
  void print_number(std::uint32_t value);  // decimal

  // Returns whether a byte has arrived, and stores it in `byte`. The hardware keeps six.
  bool poll(std::uint8_t& byte);

  // Waits for a byte and returns it.
  std::uint8_t get();
};

}  // namespace switchback::nrf51
