// The serial line: 115200 baud, 8N1, polled. micro:bit wiring.
#pragma once

#include <cstdint>

namespace switchback::nrf51 {

class Uart {
 public:
  // Takes the UART over, whatever state it is in, for output.
  void open();

  // Starts to receive. Without it, bytes that arrive are left for the next program.
  void listen();

  // Waits until everything is sent, and switches the UART off: the state that the next program finds after a reset.
  void close();

  void put(char character);
  void print(const char* text);            // ends with a zero byte
  void print_hex(std::uint32_t value);     // "0x" and eight digits
  void print_number(std::uint32_t value);  // decimal

  // Whether a byte has arrived, and that byte. The hardware keeps six.
  bool poll(std::uint8_t& byte);

  // Waits for a byte.
  std::uint8_t get();
};

}  // namespace switchback::nrf51
