# SPDX-License-Identifier: BSD-3-Clause
# One benchmark program from bench/*.cpp.

find_package(benchmark REQUIRED)
find_package(SUNDIALS REQUIRED COMPONENTS cvode nvecserial sunlinsolspgmr)

file(GLOB bench_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/*.cpp")
add_executable(regimes_bench ${bench_sources})
regimes_compile(regimes_bench)
target_include_directories(regimes_bench SYSTEM PRIVATE "${CBLAS_INCLUDE_DIR}")
target_link_libraries(regimes_bench PRIVATE
    regimes::regimes benchmark::benchmark SUNDIALS::cvode SUNDIALS::nvecserial
    SUNDIALS::sunlinsolspgmr nlohmann_json::nlohmann_json
    LAPACK::LAPACK BLAS::BLAS Threads::Threads)
# bench/blas_meter.cpp counts the library's calls of these.
target_link_options(regimes_bench PRIVATE
    "LINKER:--wrap=cblas_dsyrk,--wrap=dpotrf_,--wrap=cblas_dgemv,--wrap=cblas_dtrsv")

# ... and one of modules, so that LibTorch is no part of what the first one measures.
if(REGIMES_TORCH)
    file(GLOB bench_module_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/modules/*.cpp")
    add_executable(regimes_bench_modules
        ${bench_module_sources} "${PROJECT_SOURCE_DIR}/bench/problem.cpp")
    regimes_compile(regimes_bench_modules)
    target_link_libraries(regimes_bench_modules PRIVATE
        regimes::regimes nlohmann_json::nlohmann_json)
endif()
