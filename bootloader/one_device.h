// How the code reaches flash and layout. Programs that know several (tests, rigs, applications behind the C interface)
// derive from Flash and hand over a Layout. A board's bootloader knows one of each: compiled with SWITCHBACK_ONE_DEVICE
// it calls the port's functions directly, and the layout's constants are in its code. The port then defines the members
// of Flash, and `device_layout`. All files of a program are compiled with it, or none.
#pragma once

#ifdef SWITCHBACK_ONE_DEVICE
#define SWITCHBACK_VIRTUAL
#define SWITCHBACK_PURE
#else
#define SWITCHBACK_VIRTUAL virtual
#define SWITCHBACK_PURE = 0
#endif
