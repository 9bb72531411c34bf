// Recognises the padding of imgtool, which fills an image up to its slot.
#pragma once

#include "core/base/bytes.h"

namespace switchback::verifier {

// Whether `tail`, the bytes between the TLVs and the slot's end, holds only erased flash and
// MCUboot's trailer: 0xff or 0x00 throughout, but for the 16-byte magic at the end and a set
// image_ok flag where the magic's alignment puts it. `slot_size_bytes` is the size of the whole
// file.
bool is_slot_padding(Bytes tail, std::size_t slot_size_bytes);

}  // namespace switchback::verifier
