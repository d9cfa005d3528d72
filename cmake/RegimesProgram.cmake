# SPDX-License-Identifier: BSD-3-Clause
# The program `regimes`: cli/main.cpp, and the verbs as objects that tests can link too.

find_package(CLI11 REQUIRED)

file(GLOB cli_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/cli/*.cpp")
list(FILTER cli_sources EXCLUDE REGEX "_test\\.cpp$")
list(REMOVE_ITEM cli_sources "${PROJECT_SOURCE_DIR}/cli/main.cpp")

add_library(regimes_verbs OBJECT ${cli_sources})
regimes_compile(regimes_verbs)
target_link_libraries(regimes_verbs PUBLIC
    regimes::regimes CLI11::CLI11 fmt::fmt nlohmann_json::nlohmann_json Threads::Threads)

add_executable(regimes_program "${PROJECT_SOURCE_DIR}/cli/main.cpp")
regimes_compile(regimes_program)
target_link_libraries(regimes_program PRIVATE regimes_verbs)
set_target_properties(regimes_program PROPERTIES OUTPUT_NAME regimes)
install(TARGETS regimes_program RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
