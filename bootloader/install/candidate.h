// Makes a verified candidate image of what the application staged.
#pragma once

#include "bootloader/check/image_check.h"
#include "bootloader/journal/journal.h"

namespace switchback::bootloader {

// State is kRequested or kRebuilding. Checks the staged artefact. Rebuilds the image from a
// package, from where an interrupted rebuild stopped, and checks the image. Erases nothing before
// the package is accepted. `check` is overwritten.
//   kOk:            the candidate is in its area and verified; `check.facts` describe it
//   kPackageRam:    the device takes no packages (checked first), or needs more RAM for this one
//   kImageTooLarge: the rebuilt image does not fit
//   kPackageSpace:  the rebuilt image would overlap the package
//   others:         from parse_image(), authenticate(), accept(), rebuild(), flash and journal
Status prepare_candidate(const Device& device, Journal& journal, State& state, ImageCheck& check);

}  // namespace switchback::bootloader
