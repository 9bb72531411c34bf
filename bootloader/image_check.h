// Parse, authenticate and decide over an image that lies in flash.
#pragma once

#include "bootloader/device.h"
#include "bootloader/state.h"
#include "core/accept.h"

namespace switchback::bootloader {

// The security floor that images are held against: the board's protected one, or else the journal's.
std::uint32_t floor_of(const Device& device, const State& state);

// What the decision needs to know of this device about an image that executes in `slot`. Borrows from `device`.
DeviceFacts device_facts(const Device& device, const State& state, std::uint8_t slot);

// Whether the artefact in `where` may be used so, but for the payload of a package, which accept_payload() judges;
// `facts` is what was parsed. With Use::kBoot bytes behind the TLVs are
// ignored, otherwise the artefact must fill `where`. `evidence` is what authenticate() left. kOk or the first reason
// not to.
Status check_artefact(const Device& device, Use use, const Area& where, const DeviceFacts& about,
                      wire::ImageFacts& facts, Evidence& evidence);

// Whether the image in `where` may run in `slot`.
Status check_bootable(const Device& device, const State& state, const Area& where, std::uint8_t slot,
                      wire::ImageFacts& facts, Evidence& evidence);

}  // namespace switchback::bootloader
