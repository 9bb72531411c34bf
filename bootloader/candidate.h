// From what the application staged to a verified candidate image.
#pragma once

#include "bootloader/image_check.h"
#include "bootloader/journal.h"

namespace switchback::bootloader {

// State is kRequested or kRebuilding. Checks the staged artefact; rebuilds the image from a package, going on where an
// interrupted rebuild stopped; checks the image. Erases nothing before the package was accepted. `check.facts` are the
// candidate's. kOk: the candidate lies in its area, verified. Otherwise the reason of the refusal: one of parse_image,
// authenticate, accept or rebuild; kPackageSpace; flash and journal reasons. kPackageRam before all of these where the
// device takes no packages. `check.evidence` is of what was checked last.
Status prepare_candidate(const Device& device, Journal& journal, State& state, ImageCheck& check);

}  // namespace switchback::bootloader
