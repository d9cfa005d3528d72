// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>

#include "regimes/models/model.hpp"

namespace regimes::diagnostics_test {

/// A model that does not tell of its layers: what is computed from it goes by rows of the Jacobian.
class WithoutFactors final : public Model {
public:
    explicit WithoutFactors(std::unique_ptr<Model> model) : model_(std::move(model)) {}

    std::string_view name() const override { return model_->name(); }
    Index parameters() const override { return model_->parameters(); }
    Index samples() const override { return model_->samples(); }
    Index outputs() const override { return model_->outputs(); }
    double degree() const override { return model_->degree(); }
    void evaluate(ConstVectorRef w, VectorRef f) const override { model_->evaluate(w, f); }
    void jacobian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) const override {
        model_->jacobian_times(w, v, out);
    }
    std::unique_ptr<OutputCombination> combination(ConstVectorRef w,
                                                   ConstVectorRef u) const override {
        return model_->combination(w, u);
    }
    std::unique_ptr<Model> subset(const std::vector<Index>& samples) const override {
        return std::make_unique<WithoutFactors>(model_->subset(samples));
    }

private:
    std::unique_ptr<Model> model_;
};

}  // namespace regimes::diagnostics_test
