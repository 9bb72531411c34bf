# cmake --install: the tool, the libraries with their headers, and a package that
# find_package(Switchback) finds.
include(CMakePackageConfigHelpers)

set(_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Switchback)
set(_libraries
  switchback_core switchback_host switchback_manifests switchback_packer switchback_signer switchback_verifier switchback_release switchback_bootloader
  switchback_rig switchback_p256m switchback_inflate
  switchback_zopfli switchback_mbedtls_host)

install(TARGETS ${_libraries} EXPORT SwitchbackTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT SwitchbackTargets NAMESPACE Switchback:: DESTINATION ${_package_dir})
if(TARGET switchback)
  install(TARGETS switchback RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

# Headers keep their path below the root, so that an include line is the same inside and outside the
# project.
foreach(_folder core host manifests packer signer verifier release bootloader rig)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${_folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/switchback
    FILES_MATCHING PATTERN "*.h" PATTERN "*.def" PATTERN ports EXCLUDE PATTERN mbedtls_config.h EXCLUDE)
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/manifests/ DESTINATION ${CMAKE_INSTALL_DATADIR}/switchback
  FILES_MATCHING PATTERN "*.schema.json")

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/SwitchbackConfig.cmake.in
  ${PROJECT_BINARY_DIR}/SwitchbackConfig.cmake INSTALL_DESTINATION ${_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/SwitchbackConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/SwitchbackConfig.cmake ${PROJECT_BINARY_DIR}/SwitchbackConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindDivsufsort.cmake DESTINATION ${_package_dir})
