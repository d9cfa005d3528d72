# SPDX-License-Identifier: BSD-3-Clause
# The program `regimes`: cli/main.cpp, and the verbs as objects that tests can link too.

find_package(CLI11 REQUIRED)

file(GLOB_RECURSE cli_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/cli/*.cpp")
list(FILTER cli_sources EXCLUDE REGEX "_test\\.cpp$")
list(REMOVE_ITEM cli_sources
     "${PROJECT_SOURCE_DIR}/cli/main.cpp" "${PROJECT_SOURCE_DIR}/cli/verbs/sweep_ranks.cpp"
     "${PROJECT_SOURCE_DIR}/cli/mpi/sweep_ranks.cpp")

# How a sweep is shared among processes: with MPI, or not at all. The only part that knows MPI.
if(REGIMES_MPI)
    find_package(MPI REQUIRED COMPONENTS CXX)
    set(ranks_source "${PROJECT_SOURCE_DIR}/cli/mpi/sweep_ranks.cpp")
else()
    set(ranks_source "${PROJECT_SOURCE_DIR}/cli/verbs/sweep_ranks.cpp")
endif()
add_library(regimes_ranks STATIC "${ranks_source}")
regimes_compile(regimes_ranks)
set_target_properties(regimes_ranks PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
target_link_libraries(regimes_ranks
    PUBLIC regimes::regimes "$<$<BOOL:${REGIMES_MPI}>:MPI::MPI_CXX>"
    PRIVATE nlohmann_json::nlohmann_json)

add_library(regimes_verbs OBJECT ${cli_sources})
regimes_compile(regimes_verbs)
target_link_libraries(regimes_verbs PUBLIC
    regimes::regimes regimes_ranks
    CLI11::CLI11 fmt::fmt nlohmann_json::nlohmann_json Threads::Threads)

add_executable(regimes_program "${PROJECT_SOURCE_DIR}/cli/main.cpp")
regimes_compile(regimes_program)
target_link_libraries(regimes_program PRIVATE regimes_verbs)
set_target_properties(regimes_program PROPERTIES OUTPUT_NAME regimes)
if(REGIMES_TORCH)
    add_dependencies(regimes_program regimes_torch_plugin)
endif()
install(TARGETS regimes_program RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")

# What the reports draw with, from npm (scripts/setup), beside the program as in an installation.
# Without it the program works, and its reports show tables.
set(drawing_files
    "${PROJECT_SOURCE_DIR}/node_modules/vega/build/vega.min.js"
    "${PROJECT_SOURCE_DIR}/node_modules/vega-lite/build/vega-lite.min.js"
    "${PROJECT_SOURCE_DIR}/node_modules/vega-embed/build/vega-embed.min.js"
    "${PROJECT_SOURCE_DIR}/regimes/report/render.mjs")
foreach(drawing_file IN LISTS drawing_files)
    if(EXISTS "${drawing_file}")
        get_filename_component(drawing_name "${drawing_file}" NAME)
        configure_file("${drawing_file}"
                       "${PROJECT_BINARY_DIR}/share/regimes/vega/${drawing_name}" COPYONLY)
        install(FILES "${drawing_file}" DESTINATION "${CMAKE_INSTALL_DATADIR}/regimes/vega")
    else()
        message(STATUS "Not found, so that reports will have no charts: ${drawing_file}")
    endif()
endforeach()
