// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "regimes/core/observer.hpp"
#include "regimes/report/figure.hpp"
#include "regimes/store/run_record.hpp"
#include "regimes/studies/field.hpp"

namespace regimes {

/// How much of a figure is computed: in seconds (for tests), in a minute, or the paper's settings.
enum class Scale { smoke, quick, paper };
std::string_view name(Scale scale);
/// Errors: std::invalid_argument naming the text, if it is none of smoke, quick, paper.
Scale scale_of(std::string_view name);

/// How `reproduce` runs an experiment.
struct Reproduction {
    Scale scale = Scale::quick;
    int seeds = 0;             ///< instances of the random data; 0 takes the scale's own number
    Parameters settings = {};  ///< parameters that every point takes, whatever the scale says
};

/// One figure of the paper: how a point of it is computed, which points it has, and how finished
/// points become a figure with its claims.
///
/// `run` is a pure function of complete parameters; whatever changes its numbers raises `version`.
///
/// Words, titles and marks of a figure fit the parameters that its runs have, and a claim that
/// these cannot decide is not comparable. Claims about panels without a run are left out.
class Experiment {
public:
    virtual ~Experiment() = default;

    virtual std::string name() const = 0;                  ///< "sparse-regression"
    virtual std::vector<std::string> aliases() const = 0;  ///< "fig1"
    virtual std::string title() const = 0;
    virtual int version() const = 0;
    virtual Fields parameters() const = 0;
    /// What this build or this machine lacks to run it, for people; empty: nothing.
    virtual std::string lacks() const { return {}; }

    /// Computes one point. Domain: complete parameters, as `with_defaults` gives them.
    /// Errors: std::invalid_argument naming a parameter that doesn't fit the others; anything else
    /// thrown is a failed run.
    virtual RunResult run(const Parameters& parameters, Observer* observer) const = 0;

    /// The points of the figure, in order; each complete.
    virtual std::vector<Parameters> tasks(const Reproduction& reproduction) const = 0;

    /// The figure from finished runs of these tasks (the order is free; failed ones are left out).
    virtual Figure figure(const std::vector<RunRecord>& runs,
                          const Reproduction& reproduction) const = 0;
};

/// The points of a figure with these settings, once each. Errors: as `with_defaults`.
std::vector<Parameters> reproduction_tasks(const Experiment& experiment,
                                           const Reproduction& reproduction);

/// `experiment.figure`, with axes that show its rows where settings move them.
Figure draw_figure(const Experiment& experiment, const std::vector<RunRecord>& runs,
                   const Reproduction& reproduction);

/// What figures of an experiment begin with: its name and title, and the specification that stands
/// in its folder (named as it is, with '_' for '-').
Figure empty_figure(const Experiment& experiment);

// One in each folder, which defines what a run of it is.
const Experiment& sparse_regression_experiment();
const Experiment& regularizers_experiment();
const Experiment& depth_experiment();
const Experiment& matrix_completion_experiment();
const Experiment& width_experiment();
const Experiment& relu_synthetic_experiment();
const Experiment& step_size_experiment();
const Experiment& mnist_experiment();
const Experiment& cifar10_experiment();

/// The experiments, in the order of the paper's figures.
const std::vector<const Experiment*>& experiments();

/// By name or alias. Errors: std::invalid_argument naming the nearest name.
const Experiment& find_experiment(std::string_view name);

}  // namespace regimes
