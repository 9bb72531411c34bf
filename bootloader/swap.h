// The exchange of slot 0 and slot 1, one unit at a time (docs/SPEC.md, "Swap"). The candidate lies one unit into slot
// 1, so each step copies into a unit that nothing needs any more: one erase per unit and slot, and both images survive.
#pragma once

#include "bootloader/boot.h"
#include "bootloader/journal.h"

namespace switchback::bootloader {

// Records that the candidate described by `facts` is to be exchanged with the image in slot 0. kOk; journal reasons.
Status begin_swap(const Device& device, Journal& journal, State& state, const wire::ImageFacts& facts);

// Records that the exchange is to be undone, and why; from the end of a complete one (kTrial) or from where a running
// one (kSwapping) stands. kOk; journal reasons.
Status begin_undo(Journal& journal, State& state, Status reason);

// State is kSwapping or kReverting: does the remaining steps. When slot 1 or slot 0 cannot be written, an exchange is
// undone as far as it went. Ends in kTrial (exchanged) or kIdle (undone), both recorded. kOk; otherwise the flash or
// journal reason why it is stuck half-way.
Status run_swap(const Device& device, Journal& journal, State& state);

// Copies an acceptable image from slot 1 over a slot 0 that failed its check. kOk: slot 0 holds it; kNoImage; flash
// reasons. Needs no journal: an interrupted copy leaves slot 0 failing, and the next start copies again.
Status heal_from_slot1(const Device& device, const State& state);

}  // namespace switchback::bootloader
