// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "regimes/core/nearest_name.hpp"
#include "regimes/experiments/experiment.hpp"

namespace regimes {

const std::vector<const Experiment*>& experiments() {
    static const std::vector<const Experiment*> list = {
        &sparse_regression_experiment(), &regularizers_experiment(), &depth_experiment(),
        &matrix_completion_experiment(), &width_experiment(),        &relu_synthetic_experiment(),
        &step_size_experiment(),         &mnist_experiment(),        &cifar10_experiment(),
    };
    return list;
}

const Experiment& find_experiment(std::string_view name) {
    std::vector<std::string> names;
    for (const Experiment* experiment : experiments()) {
        auto own = experiment->aliases();
        own.insert(own.begin(), experiment->name());
        if (std::find(own.begin(), own.end(), name) != own.end()) return *experiment;
        names.insert(names.end(), own.begin(), own.end());
    }
    throw std::invalid_argument(fmt::format("experiment: \"{}\" given, one of {} expected{}", name,
                                            fmt::join(names, ", "), suggestion(name, names)));
}

}  // namespace regimes
