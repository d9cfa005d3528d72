// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/hadamard_network.hpp"

#include "regimes/models/argument_check.hpp"

namespace regimes {

namespace {

/// (g .* second, g .* first) for w = (first, second).
void swap_scaled(const Vector& g, ConstVectorRef w, VectorRef out) {
    const Index d = g.size();
    out.head(d) = g.cwiseProduct(w.tail(d));
    out.tail(d) = g.cwiseProduct(w.head(d));
}

/// <u, X beta(w)> with g = X^T u: bilinear in the two halves of w.
class Combination final : public OutputCombination {
public:
    Combination(ConstVectorRef w, Vector g) : w_(w), g_(std::move(g)) {}

    void gradient(VectorRef out) const override {
        require_size("out", out.size(), w_.size());
        swap_scaled(g_, w_, out);
    }
    void hessian_times(ConstVectorRef v, VectorRef out) const override {
        require_size("v", v.size(), w_.size());
        require_size("out", out.size(), w_.size());
        swap_scaled(g_, v, out);
    }

private:
    ConstVectorRef w_;
    Vector g_;
};

}  // namespace

Vector HadamardNetwork::coefficients(ConstVectorRef w) const {
    require_size("w", w.size(), parameters());
    return w.head(features()).cwiseProduct(w.tail(features()));
}

void HadamardNetwork::evaluate(ConstVectorRef w, VectorRef f) const {
    require_size("f", f.size(), outputs());
    x_.multiply(coefficients(w), f);
}

void HadamardNetwork::jacobian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) const {
    require_size("w", w.size(), parameters());
    require_size("v", v.size(), parameters());
    require_size("out", out.size(), outputs());
    const Index d = features();
    x_.multiply(v.head(d).cwiseProduct(w.tail(d)) + w.head(d).cwiseProduct(v.tail(d)), out);
}

std::unique_ptr<OutputCombination> HadamardNetwork::combination(ConstVectorRef w,
                                                                ConstVectorRef u) const {
    require_size("w", w.size(), parameters());
    require_size("u", u.size(), outputs());
    return std::make_unique<Combination>(w, x_.multiply_transposed(u));
}

/// X diag(u^2 + v^2) X^T.
Matrix HadamardNetwork::structured_kernel(ConstVectorRef w) const {
    require_size("w", w.size(), parameters());
    return x_.gram(w.head(features()).cwiseAbs2() + w.tail(features()).cwiseAbs2());
}

std::unique_ptr<Model> HadamardNetwork::subset(const std::vector<Index>& samples) const {
    return std::make_unique<HadamardNetwork>(x_.subset(samples));
}

}  // namespace regimes
