// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/matrix_completion/completion_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <stdexcept>

#include "regimes/diagnostics/balancedness.hpp"
#include "regimes/models/matrix_factorization.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/svd.hpp"
#include "regimes/solvers/nuclear_norm_completion.hpp"

namespace regimes {

namespace {

/// Root mean square over the entries that are not observed.
class Unobserved {
public:
    explicit Unobserved(const PartialMatrix& problem)
        : mask_(1.0 - observed_mask(problem).array()) {
        if (mask_.sum() > 0.0) return;
        throw std::invalid_argument("observed: all entries given, fewer expected: nothing is left");
    }
    double rms(const Matrix& m) const {
        return std::sqrt((mask_ * m.array().square()).sum() / mask_.sum());
    }

private:
    Eigen::ArrayXXd mask_;
};

/// A flow with the factors at its two ends.
struct TrainedFactors {
    MatrixFactorization model;
    Vector start;
    TrainingResult end;
};

TrainedFactors train(const PartialMatrix& problem, const LiftedStart& start, Observer* observer) {
    std::vector<MatrixEntry> places;
    Vector y(static_cast<Index>(problem.observed.size()));
    for (const ObservedEntry& entry : problem.observed) {
        y[static_cast<Index>(places.size())] = entry.value;
        places.push_back({entry.row, entry.col});
    }
    const auto x = observed_entries(problem.rows, problem.cols, places);
    const LiftedStart narrowed = narrow(start);
    FlowOptions options;
    options.observer = observer;
    const double alpha = std::exp(narrowed.log_alpha);
    Vector w(narrowed.left.size() + narrowed.right.size());
    w << alpha * narrowed.left.reshaped(), alpha * narrowed.right.reshaped();
    return {MatrixFactorization(x, narrowed.left.cols()), w, lifted_flow(x, y, narrowed, options)};
}

std::string certificate(const TrainedFactors& trained, const Completion& nuclear) {
    nlohmann::ordered_json json;
    json["flow"] = {{"status", name(trained.end.status)},
                    {"relative_residual", trained.end.relative_residual},
                    {"balancedness_drift",
                     balancedness_drift(trained.model, trained.start, trained.end.parameters)}};
    json["nuclear_norm_completion"] = {{"status", name(nuclear.status)},
                                       {"duality_gap", nuclear.duality_gap}};
    return json.dump();
}

}  // namespace

LowRankCompletion completion_data(const Parameters& parameters) {
    const std::int64_t size = whole_number(parameters, "n_rows");
    const std::int64_t rank = whole_number(parameters, "rank");
    const std::int64_t observed = whole_number(parameters, "n_observed");
    if (rank > size) {
        throw std::invalid_argument(
            fmt::format("rank: {} given, at most {} (n_rows) expected", rank, size));
    }
    if (observed < size || observed >= size * size) {
        throw std::invalid_argument(fmt::format(
            "n_observed: {} given, at least {} (n_rows) and less than {} (all entries) expected",
            observed, size, size * size));
    }
    return low_rank_completion(
        {.rows = size,
         .cols = size,
         .rank = rank,
         .observed = observed,
         .seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"))});
}

std::string completion_problem(const RunSettings& settings) {
    const std::string rank = settings.text("rank");
    return fmt::format("Y* {}, d = {}, N = {} entries",
                       rank == "1" ? "= u v^T" : "= U V^T of rank " + rank, settings.text("n_rows"),
                       settings.text("n_observed"));
}

RunResult completion_run(const LowRankCompletion& data, const LiftedStart& start,
                         Observer* observer) {
    const SingleThreadedBlas one_thread;  // so that threads never show in the digits
    const Unobserved unobserved(data.problem);
    const TrainedFactors trained = train(data.problem, start, observer);
    const Completion nuclear = nuclear_norm_completion(data.problem, {.observer = observer});
    const Matrix before = trained.model.product(trained.start);
    const Matrix m = trained.model.product(trained.end.parameters);
    const Vector spectrum = singular_values(m);
    const double truth_norm = singular_values(data.truth).sum();

    RunResult result;
    result.metrics = {
        {"rms_error", unobserved.rms(m - data.truth)},
        {"rms_change", unobserved.rms(m - before)},
        {"rms_start", unobserved.rms(before)},
        {"rms_truth", unobserved.rms(data.truth)},
        {"rms_from_nuclear", unobserved.rms(m - nuclear.matrix)},
        {"nuclear_error", unobserved.rms(nuclear.matrix - data.truth)},
        {"nuclear_norm", spectrum.sum()},
        {"excess_nuclear_norm", spectrum.sum() - truth_norm},
        {"excess_of_frobenius",
         minimum_frobenius_completion(data.problem).nuclear_norm - truth_norm},
        {"above_least", spectrum.sum() - nuclear.nuclear_norm},
        {"frobenius_norm", m.norm()},
        {"effective_rank", spectrum.sum() / spectrum[0]},
        {"log10_time", trained.end.log_time / std::numbers::ln10},
        {"steps", static_cast<double>(trained.end.steps)},
    };
    result.certificate = certificate(trained, nuclear);
    result.converged =
        trained.end.status == Status::converged && nuclear.status == Status::converged;
    return result;
}

}  // namespace regimes
