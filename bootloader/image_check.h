// Parse, authenticate and decide over an image that lies in flash.
#pragma once

#include "bootloader/device.h"
#include "bootloader/state.h"
#include "core/accept.h"

namespace switchback::bootloader {

// The security floor that images are held against: the board's protected one, or else `floor`, the journal's.
std::uint32_t floor_of(const Device& device, std::uint32_t floor);

// What a check of an image works with (see Scratch).
struct ImageCheck {
  wire::ImageFacts facts;  // that were parsed
  Evidence evidence;       // that authenticate() left
  DeviceFacts about;       // the device, as the image is held against it
  InstalledImage running;  // what dependencies are held against
  Area staged;             // where the journal says that the artefact lies
};

// Sets `about` to what the decision needs to know of this device about an image that executes in `slot`; the journal
// says what its floor is. Borrows from `device`.
void describe_device(const Device& device, const State& state, std::uint8_t slot, DeviceFacts& about);

// Whether the artefact in `where` may be used so on the device that `check.about` describes, but for the payload of a
// package, which accept_payload() judges. With Use::kBoot bytes behind the TLVs are ignored, otherwise the artefact
// must fill `where`. kOk or the first reason not to.
Status check_artefact(const Device& device, Use use, const Area& where, ImageCheck& check);

// Whether the image in `where` may run in `slot`.
Status check_bootable(const Device& device, const State& state, const Area& where, std::uint8_t slot,
                      ImageCheck& check);

}  // namespace switchback::bootloader
