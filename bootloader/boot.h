// The bootloader's policy: which image runs after this reset, and why.
#pragma once

#include "bootloader/check/image_check.h"
#include "bootloader/journal/journal.h"

namespace switchback::bootloader {

// The result of boot(), and the memory that it works in. With `hardening` a board keeps it in
// static memory, because untrusted data of images and of the journal must not lie on a stack.
struct Outcome {
  bool bootable = false;            // false: no slot holds an acceptable image; recovery is next
  Area slot;                        // where the image lies
  std::uint32_t entry_address = 0;  // of the payload, which begins with the vector table
  State state;                      // as it stands in the journal
  ImageCheck check;                 // of the image, for confirmed_entry()
  JournalRoom journal;
  Status reason = Status::kNoImage;  // kOk, or why the last update is not in effect
};

// Runs after every reset. Finishes or undoes interrupted work, installs a requested update, counts
// a start on trial, reverts an image that was not confirmed, verifies the image that is to run, and
// falls back to the other slot if that fails. `outcome` must be newly constructed.
void boot(const Device& device, Outcome& outcome);
inline Outcome boot(const Device& device) {
  Outcome outcome{};
  boot(device, outcome);
  return outcome;
}

// Returns the entry address of a bootable outcome XORed with the verdict; only opened_entry()
// recovers it. Call that in the function that jumps, not earlier. Returns kNoEntry if something
// does not agree; the board then resets.
//
// Decides again, so that no single glitch starts an image that must be refused: reads the image's
// facts, the floor and the signature from flash anew, and checks the signature again.
constexpr std::uint32_t kNoEntry = 0xffffffff;
std::uint32_t confirmed_entry(const Device& device, Outcome& outcome);

constexpr std::uint32_t opened_entry(std::uint32_t confirmed) {
  return confirmed ^ static_cast<std::uint32_t>(Status::kOk);
}

}  // namespace switchback::bootloader
