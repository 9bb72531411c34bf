// Time from an interrupt: TIMER0 ticks ten times a second. A tick shows that exceptions reach this
// image's vector table, which on this core they do only through the bootloader's.
#pragma once

#include <cstdint>

namespace blinky {

constexpr std::uint32_t kTicksPerSecond = 10;

void start_clock();

// Ticks since start_clock(); wraps after 13 years.
std::uint32_t ticks();

// The handler of TIMER0, for the vector table. Calls on_tick() (version.h).
void on_timer0();

}  // namespace blinky
