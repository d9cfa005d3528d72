// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/blas_threads.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "regimes/numerics/blas.hpp"

namespace regimes {
namespace {

TEST(SingleThreadedBlas, LastGuardRestores) {
    blas::set_threads(2);
    const int before = blas::threads();
    auto first = std::make_unique<SingleThreadedBlas>();
    EXPECT_EQ(blas::threads(), 1);
    auto second = std::make_unique<SingleThreadedBlas>();
    EXPECT_EQ(blas::threads(), 1);
    first.reset();
    EXPECT_EQ(blas::threads(), 1);
    second.reset();
    EXPECT_EQ(blas::threads(), before);
}

}  // namespace
}  // namespace regimes
