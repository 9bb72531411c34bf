# How tests are declared. Every test carries one label: unit, crypto, spec, golden, cli, fuzz,
# interop, campaign, mutants, rules, install or qemu.
#
# A doctest program, and a script:
#
#   switchback_test(NAME tlv LABEL unit SOURCES tlv_test.cc [DEPENDS core] [LINKS lib...])
#   switchback_script_test(NAME layering LABEL rules COMMAND ${Python3_EXECUTABLE} layering.py ...)

function(switchback_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;LABEL" "SOURCES;DEPENDS;LINKS")
  set(target ${arg_LABEL}_${arg_NAME})
  switchback_program(NAME ${target} SOURCES ${arg_SOURCES} DEPENDS ${arg_DEPENDS}
    LINKS ${arg_LINKS} switchback_doctest_main)
  # Compiles faster; the tested code has its own flags.
  target_compile_options(${target} PRIVATE -O0 $<$<CONFIG:Debug>:-fno-sanitize=undefined>)
  add_test(NAME ${arg_LABEL}.${arg_NAME} COMMAND ${target} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${arg_LABEL}.${arg_NAME} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 1200)
endfunction()

# The unit tests of one code folder: switchback_unit_test(NAME core SOURCES ... DEPENDS core).
function(switchback_unit_test)
  switchback_test(LABEL unit ${ARGV})
endfunction()

function(switchback_script_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;LABEL" "COMMAND")
  add_test(NAME ${arg_LABEL}.${arg_NAME} COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${arg_LABEL}.${arg_NAME} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 1200)
endfunction()
