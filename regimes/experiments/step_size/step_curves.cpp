// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/step_size/step_curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace regimes {

namespace {

constexpr double small_step = 0.5;  // of the largest stable one: where the step may not matter
constexpr double unchanged = 0.2;   // relative change that counts as none
constexpr double has_left = 3.0;    // factor in gradient distance that leaves the kernel regime

using Curves = std::map<std::string, StepCurve>;

double fits(const RunResult& run) { return run.metrics.at("fits"); }
double test_error(const RunResult& run) { return run.metrics.at("test_error"); }
double gradient_distance_of(const RunResult& run) { return run.metrics.at("gradient_distance"); }

std::string series_of(const Parameters& parameters) {
    return fmt::format("D = {}, alpha = {:g}", whole_number(parameters, "depth"),
                       number(parameters, "alpha"));
}

double mean(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

/// Medians at the least step, which is nearly gradient flow, and at the largest that always fits.
struct Ends {
    double last_step;
    double flow;
    double last;
};

Ends ends_of(const StepCurve& curve, const Measure& measure) {
    const auto points = medians(curve.fitted, measure);
    const double step = last_fitting_step(curve);
    if (step == 0.0) return {0.0, NAN, NAN};
    return {step, points.begin()->second, points.at(step)};
}

/// The same of each curve, as "4.0 for D = 2, alpha = 2 (from 0.1 to 0.4 at step 1.5)", and whether
/// the ratio of the two is fine everywhere.
struct Changes {
    std::vector<std::string> each;
    bool fine = true;
    bool is_run = false;   ///< some curve has several steps and fits at one ...
    bool is_told = false;  ///< ... and at more than the least
};

Changes changes(const Curves& curves, const Measure& measure, bool (*is_fine)(double)) {
    Changes found;
    for (const auto& [series, curve] : curves) {
        const Ends ends = ends_of(curve, measure);
        found.each.push_back(fmt::format("{:.2f} for {} (from {:.3g} to {:.3g} at step {:g})",
                                         ends.last / ends.flow, series, ends.flow, ends.last,
                                         ends.last_step));
        found.fine = found.fine && is_fine(ends.last / ends.flow);
        found.is_run = found.is_run || (curve.all.size() > 1 && ends.last_step > 0.0);
        found.is_told = found.is_told || ends.last_step > curve.all.begin()->first;
    }
    return found;
}

Claim small_claim(const Curves& curves) {
    double largest = 0.0;
    int compared = 0;
    for (const auto& [series, curve] : curves) {
        for (const Measure& measure : {Measure(test_error), Measure(gradient_distance_of)}) {
            const auto points = medians(curve.fitted, measure);
            for (const auto& [step, value] : points) {
                if (step > small_step) break;
                if (step > points.begin()->first) ++compared;
                largest = std::max(largest, std::fabs(value / points.begin()->second - 1.0));
            }
        }
    }
    Claim claim;
    claim.claim = "Up to half of the largest stable step, its size does not matter";
    claim.paper = "small steps follow gradient flow (section 7)";
    claim.tolerance = "20 %";
    if (compared == 0) {
        claim.leave_open("at least two steps up to half of the largest stable one");
        return claim;
    }
    claim.measured = fmt::format(
        "median test error and gradient distance change by at most {:.1f} % from the least step",
        100.0 * largest);
    claim.decide(largest <= unchanged, "With few runs a median is a single one of them.");
    return claim;
}

Claim leaving_claim(const Curves& curves) {
    const Changes found =
        changes(curves, gradient_distance_of, [](double ratio) { return ratio >= has_left; });
    Claim claim;
    claim.claim = "Larger steps leave the kernel regime";
    claim.paper = "the gradient distance grows with the step size (Figure 5(d))";
    claim.tolerance = "at least a factor 3, at the largest step with which every run fits";
    if (!found.is_run) {
        claim.leave_open("at least two steps, and one with which every run fits");
        return claim;
    }
    claim.measured = fmt::format("median gradient distance, over that of the least step: {}",
                                 fmt::join(found.each, ", "));
    claim.decide(found.fine,
                 "Too far in the kernel regime or already out of it, or a single run that fails "
                 "early.");
    return claim;
}

Claim error_claim(const Curves& curves) {
    const Changes found = changes(curves, test_error, [](double ratio) { return ratio <= 1.0; });
    Claim claim;
    claim.claim = "Leaving the kernel regime by larger steps does not harm the test error";
    claim.paper = "test error against the step size (Figure 5(c), not read off)";
    claim.tolerance = "not above 1, at the largest step with which every run fits";
    if (!found.is_told) {
        claim.leave_open("at least two steps with which every run fits");
        return claim;
    }
    claim.measured = fmt::format("median test error, over that of the least step: {}",
                                 fmt::join(found.each, ", "));
    claim.decide(found.fine, "With few runs a median is a single one of them.");
    return claim;
}

}  // namespace

Curves step_curves(const std::vector<RunRecord>& runs) {
    Curves curves;
    for (const RunRecord& run : runs) {
        if (!run.failure.empty()) continue;
        StepCurve& curve = curves[series_of(run.parameters)];
        const double step = number(run.parameters, "stable_share");
        curve.all[step].push_back(&run.result);
        if (fits(run.result) == 1.0) curve.fitted[step].push_back(&run.result);
    }
    return curves;
}

std::vector<FigureRow> step_rows(const Curves& curves) {
    std::vector<FigureRow> rows;
    for (const auto& [series, curve] : curves) {
        const auto add = [&](const std::vector<FigureRow>& more) {
            rows.insert(rows.end(), more.begin(), more.end());
        };
        add(figure_rows(curve.fitted, test_error, "5(c)", series));
        add(figure_rows(curve.fitted, gradient_distance_of, "5(d)", series));
        for (const auto& [step, found] : curve.all) {
            rows.push_back({"fits", series, step, mean(values(found, fits)), {}, {}});
        }
    }
    return rows;
}

double last_fitting_step(const StepCurve& curve) {
    double last = 0.0;
    for (const auto& [step, runs] : curve.all) {
        const auto fitted = curve.fitted.find(step);
        if (fitted == curve.fitted.end() || fitted->second.size() < runs.size()) break;
        last = step;
    }
    return last;
}

std::vector<Claim> step_claims(const Curves& curves) {
    return {small_claim(curves), leaving_claim(curves), error_claim(curves)};
}

std::string edge_note(const Curves& curves) {
    std::vector<std::string> each;
    for (const auto& [series, curve] : curves) {
        std::vector<double> stable;
        std::size_t failed = 0;
        double diverged = 0.0;
        for (const auto& [step, runs] : curve.all) {
            for (const RunResult* run : runs) {
                stable.push_back(run->metrics.at("stable_step_size"));
                diverged += run->metrics.at("diverged");
                if (fits(*run) == 0.0) ++failed;
            }
        }
        each.push_back(
            fmt::format("{:.2g} for {}, where {} of {} runs do not fit, {:g} of them "
                        "since they diverge",
                        median(stable), series, failed, stable.size(), diverged));
    }
    return fmt::format(
        "The largest stable step size at the start, for the loss summed over the samples, is in "
        "the median {}. The others had not fitted when their steps were used up.",
        fmt::join(each, "; "));
}

}  // namespace regimes
