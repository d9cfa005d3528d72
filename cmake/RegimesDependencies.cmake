# SPDX-License-Identifier: BSD-3-Clause
# Libraries that regimes needs. Only Eigen shows in its headers.

# The engine's.
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(fmt REQUIRED)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)  # headers only
if(REGIMES_THREADS OR NOT REGIMES_ENGINE_ONLY)
    find_package(Threads REQUIRED)
endif()

# OpenBLAS where there is one (fast, and it can be told to stay on one thread), else any BLAS that
# also brings the C interface.
if(REGIMES_BLAS STREQUAL "system")
    if(NOT BLA_VENDOR)
        set(BLA_VENDOR OpenBLAS)
        find_package(BLAS QUIET)
        if(NOT BLAS_FOUND)
            set(BLA_VENDOR All)
        endif()
    endif()
    find_package(BLAS REQUIRED)
    find_package(LAPACK REQUIRED)
    find_path(CBLAS_INCLUDE_DIR cblas.h REQUIRED
              HINTS ENV CONDA_PREFIX /opt/homebrew/opt/openblas /usr/local/opt/openblas
              PATH_SUFFIXES include include/openblas openblas)
elseif(NOT REGIMES_BLAS STREQUAL "eigen")
    message(FATAL_ERROR "REGIMES_BLAS is ${REGIMES_BLAS}, system or eigen expected")
endif()

# What the other libraries need.
if(NOT REGIMES_ENGINE_ONLY)
    find_package(ZLIB REQUIRED)
    find_package(nlohmann_json REQUIRED)
    find_package(Boost REQUIRED CONFIG)
    find_package(MPI QUIET COMPONENTS C)  # SUNDIALS built with MPI names MPI::MPI_C
    find_package(SUNDIALS REQUIRED COMPONENTS cvode nvecserial sunlinsolspgmr)
    find_package(SQLite3 3.35 REQUIRED)
    find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)  # headers only
endif()

function(regimes_link_engine target)
    target_include_directories(${target} SYSTEM PRIVATE "${RANDOM123_INCLUDE_DIR}")
    target_link_libraries(${target} PUBLIC Eigen3::Eigen PRIVATE fmt::fmt)
    if(REGIMES_BLAS STREQUAL "system")
        target_include_directories(${target} SYSTEM PRIVATE "${CBLAS_INCLUDE_DIR}")
        target_link_libraries(${target} PRIVATE LAPACK::LAPACK BLAS::BLAS)
    endif()
    if(REGIMES_THREADS)
        target_compile_definitions(${target} PRIVATE REGIMES_THREADS)
        target_link_libraries(${target} PRIVATE Threads::Threads)
    endif()
endfunction()

function(regimes_link_dependencies target)
    target_include_directories(${target} SYSTEM PRIVATE "${TOMLPLUSPLUS_INCLUDE_DIR}")
    target_link_libraries(${target}
        PUBLIC regimes_simulation
        PRIVATE ZLIB::ZLIB fmt::fmt Threads::Threads SQLite::SQLite3 ${CMAKE_DL_LIBS}
                # Headers only, and not in ours: nothing that an installed regimes asks for.
                "$<BUILD_INTERFACE:nlohmann_json::nlohmann_json>"
                "$<BUILD_INTERFACE:Boost::headers>")
endfunction()
