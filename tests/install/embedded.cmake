# SPDX-License-Identifier: BSD-3-Clause
# Embeds the source tree with add_subdirectory: the consumer gets the library and nothing else.
# Variables: source_dir, binary_dir, generator, compiler, build_type, engine_only, blas.

include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")

set(consumer "${binary_dir}/tests/install/embedded")
file(REMOVE_RECURSE "${consumer}")
configure("${source_dir}/tests/install/embedding_project" "${consumer}"
          -D "regimes_source_dir=${source_dir}" -D "REGIMES_ENGINE_ONLY=${engine_only}"
          -D "REGIMES_BLAS=${blas}")
