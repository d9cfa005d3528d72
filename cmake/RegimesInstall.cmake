# SPDX-License-Identifier: BSD-3-Clause
include(CMakePackageConfigHelpers)

set(config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/regimes")
install(TARGETS ${regimes_libraries} EXPORT regimesTargets FILE_SET HEADERS)
install(EXPORT regimesTargets NAMESPACE regimes:: DESTINATION "${config_dir}")

get_target_property(regimes_type regimes_engine TYPE)
configure_package_config_file(
    "${PROJECT_SOURCE_DIR}/cmake/regimesConfig.cmake.in" "${PROJECT_BINARY_DIR}/regimesConfig.cmake"
    INSTALL_DESTINATION "${config_dir}")
write_basic_package_version_file(
    "${PROJECT_BINARY_DIR}/regimesConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/regimesConfig.cmake"
              "${PROJECT_BINARY_DIR}/regimesConfigVersion.cmake" DESTINATION "${config_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
