// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/blas_kernels.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

TEST(BlasKernels, OnlyAFallbackIsReplacedByWhatTheProcessorCanRun) {
    EXPECT_EQ(better_blas_kernels("Prescott", true, true), "SkylakeX");
    EXPECT_EQ(better_blas_kernels("Nehalem", true, false), "Haswell");
    EXPECT_EQ(better_blas_kernels("Prescott", false, false), "");
    EXPECT_EQ(better_blas_kernels("Zen", true, true), "");
    EXPECT_EQ(better_blas_kernels("", true, true), "");
}

TEST(BlasKernels, BetterOnesAreNotThoseChosen) {
    const BlasKernels kernels = blas_kernels();
    if (!kernels.better.empty()) EXPECT_NE(kernels.better, kernels.chosen);
    EXPECT_EQ(better_blas_kernels(kernels.better, true, true), "");
}

}  // namespace
}  // namespace regimes
