// SPDX-License-Identifier: BSD-3-Clause
#include "cli/complete_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress_bar.hpp"
#include "regimes/core/version.hpp"
#include "regimes/data/read_partial_matrix.hpp"
#include "regimes/diagnostics/balancedness.hpp"
#include "regimes/dynamics/lifted_flow.hpp"
#include "regimes/models/matrix_factorization.hpp"
#include "regimes/numerics/svd.hpp"

namespace regimes::cli {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// One run of `complete`: trains alpha by alpha and takes notes.
class CompleteRun {
public:
    CompleteRun(PartialMatrix problem, const CompleteOptions& options)
        : options_(options),
          start_(start_for(options, problem.rows, problem.cols)),
          lifted_(lifted_start(start_)),
          product_(lifted_.left * lifted_.right.transpose()),
          unseen_(Matrix::Ones(problem.rows, problem.cols) - observed_mask(problem)) {
        record_.problem = std::move(problem);
        record_.width = start_.columns;
        record_.start = options.init;
        record_.provenance = {{"matrix", options.matrix},
                              {"regimes", std::string(build_info().version)},
                              {"commit", std::string(build_info().commit)}};
        std::vector<MatrixEntry> places;
        y_.resize(static_cast<Index>(record_.problem.observed.size()));
        for (const ObservedEntry& entry : record_.problem.observed) {
            y_[static_cast<Index>(places.size())] = entry.value;
            places.push_back({entry.row, entry.col});
        }
        measurements_ = observed_entries(record_.problem.rows, record_.problem.cols, places);
    }

    CompletionRecord record() {
        catch_interrupts();
        next_stage("minimum Frobenius");
        record_.minimum_frobenius = note_end(minimum_frobenius_completion(record_.problem));
        for (const double log10_alpha : options_.log10_alphas) {
            next_stage(fmt::format("log10 alpha {:g}", log10_alpha));
            record_.points.push_back(train(log10_alpha));
        }
        next_stage("minimum nuclear norm");
        CompletionOptions solver = options_.solver;
        solver.observer = &progress_;
        record_.minimum_nuclear = interrupted()
                                      ? cancelled_point()
                                      : note_end(nuclear_norm_completion(record_.problem, solver));
        return std::move(record_);
    }

private:
    void next_stage(const std::string& name) {
        progress_.stage(stage_++, options_.log10_alphas.size() + 2, name);
    }

    CompletedPoint cancelled_point() const {
        CompletedPoint point;
        point.nuclear_norm = point.frobenius_norm = unknown;
        point.movement = point.relative_residual = unknown;
        point.matrix = Matrix::Constant(unseen_.rows(), unseen_.cols(), unknown);
        return point;
    }

    CompletedPoint train(double log10_alpha) {
        CompletedPoint point = cancelled_point();
        if (!interrupted()) {
            lifted_.log_alpha = log10_alpha * std::numbers::ln10;
            FlowOptions flow = options_.flow;
            flow.observer = &progress_;
            const TrainingResult result = lifted_flow(measurements_, y_, lifted_, flow);
            if (result.status != Status::cancelled) point = note_training(result);
        }
        point.log10_alpha = log10_alpha;
        return point;
    }

    CompletedPoint note_training(const TrainingResult& result) const {
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

    CompletedPoint note_end(Completion completion) const {
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

    const CompleteOptions& options_;
    const MatrixFactorizationStart start_;
    LiftedStart lifted_;
    const Matrix product_;  ///< U V^T at the start with alpha = 1
    const Matrix unseen_;   ///< 1 where nothing is observed
    CompletionRecord record_;
    Vector y_;
    std::shared_ptr<const MatrixMeasurements> measurements_;
    ProgressBar progress_;
    std::size_t stage_ = 0;
};

}  // namespace

PartialMatrix read_problem(const CompleteOptions& options) {
    PartialMatrix problem =
        options.triplets
            ? read_triplets(options.matrix, options.one_based ? IndexBase::one : IndexBase::zero)
            : read_partial_matrix(options.matrix);
    try {
        validate(problem);
    } catch (const std::invalid_argument& error) {
        const std::string text = error.what();
        const std::size_t colon = text.find(": ");
        throw UsageError(options.matrix + text.substr(colon == text.npos ? 0 : colon));
    }
    if (static_cast<Index>(problem.observed.size()) == problem.rows * problem.cols) {
        throw UsageError(fmt::format("{}: all {} entries are observed, nothing is left to complete",
                                     options.matrix, problem.observed.size()));
    }
    return problem;
}

CompletionRecord run_complete(PartialMatrix problem, const CompleteOptions& options) {
    return CompleteRun(std::move(problem), options).record();
}

}  // namespace regimes::cli
