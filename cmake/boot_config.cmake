# Derives from a device's profile what a port needs: symbols for its linker scripts, and the header
# with the bootloader's constants and root keys, which the switchback program writes.

set(SWITCHBACK_CLI ${PROJECT_SOURCE_DIR}/build/release/cli/switchback CACHE FILEPATH
  "the host's switchback program; the release preset builds the default")
# The demo's key lies in the build tree, once for everything that is built from this checkout: the
# presets' folders are siblings below build/, and so is the key's. A build folder elsewhere has its
# own, unless it is given another place.
get_filename_component(_build_tree ${PROJECT_BINARY_DIR} DIRECTORY)
if(NOT _build_tree STREQUAL "${PROJECT_SOURCE_DIR}/build")
  set(_build_tree ${PROJECT_BINARY_DIR})
endif()
set(SWITCHBACK_DEMO_DIR ${_build_tree}/demo CACHE PATH "where the demo's key pair is made, unless it is there")
set(_demo_key ${SWITCHBACK_DEMO_DIR}/release)
set(SWITCHBACK_ROOT_KEYS ${_demo_key}.pub.pem CACHE STRING
  "public keys that the bootloader trusts, relative to the checkout; the default is a key for the demo, made where it is missing")

set(_root_keys)
foreach(_key IN LISTS SWITCHBACK_ROOT_KEYS)
  get_filename_component(_key ${_key} ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
  list(APPEND _root_keys ${_key})
endforeach()
if(NOT _root_keys)
  message(FATAL_ERROR "SWITCHBACK_ROOT_KEYS: expected the public keys that the bootloader trusts, found none; is a variable not set?")
endif()

# For the demo only. Whoever ships devices names their own keys; then none is made.
if("${_demo_key}.pub.pem" IN_LIST _root_keys)
  if(NOT TARGET switchback_demo_key)
    add_custom_command(OUTPUT ${_demo_key}.pem ${_demo_key}.pub.pem
      COMMAND ${CMAKE_COMMAND} -DCLI=${SWITCHBACK_CLI} -DKEY=${_demo_key} -P ${CMAKE_CURRENT_LIST_DIR}/demo_key.cmake
      COMMENT "Making a key for the demo, unless there is one" VERBATIM)
    add_custom_target(switchback_demo_key DEPENDS ${_demo_key}.pem)
  endif()
  list(REMOVE_ITEM _root_keys ${_demo_key}.pub.pem)
endif()
foreach(_key IN LISTS _root_keys)
  if(NOT EXISTS ${_key})
    message(FATAL_ERROR "SWITCHBACK_ROOT_KEYS: ${_key} does not exist. A public key is expected, as `switchback keygen` writes it.")
  endif()
endforeach()

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

# switchback_signature_engine(sources libraries profile.json): the sources and libraries that a
# bootloader needs beside core for the profile's `signature_engine` and `signature_speed`.
function(switchback_signature_engine out_sources out_libraries profile)
  file(READ ${profile} json)
  string(JSON engine ERROR_VARIABLE missing GET "${json}" signature_engine)
  if(missing)
    set(engine switchback)
  endif()
  string(JSON speed ERROR_VARIABLE missing GET "${json}" signature_speed)
  if(missing)
    set(speed 2)
  endif()
  math(EXPR speed "${speed}") # a profile may write 0x2
  set(variants ${PROJECT_SOURCE_DIR}/core/variants)
  set(sources)
  set(libraries)
  if(NOT engine STREQUAL "switchback")
    set(sources ${variants}/ecdsa_${engine}.cc)
  elseif(NOT speed EQUAL 4) # core's own
    set(sources ${variants}/generator_${speed}.cc)
  endif()
  if(engine STREQUAL "mbedtls")
    set(libraries switchback_p256m)
  endif()
  set(${out_sources} ${sources} PARENT_SCOPE)
  set(${out_libraries} ${libraries} PARENT_SCOPE)
endfunction()

# switchback_boot_config(target profile.json header): writes `header`, a path as our sources include
# it, and makes it one of `target`'s sources.
function(switchback_boot_config target profile header)
  set(generated ${PROJECT_BINARY_DIR}/generated/${target})
  set(options)
  set(keys)
  foreach(key IN LISTS SWITCHBACK_ROOT_KEYS)
    get_filename_component(key ${key} ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
    list(APPEND options --key ${key})
    list(APPEND keys ${key})
  endforeach()
  get_filename_component(directory ${generated}/${header} DIRECTORY)
  file(MAKE_DIRECTORY ${directory})
  add_custom_command(OUTPUT ${generated}/${header}
    COMMAND ${SWITCHBACK_CLI} profile header ${profile} ${options} --force --out ${generated}/${header}
    DEPENDS ${profile} ${keys} ${SWITCHBACK_CLI}
    COMMENT "Writing ${header}" VERBATIM)
  if(TARGET switchback_demo_key)
    add_dependencies(${target} switchback_demo_key)
  endif()
  target_sources(${target} PRIVATE ${generated}/${header})
  target_include_directories(${target} PUBLIC ${generated})
endfunction()
