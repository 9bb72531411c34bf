# What a port takes from the device's profile, the one truth about a flash: symbols for its linker scripts, and the header
# with the bootloader's constants and root keys, which the host's own tool writes.

set(SWITCHBACK_CLI ${PROJECT_SOURCE_DIR}/build/release/cli/switchback CACHE FILEPATH
  "the host's switchback program; the release preset builds the default")
set(_demo_key ${PROJECT_SOURCE_DIR}/build/demo/release)
set(SWITCHBACK_ROOT_KEYS ${_demo_key}.pub.pem CACHE STRING
  "public keys that the bootloader trusts; the default is a key for the demo, made where it is missing")

# For the demo only: whoever ships devices names their own keys.
if(NOT TARGET switchback_demo_key)
  add_custom_command(OUTPUT ${_demo_key}.pem ${_demo_key}.pub.pem
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_SOURCE_DIR}/build/demo
    COMMAND ${SWITCHBACK_CLI} keygen --force --out ${_demo_key}.pem
    COMMENT "Making a key for the demo" VERBATIM)
  add_custom_target(switchback_demo_key DEPENDS ${_demo_key}.pem)
endif()

# switchback_profile_symbols(out profile.json): linker options that define the symbols
#   SWITCHBACK_BOOT_BYTES                          room for the bootloader, from the start of flash
#   SWITCHBACK_SLOT_ADDRESS, SWITCHBACK_SLOT_BYTES slot 0
#   SWITCHBACK_HEADER_BYTES                        of an image, before its vector table
function(switchback_profile_symbols out profile)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${profile})
  file(READ ${profile} json)
  string(JSON boot_bytes GET "${json}" bootloader size)
  string(JSON slot_address GET "${json}" slots 0 address)
  string(JSON slot_bytes GET "${json}" slots 0 size)
  string(JSON header_bytes GET "${json}" image header_size)
  set(${out}
    -Wl,--defsym=SWITCHBACK_BOOT_BYTES=${boot_bytes}
    -Wl,--defsym=SWITCHBACK_SLOT_ADDRESS=${slot_address}
    -Wl,--defsym=SWITCHBACK_SLOT_BYTES=${slot_bytes}
    -Wl,--defsym=SWITCHBACK_HEADER_BYTES=${header_bytes}
    PARENT_SCOPE)
endfunction()

# switchback_boot_config(target profile.json header): writes `header`, a path as our sources include it, and makes it one of
# `target`'s sources.
function(switchback_boot_config target profile header)
  set(generated ${PROJECT_BINARY_DIR}/generated/${target})
  set(keys)
  foreach(key IN LISTS SWITCHBACK_ROOT_KEYS)
    list(APPEND keys --key ${key})
  endforeach()
  get_filename_component(directory ${generated}/${header} DIRECTORY)
  file(MAKE_DIRECTORY ${directory})
  add_custom_command(OUTPUT ${generated}/${header}
    COMMAND ${SWITCHBACK_CLI} profile header ${profile} ${keys} --force --out ${generated}/${header}
    DEPENDS ${profile} ${SWITCHBACK_ROOT_KEYS} ${SWITCHBACK_CLI}
    COMMENT "Writing ${header}" VERBATIM)
  add_dependencies(${target} switchback_demo_key)
  target_sources(${target} PRIVATE ${generated}/${header})
  target_include_directories(${target} PUBLIC ${generated})
endfunction()
