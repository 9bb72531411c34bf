# Finds Zopfli (dense deflate streams): target Zopfli::zopfli, header <zopfli/zopfli.h>.
find_path(ZOPFLI_INCLUDE_DIR zopfli/zopfli.h)
find_library(ZOPFLI_LIBRARY zopfli)
mark_as_advanced(ZOPFLI_INCLUDE_DIR ZOPFLI_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Zopfli REQUIRED_VARS ZOPFLI_LIBRARY ZOPFLI_INCLUDE_DIR)

if(Zopfli_FOUND AND NOT TARGET Zopfli::zopfli)
  add_library(Zopfli::zopfli UNKNOWN IMPORTED)
  set_target_properties(Zopfli::zopfli PROPERTIES
    IMPORTED_LOCATION "${ZOPFLI_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${ZOPFLI_INCLUDE_DIR}")
endif()
