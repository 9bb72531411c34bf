// What the bootloader says on the serial line: a line for every activity and for how the start ended. A board that says
// nothing links quiet.cc in place of console.cc.
#pragma once

#include "bootloader/boot.h"
#include "bootloader/ports/nrf51/uart.h"

namespace switchback::nrf51 {

class Console final : public bootloader::Observer {
 public:
  void open();

  // Prints the activity's name, and a dot for every sixteenth of it: what Observer::on_progress() is here.
  // Observer::keep_alive() feeds the watchdog.
  void show_progress(bootloader::Activity activity, std::uint32_t done, std::uint32_t total);

  void print_outcome(const bootloader::Outcome& outcome);

  // Leaves the serial line as it was after the reset.
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
