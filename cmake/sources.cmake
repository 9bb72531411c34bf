# A folder's sources are all of its .cc files, listed anew at every build.
function(switchback_find_sources out)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(${out} ${found} PARENT_SCOPE)
endfunction()
