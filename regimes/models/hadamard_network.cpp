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

void HadamardNetwork::jacobian_transposed_times(ConstVectorRef w, ConstVectorRef u,
                                                VectorRef out) const {
    require_size("w", w.size(), parameters());
    require_size("u", u.size(), outputs());
    require_size("out", out.size(), parameters());
    swap_scaled(x_.multiply_transposed(u), w, out);
}

void HadamardNetwork::curvature_times(ConstVectorRef w, ConstVectorRef u, ConstVectorRef v,
                                      VectorRef out) const {
    require_size("w", w.size(), parameters());
    require_size("u", u.size(), outputs());
    require_size("v", v.size(), parameters());
    require_size("out", out.size(), parameters());
    swap_scaled(x_.multiply_transposed(u), v, out);
}

std::unique_ptr<Model> HadamardNetwork::subset(const std::vector<Index>& samples) const {
    return std::make_unique<HadamardNetwork>(x_.subset(samples));
}

}  // namespace regimes
