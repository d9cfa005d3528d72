// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <fmt/format.h>

#include "regimes/experiments/cifar10/cifar10_run.hpp"
#include "regimes/experiments/cifar10/claims.hpp"
#include "regimes/experiments/resource.hpp"
#include "regimes/experiments/run_settings.hpp"
#include "regimes/networks/modules.hpp"

namespace regimes {

namespace {

/// Figure 5(f): images told apart by a convolutional network, from the rich towards the kernel
/// regime.
///
/// A run trains one network from one alpha, all layers or the last one alone.
/// Source: Woodworth et al. (2020), section 7 and Figure 5(f).
class Cifar10Experiment final : public Experiment {
public:
    std::string name() const override { return "cifar10"; }
    std::vector<std::string> aliases() const override { return {"fig5f"}; }
    std::string title() const override { return "Images, convolutional (Figure 5f)"; }
    int version() const override { return 1; }
    Fields parameters() const override { return cifar10_parameters(); }
    std::string lacks() const override { return torch_build().reason; }
    RunResult run(const Parameters& parameters, Observer* observer) const override {
        return cifar10_run(parameters, observer);
    }
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

using Whole = std::int64_t;

/// A scale, and the step size that it is trained with.
struct Point {
    double alpha;
    double step_size;
};

struct Size {
    int seeds;
    Parameters problem;
    std::vector<Point> all_layers;
    std::vector<Point> last_layer;
};

Size size_of(Scale scale) {
    switch (scale) {
        case Scale::smoke:  // Fashion-MNIST comes with the packages that set-up installs
            return {1,
                    {{"data", std::string("fashion-mnist")},
                     {"divisor", Whole{16}},
                     {"samples", Whole{200}},
                     {"batch_size", Whole{50}},
                     {"max_epochs", Whole{5}},
                     {"kernel_samples", Whole{5}}},
                    {{1.0, 0.0}, {2.0, 0.0}},
                    {{1.0, 0.0}}};
        case Scale::quick:
            return {1,
                    {{"data", std::string("cifar10-subset")},
                     {"divisor", Whole{8}},
                     {"samples", Whole{5000}},
                     {"batch_size", Whole{32}},
                     {"max_epochs", Whole{30}},
                     {"kernel_samples", Whole{20}}},
                    {{0.75, 0.03}, {1.0, 0.01}, {1.5, 6e-4}, {2.0, 8e-5}},
                    {{0.75, 3.0}, {1.0, 0.03}, {1.5, 4.5e-5}}};
        case Scale::paper: break;
    }
    std::vector<Point> all;
    for (const double alpha : {0.75, 1.0, 1.25, 1.5, 1.75, 2.0}) all.push_back({alpha, 1e-4});
    return {1, {}, all, {{1.0, 1e-3}}};
}

}  // namespace

std::vector<Parameters> Cifar10Experiment::tasks(const Reproduction& reproduction) const {
    const Size size = size_of(reproduction.scale);
    std::vector<Parameters> tasks;
    const int seeds = reproduction.seeds > 0 ? reproduction.seeds : size.seeds;
    for (Whole seed = 0; seed < seeds; ++seed) {
        for (const bool all : {true, false}) {
            for (const Point& point : all ? size.all_layers : size.last_layer) {
                Parameters own = size.problem;
                own["alpha"] = point.alpha;
                own["step_size"] = point.step_size;
                own["seed"] = seed;
                own["layers"] = std::string(all ? "all" : "last");
                tasks.push_back(with_defaults(parameters(), own));
            }
        }
    }
    return tasks;
}

Figure Cifar10Experiment::figure(const std::vector<RunRecord>& runs, const Reproduction&) const {
    Figure figure = empty_figure(*this);
    const ImageCurves curves = cifar10_curves(runs);
    figure.caption =
        "A convolutional network after VGG11 (without biases and batch "
        "normalisation) learns to tell ten kinds of images apart, from a start of scale alpha: "
        "test error of training all layers and of the last layer alone (left), and by how much "
        "the tangent features of the first training images turned (right).";
    figure.rows = image_rows(curves);
    if (!curves.all_layers.empty()) figure.claims = cifar10_claims(curves);
    figure.notes = image_notes(curves);
    if (!runs.empty()) {
        figure.notes.push_back(fmt::format("Computed with {}. Runs that diverged: {}.",
                                           curves.settings, unconverged(runs)));
    }
    figure.notes.emplace_back(
        "Open in the paper: how images are scaled (we standardise each channel), and whether the "
        "last layer has a bias (ours has none, so that alpha scales outputs by alpha^9).");
    add_marks(figure, paper_rows("cifar10"), [&](const FigureRow&) { return curves.lack; });
    return figure;
}

const Experiment& cifar10_experiment() {
    static const Cifar10Experiment experiment;
    return experiment;
}

}  // namespace regimes
