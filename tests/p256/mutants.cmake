# The unit tests, linked with one mistake each (mutants.txt). The mistake is in a changed copy of a
# source file, whose symbols come before those of core's archive.
set(mutants_file ${CMAKE_CURRENT_SOURCE_DIR}/mutants.txt)
set(mutate_script ${PROJECT_SOURCE_DIR}/tests/mutants/mutate.py)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${mutants_file})
execute_process(COMMAND ${Python3_EXECUTABLE} ${mutate_script} list ${mutants_file}
  OUTPUT_VARIABLE mutants OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" mutants "${mutants}")

set(unit_tests ${PROJECT_SOURCE_DIR}/tests/unit/core/crypto/p256)
add_library(p256_mutant_tests OBJECT
  ${unit_tests}/number_test.cc ${unit_tests}/field_test.cc ${unit_tests}/point_test.cc
  ${unit_tests}/comb_test.cc ${unit_tests}/encoding_test.cc ${unit_tests}/verify_test.cc)
target_compile_options(p256_mutant_tests PRIVATE -O0)
target_link_libraries(p256_mutant_tests PRIVATE switchback_p256_fixtures switchback_doctest_main)

switchback_program(NAME p256_mutant_none SOURCES $<TARGET_OBJECTS:p256_mutant_tests>
  DEPENDS core p256_fixtures LINKS switchback_doctest_main)

# -w: a mistake may leave a variable unused.
function(p256_mutant name source)
  set(copy ${CMAKE_CURRENT_BINARY_DIR}/${name}/${source})
  add_custom_command(OUTPUT ${copy}
    COMMAND ${Python3_EXECUTABLE} ${mutate_script} write ${mutants_file} ${name} ${PROJECT_SOURCE_DIR} ${copy}
    DEPENDS ${mutants_file} ${mutate_script} ${PROJECT_SOURCE_DIR}/${source}
    VERBATIM)
  switchback_program(NAME p256_mutant_${name} SOURCES ${copy} $<TARGET_OBJECTS:p256_mutant_tests>
    DEPENDS core p256_fixtures LINKS switchback_doctest_main)
  target_compile_options(p256_mutant_${name} PRIVATE -w)
endfunction()

foreach(mutant IN LISTS mutants)
  separate_arguments(mutant)
  p256_mutant(${mutant})
endforeach()

switchback_script_test(NAME p256 LABEL mutants
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/mutants.py ${mutants_file} ${CMAKE_CURRENT_BINARY_DIR})
set_tests_properties(mutants.p256 PROPERTIES ENVIRONMENT "JOBS=2" PROCESSORS 2)
