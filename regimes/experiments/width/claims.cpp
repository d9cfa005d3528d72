// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/width/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "regimes/experiments/matrix_completion/claims.hpp"

namespace regimes {

namespace {

constexpr double rich = 0.01;     // alpha^2 k of cells that must be rich ...
constexpr double kernel = 100.0;  // ... and of those that must be lazy
constexpr double fewest = 50.0;   // k of cells that are compared across alpha
constexpr double near_one = 3.0;  // factor around alpha^2 k = 1

/// One cell of the heat maps.
struct Cell {
    double alpha_squared;
    double width;
    double change;  ///< median, relative to Y*
    double excess;  ///< median, relative to ||Y*||_*

    double product() const { return alpha_squared * width; }
};

double excess(const RunResult& run) { return run.metrics.at("excess_nuclear_norm"); }

double excess_over_truth(const RunResult& run) {
    return excess(run) / (run.metrics.at("nuclear_norm") - excess(run));
}

std::vector<Cell> cells_of(const WidthCurves& curves) {
    std::vector<Cell> cells;
    for (const auto& [alpha_squared, curve] : curves) {
        for (const auto& [width, runs] : curve) {
            cells.push_back({alpha_squared, width, median(values(runs, relative_change)),
                             median(values(runs, excess_over_truth))});
        }
    }
    return cells;
}

/// Whether some alpha^2 has widths beyond the tolerance on both sides of alpha^2 k = 1.
bool spans_transition(const WidthCurves& curves) {
    return std::any_of(curves.begin(), curves.end(), [](const auto& row) {
        const auto& [alpha_squared, curve] = row;
        return alpha_squared * curve.begin()->first <= 1.0 / near_one &&
               alpha_squared * curve.rbegin()->first >= near_one;
    });
}

/// Half way between the two regimes, by one measure of the way.
Claim transition_claim(const WidthCurves& curves, const Measure& measure, const std::string& what,
                       const std::string& lack) {
    const std::map<double, double> places = transitions(curves, measure);
    double sum = 0.0;
    double farthest = 0.0;
    std::string each;
    for (const auto& [alpha_squared, log10_product] : places) {
        sum += log10_product;
        farthest = std::max(farthest, std::fabs(log10_product));
        each += fmt::format("{}{:.2f} for alpha^2 = {:g}", each.empty() ? "" : ", ",
                            std::pow(10.0, log10_product), alpha_squared);
    }
    Claim claim;
    claim.claim = fmt::format("The transition lies at alpha^2 k about 1, by the {}", what);
    claim.paper = "alpha^2 k about 1 (Figure 6)";
    claim.measured = "no alpha^2 gets there within these widths";
    if (!places.empty()) {
        claim.measured =
            fmt::format("half way at alpha^2 k = {:.2f}, geometric mean of {}",
                        std::pow(10.0, sum / static_cast<double>(places.size())), each);
    }
    claim.tolerance = "within a factor 3 of 1, for each alpha^2 that gets there";
    if (!lack.empty() || (places.empty() && !spans_transition(curves))) {
        claim.leave_open(lack.empty() ? "widths on both sides of alpha^2 k = 1" : lack);
        return claim;
    }
    claim.decide(
        !places.empty() && farthest <= std::log10(near_one),
        "The paper states an order of magnitude and does not define the place. It scales with "
        "the size of Y*, differs between instances, and comes earlier for the change of the "
        "entries than for the nuclear norm.");
    return claim;
}

/// Pairs of cells of equal alpha^2 k and different alpha.
Claim collapse_claim(const std::vector<Cell>& cells) {
    double worst = 0.0;
    int pairs = 0;
    for (const Cell& a : cells) {
        for (const Cell& b : cells) {
            if (a.alpha_squared <= b.alpha_squared || std::min(a.width, b.width) < fewest) continue;
            if (std::fabs(a.product() / b.product() - 1.0) > 1e-9) continue;
            ++pairs;
            worst = std::max(worst, std::fabs(a.change - b.change));
        }
    }
    Claim claim;
    claim.claim = "Scale and width count only through alpha^2 k";
    claim.paper = "the transition follows alpha^2 k (Figure 6)";
    claim.tolerance = "0.05";
    if (pairs == 0) {
        claim.leave_open("two cells of equal alpha^2 k");
        return claim;
    }
    claim.measured = fmt::format(
        "{} pairs of cells of equal alpha^2 k and k >= {:g}: their changes differ by at most "
        "{:.4f} of the truth's size",
        pairs, fewest, worst);
    claim.decide(worst <= 0.05,
                 "At widths near d the random start differs from its mean by 1/sqrt(k).");
    return claim;
}

Claim kernel_claim(const std::vector<Cell>& cells) {
    double worst = 0.0;
    int count = 0;
    for (const Cell& cell : cells) {
        if (cell.product() < kernel) continue;
        ++count;
        worst = std::max(worst, cell.change);
    }
    Claim claim;
    claim.claim = "Above the transition the unobserved entries hardly move, however small alpha is";
    claim.paper = "kernel regime for wide models at a fixed scale (section 6, Figure 6)";
    claim.tolerance = "0.1";
    if (count == 0) {
        claim.leave_open(fmt::format("a cell with alpha^2 k >= {:g}", kernel));
        return claim;
    }
    claim.measured = fmt::format(
        "median change at most {:.3f} of the truth's size in {} cells with alpha^2 k >= {:g}",
        worst, count, kernel);
    claim.decide(worst <= 0.1, "These cells are not far enough above.");
    return claim;
}

Claim rich_claim(const std::vector<Cell>& cells) {
    double greatest_excess = 0.0;
    double least_change = std::numeric_limits<double>::infinity();
    int count = 0;
    for (const Cell& cell : cells) {
        if (cell.product() > rich * (1.0 + 1e-9)) continue;
        ++count;
        greatest_excess = std::max(greatest_excess, std::fabs(cell.excess));
        least_change = std::min(least_change, cell.change);
    }
    Claim claim;
    claim.claim = "Below the transition the nuclear norm is that of Y*, however wide the model is";
    claim.paper = "rich regime, excess nuclear norm about 0, for small alpha^2 k (Figure 6)";
    claim.tolerance = "excess at most 0.02";
    if (count == 0) {
        claim.leave_open(fmt::format("a cell with alpha^2 k <= {:g}", rich));
        return claim;
    }
    claim.measured = fmt::format(
        "median excess at most {:.4f} of ||Y*||_*, median change at least {:.3f} of the truth's "
        "size, in {} cells with alpha^2 k <= {:g}",
        greatest_excess, least_change, count, rich);
    claim.decide(greatest_excess <= 0.02,
                 "Few instances: in some the observed entries do not determine Y*, and the flow "
                 "ends below its nuclear norm.");
    return claim;
}

}  // namespace

double relative_excess(const RunResult& run) {
    return excess(run) / run.metrics.at("excess_of_frobenius");
}

WidthCurves width_curves(const std::vector<RunRecord>& runs) {
    WidthCurves curves;
    for (const RunRecord& run : runs) {
        const double alpha_squared = number(run.parameters, "alpha_squared");
        if (curves.contains(alpha_squared)) continue;
        Curve found = curve(runs, "width", {{"alpha_squared", alpha_squared}});
        if (!found.empty()) curves[alpha_squared] = std::move(found);
    }
    return curves;
}

void add_rows(Figure& figure, const WidthCurves& curves) {
    const auto add = [&](std::vector<FigureRow> rows, double scale) {
        for (FigureRow& row : rows) {
            row.x *= scale;
            figure.rows.push_back(row);
        }
    };
    // From the largest scale down, as the paper's maps.
    for (auto row = curves.rbegin(); row != curves.rend(); ++row) {
        const auto& [alpha_squared, curve] = *row;
        const std::string series = fmt::format("{:g}", alpha_squared);
        const auto change = [](const RunResult& run) { return run.metrics.at("rms_change"); };
        add(figure_rows(curve, excess, "6 excess", series), 1.0);
        add(figure_rows(curve, change, "6 change", series), 1.0);
        add(figure_rows(curve, relative_excess, "6 excess transition", series), alpha_squared);
        add(figure_rows(curve, relative_change, "6 change transition", series), alpha_squared);
    }
}

std::map<double, double> transitions(const WidthCurves& curves, const Measure& measure) {
    std::map<double, double> found;
    for (const auto& [alpha_squared, curve] : curves) {
        std::map<double, double> points;
        for (const auto& [width, value] : medians(curve, measure)) {
            points[std::log10(alpha_squared * width)] = value;
        }
        const double place = crossing(points, 0.5);
        if (!std::isnan(place)) found[alpha_squared] = place;
    }
    return found;
}

std::vector<Claim> width_claims(const WidthCurves& curves, const std::string& lack) {
    if (curves.empty()) return {};
    const std::vector<Cell> cells = cells_of(curves);
    return {transition_claim(curves, relative_excess, "excess nuclear norm", lack),
            transition_claim(curves, relative_change, "change of the entries", lack),
            collapse_claim(cells), rich_claim(cells), kernel_claim(cells)};
}

}  // namespace regimes
