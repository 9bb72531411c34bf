// The upper left LED of the micro:bit's matrix.
#pragma once

namespace blinky {

void open_led();
void set_led(bool on);

}  // namespace blinky
