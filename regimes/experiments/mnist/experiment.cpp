// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <fmt/format.h>

#include "regimes/experiments/mnist/claims.hpp"
#include "regimes/experiments/mnist/mnist_run.hpp"
#include "regimes/experiments/paper_rows.hpp"
#include "regimes/experiments/run_settings.hpp"

namespace regimes {

namespace {

/// Figure 5(e): images told apart by a wide ReLU network, from the rich to the kernel regime.
///
/// A run trains one network from one alpha, all layers or the output layer alone, with a step size
/// found for it. Source: Woodworth et al. (2020), section 7 and Figure 5(e).
class MnistExperiment final : public Experiment {
public:
    std::string name() const override { return "mnist"; }
    std::vector<std::string> aliases() const override { return {"fig5e"}; }
    std::string title() const override { return "Images (Figure 5e)"; }
    int version() const override { return 1; }
    Fields parameters() const override { return mnist_parameters(); }
    RunResult run(const Parameters& parameters, Observer* observer) const override {
        return mnist_run(parameters, observer);
    }
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

using Whole = std::int64_t;

struct Size {
    int seeds;
    Parameters problem;
    std::vector<double> alphas;
    std::vector<double> output_alphas;
};

Size size_of(Scale scale) {
    switch (scale) {
        case Scale::smoke:  // Fashion-MNIST comes with the packages that set-up installs
            return {1,
                    {{"data", std::string("fashion-mnist")},
                     {"width", Whole{256}},
                     {"samples", Whole{100}},
                     {"batch_size", Whole{50}},
                     {"search_epochs", Whole{20}},
                     {"loss_tolerance", 0.1}},
                    {1.0, 50.0},
                    {1.0}};
        case Scale::quick:
            return {1,
                    {{"width", Whole{200}},
                     {"samples", Whole{3000}},
                     {"search_samples", Whole{3000}},
                     {"loss_tolerance", 1e-2},
                     {"max_epochs", Whole{300}}},
                    {1.0, 2.0, 10.0, 50.0, 500.0},
                    {1.0, 10.0}};
        case Scale::paper: break;
    }
    return {1, {}, {0.1, 1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 20.0, 50.0, 500.0}, {1.0, 10.0, 50.0}};
}

}  // namespace

std::vector<Parameters> MnistExperiment::tasks(const Reproduction& reproduction) const {
    const Size size = size_of(reproduction.scale);
    std::vector<Parameters> tasks;
    const int seeds = reproduction.seeds > 0 ? reproduction.seeds : size.seeds;
    for (Whole seed = 0; seed < seeds; ++seed) {
        for (const bool all : {true, false}) {
            for (const double alpha : all ? size.alphas : size.output_alphas) {
                Parameters own = size.problem;
                own["alpha"] = alpha;
                own["seed"] = seed;
                own["layers"] = std::string(all ? "all" : "output");
                tasks.push_back(with_defaults(parameters(), own));
            }
        }
    }
    return tasks;
}

Figure MnistExperiment::figure(const std::vector<RunRecord>& runs, const Reproduction&) const {
    Figure figure = empty_figure(*this);
    figure.caption =
        "A ReLU network with one hidden layer learns to tell ten kinds of images apart, from a "
        "start of scale alpha, until no training label is wrong and the cross-entropy is small: "
        "test error of training all layers and of the output layer alone (left), and by how much "
        "the tangent features of the first training images, at most 100, turned (right). Median "
        "over starts.";
    const ImageCurves curves = mnist_curves(runs);
    figure.rows = image_rows(curves);
    if (!curves.all_layers.empty()) figure.claims = mnist_claims(curves);
    figure.notes = image_notes(curves);
    if (!runs.empty()) {
        figure.notes.push_back(
            fmt::format("Computed with {}. Runs that end by their last epoch, not by fitting: {}.",
                        curves.settings, unconverged(runs)));
    }
    figure.notes.emplace_back(
        "Open in the paper: how images are scaled (we take pixels / 255), how the step size is "
        "tuned (we try 0.1 times powers of sqrt(10) on part of the training images, and take the "
        "one with the fewest errors on others of them), and how long the output layer alone is "
        "trained, which need not be able to fit (we stop it after the last epoch).");
    add_marks(figure, paper_rows("mnist"), [&](const FigureRow&) { return curves.lack; });
    return figure;
}

const Experiment& mnist_experiment() {
    static const MnistExperiment experiment;
    return experiment;
}

}  // namespace regimes
