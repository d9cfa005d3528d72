# SPDX-License-Identifier: BSD-3-Clause
# Installs the built tree into an empty prefix, then builds examples/ against it as a user would.
# Variables: source_dir, binary_dir, generator, compiler, build_type.

include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")

set(prefix "${binary_dir}/tests/install/prefix")
set(consumer "${binary_dir}/tests/install/installed")
file(REMOVE_RECURSE "${prefix}" "${consumer}")

run("${CMAKE_COMMAND}" --install "${binary_dir}" --prefix "${prefix}")
configure("${source_dir}/examples" "${consumer}" -D "CMAKE_PREFIX_PATH=${prefix}")
run("${CMAKE_COMMAND}" --build "${consumer}")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${consumer}" --output-on-failure --no-tests=error)
run("${prefix}/bin/regimes" --version)
