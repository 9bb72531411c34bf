// The exchange of slot 0 and slot 1, one unit at a time (docs/SPEC.md, "Swap"). The candidate lies one unit into slot
// 1, so each step copies into a unit that nothing needs any more: one erase per unit and slot, and both images survive.
#pragma once

#include "bootloader/image_check.h"
#include "bootloader/journal.h"

namespace switchback::bootloader {

// Records that the candidate described by `facts` is to be exchanged with the image in slot 0. kOk; journal reasons.
// `facts` are overwritten.
Status begin_swap(const Device& device, Journal& journal, State& state, wire::ImageFacts& facts);

// Records that the exchange is to be undone, and why; from the end of a complete one (kTrial) or from where a running
// one (kSwapping) stands. kOk; journal reasons.
Status begin_undo(Journal& journal, State& state, Status reason);

// The image that `facts` describe starts slot 1: an undoing that begins in `state` brings all of it back, whatever the
// exchange was that the journal remembers, if any.
void include_image(const Layout& layout, State& state, const wire::ImageFacts& facts);

// State is kSwapping or kReverting: does the remaining steps. Where slot 1 or slot 0 cannot be written, it goes back as
// far as it went, and forwards again where that fails, too; healing goes on instead. Ends in kTrial (exchanged for an
// update) or in kIdle (undone; healed; or exchanged because the image could not be given up), both recorded. kOk;
// otherwise the flash or journal reason why it is stuck half-way.
Status run_swap(const Device& device, Journal& journal, State& state);

// Slot 0 failed its check: brings back an acceptable image from slot 1. The image that ran before the last update (at
// the slot's start) is copied as the undoing of an exchange would, a candidate (one unit into it) as an exchange, if it
// was ever asked for. Both leave slot 1 as it is. No trial: there would be nothing to go back to. Goes on where flash
// or journal fail; whether slot 0 holds an image then is for the caller to check. `check` is overwritten.
void heal_from_slot1(const Device& device, Journal& journal, State& state, ImageCheck& check);

// For a journal that takes no record: makes slot 0 a copy of the image that `facts` describe at the start of slot 1, in
// sectors that differ from it. Slot 1 is not touched, so that it may be done at every start.
void restore_unrecorded(const Device& device, const wire::ImageFacts& facts, Scratch& scratch);

}  // namespace switchback::bootloader
