// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <cmath>

#include "regimes/experiments/curve.hpp"
#include "regimes/experiments/experiment.hpp"
#include "regimes/experiments/matrix_completion/completion_run.hpp"
#include "regimes/experiments/paper_rows.hpp"
#include "regimes/experiments/run_settings.hpp"
#include "regimes/experiments/width/claims.hpp"

namespace regimes {

namespace {

/// Figure 6: the completion of Figure 4 from a biased start whose entries are independent,
///
///   U_ij(0), V_ij(0) ~ N(0, alpha^2),   U, V of k columns,
///
/// for scales alpha and widths k: the excess nuclear norm, and how far the unobserved entries move.
///
/// A run is one flow. Source: Woodworth et al. (2020), section 6 and Figure 6.
class WidthExperiment final : public Experiment {
public:
    std::string name() const override { return "width"; }
    std::vector<std::string> aliases() const override { return {"fig6"}; }
    std::string title() const override { return "Scale and width (Figure 6)"; }
    int version() const override { return 1; }
    Fields parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

struct Grid {
    std::vector<double> alphas_squared;
    std::vector<std::int64_t> widths;
    int seeds;
};

Grid grid_of(Scale scale) {
    if (scale == Scale::smoke) return {{1e-2, 1e-4, 1e-6}, {50, 5000, 500000}, 2};
    return {{1e-2, 2.5e-3, 1e-4, 1e-6, 1e-8},
            {10, 50, 100, 250, 500, 1000, 5000, 10000, 50000, 100000, 500000},
            scale == Scale::quick ? 5 : 20};
}

std::string cost_note(const std::vector<RunRecord>& runs) {
    return fmt::format(
        "{} flows of the lifted matrix [U; V][U; V]^T: k = 500000 costs as little as k = 20. {} of "
        "them did not converge.",
        runs.size(), unconverged(runs));
}

}  // namespace

Fields WidthExperiment::parameters() const {
    return {
        {"alpha_squared", 1e-4, "variance of the entries of U and V at the start", 1e-200, 1e200},
        {"width", std::int64_t{100}, "k: columns of U and V", 1, 1e15},
        {"n_rows", std::int64_t{10}, "d: the matrix is d x d", 1, 1000},
        {"n_observed", std::int64_t{60}, "N: entries that are seen", 1, 1000000},
        {"rank", std::int64_t{1}, "of the true matrix", 1, 1000},
        {"seed", std::int64_t{0}, "of the true matrix, the entries seen, and the start", 0, {}},
    };
}

RunResult WidthExperiment::run(const Parameters& parameters, Observer* observer) const {
    MatrixFactorizationStart start;
    start.rows = start.cols = whole_number(parameters, "n_rows");
    start.columns = whole_number(parameters, "width");
    start.log_alpha = 0.5 * std::log(number(parameters, "alpha_squared"));
    start.unbiased = false;
    start.variance = MatrixFactorizationStart::Variance::one;
    start.seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"));
    return completion_run(completion_data(parameters), lifted_start(start), observer);
}

std::vector<Parameters> WidthExperiment::tasks(const Reproduction& reproduction) const {
    const Grid grid = grid_of(reproduction.scale);
    const int seeds = reproduction.seeds > 0 ? reproduction.seeds : grid.seeds;
    std::vector<Parameters> tasks;
    for (std::int64_t seed = 0; seed < seeds; ++seed) {
        for (const double alpha_squared : grid.alphas_squared) {
            for (const std::int64_t width : grid.widths) {
                tasks.push_back(with_defaults(
                    parameters(),
                    {{"alpha_squared", alpha_squared}, {"width", width}, {"seed", seed}}));
            }
        }
    }
    return tasks;
}

Figure WidthExperiment::figure(const std::vector<RunRecord>& runs, const Reproduction&) const {
    Figure figure = empty_figure(*this);
    figure.caption =
        "The completion of Figure 4 from U and V with entries N(0, alpha^2), against their width k "
        "and alpha^2: by how much the nuclear norm exceeds that of Y* (left), and the root mean "
        "square change of the unobserved entries (right); medians over instances. Below, the same "
        "against alpha^2 k, where the paper puts the transition at 1: the excess relative to that "
        "of the completion of least Frobenius norm, the change relative to the size of Y* there, "
        "with 10 to 90 % bands.";
    const RunSettings settings(parameters(), runs);
    const std::string lack = settings.lack({"n_rows", "n_observed", "rank"});
    const WidthCurves curves = width_curves(runs);
    add_rows(figure, curves);
    figure.claims = width_claims(curves, lack);
    figure.notes = {
        fmt::format(
            "{}, as in Figure 4. The start is biased: U V^T starts at entries of size alpha^2 "
            "sqrt(k), which exceeds Y* for large alpha^2 and wide models and stays where nothing "
            "is observed. So the nuclear norm keeps growing with k there.",
            completion_problem(settings)),
        "The transition is taken where the relative excess, or the relative change, is half way: "
        "1/2 in the median, linear in log10(alpha^2 k) between widths.",
        cost_note(runs)};
    add_marks(figure, paper_rows("width"), [&](const FigureRow&) { return lack; });
    return figure;
}

const Experiment& width_experiment() {
    static const WidthExperiment experiment;
    return experiment;
}

}  // namespace regimes
