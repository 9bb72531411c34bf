// What is asked a second time, by other code than the first, so that one fault in the processor does not decide alone
// (docs/decisions/0007).
#pragma once

#include "bootloader/boot.h"

namespace switchback::bootloader {

// The newest record that reads valid now; a new device's state (sequence 0) where none does. Journal::load() finds the
// same, and writes what may not last.
State newest_record(const Device& device);

}  // namespace switchback::bootloader
