// SPDX-License-Identifier: BSD-3-Clause
// Where does training land? Forty samples of a hundred features, of which five matter: the
// interpolant that a diagonal network of depth 2 is trained to, from a large initialisation scale
// (kernel regime, least l2 norm) to a small one (rich regime, least l1 norm).
#include <cmath>
#include <cstdio>
#include <numbers>
#include <vector>

#include "regimes/engine.hpp"

int main() {
    const regimes::Index samples = 40, features = 100, relevant = 5;
    regimes::RandomStream random(0, "where_training_lands");
    regimes::Matrix x(samples, features);
    for (regimes::Index i = 0; i < features; ++i) x.col(i) = random.normals(samples);
    regimes::Vector truth = regimes::Vector::Zero(features);
    truth.head(relevant).setConstant(1.0 / std::sqrt(5.0));
    const regimes::Vector y = x * truth;

    // [README]
    regimes::Initialization network;
    network.depth = 2.0;
    std::vector<double> log_alphas;
    for (const double log10_alpha : {2.0, 0.0, -2.0, -4.0, -8.0}) {
        log_alphas.push_back(log10_alpha * std::numbers::ln10);
    }
    const auto path = regimes::interpolation_path(x, y, network, log_alphas);

    std::printf("%12s %10s %10s  %s\n", "log10 alpha", "l1 norm", "l2 norm", "status");
    for (const regimes::Solution& solution : path) {
        std::printf("%12.0f %10.6f %10.6f  %s\n", solution.log_alpha / std::numbers::ln10,
                    solution.l1_norm, solution.l2_norm, regimes::name(solution.status).data());
    }
    // [README]

    const auto least_l2 = regimes::minimum_l2(x, y);
    const auto least_l1 = regimes::basis_pursuit(x, y);
    std::printf("%12s %10.6f %10.6f\n", "least l2", least_l2.l1_norm, least_l2.l2_norm);
    std::printf("%12s %10.6f %10.6f\n", "least l1", least_l1.l1_norm, least_l1.l2_norm);
}
