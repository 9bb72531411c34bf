// The serial protocol (README.md): one line for every command, at least one for every answer.
#pragma once

#include <array>

#include "bootloader/app/updater.h"
#include "bootloader/ports/nrf51/uart.h"

namespace blinky {

class Commands {
 public:
  // `updater` and `uart` are borrowed, and already open.
  Commands(switchback::bootloader::Updater& updater, switchback::nrf51::Uart& uart) : updater_(updater), uart_(uart) {}

  // Takes a byte of the command line, if one has arrived. Answers once the line is complete.
  void poll();

 private:
  void execute();
  void print_status();
  void stage();
  switchback::Status receive(std::uint32_t size_bytes, std::uint32_t tag);
  bool receive_bytes(switchback::MutableBytes out);
  void answer(const char* done, switchback::Status status);
  bool is(const char* command) const;

  static constexpr std::size_t kMaxLine = 48;
  static constexpr std::size_t kChunkBytes = 256;

  switchback::bootloader::Updater& updater_;
  switchback::nrf51::Uart& uart_;
  std::array<char, kMaxLine + 1> line_{};
  std::size_t length_ = 0;
  std::array<std::uint8_t, kChunkBytes> chunk_{};
};

}  // namespace blinky
