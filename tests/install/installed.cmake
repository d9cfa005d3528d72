# SPDX-License-Identifier: BSD-3-Clause
# Installs the built tree into an empty prefix, then builds against it as a user would: examples/,
# and a program for each library that sees nothing of ours but the installed headers.
# Variables: source_dir, binary_dir, generator, compiler, build_type, torch.

include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")

set(prefix "${binary_dir}/tests/install/prefix")
set(consumer "${binary_dir}/tests/install/installed")
file(REMOVE_RECURSE "${prefix}" "${consumer}")

run("${CMAKE_COMMAND}" --install "${binary_dir}" --prefix "${prefix}")
configure("${source_dir}/examples" "${consumer}" -D "CMAKE_PREFIX_PATH=${prefix}")
run("${CMAKE_COMMAND}" --build "${consumer}")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${consumer}" --output-on-failure --no-tests=error)

set(consumer "${binary_dir}/tests/install/installed_project")
file(REMOVE_RECURSE "${consumer}")
configure("${source_dir}/tests/install/installed_project" "${consumer}"
          -D "CMAKE_PREFIX_PATH=${prefix}")
run("${CMAKE_COMMAND}" --build "${consumer}")
foreach(name IN ITEMS engine simulation regimes)
    if(EXISTS "${prefix}/include/regimes/${name}.hpp")
        run("${consumer}/use_${name}")
    endif()
endforeach()
if(EXISTS "${prefix}/include/regimes/numerics/blas.hpp")
    message(FATAL_ERROR "a header that is not public was installed: numerics/blas.hpp")
endif()
if(EXISTS "${prefix}/bin/regimes")
    execute_process(COMMAND "${prefix}/bin/regimes" doctor --json OUTPUT_VARIABLE doctor
                    COMMAND_ERROR_IS_FATAL ANY)
    string(JSON version GET "${doctor}" torch version)
    if(torch AND NOT version)
        message(FATAL_ERROR "LibTorch is not found by the installed program: ${doctor}")
    endif()
endif()
