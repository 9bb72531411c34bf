// How an interrupted download or rebuild goes on.
#pragma once

#include "bootloader/journal.h"
#include "bootloader/ordered_writer.h"

namespace switchback::bootloader {

// State is kReceiving or kRebuilding, and `writer` is on the area that was then written. Afterwards the writer keeps
// what is whole, and everything behind it is blank. Interrupted, it goes on with the same sectors: what a half-erased
// sector looks like is not taken for how far the writing came. kOk; kFlashErase; journal reasons.
Status resume_writing(OrderedWriter& writer, Journal& journal, State& state);

}  // namespace switchback::bootloader
