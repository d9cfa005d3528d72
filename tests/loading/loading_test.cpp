// SPDX-License-Identifier: BSD-3-Clause
// Loading the library changes nothing in the process, even where it could correct OpenBLAS: here
// is one that takes the processor for a Prescott of 2004 and counts how often it is asked again.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "regimes/numerics/blas_library.hpp"
#include "regimes/numerics/vector_unit.hpp"

namespace {

int times_asked_again = 0;
std::string asked_for;

}  // namespace

// In the place of OpenBLAS's own for the library linked into this program, and for nobody else.
extern "C" {
[[gnu::visibility("hidden")]] char* openblas_get_corename() {
    static char name[] = "Prescott";
    return name;
}
[[gnu::visibility("hidden")]] void gotoblas_dynamic_quit() {}
[[gnu::visibility("hidden")]] void gotoblas_dynamic_init() {
    ++times_asked_again;
    const char* const value = std::getenv("OPENBLAS_CORETYPE");
    asked_for = value == nullptr ? "" : value;
}
}

namespace regimes {
namespace {

/// What the process was started with.
std::vector<std::string> first_environment() {
    std::ifstream stream("/proc/self/environ", std::ios::binary);
    std::vector<std::string> variables;
    for (std::string line; std::getline(stream, line, '\0');) variables.push_back(line);
    return variables;
}

std::vector<std::string> environment() {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        variables.emplace_back(*variable);
    }
    return variables;
}

TEST(Loading, LeavesTheProcessAlone) {
    EXPECT_EQ(times_asked_again, 0);
    EXPECT_EQ(environment(), first_environment());
}

TEST(Loading, BlasIsCorrectedWhereAProgramAsks) {
    unsetenv("OPENBLAS_CORETYPE");
    const std::vector<std::string> before = environment();
    const bool expected = blas_library().kernels == "Prescott" &&  // not so with Eigen
                          widest_vector_unit() != VectorUnit::baseline;
    EXPECT_EQ(correct_blas_processor(), expected);
    EXPECT_EQ(times_asked_again, expected ? 1 : 0);
    EXPECT_EQ(!asked_for.empty(), expected);
    EXPECT_EQ(environment(), before);
}

TEST(Loading, AChoiceOfTheUserStays) {
    times_asked_again = 0;
    setenv("OPENBLAS_CORETYPE", "Prescott", 1);
    EXPECT_FALSE(correct_blas_processor());
    EXPECT_EQ(times_asked_again, 0);
    unsetenv("OPENBLAS_CORETYPE");
}

}  // namespace
}  // namespace regimes
