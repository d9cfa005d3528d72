# SPDX-License-Identifier: BSD-3-Clause

function(run)
    execute_process(COMMAND ${ARGV} RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
        list(JOIN ARGV " " command)
        message(FATAL_ERROR "failed (${result}): ${command}")
    endif()
endfunction()

function(configure source binary)
    run("${CMAKE_COMMAND}" -S "${source}" -B "${binary}" -G "${generator}"
        -D "CMAKE_CXX_COMPILER=${compiler}" -D "CMAKE_BUILD_TYPE=${build_type}" ${ARGN})
endfunction()
