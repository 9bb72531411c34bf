// A small good package of each kind, given to whichever rebuild() is linked.
#pragma once

#include "core/rebuild.h"

namespace switchback::testing {

// The status of rebuild() for a package of the target "abc".
Status rebuild_package(wire::PayloadKind kind, wire::Codec codec);

}  // namespace switchback::testing
