// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_trajectory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "regimes/report/line_panels.hpp"

namespace regimes {

using Json = nlohmann::ordered_json;

bool has_trajectories(const FitRecord& record) {
    return std::any_of(record.points.begin(), record.points.end(),
                       [](const FitPoint& point) { return !point.trajectory.times.empty(); });
}

std::vector<Matrix> trajectory_stack(const FitRecord& record) {
    std::size_t most = 0;
    for (const FitPoint& point : record.points) {
        most = std::max(most, point.trajectory.times.size());
    }
    std::vector<Matrix> stack;
    for (const FitPoint& point : record.points) {
        Matrix& rows = stack.emplace_back(static_cast<Index>(most), record.features);
        rows.setConstant(std::numeric_limits<double>::quiet_NaN());
        for (std::size_t k = 0; k < point.trajectory.coefficients.size(); ++k) {
            rows.row(static_cast<Index>(k)) = point.trajectory.coefficients[k];
        }
    }
    return stack;
}

std::string trajectory_json(const FitTrajectory& trajectory) {
    std::vector<double> l1_norms, l2_norms;
    for (const Vector& solved : trajectory.solved) {
        l1_norms.push_back(solved.lpNorm<1>());
        l2_norms.push_back(solved.stableNorm());
    }
    Entries members = {{"times", Json(trajectory.times).dump()},
                       {"primal_residuals", Json(trajectory.residuals).dump()},
                       {"l1_norms", Json(l1_norms).dump()},
                       {"l2_norms", Json(l2_norms).dump()}};
    if (!trajectory.test_mse.empty()) {
        members.emplace_back("test_mse", Json(trajectory.test_mse).dump());
    }
    return json_object(members);
}

Figure trajectory_figure(const FitRecord& record) {
    Figure figure;
    figure.name = "training";
    figure.title = "On the way";
    figure.caption =
        "Training by gradient flow from each scale, against the time of the loss ||X b - y||^2. "
        "The misfit is that against the least-squares fit.";
    for (const FitPoint& point : record.points) {
        const FitTrajectory& t = point.trajectory;
        const std::string series =
            record.depths.size() > 1
                ? fmt::format("depth {:g}, alpha {}", *point.depth, alpha_label(point))
                : "alpha " + alpha_label(point);
        for (std::size_t k = 0; k < t.times.size(); ++k) {
            const double time = std::log10(t.times[k]);
            if (!std::isfinite(time)) continue;
            figure.rows.push_back({"Training misfit", series, time, t.residuals[k], {}, {}});
            figure.rows.push_back(
                {"l1 norm in time", series, time, t.solved[k].lpNorm<1>(), {}, {}});
            if (t.test_mse.empty()) continue;
            figure.rows.push_back({"Test MSE in time", series, time, t.test_mse[k], {}, {}});
        }
    }
    const std::vector<LinePanel> panels = {
        {"Training misfit", "log10 time", "||X b - P y|| / ||P y||", "start"},
        {"l1 norm in time", "log10 time", "l1 norm of the coefficients", "start"},
        {"Test MSE in time", "log10 time", "mean squared error of the test", "start"}};
    figure.specification = line_panels(figure, panels);
    return figure;
}

}  // namespace regimes
