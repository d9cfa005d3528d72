# SPDX-License-Identifier: BSD-3-Clause
# One program of libFuzzer for each reader of tests/fuzz/, with clang: scripts/fuzz runs them.

if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "REGIMES_FUZZ needs clang, whose libFuzzer it is (preset fuzz)")
endif()
file(GLOB readers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/tests/fuzz/seeds"
     "${PROJECT_SOURCE_DIR}/tests/fuzz/seeds/*")
foreach(reader IN LISTS readers)
    add_executable(fuzz_${reader} "${PROJECT_SOURCE_DIR}/tests/fuzz/readers.cpp"
        "${PROJECT_SOURCE_DIR}/tests/fuzz/libfuzzer/target.cpp")
    regimes_compile(fuzz_${reader})
    target_include_directories(fuzz_${reader} PRIVATE "${PROJECT_SOURCE_DIR}")
    target_compile_definitions(fuzz_${reader} PRIVATE REGIMES_FUZZ_READER="${reader}")
    target_link_libraries(fuzz_${reader} PRIVATE regimes::regimes)
    target_link_options(fuzz_${reader} PRIVATE -fsanitize=fuzzer)
endforeach()
