// What may follow an image in a file that imgtool padded to the slot.
#pragma once

#include "core/bytes.h"

namespace switchback::verifier {

// Whether `tail`, what follows the TLVs up to the end of the slot, is erased flash and MCUboot's trailer and nothing
// else: 0xff or 0x00 throughout, but for the 16-byte magic at the end and a set image_ok flag where the magic's
// alignment puts it. `slot_size_bytes` is the whole file's size.
bool is_slot_padding(Bytes tail, std::size_t slot_size_bytes);

}  // namespace switchback::verifier
