// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/models/model.hpp"

namespace regimes {

/// The tangent features of one sample: the rows of J(w) that belong to its outputs.
///
/// Shapes: written to `rows`, p x (outputs per sample), one column for each output. Works on the
/// model restricted to that sample, so that the cost does not grow with the number of samples.
/// Errors: std::invalid_argument as the model's for a wrong size or sample.
void tangent_features(const Model& model, ConstVectorRef w, Index sample, Eigen::Ref<Matrix> rows);

/// Outputs per sample.
Index outputs_per_sample(const Model& model);

}  // namespace regimes
