// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/synthetic_data.hpp"

namespace regimes {

Fields data_parameters() {
    const SparseRegressionOptions data;
    return {
        {"samples", std::int64_t{data.samples}, "N", 1, 1e6},
        {"features", std::int64_t{data.features}, "d", 2, 1e6},
        {"nonzeros", std::int64_t{data.nonzeros}, "r*, non-zeros of the truth, at most d", 1, 1e6},
        {"noise", data.noise, "standard deviation of the noise of the labels", 0.0, 1e6},
        {"seed", std::int64_t{0}, "of the data; rows and noise are nested in N", 0, 1e15},
    };
}

SparseRegression data_of(const Parameters& parameters) {
    return sparse_regression(
        {.samples = whole_number(parameters, "samples"),
         .features = whole_number(parameters, "features"),
         .nonzeros = whole_number(parameters, "nonzeros"),
         .noise = number(parameters, "noise"),
         .test_samples = 1,
         .seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"))});
}

}  // namespace regimes
