# SPDX-License-Identifier: BSD-3-Clause
# How every target of this project is compiled.

function(regimes_compile target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
    if(REGIMES_SANITIZE)
        target_compile_options(${target} PUBLIC
            -fsanitize=${REGIMES_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
        target_link_options(${target} PUBLIC -fsanitize=${REGIMES_SANITIZE})
        if(REGIMES_SANITIZE MATCHES "undefined")
            # A quarter of the compile time, for what the address sanitizer finds as well.
            target_compile_options(${target} PUBLIC
                -fno-sanitize=null,alignment,vptr,object-size)
        endif()
        if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
            # GCC takes instrumented std::function and std::regex for uninitialised.
            target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
        endif()
    endif()
    if(REGIMES_PRECOMPILE AND NOT "PRECOMPILED_ELSEWHERE" IN_LIST ARGN)
        target_precompile_headers(${target} PRIVATE
            <Eigen/Core> <algorithm> <cmath> <functional> <map> <string> <vector>)
    endif()
    if(REGIMES_NATIVE)
        # Public, because the processor decides how Eigen aligns the memory that callers free.
        target_compile_options(${target} PUBLIC -march=native)
    endif()
endfunction()
