// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/blas_threads.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "regimes/numerics/vector_unit.hpp"

extern "C" {
char* openblas_get_corename() __attribute__((weak));
void openblas_set_num_threads(int) __attribute__((weak));
int openblas_get_num_threads() __attribute__((weak));
}

namespace regimes {
namespace {

/// Threads of the BLAS at hand; one without the switch counts as one thread.
int threads() { return openblas_get_num_threads == nullptr ? 1 : openblas_get_num_threads(); }

TEST(Blas, TakesTheProcessorForNoneOfThe2000s) {
    const bool asked_for = std::getenv("OPENBLAS_CORETYPE") != nullptr;
    const bool newer = widest_vector_unit() != VectorUnit::baseline;
    if (openblas_get_corename == nullptr || asked_for || !newer) return;
    EXPECT_NE(std::string(openblas_get_corename()), "Prescott");
}

TEST(SingleThreadedBlas, LastGuardRestores) {
    if (openblas_set_num_threads != nullptr) openblas_set_num_threads(2);
    const int before = threads();
    auto first = std::make_unique<SingleThreadedBlas>();
    EXPECT_EQ(threads(), 1);
    auto second = std::make_unique<SingleThreadedBlas>();
    EXPECT_EQ(threads(), 1);
    first.reset();
    EXPECT_EQ(threads(), 1);
    second.reset();
    EXPECT_EQ(threads(), before);
}

}  // namespace
}  // namespace regimes
