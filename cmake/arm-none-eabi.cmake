# Toolchain: Cortex-M with Debian's arm-none-eabi GCC. The CPU defaults to the smallest, Cortex-M0.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(SWITCHBACK_CPU cortex-m0 CACHE STRING "the -mcpu that device code is built for")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SWITCHBACK_CPU)

set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
# The plug-in aware archiver: a plain ar would leave LTO objects out of the index.
set(CMAKE_AR arm-none-eabi-gcc-ar)
set(CMAKE_RANLIB arm-none-eabi-gcc-ranlib)
set(CMAKE_C_COMPILER_AR ${CMAKE_AR})
set(CMAKE_CXX_COMPILER_AR ${CMAKE_AR})
set(CMAKE_C_COMPILER_RANLIB ${CMAKE_RANLIB})
set(CMAKE_CXX_COMPILER_RANLIB ${CMAKE_RANLIB})
set(CMAKE_OBJCOPY arm-none-eabi-objcopy)
set(CMAKE_SIZE arm-none-eabi-size)

# There is no C library start-up to link a test program against.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)

# Fat LTO objects also hold real code, so that a test can read an archive's undefined symbols.
set(device_flags "-mcpu=${SWITCHBACK_CPU} -mthumb -ffreestanding -flto -ffat-lto-objects -ffunction-sections -fdata-sections")
# No jump tables: they are larger than comparisons here, and a glitch can bend each jump through
# one.
string(APPEND device_flags " -fno-asynchronous-unwind-tables -fstack-usage -fno-jump-tables")
set(CMAKE_C_FLAGS_INIT "${device_flags}")
set(CMAKE_CXX_FLAGS_INIT "${device_flags} -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-use-cxa-atexit")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-mcpu=${SWITCHBACK_CPU} -mthumb")
