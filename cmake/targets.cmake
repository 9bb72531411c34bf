# Functions for the project's own targets, so that every CMakeLists.txt is a list of sources and
# edges.
#
#   switchback_library(NAME packer SOURCES a.cc b.cc [DEPENDS core manifests] [LINKS lib...]
#                      [PRIVATE_LINKS lib...])
#   switchback_program(NAME switchback SOURCES main.cc [DEPENDS ...] [LINKS ...])
#   switchback_firmware(NAME boot_nrf51 SOURCES ... LINKER_SCRIPT x.ld [DEPENDS ...])
#                                                                               (arm builds)
#
# DEPENDS names libraries of our own folders. LINKS and PRIVATE_LINKS name third-party targets.
# Users of the library see those of LINKS, because our headers include theirs.

add_library(switchback_warnings INTERFACE)
target_compile_options(switchback_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
# At -O3, GCC 12 reports overflows in inlined std::vector and std::string code that do not exist
# (GCC bugs 105329, 105762). Device code has neither and keeps the warnings; on the host, the debug
# preset's sanitizers find real ones.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND NOT CMAKE_CROSSCOMPILING)
  target_compile_options(switchback_warnings INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow
    -Wno-stringop-overread)
endif()
# clang, which builds the fuzz targets and lints, lacks attributes for the device such as noipa.
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  target_compile_options(switchback_warnings INTERFACE -Wno-unknown-attributes)
endif()

# Common to libraries and programs: layer, warnings, include root.
function(_switchback_configure target visibility)
  switchback_layer_of(${CMAKE_CURRENT_SOURCE_DIR} layer)
  set_target_properties(${target} PROPERTIES SWITCHBACK_LAYER ${layer})
  target_include_directories(${target} ${visibility} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/switchback>)
endfunction()

function(_switchback_own_targets out)
  list(TRANSFORM ARGN PREPEND switchback_)
  set(${out} ${ARGN} PARENT_SCOPE)
endfunction()

function(switchback_library)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;DEPENDS;LINKS;PRIVATE_LINKS")
  set(target switchback_${arg_NAME})
  _switchback_own_targets(depends ${arg_DEPENDS})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    _switchback_configure(${target} PUBLIC)
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_link_libraries(${target} PUBLIC ${depends} ${arg_LINKS}
      PRIVATE ${arg_PRIVATE_LINKS} $<BUILD_INTERFACE:switchback_warnings>)
  else()
    add_library(${target} INTERFACE)
    _switchback_configure(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${depends} ${arg_LINKS})
  endif()
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${arg_NAME})
  add_library(Switchback::${arg_NAME} ALIAS ${target})
endfunction()

function(switchback_program)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;DEPENDS;LINKS")
  _switchback_own_targets(depends ${arg_DEPENDS})
  add_executable(${arg_NAME} ${arg_SOURCES})
  _switchback_configure(${arg_NAME} PRIVATE)
  target_link_libraries(${arg_NAME} PRIVATE ${depends} ${arg_LINKS} switchback_warnings)
endfunction()

# A program for bare metal: <name>.elf, .bin, .hex and .map, linked by the given script with no
# start files.
function(switchback_firmware)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;LINKER_SCRIPT" "SOURCES;DEPENDS;LINKS")
  switchback_program(NAME ${arg_NAME} SOURCES ${arg_SOURCES} DEPENDS ${arg_DEPENDS} LINKS ${arg_LINKS})
  get_filename_component(script ${arg_LINKER_SCRIPT} ABSOLUTE)
  set_target_properties(${arg_NAME} PROPERTIES SUFFIX .elf LINK_DEPENDS ${script})
  target_link_options(${arg_NAME} PRIVATE -T${script} -nostartfiles --specs=nano.specs -Wl,--gc-sections
    -Wl,--fatal-warnings -Wl,-Map=$<TARGET_FILE_DIR:${arg_NAME}>/${arg_NAME}.map)
  set(base $<TARGET_FILE_DIR:${arg_NAME}>/${arg_NAME})
  add_custom_command(TARGET ${arg_NAME} POST_BUILD
    COMMAND ${CMAKE_OBJCOPY} -O binary $<TARGET_FILE:${arg_NAME}> ${base}.bin
    COMMAND ${CMAKE_OBJCOPY} -O ihex $<TARGET_FILE:${arg_NAME}> ${base}.hex
    COMMAND ${CMAKE_SIZE} $<TARGET_FILE:${arg_NAME}>
    VERBATIM)
endfunction()
