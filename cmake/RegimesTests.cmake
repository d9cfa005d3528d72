# SPDX-License-Identifier: BSD-3-Clause
# One test program for each layer (regimes/<layer>/**/*_test.cpp), one for cli/, and one for each
# folder of tests/ that holds C++ files.

find_package(Boost REQUIRED CONFIG)
find_package(GTest REQUIRED)
include(GoogleTest)

add_library(regimes_test_main OBJECT "${PROJECT_SOURCE_DIR}/tests/main.cpp")
regimes_compile(regimes_test_main)
set_target_properties(regimes_test_main PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
target_link_libraries(regimes_test_main PUBLIC regimes::engine GTest::gmock)

# Tests of the lower layers link no more than those, which shows that nothing else is needed.
set(engine_layers core numerics regularizers solvers)
set(simulation_layers models dynamics diagnostics)
function(regimes_test_libraries name result)
    string(REPLACE test_ "" layer ${name})
    if(REGIMES_ENGINE_ONLY OR layer IN_LIST engine_layers OR layer STREQUAL "loading")
        set(libraries regimes::engine)
    elseif(layer IN_LIST simulation_layers)
        set(libraries regimes::simulation)
    else()
        set(libraries regimes::regimes nlohmann_json::nlohmann_json ZLIB::ZLIB SQLite::SQLite3
            Threads::Threads)
    endif()
    set(${result} ${libraries} PARENT_SCOPE)
endfunction()

# Where memory is laid out, read from files, or handed to libraries in C. What else there is runs on
# the same code, so sanitizers are asked there only once.
set(sanitized_tests test_core test_data test_diagnostics test_dynamics test_models test_networks
    test_numerics test_report test_solvers test_store test_studies test_sweep test_cli test_fuzz)
set(threaded_tests test_dynamics test_models test_numerics test_store test_sweep)

function(regimes_test name)
    if((REGIMES_SANITIZE MATCHES "thread" AND NOT name IN_LIST threaded_tests) OR
       (REGIMES_SANITIZE AND NOT name IN_LIST sanitized_tests))
        return()
    endif()
    add_executable(${name} ${ARGN})
    regimes_compile(${name} PRECOMPILED_ELSEWHERE)
    target_include_directories(${name} SYSTEM PRIVATE "${RANDOM123_INCLUDE_DIR}")
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
    regimes_test_libraries(${name} libraries)
    set(test_main regimes_test_main)
    if(name STREQUAL "test_loading")
        set(test_main GTest::gmock_main)
    endif()
    target_link_libraries(${name} PRIVATE
        ${libraries} ${test_main} fmt::fmt Boost::headers)
    target_compile_definitions(${name} PRIVATE
        REGIMES_SOURCE_DIR="${PROJECT_SOURCE_DIR}" REGIMES_VERSION="${PROJECT_VERSION}")
    if(REGIMES_PRECOMPILE)  # once for all of them
        get_property(first GLOBAL PROPERTY regimes_first_test)
        if(first)
            target_precompile_headers(${name} REUSE_FROM ${first})
        else()
            set_property(GLOBAL PROPERTY regimes_first_test ${name})
            target_precompile_headers(${name} PRIVATE <gmock/gmock.h> <gtest/gtest.h>
                <Eigen/Core> <algorithm> <cmath> <functional> <map> <string> <vector>)
        endif()
    endif()
    if(CMAKE_BUILD_TYPE STREQUAL Release)
        target_compile_options(${name} PRIVATE -O1)  # what is tested is optimised, not its test
    endif()
    # An allocation too large is an exception for the program under test, also with sanitizers. What
    # is read before it is written is no zero (glibc fills fresh memory).
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${name}."
                         PROPERTIES ENVIRONMENT
                         "ASAN_OPTIONS=allocator_may_return_null=1;MALLOC_PERTURB_=165")
endfunction()

file(GLOB layers CONFIGURE_DEPENDS LIST_DIRECTORIES true RELATIVE "${PROJECT_SOURCE_DIR}/regimes"
     "${PROJECT_SOURCE_DIR}/regimes/*")
if(REGIMES_ENGINE_ONLY)
    set(layers ${engine_layers})
endif()
foreach(layer IN LISTS layers)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/regimes/${layer}/*_test.cpp")
    if(REGIMES_TORCH)
        list(FILTER sources EXCLUDE REGEX "/networks/without_torch_test")
    else()
        list(FILTER sources EXCLUDE REGEX "/networks/torch/")
    endif()
    if(sources)
        regimes_test(test_${layer} ${sources})
    endif()
endforeach()
if(REGIMES_TORCH)
    regimes_use_torch(test_networks)
    target_link_libraries(test_networks PRIVATE regimes_torch ${torch_libraries})
endif()

file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/cli/*_test.cpp")
if(sources AND NOT REGIMES_ENGINE_ONLY)
    regimes_test(test_verbs ${sources})
    target_link_libraries(test_verbs PRIVATE regimes_verbs)
endif()

file(GLOB folders CONFIGURE_DEPENDS LIST_DIRECTORIES true RELATIVE "${PROJECT_SOURCE_DIR}/tests"
     "${PROJECT_SOURCE_DIR}/tests/*")
if(NOT REGIMES_TORCH)
    list(REMOVE_ITEM folders modules)
endif()
if(REGIMES_ENGINE_ONLY)
    set(folders loading oracle)
endif()
foreach(folder IN LISTS folders)
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/${folder}/*.cpp")
    if(REGIMES_ENGINE_ONLY)
        list(FILTER sources EXCLUDE REGEX "/relu_network_test")
    endif()
    if(sources)
        regimes_test(test_${folder} ${sources})
    endif()
endforeach()

# These run the program.
foreach(name IN ITEMS test_cli test_docs)
    if(TARGET ${name} AND TARGET regimes_program)
        target_compile_definitions(${name} PRIVATE
            REGIMES_PROGRAM="$<TARGET_FILE:regimes_program>")
        add_dependencies(${name} regimes_program)
    endif()
endforeach()

# ... and this one lists its verbs.
if(TARGET test_cli AND TARGET regimes_verbs)
    target_link_libraries(test_cli PRIVATE regimes_verbs)
endif()

# A second program that knows MPI is tested where there is MPI (which leaks, say the sanitizers).
if(TARGET test_cli AND TARGET regimes_program AND NOT REGIMES_SANITIZE)
    find_package(MPI QUIET COMPONENTS C CXX)
    if(MPI_CXX_FOUND)
        add_executable(regimes_mpi_program
            "${PROJECT_SOURCE_DIR}/cli/main.cpp" "${PROJECT_SOURCE_DIR}/cli/mpi/sweep_ranks.cpp")
        regimes_compile(regimes_mpi_program)
        set_target_properties(regimes_mpi_program PROPERTIES
            OUTPUT_NAME regimes-mpi DISABLE_PRECOMPILE_HEADERS ON)
        target_link_libraries(regimes_mpi_program PRIVATE regimes_verbs MPI::MPI_CXX)
        add_dependencies(test_cli regimes_mpi_program)
        target_compile_definitions(test_cli PRIVATE
            REGIMES_MPIRUN="${MPIEXEC_EXECUTABLE}"
            REGIMES_MPI_PROGRAM="$<TARGET_FILE:regimes_mpi_program>"
            "$<$<BOOL:${REGIMES_MPI}>:REGIMES_MPI>")
    endif()
endif()

# The PyTorch at hand, where the Python has one, on networks drawn anew; otherwise the table that it
# made once is all there is. Another Python: -D REGIMES_PYTHON=...
find_program(REGIMES_PYTHON NAMES python3 DOC "Python whose PyTorch the library is compared with")
if(TARGET test_oracle AND REGIMES_PYTHON AND NOT REGIMES_SANITIZE
   AND NOT REGIMES_ENGINE_ONLY)
    execute_process(COMMAND "${REGIMES_PYTHON}" -c
                    "import importlib.util, sys; sys.exit(not importlib.util.find_spec('torch'))"
                    RESULT_VARIABLE torch_missing)
    if(torch_missing EQUAL 0)
        set(table "${PROJECT_BINARY_DIR}/relu_network.csv")
        add_test(NAME oracle.draw_relu_networks COMMAND "${REGIMES_PYTHON}" -B
                 "${PROJECT_SOURCE_DIR}/tests/oracle/generate_relu_network.py"
                 --draws 30 "${table}")
        add_test(NAME oracle.drawn_relu_networks
                 COMMAND test_oracle --gtest_filter=ReluNetworkTable.*)
        set_tests_properties(oracle.draw_relu_networks PROPERTIES FIXTURES_SETUP relu_networks)
        set_tests_properties(oracle.drawn_relu_networks PROPERTIES
            FIXTURES_REQUIRED relu_networks ENVIRONMENT "REGIMES_RELU_TABLE=${table}")
    endif()
endif()

# Building against an installed or embedded regimes is the same with every instrumentation.
if(PROJECT_IS_TOP_LEVEL AND NOT REGIMES_SANITIZE)
    foreach(way IN ITEMS installed embedded)
        add_test(NAME install.${way} COMMAND "${CMAKE_COMMAND}"
                 -D "source_dir=${PROJECT_SOURCE_DIR}" -D "binary_dir=${PROJECT_BINARY_DIR}"
                 -D "generator=${CMAKE_GENERATOR}" -D "compiler=${CMAKE_CXX_COMPILER}"
                 -D "build_type=${CMAKE_BUILD_TYPE}" -D "blas=${REGIMES_BLAS}"
                 -D "engine_only=${REGIMES_ENGINE_ONLY}" -D "torch=${REGIMES_TORCH}"
                 -P "${PROJECT_SOURCE_DIR}/tests/install/${way}.cmake")
        set_tests_properties(install.${way} PROPERTIES LABELS install)
    endforeach()
endif()

# The reference of the public headers, where there is Doxygen (scripts/setup --with docs).
find_program(REGIMES_DOXYGEN doxygen)
if(REGIMES_DOXYGEN AND NOT REGIMES_SANITIZE)
    add_test(NAME docs.reference COMMAND "${PROJECT_SOURCE_DIR}/scripts/docs")
endif()

# The report in a browser: tests/pages/, with Playwright from npm (scripts/setup --with pages).
find_program(REGIMES_NODE node)
if(TARGET regimes_program AND REGIMES_NODE AND NOT REGIMES_SANITIZE
   AND EXISTS "${PROJECT_SOURCE_DIR}/node_modules/playwright-core")
    if(REGIMES_TORCH AND REGIMES_BUILD_EXAMPLES)
        set(save_network "$<TARGET_FILE:save_network>")
    endif()
    add_test(NAME pages.report COMMAND "${REGIMES_NODE}"
             "${PROJECT_SOURCE_DIR}/tests/pages/report.mjs" "$<TARGET_FILE:regimes_program>"
             ${save_network})
    set_tests_properties(pages.report PROPERTIES COST 100)  # the longest begins first
endif()
