# The table of the project's layers, and who may use whom. CMake checks every link edge against it
# at the end of the configure step; tests/rules/layering.py reads this file and checks every
# #include line.
#
# A layer is a top folder; `ports` is bootloader/ports.

set(SWITCHBACK_LAYERS core host manifests packer signer verifier release bootloader ports rig cli examples bench tests)

set(SWITCHBACK_MAY_USE_core)
set(SWITCHBACK_MAY_USE_host core)
set(SWITCHBACK_MAY_USE_manifests core host)
set(SWITCHBACK_MAY_USE_packer core host manifests)
set(SWITCHBACK_MAY_USE_signer core host)
set(SWITCHBACK_MAY_USE_verifier core host manifests)
set(SWITCHBACK_MAY_USE_release core host manifests packer signer verifier)
set(SWITCHBACK_MAY_USE_bootloader core)
set(SWITCHBACK_MAY_USE_ports core bootloader)
set(SWITCHBACK_MAY_USE_rig core host manifests packer signer bootloader)
set(SWITCHBACK_MAY_USE_cli core host manifests packer signer verifier release bootloader rig)
set(SWITCHBACK_MAY_USE_examples core bootloader ports)
set(SWITCHBACK_MAY_USE_bench core)
set(SWITCHBACK_MAY_USE_tests core host manifests packer signer verifier release bootloader ports rig cli examples)

# The sub-folders of a layer, bottom to top; `.` is the layer's own folder. A source may include
# those that stand before its own. A layer that is not listed has no sub-folders.
# docs/ARCHITECTURE.md repeats the table.
set(SWITCHBACK_FOLDERS_core base wire flash crypto/p256 crypto delta/instructions delta . variants)
set(SWITCHBACK_FOLDERS_bootloader board journal check install switch . app)
set(SWITCHBACK_FOLDERS_manifests profile fields manifest release)
set(SWITCHBACK_FOLDERS_packer input image delta patch package)
set(SWITCHBACK_FOLDERS_signer . mbedtls keys signing)
set(SWITCHBACK_FOLDERS_rig
  flash arm spec device stories forged campaign report_parts campaign_report fleet studies)
set(SWITCHBACK_FOLDERS_cli files . commands rig)

# Device layers may use these third-party targets and no others.
set(SWITCHBACK_DEVICE_LAYERS core bootloader ports examples bench)
set(SWITCHBACK_DEVICE_DEPENDENCIES switchback_warnings switchback_p256m switchback_inflate)

# Sets `out` to the layer that a source directory belongs to.
function(switchback_layer_of directory out)
  file(RELATIVE_PATH relative ${PROJECT_SOURCE_DIR} ${directory})
  string(REGEX MATCH "^[^/]*" layer "${relative}")
  if(relative MATCHES "^bootloader/ports(/|$)")
    set(layer ports)
  endif()
  if(NOT layer IN_LIST SWITCHBACK_LAYERS)
    message(FATAL_ERROR "${relative} belongs to no layer of cmake/layers.cmake")
  endif()
  set(${out} ${layer} PARENT_SCOPE)
endfunction()

# Sets `out` to the names that `target` links, with aliases resolved and generator expressions taken
# apart.
function(_switchback_linked_names target out)
  set(names)
  foreach(property LINK_LIBRARIES INTERFACE_LINK_LIBRARIES)
    get_target_property(entries ${target} ${property})
    foreach(entry IN LISTS entries)
      string(REGEX REPLACE "\\$<[A-Z_]+:|>" "" entry "${entry}")
      if(TARGET ${entry})
        get_target_property(aliased ${entry} ALIASED_TARGET)
        if(aliased)
          set(entry ${aliased})
        endif()
        list(APPEND names ${entry})
      endif()
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES names)
  set(${out} ${names} PARENT_SCOPE)
endfunction()

function(_switchback_check_target target)
  get_target_property(layer ${target} SWITCHBACK_LAYER)
  if(NOT layer)
    return()
  endif()
  _switchback_linked_names(${target} linked)
  foreach(used IN LISTS linked)
    get_target_property(used_layer ${used} SWITCHBACK_LAYER)
    if(NOT used_layer)
      if(layer IN_LIST SWITCHBACK_DEVICE_LAYERS AND NOT used IN_LIST SWITCHBACK_DEVICE_DEPENDENCIES)
        message(FATAL_ERROR "${target}: device code must not link ${used}; see cmake/layers.cmake")
      endif()
    elseif(NOT used_layer STREQUAL layer AND NOT used_layer IN_LIST SWITCHBACK_MAY_USE_${layer})
      message(FATAL_ERROR "${target}: ${layer} must not link ${used} of ${used_layer}; see cmake/layers.cmake")
    endif()
  endforeach()
endfunction()

function(_switchback_check_directory directory)
  get_property(targets DIRECTORY ${directory} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    _switchback_check_target(${target})
  endforeach()
  get_property(children DIRECTORY ${directory} PROPERTY SUBDIRECTORIES)
  foreach(child IN LISTS children)
    _switchback_check_directory(${child})
  endforeach()
endfunction()

# Fails the configure step if any target links against the table. Call it after the last target is
# defined.
function(switchback_check_layers)
  _switchback_check_directory(${PROJECT_SOURCE_DIR})
endfunction()
