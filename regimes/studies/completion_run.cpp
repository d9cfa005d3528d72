// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/completion_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <utility>

#include "regimes/core/part_observer.hpp"
#include "regimes/diagnostics/balancedness.hpp"
#include "regimes/dynamics/lifted_flow.hpp"
#include "regimes/models/matrix_factorization.hpp"
#include "regimes/numerics/svd.hpp"

namespace regimes {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// One completion, alpha by alpha.
class CompletionRun {
public:
    CompletionRun(const PartialMatrix& problem, const CompletionRunOptions& options)
        : problem_(problem),
          options_(options),
          lifted_(with_same_product(lifted_start(options.start))),
          product_(lifted_.left * lifted_.right.transpose()),
          unseen_(Matrix::Ones(problem.rows, problem.cols) - observed_mask(problem)) {
        std::vector<MatrixEntry> places;
        y_.resize(static_cast<Index>(problem.observed.size()));
        for (const ObservedEntry& entry : problem.observed) {
            y_[static_cast<Index>(places.size())] = entry.value;
            places.push_back({entry.row, entry.col});
        }
        measurements_ = observed_entries(problem.rows, problem.cols, places);
    }

    CompletionRecord record() {
        CompletionRecord record;
        record.problem = problem_;
        record.width = options_.start.columns;
        next_stage("minimum Frobenius");
        record.minimum_frobenius = end_point(minimum_frobenius_completion(problem_));
        for (const double log10_alpha : options_.log10_alphas) {
            record.points.push_back(train(log10_alpha));
        }
        PartObserver observer = next_stage("minimum nuclear norm");
        CompletionOptions solver = options_.solver;
        solver.observer = &observer;
        record.minimum_nuclear = observer.cancelled()
                                     ? cancelled_point()
                                     : end_point(nuclear_norm_completion(problem_, solver));
        return record;
    }

    CompletedPoint train(double log10_alpha) {
        PartObserver observer = next_stage(fmt::format("log10 alpha {:g}", log10_alpha));
        CompletedPoint point = cancelled_point();
        if (!observer.cancelled()) {
            lifted_.log_alpha = log10_alpha * std::numbers::ln10;
            FlowOptions flow = options_.flow;
            flow.observer = &observer;
            const TrainingResult result = lifted_flow(measurements_, y_, lifted_, flow);
            if (result.status != Status::cancelled) point = trained_point(result);
        }
        point.log10_alpha = log10_alpha;
        return point;
    }

private:
    PartObserver next_stage(const std::string& name) {
        PartObserver observer(options_.observer, stage_++, options_.log10_alphas.size() + 2, name);
        observer.report({});
        return observer;
    }

    CompletedPoint cancelled_point() const {
        CompletedPoint point;
        point.nuclear_norm = point.frobenius_norm = unknown;
        point.movement = point.relative_residual = unknown;
        point.matrix = Matrix::Constant(unseen_.rows(), unseen_.cols(), unknown);
        return point;
    }

    CompletedPoint trained_point(const TrainingResult& result) const {
        const Index columns = result.parameters.size() / (unseen_.rows() + unseen_.cols());
        CompletedPoint point;
        point.status = result.status;
        point.steps = result.steps;
        point.seconds = result.seconds;
        point.relative_residual = result.relative_residual;
        point.log_time = result.log_time;
        const MatrixFactorization model(measurements_, columns);
        point.matrix = model.product(result.parameters);
        Vector start(result.parameters.size());
        start << lifted_.left.reshaped(), lifted_.right.reshaped();
        start *= std::exp(lifted_.log_alpha);
        point.balancedness_drift = balancedness_drift(model, start, result.parameters);
        point.nuclear_norm = singular_values(point.matrix).sum();
        point.frobenius_norm = point.matrix.norm();
        point.movement = moved(point.matrix, std::exp(2.0 * lifted_.log_alpha) * product_);
        return point;
    }

    CompletedPoint end_point(Completion completion) const {
        if (completion.status == Status::cancelled) return cancelled_point();
        CompletedPoint point;
        point.status = completion.status;
        point.steps = completion.iterations;
        point.seconds = completion.seconds;
        point.nuclear_norm = completion.nuclear_norm;
        point.frobenius_norm = completion.frobenius_norm;
        point.duality_gap = completion.duality_gap;
        point.matrix = std::move(completion.matrix);
        point.movement = moved(point.matrix, Matrix::Zero(unseen_.rows(), unseen_.cols()));
        return point;
    }

    double moved(const Matrix& to, const Matrix& from) const {
        return std::sqrt((to - from).cwiseProduct(unseen_).squaredNorm() / unseen_.sum());
    }

    const PartialMatrix& problem_;
    const CompletionRunOptions& options_;
    LiftedStart lifted_;
    const Matrix product_;  ///< U V^T at the start with alpha = 1
    const Matrix unseen_;   ///< 1 where nothing is observed
    Vector y_;
    std::shared_ptr<const MatrixMeasurements> measurements_;
    std::size_t stage_ = 0;
};

}  // namespace

CompletionRecord run_completion(const PartialMatrix& problem, const CompletionRunOptions& options) {
    return CompletionRun(problem, options).record();
}

CompletedPoint run_completion_point(const PartialMatrix& problem,
                                    const CompletionRunOptions& options) {
    return CompletionRun(problem, options).train(options.log10_alphas.front());
}

}  // namespace regimes
