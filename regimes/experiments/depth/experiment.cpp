// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/depth/experiment.hpp"

#include <fmt/format.h>

#include "regimes/experiments/depth/depth_curves.hpp"
#include "regimes/experiments/largest_alpha.hpp"
#include "regimes/experiments/largest_alpha_panel.hpp"
#include "regimes/experiments/resource.hpp"

namespace regimes {

namespace {

using Whole = std::int64_t;

/// What a scale computes of 3(c), and how finely it draws 3(a) and 3(b).
struct Size {
    int seeds;
    Whole features;
    Whole nonzeros;
    std::vector<Whole> samples;
    Whole points;
};

Size size_of(Scale scale) {
    switch (scale) {
        case Scale::smoke: return {2, 100, 2, {30, 60}, 33};
        case Scale::quick: return {20, 1000, 5, {55, 70, 80, 100, 125, 250}, 129};
        case Scale::paper: break;
    }
    return {100, 1000, 5, {52, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100, 125, 250, 500}, 257};
}

RunResult largest_alpha_run(const Parameters& parameters, Observer* observer) {
    const auto data =
        sparse_regression({.samples = whole_number(parameters, "samples"),
                           .features = whole_number(parameters, "features"),
                           .nonzeros = whole_number(parameters, "nonzeros"),
                           .noise = number(parameters, "noise"),
                           .test_samples = 1,
                           .seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"))});
    return largest_alpha(data, {.depth = number(parameters, "depth"),
                                .threshold = number(parameters, "threshold"),
                                .observer = observer});
}

}  // namespace

std::vector<ParameterSpec> DepthExperiment::parameters() const {
    const SparseRegressionOptions data;
    const LargestAlphaOptions search;
    return {
        {"quantity",
         std::string("largest-alpha"),
         "3(a), 3(b) or a point of 3(c)",
         {},
         {},
         {"profile", "ratio", "largest-alpha"}},
        {"depth", search.depth, "D", 2.0, 1000.0},
        {"points", Whole{129}, "places of a curve (profile, ratio)", 2, 100001},
        {"samples", Whole{data.samples}, "N (largest-alpha)", 1, 1e6},
        {"features", Whole{data.features}, "d (ratio, largest-alpha)", 2, 1e6},
        {"nonzeros", Whole{data.nonzeros}, "non-zeros of the truth (largest-alpha)", 1, 1e6},
        {"noise", data.noise, "standard deviation of the labels' noise (largest-alpha)", 0.0, 1e6},
        {"threshold", search.threshold, "on ||beta - beta*||^2 (largest-alpha)", 1e-12, 1e6},
        {"seed", Whole{0}, "of the data, nested in N (largest-alpha)", 0, 1e15},
    };
}

RunResult DepthExperiment::run(const Parameters& parameters, Observer* observer) const {
    const std::string& quantity = text(parameters, "quantity");
    const double depth = number(parameters, "depth");
    const int points = static_cast<int>(whole_number(parameters, "points"));
    if (quantity == "profile") return profile_curve(depth, points);
    if (quantity == "ratio") return ratio_curve(depth, number(parameters, "features"), points);
    return largest_alpha_run(parameters, observer);
}

std::vector<Parameters> DepthExperiment::tasks(const Reproduction& reproduction) const {
    const Size size = size_of(reproduction.scale);
    std::vector<Parameters> tasks;
    for (const double depth : {2.0, 3.0, 5.0, 10.0, 100.0}) {
        for (const char* quantity : {"profile", "ratio"}) {
            tasks.push_back(complete(*this, {{"quantity", std::string(quantity)},
                                             {"depth", depth},
                                             {"features", Whole{100}},
                                             {"points", size.points}}));
        }
    }
    const int seeds = reproduction.seeds > 0 ? reproduction.seeds : size.seeds;
    for (int seed = 0; seed < seeds; ++seed) {
        for (const Whole samples : size.samples) {
            for (const double depth : {2.0, 3.0, 5.0, 8.0}) {
                tasks.push_back(complete(*this, {{"depth", depth},
                                                 {"samples", samples},
                                                 {"features", size.features},
                                                 {"nonzeros", size.nonzeros},
                                                 {"seed", Whole{seed}}}));
            }
        }
    }
    return tasks;
}

Figure DepthExperiment::figure(const std::vector<RunRecord>& runs, const Reproduction&) const {
    Figure figure;
    figure.name = name();
    figure.title = title();
    figure.caption =
        "(a) The regulariser q_D of one coefficient at several depths D, divided by its value at 4. "
        "(b) The regulariser of a sparse vector over that of a dense one of equal l2 norm, d = 100: "
        "1/sqrt(d) means the l1 norm, 1 the squared l2 norm. (c) The largest alpha^D at which "
        "gradient flow recovers a sparse truth within 0.025, against the number of samples: median "
        "and 5 to 95 % band of our instances, and the paper's points.";
    const auto printed = paper_rows("depth");
    add_depth_curves(figure, runs);
    add_largest_alpha(figure,
                      {.panel = "3(c)",
                       .depths = {2.0, 3.0, 5.0, 8.0},
                       .series = [](double depth) { return fmt::format("D = {}", depth); },
                       .power = [](double) { return 1.0; }},
                      runs, printed);
    figure.rows.insert(figure.rows.end(), printed.begin(), printed.end());
    figure.specification = resource("depth/figure.vl.json");
    return figure;
}

}  // namespace regimes
