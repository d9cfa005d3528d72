// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "regimes/core/nearest_name.hpp"
#include "regimes/experiments/depth/experiment.hpp"
#include "regimes/experiments/experiment.hpp"
#include "regimes/experiments/matrix_completion/experiment.hpp"
#include "regimes/experiments/regularizers/experiment.hpp"
#include "regimes/experiments/sparse_regression/experiment.hpp"
#include "regimes/experiments/width/experiment.hpp"

namespace regimes {

const std::vector<const Experiment*>& experiments() {
    static const SparseRegressionExperiment sparse_regression;
    static const RegularizersExperiment regularizers;
    static const DepthExperiment depth;
    static const MatrixCompletionExperiment matrix_completion;
    static const WidthExperiment width;
    static const std::vector<const Experiment*> list = {
        &sparse_regression, &regularizers, &depth, &matrix_completion, &width,
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
    throw std::invalid_argument(
        fmt::format("experiment: \"{}\" given, one of {} expected; the "
                    "nearest is {}",
                    name, fmt::join(names, ", "), nearest_name(name, names)));
}

}  // namespace regimes
