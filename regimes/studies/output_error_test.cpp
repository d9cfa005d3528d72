// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/output_error.hpp"

#include <gtest/gtest.h>

#include "regimes/studies/prediction_error.hpp"

namespace regimes {
namespace {

/// Outputs of six samples and three classes: two right, one wrong, three ties of the label.
TEST(ErrorRate, ATieIsWrongWhicheverWayItIsCounted) {
    const Vector outputs{{2, 1, 0, 0, 3, 1, 5, 1, 2, 0, 0, 0, 1, 1, 0, 0, 4, 4}};
    const std::vector<int> labels = {0, 1, 2, 1, 0, 2};
    EXPECT_DOUBLE_EQ(error_rate(outputs, labels), 4.0 / 6.0);
    // The loss that training counts wrong labels with says the same.
    const NetworkLoss<double> loss(labels, 6, 3);
    Vector f = outputs;
    const std::vector<Index> all = {0, 1, 2, 3, 4, 5};
    EXPECT_EQ(loss.evaluate(f.data(), all.data(), 6, 1.0).wrong, 4);
    // ... and so does the fit to two values.
    EXPECT_DOUBLE_EQ(error_rate(Vector{{0, 0, 1, -1}}, Vector{{-1, 1, 1, -1}}, {-1, 1}), 0.5);
}

}  // namespace
}  // namespace regimes
