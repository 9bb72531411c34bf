// The bootloader's whole policy: what runs after this reset, and why.
#pragma once

#include "bootloader/image_check.h"
#include "bootloader/journal.h"

namespace switchback::bootloader {

// With `hardening` a board keeps it in static memory: it holds what was read of images and of the journal, which must
// not lie on a stack.
struct Outcome {
  bool bootable = false;            // false: no slot holds an acceptable image; the board's recovery is next
  Area slot;                        // where the image lies
  std::uint32_t entry_address = 0;  // of the payload: the vector table
  State state;                      // as it stands in the journal
  ImageCheck check;                 // of the image, for confirmed_entry()
  JournalRoom journal;
  Status reason = Status::kNoImage;  // kOk, or why slot and state are not as the last update wanted
};

// Runs after every reset. Finishes or undoes what was interrupted, installs what was requested, counts a trial, reverts
// what was not confirmed, verifies the image that is to run, and falls back to the other slot where that fails.
// `outcome` is as it was made.
void boot(const Device& device, Outcome& outcome);
inline Outcome boot(const Device& device) {
  Outcome outcome{};
  boot(device, outcome);
  return outcome;
}

// The entry of an outcome that is bootable; what a board starts. Decides once more, so that no single fault in the
// processor starts an image that must be refused: the image's facts, its counter's floor and its signature are read
// from flash anew, and the signature is checked again. kNoEntry: something does not agree; the board resets. Else
// the entry under a mask, the verdict's: call opened_entry() on it in the function that jumps, not earlier. Nothing
// else opens to an address that is of any use.
constexpr std::uint32_t kNoEntry = 0xffffffff;
std::uint32_t confirmed_entry(const Device& device, Outcome& outcome);

constexpr std::uint32_t opened_entry(std::uint32_t confirmed) {
  return confirmed ^ static_cast<std::uint32_t>(Status::kOk);
}

}  // namespace switchback::bootloader
