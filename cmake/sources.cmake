# While the folders are being founded: sources are found, not listed.
function(switchback_find_sources out)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(${out} ${found} PARENT_SCOPE)
endfunction()
