// Time, from an interrupt: TIMER0 ticks ten times a second. That it ticks at all shows that exceptions reach this
// image's vector table, which on this core they do only through the bootloader's.
#pragma once

#include <cstdint>

namespace blinky {

constexpr std::uint32_t kTicksPerSecond = 10;

void start_clock();

// Since start_clock(); wraps after 13 years.
std::uint32_t ticks();

// For the vector table. Calls Version::on_tick.
void on_timer0();

}  // namespace blinky
