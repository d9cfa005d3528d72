// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/tangent_features.hpp"

namespace regimes {

void tangent_features(const Model& model, ConstVectorRef w, Index sample, Eigen::Ref<Matrix> rows) {
    const std::unique_ptr<Model> alone = model.subset({sample});
    const Index outputs = alone->outputs();
    for (Index k = 0; k < outputs; ++k) {
        alone->jacobian_transposed_times(w, Vector::Unit(outputs, k), rows.col(k));
    }
}

Index outputs_per_sample(const Model& model) { return model.outputs() / model.samples(); }

}  // namespace regimes
