// The exchange of slot 0 and slot 1, one unit at a time (docs/SPEC.md, "Swap"). The candidate lies
// one unit into slot 1, so each step copies into a unit that is no longer needed. Each unit of a
// slot is erased once, and both images survive.
#pragma once

#include "bootloader/check/image_check.h"
#include "bootloader/journal/journal.h"

namespace switchback::bootloader {

// Records that the candidate that `facts` describe is to be exchanged with the image in slot 0.
// `facts` are overwritten. Returns kOk, or a failure of the journal.
Status begin_swap(const Device& device, Journal& journal, State& state, wire::ImageFacts& facts);

// Records that the exchange is to be undone, and why: from its end (kTrial), or from where it
// stands (kSwapping). Returns kOk, or a failure of the journal.
Status begin_undo(Journal& journal, State& state, Status reason);

// Extends the exchange in `state` to all of the image at the start of slot 1, which `facts`
// describe. An undoing that begins in `state` then restores the whole image, whichever exchange, if
// any, the journal remembers.
void include_image(const Layout& layout, State& state, const wire::ImageFacts& facts);

// State is kSwapping or kReverting: does the remaining steps. If a slot cannot be written, goes
// back, and forwards again if that fails, too; healing does not turn back. Ends in kTrial
// (exchanged for an update) or kIdle (undone, healed, or exchanged because the image could not be
// given up).
//   kOk:    complete and recorded
//   others: the failure of flash or journal that stopped it half-way
Status run_swap(const Device& device, Journal& journal, State& state);

// Slot 0 failed its check: restores an acceptable image from slot 1. The image before the last
// update, at the slot's start, is copied as if undoing an exchange. A candidate, one unit into the
// slot, is copied as in an exchange, if it was ever requested. Slot 1 is not changed. There is no
// trial, because there would be nothing to go back to. Continues after failures of flash or
// journal; the caller checks whether slot 0 then holds an image. `check` is overwritten.
void heal_from_slot1(const Device& device, Journal& journal, State& state, ImageCheck& check);

// For a journal that takes no record: makes slot 0 a copy of the image at the start of slot 1,
// which `facts` describe, by writing the sectors that differ. Slot 1 is not changed, so this may be
// done at every start.
void restore_unrecorded(const Device& device, const wire::ImageFacts& facts, Scratch& scratch);

}  // namespace switchback::bootloader
