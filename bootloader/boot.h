// The bootloader's whole policy: what runs after this reset, and why.
#pragma once

#include "bootloader/flash.h"
#include "bootloader/layout_ref.h"
#include "bootloader/state.h"
#include "core/authenticate.h"

namespace switchback::bootloader {

enum class Activity : std::uint8_t { kVerify, kErase, kRebuild, kSwap, kRevert, kHeal };

// What a board may do while the bootloader works: feed the watchdog, blink, print.
class Observer {
 public:
  // Called at the start of every activity (done 0), and at least once per swap unit, or per piece of a rebuild. In
  // between may lie the check of a whole image (hash and signature) or the erase of the whole area that a candidate is
  // rebuilt in.
  virtual void on_progress(Activity activity, std::uint32_t done, std::uint32_t total) = 0;

 protected:
  Observer() = default;
  Observer(const Observer&) = default;
  Observer& operator=(const Observer&) = default;
  ~Observer() = default;
};

// What the bootloader works with. Everything is borrowed.
struct Device {
  Flash& flash;
  LayoutRef layout;
  std::span<const RootKey> keys;
  MutableBytes workspace;  // layout.decoder_ram_bytes, aligned to 8 bytes; unused while no package is installed
  Observer& observer;
};

struct Outcome {
  bool bootable = false;             // false: no slot holds an acceptable image; the board's recovery is next
  Area slot;                         // where the image lies
  std::uint32_t entry_address = 0;   // of the payload: the vector table
  State state;                       // as it stands in the journal
  Evidence evidence;                 // of the image's signature, for confirmed_entry()
  Status reason = Status::kNoImage;  // kOk, or why slot and state are not as the last update wanted
};

// Runs after every reset. Finishes or undoes what was interrupted, installs what was requested, counts a trial, reverts
// what was not confirmed, verifies the image that is to run, and falls back to the other slot where that fails.
Outcome boot(const Device& device);

// The entry of an outcome that is bootable; what a board starts. Decides once more, so that no single fault in the
// processor starts an image that must be refused: the image's facts, its counter's floor and its signature are read
// from flash anew, and held against what boot() computed. kNoEntry: something does not agree; the board resets. Else
// the entry under a mask, the verdict's: call opened_entry() on it in the function that jumps, not earlier. Nothing
// else opens to an address that is of any use.
constexpr std::uint32_t kNoEntry = 0xffffffff;
std::uint32_t confirmed_entry(const Device& device, const Outcome& outcome);

constexpr std::uint32_t opened_entry(std::uint32_t confirmed) {
  return confirmed ^ static_cast<std::uint32_t>(Status::kOk);
}

}  // namespace switchback::bootloader
