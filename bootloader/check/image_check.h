// Parses, authenticates and judges an image in flash.
#pragma once

#include "bootloader/board/device.h"
#include "bootloader/journal/state.h"
#include "core/accept.h"

namespace switchback::bootloader {

// The security floor for images: the board's protected one, or else `floor`, the journal's.
std::uint32_t floor_of(const Device& device, std::uint32_t floor);

// The memory in which an image is checked (see Scratch).
struct ImageCheck {
  wire::ImageFacts facts;  // that were parsed
  Evidence evidence;       // that authenticate() left
  DeviceFacts about;       // the device that the image is held against
  InstalledImage running;  // that dependencies are held against
  Area staged;             // where the journal says that the artefact lies
};

// Fills `about` with the facts of this device for an image that executes in `slot`. The floor is
// that of `state`, or the board's (floor_of()). Borrows from `device`.
void describe_device(const Device& device, const State& state, std::uint8_t slot, DeviceFacts& about);

// Checks whether the artefact in `where` is acceptable for `use` on the device that `check.about`
// describes, except for the payload of a package, which accept_payload() judges. With Use::kBoot
// bytes may follow the TLVs; otherwise the artefact must fill `where`. Statuses as
// accept_artefact().
Status check_artefact(const Device& device, Use use, const Area& where, ImageCheck& check);

// Checks whether the image in `where` may run in `slot`. Statuses as accept_artefact().
Status check_bootable(const Device& device, const State& state, const Area& where, std::uint8_t slot,
                      ImageCheck& check);

}  // namespace switchback::bootloader
