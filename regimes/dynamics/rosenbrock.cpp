// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/rosenbrock.hpp"

#include <array>

namespace regimes {

namespace {

constexpr std::size_t stages = 6;
using Row = std::array<double, stages>;

// In the form without products by J: stage k solves
//   (I / (gamma h) - J) K_k = F(u + sum_j a_kj K_j) + sum_j c_kj K_j / h,
// the last one is the error, and the new solution is u + sum_j a_6j K_j + K_6.
constexpr std::array<Row, stages> a = {{
    {},
    {1.544},
    {0.9466785280815826, 0.2557011698983284},
    {3.314825187068521, 2.896124015972201, 0.9986419139977817},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1.0},
}};
constexpr std::array<Row, stages> c = {{
    {},
    {-5.6688},
    {-2.430093356833875, -0.2063599157091915},
    {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
    {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160},
    {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136,
     -6.058818238834054},
}};
constexpr Row first_bend = {10.12623508344586, -7.487995877610167, -34.80091861555747,
                            -7.992771707568823, 1.025137723295662};
constexpr Row second_bend = {-0.6762803392801253, 6.087714651680015, 16.43084320892478,
                             24.76722511418386, -6.594389125716872};

}  // namespace

RosenbrockStep::RosenbrockStep(Index size)
    : stages_(stages, Vector(size)), change_(size), right_(size), rate_(size) {}

bool RosenbrockStep::take(double h, ConstVectorRef first_rate, const Rate& rate,
                          const Solve& solve) {
    rate_ = first_rate;
    for (std::size_t k = 0; k < stages; ++k) {
        if (k > 0) {
            change_.setZero();
            for (std::size_t j = 0; j < k; ++j) change_ += a[k][j] * stages_[j];
            if (!rate(change_, rate_)) return false;
        }
        right_ = (gamma * h) * rate_;
        for (std::size_t j = 0; j < k; ++j) right_ += (gamma * c[k][j]) * stages_[j];
        solve(right_);
        stages_[k] = right_;
    }
    change_ += stages_.back();
    return change_.allFinite();
}

Vector RosenbrockStep::change_at(double theta) const {
    Vector bend = Vector::Zero(change_.size());
    for (std::size_t j = 0; j + 1 < stages; ++j) {
        bend += (first_bend[j] + theta * second_bend[j]) * stages_[j];
    }
    return theta * (change_ + (1.0 - theta) * bend);
}

}  // namespace regimes
