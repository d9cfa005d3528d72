# SPDX-License-Identifier: BSD-3-Clause
# Writes version.cpp with what was known when CMake ran.

set(REGIMES_COMMIT unknown)
if(EXISTS "${PROJECT_SOURCE_DIR}/.git")
    find_package(Git QUIET)
    if(GIT_FOUND)
        execute_process(COMMAND "${GIT_EXECUTABLE}" rev-parse --short=12 HEAD
                        WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" RESULT_VARIABLE failed
                        OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
        if(failed EQUAL 0)
            set(REGIMES_COMMIT "${commit}")
        endif()
    endif()
    if(EXISTS "${PROJECT_SOURCE_DIR}/.git/logs/HEAD")  # a new commit runs CMake again
        set_property(DIRECTORY APPEND PROPERTY
                     CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/.git/logs/HEAD")
    endif()
endif()

set(REGIMES_BLAS_NAME eigen)
if(REGIMES_BLAS STREQUAL "system")
    list(GET BLAS_LIBRARIES 0 REGIMES_BLAS_NAME)
    cmake_path(GET REGIMES_BLAS_NAME STEM REGIMES_BLAS_NAME)
endif()
set(REGIMES_COMPILER "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")

set(regimes_version_source "${PROJECT_BINARY_DIR}/regimes/core/version.cpp")
configure_file("${PROJECT_SOURCE_DIR}/regimes/core/version.cpp.in" "${regimes_version_source}"
               @ONLY)
