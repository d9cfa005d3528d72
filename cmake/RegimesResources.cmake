# SPDX-License-Identifier: BSD-3-Clause
# Writes resources.cpp: style and scripts of pages, numbers of the paper and declarations of its
# charts, as text in the library, so that the installed program finds them. Sets
# regimes_resources_source.

cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH regimes_root)
file(GLOB resource_files CONFIGURE_DEPENDS
     "${regimes_root}/regimes/report/*.css"
     "${regimes_root}/regimes/report/*.js"
     "${regimes_root}/regimes/experiments/*/paper.csv"
     "${regimes_root}/regimes/experiments/*/figure.vl.json")
set(REGIMES_RESOURCES "")
foreach(resource_file IN LISTS resource_files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${resource_file}")
    cmake_path(RELATIVE_PATH resource_file BASE_DIRECTORY "${regimes_root}/regimes"
               OUTPUT_VARIABLE resource_name)
    file(READ "${resource_file}" resource_text)
    string(APPEND REGIMES_RESOURCES
           "    {\"${resource_name}\", R\"regimes(${resource_text})regimes\"},\n")
endforeach()

set(regimes_resources_source "${PROJECT_BINARY_DIR}/regimes/report/resources.cpp")
configure_file("${regimes_root}/regimes/report/resources.cpp.in" "${regimes_resources_source}"
               @ONLY)
