// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "regimes/experiments/curve.hpp"
#include "regimes/experiments/experiment.hpp"
#include "regimes/experiments/matrix_completion/claims.hpp"
#include "regimes/experiments/matrix_completion/completion_run.hpp"
#include "regimes/experiments/paper_rows.hpp"
#include "regimes/experiments/run_settings.hpp"

namespace regimes {

namespace {

/// Figure 4: completion of a 10 x 10 matrix of rank one from 60 entries by gradient flow on U V^T,
///
///   U(0) = alpha [U0, U0],   V(0) = alpha [V0, -V0],
///
/// (a) from U0 = V0 = I, (b) from Gaussian U0, V0 of several widths k: how far the entries that are
/// not observed end from the truth, and from where they started.
///
/// A run is one flow. Source: Woodworth et al. (2020), section 6 and Figure 4.
class MatrixCompletionExperiment final : public Experiment {
public:
    std::string name() const override { return "matrix-completion"; }
    std::vector<std::string> aliases() const override { return {"fig4"}; }
    std::string title() const override { return "Matrix completion (Figure 4)"; }
    int version() const override { return 1; }
    Fields parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

using Start = MatrixFactorizationStart;

constexpr std::int64_t paper_rows_count = 10;

struct Grid {
    std::vector<double> log10_alphas;
    std::vector<std::int64_t> widths;  ///< of the Gaussian starts
    int seeds;
};

/// From `from` to `to`, `steps` to a decade.
std::vector<double> decades(int from, int to, int steps) {
    std::vector<double> exponents;
    for (int n = from * steps; n <= to * steps; ++n) {
        exponents.push_back(static_cast<double>(n) / steps);
    }
    return exponents;
}

Grid grid_of(Scale scale) {
    switch (scale) {
        case Scale::smoke: return {{-6.0, -1.0, 0.0, 2.0}, {100, 1000}, 2};
        case Scale::quick: return {decades(-6, 2, 2), {10, 100, 10000}, 5};
        case Scale::paper: break;
    }
    return {decades(-8, 2, 4), {10, 20, 50, 100, 1000, 10000, 100000}, 20};
}

MatrixFactorizationStart start_of(const Parameters& parameters) {
    MatrixFactorizationStart start;
    start.rows = start.cols = whole_number(parameters, "n_rows");
    start.columns = whole_number(parameters, "width");
    start.log_alpha = number(parameters, "log10_alpha") * std::numbers::ln10;
    start.seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"));
    if (text(parameters, "variance") == "one") start.variance = Start::Variance::one;
    if (text(parameters, "start") == "identity") {
        start.shape = Start::Shape::identity;
        if (start.columns < start.rows) {
            throw std::invalid_argument(
                fmt::format("width: {} given, at least {} (n_rows) expected of start identity",
                            start.columns, start.rows));
        }
    }
    return start;
}

std::string cost_note(const std::vector<RunRecord>& runs) {
    return fmt::format(
        "{} flows of the lifted matrix [U; V][U; V]^T, whose cost does not depend on k; {} of "
        "them did not converge.",
        runs.size(), unconverged(runs));
}

}  // namespace

Fields MatrixCompletionExperiment::parameters() const {
    return {
        {"log10_alpha", -2.0, "scale of the start", -100.0, 100.0},
        {"start",
         std::string("gaussian"),
         "U0 and V0: first rows of the identity, or normal",
         {},
         {},
         {"identity", "gaussian"}},
        {"width", std::int64_t{10}, "k: columns of U0 and V0 (U and V have 2k)", 1, 1e15},
        {"variance",
         std::string("one_over_width"),
         "of the entries of a gaussian start",
         {},
         {},
         {"one_over_width", "one"}},
        {"n_rows", paper_rows_count, "d: the matrix is d x d", 1, 1000},
        {"n_observed", std::int64_t{60}, "N: entries that are seen", 1, 1000000},
        {"rank", std::int64_t{1}, "of the true matrix", 1, 1000},
        {"seed", std::int64_t{0}, "of the true matrix, the entries seen, and the start", 0, {}},
    };
}

RunResult MatrixCompletionExperiment::run(const Parameters& parameters, Observer* observer) const {
    return completion_run(completion_data(parameters), lifted_start(start_of(parameters)),
                          observer);
}

std::vector<Parameters> MatrixCompletionExperiment::tasks(const Reproduction& reproduction) const {
    const Grid grid = grid_of(reproduction.scale);
    const int seeds = reproduction.seeds > 0 ? reproduction.seeds : grid.seeds;
    std::vector<Parameters> starts = {
        {{"start", std::string("identity")}, {"width", paper_rows_count}}};
    for (const std::int64_t width : grid.widths) {
        starts.push_back({{"start", std::string("gaussian")}, {"width", width}});
    }
    std::vector<Parameters> tasks;
    for (std::int64_t seed = 0; seed < seeds; ++seed) {
        for (Parameters point : starts) {
            point["seed"] = seed;
            for (const double log10_alpha : grid.log10_alphas) {
                point["log10_alpha"] = log10_alpha;
                tasks.push_back(with_defaults(parameters(), point));
            }
        }
    }
    return tasks;
}

Figure MatrixCompletionExperiment::figure(const std::vector<RunRecord>& runs,
                                          const Reproduction&) const {
    Figure figure = empty_figure(*this);
    const RunSettings settings(parameters(), runs);
    const CompletionCurves curves = completion_curves(runs);
    const bool is_unit = curves.variance == "one";
    figure.caption = fmt::format(
        "Entries that are not observed, against the scale alpha of the start: root mean square of "
        "their error (left) and of their change (right), each relative to the root mean square of "
        "the truth there, so that entries left at 0 have error 1 and change 0. (a) U0 = V0 = I; "
        "(b) Gaussian U0 and V0 of variance {}. Lines are medians over instances, bands hold 10 "
        "to 90 % of them.",
        is_unit ? "1" : "1/k");
    add_rows(figure, curves);
    figure.claims = completion_claims(curves);
    figure.notes = {
        fmt::format("{}; an instance is one draw of Y*, the entries and the start. The entries "
                    "are uniform among those sets with one in each row and column.",
                    completion_problem(settings)),
        fmt::format("The paper leaves open the variance of the Gaussian start and the widths. {}",
                    is_unit ? "With variance 1 the curves of variance 1/k are at alpha / sqrt(k)."
                            : "Variance 1/k is used, which keeps U0 U0^T near the identity as k "
                              "grows; with variance 1 the same curves are at alpha / sqrt(k)."),
        cost_note(runs)};
    add_marks(figure, paper_rows("matrix_completion"), [&](const FigureRow&) {
        return curves.identity.empty() ? "start = identity"
                                       : settings.lack({"n_rows", "n_observed", "rank"});
    });
    return figure;
}

const Experiment& matrix_completion_experiment() {
    static const MatrixCompletionExperiment experiment;
    return experiment;
}

}  // namespace regimes
