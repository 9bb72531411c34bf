// The bootloader's output on the serial line: a line for every activity and for the result of the
// start. A board without output links quiet.cc instead of console.cc.
#pragma once

#include "bootloader/boot.h"
#include "bootloader/ports/nrf51/uart.h"

namespace switchback::nrf51 {

class Console final : public bootloader::Observer {
 public:
  void open();

  // Implements Observer::on_progress(): prints the activity's name, and a dot for every sixteenth
  // of it. Observer::keep_alive() feeds the watchdog.
  void show_progress(bootloader::Activity activity, std::uint32_t done, std::uint32_t total);

  void print_outcome(const bootloader::Outcome& outcome);

  // Leaves the serial line as it is after a reset.
  void close();

 private:
  void start_line(bootloader::Activity activity);
  void end_line();

  Uart uart_;
  bool in_line_ = false;
  bootloader::Activity activity_{};
  std::uint32_t dots_ = 0;
};

}  // namespace switchback::nrf51
