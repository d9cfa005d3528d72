// SPDX-License-Identifier: BSD-3-Clause
#include "bench/completion.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "bench/problem.hpp"
#include "regimes/core/random.hpp"
#include "regimes/dynamics/lifted_flow.hpp"
#include "regimes/models/matrix_factorization.hpp"

namespace regimes::bench {

namespace {

constexpr Index side = 50;
constexpr double observed_share = 0.4;

struct CompletionTask {
    Matrix target;
    Matrix mask = Matrix::Zero(side, side);
    std::vector<MatrixEntry> entries;
    std::vector<double> values;
};

CompletionTask make_task() {
    CompletionTask task;
    task.target =
        RandomStream(1, "left").normals(side) * RandomStream(1, "right").normals(side).transpose();
    RandomStream draw(1, "mask");
    for (Index j = 0; j < side; ++j) {
        for (Index i = 0; i < side; ++i) {
            if (draw.uniform() >= observed_share) continue;
            task.mask(i, j) = 1.0;
            task.entries.push_back({i, j});
            task.values.push_back(task.target(i, j));
        }
    }
    return task;
}

void write(const std::string& path, const Matrix& matrix) {
    write_doubles(path, matrix.data(), matrix.size());
}

}  // namespace

nlohmann::ordered_json run_completion(long width, double log10_alpha, const std::string& folder) {
    const CompletionTask task = make_task();
    MatrixFactorizationStart start{.rows = side, .cols = side, .columns = width};
    start.shape = MatrixFactorizationStart::Shape::gaussian;
    start.log_alpha = log10_alpha * std::numbers::ln10;
    const LiftedStart lifted = lifted_start(start);
    Matrix w(2 * side, lifted.left.cols());
    w << lifted.left, lifted.right;
    write(folder + "/target.f64", task.target);
    write(folder + "/mask.f64", task.mask);
    write(folder + "/start.f64", std::exp(start.log_alpha) * w);

    const auto x = observed_entries(side, side, task.entries);
    const Eigen::Map<const Vector> y(task.values.data(), static_cast<Index>(task.values.size()));
    const TrainingResult flow = lifted_flow(x, y, lifted);
    const Matrix found = MatrixFactorization(x, w.cols()).product(flow.parameters);
    return {{"seconds", flow.seconds},
            {"converged", flow.status == Status::converged},
            {"steps", flow.steps},
            {"observed", task.entries.size()},
            {"residual", flow.relative_residual},
            {"columns", w.cols()},
            {"error", (found - task.target).norm() / task.target.norm()}};
}

}  // namespace regimes::bench
