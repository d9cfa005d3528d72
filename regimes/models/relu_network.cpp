// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/relu_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <stdexcept>

#include "regimes/models/argument_check.hpp"
#include "regimes/models/relu_pass.hpp"

namespace regimes {

namespace {

constexpr Index block_samples = 256;  // that go through the layers at a time

/// Calls visit(first, pass) for blocks of all samples.
void for_blocks(const LinearInputs& x, const ReluShape& shape, ConstVectorRef w,
                const std::function<void(Index first, const ReluPass& pass)>& visit) {
    for (Index first = 0; first < x.samples(); first += block_samples) {
        const Index count = std::min(block_samples, x.samples() - first);
        visit(first, ReluPass(shape, x.view().dense, first, count, w));
    }
}

GemmFactor<double> factor(const Matrix& stored) { return {stored.data(), stored.rows()}; }

/// <u, f>. The gradient in layer l is delta_l a_(l-1)^T; both factors change with w.
class Combination final : public OutputCombination {
public:
    Combination(LinearInputs x, const ReluShape& shape, ConstVectorRef w, ConstVectorRef u)
        : x_(std::move(x)),
          w_(w),
          pass_(shape, x_.view().dense, 0, x_.samples(), w),
          deltas_(pass_.back_propagate(u.reshaped(shape.outputs(), x_.samples()), 1)) {}

    void gradient(VectorRef out) const override {
        require_size("out", out.size(), w_.size());
        for (std::size_t l = 0; l < deltas_.size(); ++l) put(l, deltas_[l], out);
    }

    void hessian_times(ConstVectorRef v, VectorRef out) const override {
        require_size("v", v.size(), w_.size());
        require_size("out", out.size(), w_.size());
        const std::vector<Matrix> results = pass_.change_of_results(v);
        Matrix change = Matrix::Zero(deltas_.back().rows(), deltas_.back().cols());
        for (std::size_t l = deltas_.size() - 1; l > 0; --l) {
            put(l, change, out);
            add_outer(l, deltas_[l], factor(results[l - 1]), 1.0, out);
            Matrix before;
            pass_.pull_back(w_.data(), l, change, 0.0, before);
            pass_.pull_back(v.data(), l, deltas_[l], 1.0, before);
            pass_.mask(l - 1, 1, before);
            change = std::move(before);
        }
        put(0, change, out);
    }

private:
    /// The places of W and b in out: deltas times the layer's inputs, and times 1.
    void put(std::size_t l, const Matrix& deltas, VectorRef out) const {
        const ReluLayer& layer = pass_.layers()[l];
        add_outer(l, deltas, pass_.inputs(l), 0.0, out);
        if (layer.bias >= 0) out.segment(layer.bias, layer.outputs) = deltas.rowwise().sum();
    }

    /// W's place in out = deltas inputs^T + keep times what is there.
    void add_outer(std::size_t l, const Matrix& deltas, GemmFactor<double> inputs, double keep,
                   VectorRef out) const {
        const ReluLayer& layer = pass_.layers()[l];
        inputs.transposed = !inputs.transposed;
        gemm<double>(layer.outputs, layer.inputs, deltas.cols(), 1.0, factor(deltas), inputs, keep,
                     out.data() + layer.weights, layer.outputs);
    }

    LinearInputs x_;
    ConstVectorRef w_;
    ReluPass pass_;
    std::vector<Matrix> deltas_;
};

}  // namespace

ReluNetwork::ReluNetwork(LinearInputs x, ReluShape shape)
    : x_(std::move(x)), shape_(std::move(shape)) {
    validate(shape_);
    if (shape_.inputs() == x_.features()) return;
    throw std::invalid_argument(fmt::format("widths: entry 0 is {}, {} expected, the columns of x",
                                            shape_.inputs(), x_.features()));
}

double ReluNetwork::degree() const {
    return shape_.biases ? std::numeric_limits<double>::quiet_NaN()
                         : static_cast<double>(shape_.depth());
}

void ReluNetwork::evaluate(ConstVectorRef w, VectorRef f) const {
    require_size("w", w.size(), parameters());
    require_size("f", f.size(), outputs());
    for_blocks(x_, shape_, w, [&](Index first, const ReluPass& pass) {
        f.segment(first * shape_.outputs(), pass.outputs().size()) = pass.outputs().reshaped();
    });
}

void ReluNetwork::jacobian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) const {
    require_size("w", w.size(), parameters());
    require_size("v", v.size(), parameters());
    require_size("out", out.size(), outputs());
    for_blocks(x_, shape_, w, [&](Index first, const ReluPass& pass) {
        const Matrix change = pass.change_of_results(v).back();
        out.segment(first * shape_.outputs(), change.size()) = change.reshaped();
    });
}

std::unique_ptr<OutputCombination> ReluNetwork::combination(ConstVectorRef w,
                                                            ConstVectorRef u) const {
    require_size("w", w.size(), parameters());
    require_size("u", u.size(), outputs());
    return std::make_unique<Combination>(x_, shape_, w, u);
}

TangentFactors ReluNetwork::tangent_factors(ConstVectorRef w) const {
    require_size("w", w.size(), parameters());
    ReluPass pass(shape_, x_.view().dense, 0, samples(), w);
    const Index each = shape_.outputs();
    std::vector<Matrix> deltas =
        pass.back_propagate(Matrix::Identity(each, each).replicate(1, samples()), each);
    TangentFactors factors(deltas.size());
    for (std::size_t l = 0; l < factors.size(); ++l) {
        factors[l] = {pass.take_inputs(l), std::move(deltas[l])};
        if (!shape_.biases) continue;
        Matrix& a = factors[l].inputs;
        a.conservativeResize(a.rows() + 1, Eigen::NoChange);
        a.bottomRows(1).setOnes();
    }
    return factors;
}

std::vector<FactorShape> ReluNetwork::factor_shapes() const {
    std::vector<FactorShape> shapes;
    for (const ReluLayer& layer : relu_layers(shape_)) {
        shapes.push_back({layer.inputs + (shape_.biases ? 1 : 0), layer.outputs});
    }
    return shapes;
}

Matrix ReluNetwork::structured_kernel(ConstVectorRef w) const {
    return kernel_of_factors(tangent_factors(w));
}

std::unique_ptr<Model> ReluNetwork::subset(const std::vector<Index>& samples) const {
    return std::make_unique<ReluNetwork>(x_.subset(samples), shape_);
}

double ReluNetwork::distance_to_kink(ConstVectorRef w) const {
    require_size("w", w.size(), parameters());
    double least = std::numeric_limits<double>::infinity();
    for_blocks(x_, shape_, w, [&](Index, const ReluPass& pass) {
        Matrix z;
        for (std::size_t l = 0; l + 1 < pass.layers().size(); ++l) {
            pass.apply(l, z);
            least = std::min(least, z.cwiseAbs().minCoeff());
        }
    });
    return least;
}

}  // namespace regimes
