# SPDX-License-Identifier: BSD-3-Clause
# LibTorch for regimes/networks/torch/, the only folder that knows it: headers and libraries where
# Debian, an archive of LibTorch or a Python package of PyTorch (named by CMAKE_PREFIX_PATH) has
# them. PyTorch's own package file is not used, since it insists on a CUDA compiler where PyTorch
# was built with CUDA, and none is needed here.

# Everything comes from where libtorch is: several installations may be side by side.
find_library(TORCH_LIBRARY torch REQUIRED)
cmake_path(GET TORCH_LIBRARY PARENT_PATH torch_folder)
cmake_path(GET torch_folder PARENT_PATH torch_prefix)
cmake_path(GET torch_folder FILENAME torch_folder_name)
if(torch_folder_name STREQUAL CMAKE_LIBRARY_ARCHITECTURE)  # Debian's lib/x86_64-linux-gnu
    cmake_path(GET torch_prefix PARENT_PATH torch_prefix)
endif()
find_path(TORCH_INCLUDE_DIR torch/script.h PATHS "${torch_prefix}/include" NO_DEFAULT_PATH REQUIRED)
find_library(TORCH_CPU_LIBRARY torch_cpu PATHS "${torch_folder}" NO_DEFAULT_PATH REQUIRED)
find_library(C10_LIBRARY c10 PATHS "${torch_folder}" NO_DEFAULT_PATH REQUIRED)

# ... but what an earlier configuration found, or the command line says, may be from another one.
foreach(found IN ITEMS TORCH_INCLUDE_DIR TORCH_CPU_LIBRARY C10_LIBRARY)
    set(expected "${torch_folder}")
    if(found STREQUAL "TORCH_INCLUDE_DIR")
        set(expected "${torch_prefix}")
    endif()
    cmake_path(GET ${found} PARENT_PATH folder)
    if(NOT folder STREQUAL expected)
        message(FATAL_ERROR "LibTorch of two installations: ${TORCH_LIBRARY} and "
                "${found}=${${found}}. Start again with -U 'TORCH_*' -U 'C10_*', or --fresh.")
    endif()
endforeach()
message(STATUS "LibTorch: ${TORCH_LIBRARY}")

# Not libtorch itself, which would load what there is for CUDA everywhere (module_files.cpp does so
# where there is a device). The standard library comes first: PyTorch's packages export some of it,
# and would be needed for that.
set(torch_libraries
    "-Wl,--push-state,--as-needed" "$<$<CXX_COMPILER_ID:GNU>:stdc++>"
    "${TORCH_CPU_LIBRARY}" "${C10_LIBRARY}" "-Wl,--pop-state" ${CMAKE_DL_LIBS})

# Python packages before PyTorch 2.6 have another layout of std::string.
include(CMakePushCheckState)
include(CheckCXXSourceCompiles)
cmake_push_check_state(RESET)
set(CMAKE_REQUIRED_FLAGS "-std=c++20")
set(CMAKE_REQUIRED_INCLUDES "${TORCH_INCLUDE_DIR}")
set(CMAKE_REQUIRED_LIBRARIES "${C10_LIBRARY}")
check_cxx_source_compiles("
    #include <c10/util/Exception.h>
    void note(c10::Error& error) { error.add_context(std::string()); }
    int main() {}" TORCH_FITS)
cmake_pop_check_state()
if(NOT TORCH_FITS)
    message(FATAL_ERROR "LibTorch at ${TORCH_LIBRARY} was built with the other layout of "
            "std::string (_GLIBCXX_USE_CXX11_ABI=0), or its headers do not compile: take 1.13 of "
            "Debian, an archive named cxx11-abi, or PyTorch 2.6 or later.")
endif()

file(GLOB torch_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/regimes/networks/torch/*.cpp")
list(FILTER torch_sources EXCLUDE REGEX "_test\\.cpp$")
add_library(regimes_torch OBJECT ${torch_sources})
regimes_compile(regimes_torch)

function(regimes_use_torch target)
    target_include_directories(${target} SYSTEM PRIVATE
        "${TORCH_INCLUDE_DIR}" "${TORCH_INCLUDE_DIR}/torch/csrc/api/include")
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
    get_target_property(fmt_include_dir fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
    if(EXISTS "${TORCH_INCLUDE_DIR}/fmt" AND NOT TORCH_INCLUDE_DIR IN_LIST fmt_include_dir)
        # Headers of another {fmt} than the library of that name here.
        target_link_libraries(${target} PRIVATE fmt::fmt-header-only)
    else()
        target_link_libraries(${target} PRIVATE fmt::fmt)
    endif()
    # As LibTorch itself is built: some of its classes have another layout without.
    target_compile_definitions(${target} PRIVATE NDEBUG)
endfunction()
regimes_use_torch(regimes_torch)
target_link_libraries(regimes_torch PRIVATE Eigen3::Eigen)
set_target_properties(regimes_torch PROPERTIES POSITION_INDEPENDENT_CODE ON)
if(REGIMES_PRECOMPILE)
    target_precompile_headers(regimes_torch PRIVATE
        <torch/csrc/autograd/autograd.h> <torch/script.h>)
endif()

# The plugin, which is loaded when the first module is asked for (regimes/networks/modules.cpp).
set(torch_plugin_folder "${CMAKE_INSTALL_LIBDIR}/regimes")
add_library(regimes_torch_plugin MODULE "$<TARGET_OBJECTS:regimes_torch>")
target_link_libraries(regimes_torch_plugin PRIVATE regimes fmt::fmt ${torch_libraries})
set_target_properties(regimes_torch_plugin PROPERTIES
    PREFIX "" OUTPUT_NAME "regimes_torch-${PROJECT_VERSION}" LINKER_LANGUAGE CXX
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/${torch_plugin_folder}"
    INSTALL_RPATH "${torch_folder}")
install(TARGETS regimes_torch_plugin LIBRARY DESTINATION "${torch_plugin_folder}")
set(torch_plugin "${torch_plugin_folder}/regimes_torch-${PROJECT_VERSION}.so")
set_source_files_properties("${PROJECT_SOURCE_DIR}/regimes/networks/modules.cpp" PROPERTIES
    COMPILE_DEFINITIONS "REGIMES_TORCH_PLUGIN=\"${torch_plugin}\"")
set_property(SOURCE "${PROJECT_SOURCE_DIR}/regimes/networks/modules.cpp" APPEND PROPERTY
    COMPILE_DEFINITIONS "REGIMES_TORCH_INSTALLED=\"${CMAKE_INSTALL_PREFIX}/${torch_plugin}\"")
