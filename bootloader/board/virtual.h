// How the interfaces of a board are declared: virtual, or, in a program for one device
// (SWITCHBACK_ONE_DEVICE, layout_ref.h), as members that the port defines.
#pragma once

#ifdef SWITCHBACK_ONE_DEVICE
#define SWITCHBACK_VIRTUAL
#define SWITCHBACK_PURE
#else
#define SWITCHBACK_VIRTUAL virtual
#define SWITCHBACK_PURE = 0
#endif
