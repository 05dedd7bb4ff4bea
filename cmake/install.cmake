# cmake --install gives the command, the library with its public headers, find_package(tessera), the shared data and the
# man page.
include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY TESSERA_LIBRARIES)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/tessera)

# Users link tessera::tessera, which is the composition root and, through it, everything that stands below.
set_target_properties(tessera_app PROPERTIES EXPORT_NAME tessera)
add_library(tessera::tessera ALIAS tessera_app)

install(TARGETS tessera RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT command)
install(TARGETS tessera_options ${libraries} EXPORT tessera-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
install(DIRECTORY include/tessera ${PROJECT_BINARY_DIR}/include/tessera DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library
  FILES_MATCHING PATTERN "*.h")
install(EXPORT tessera-targets NAMESPACE tessera:: DESTINATION ${package_folder} COMPONENT library)
configure_package_config_file(cmake/tessera-config.cmake.in ${PROJECT_BINARY_DIR}/tessera-config.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tessera-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES cmake/dependencies.cmake ${PROJECT_BINARY_DIR}/tessera-config.cmake
  ${PROJECT_BINARY_DIR}/tessera-config-version.cmake
  DESTINATION ${package_folder} COMPONENT library)

install(DIRECTORY share/tessera DESTINATION ${CMAKE_INSTALL_DATADIR} COMPONENT command)
install(FILES docs/tessera.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT command)
install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT command)
