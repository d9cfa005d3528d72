// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/network_samples.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "regimes/numerics/rectifier.hpp"

namespace regimes {

namespace {

constexpr Index block = 256;  // samples that go through the network at a time

}  // namespace

template <typename Scalar>
SampleColumns<Scalar> sample_columns(const MatrixView& x) {
    SampleColumns<Scalar> columns(x.cols, x.rows);
    for (Index n = 0; n < x.rows; ++n) {
        for (Index i = 0; i < x.cols; ++i) columns(i, n) = static_cast<Scalar>(x(n, i));
    }
    return columns;
}

template <typename Scalar>
SampleColumns<Scalar> hidden_units(const ReluShape& shape, ConstVectorRef w, Index layers,
                                   const SampleColumns<Scalar>& x, int threads) {
    const ReluShape front{{shape.widths.begin(), shape.widths.begin() + layers + 1}, shape.biases};
    NetworkDescent<Scalar> network(front, w.head(front.parameters()), block, threads);
    SampleColumns<Scalar> units(front.outputs(), x.cols());
    for (Index first = 0; first < x.cols(); first += block) {
        const Index count = std::min(block, x.cols() - first);
        const Scalar* z = network.forward(x.col(first).data(), count);
        std::copy_n(z, count * units.rows(), units.col(first).data());
        rectify(units.col(first).data(), count * units.rows());
    }
    return units;
}

template <typename Scalar>
NetworkSamples<Scalar>::NetworkSamples(const ReluShape& shape, ConstVectorRef w,
                                       SampleColumns<Scalar> x, const NetworkTargets& targets,
                                       Index most, int threads)
    : loss_(targets, x.cols(), shape.outputs()),
      descent_(shape, w, std::max(most, std::min(block, x.cols())), threads),
      x_(std::move(x)),
      batch_(x_.rows(), most < x_.cols() ? most : 0),
      all_(static_cast<std::size_t>(x_.cols())) {
    std::iota(all_.begin(), all_.end(), Index{0});
}

template <typename Scalar>
NetworkScore NetworkSamples<Scalar>::take(const std::vector<Index>& samples, double scale) {
    const auto count = static_cast<Index>(samples.size());
    for (Index n = 0; n < count; ++n) {
        batch_.col(n) = x_.col(samples[static_cast<std::size_t>(n)]);
    }
    return loss_.evaluate(descent_.forward(batch_.data(), count), samples.data(), count, scale);
}

template <typename Scalar>
NetworkScore NetworkSamples<Scalar>::take_all(double scale) {
    return loss_.evaluate(descent_.forward(x_.data(), x_.cols()), all_.data(), x_.cols(), scale);
}

template <typename Scalar>
NetworkScore NetworkSamples<Scalar>::score() {
    NetworkScore sum;
    for (Index first = 0; first < x_.cols(); first += block) {
        const Index count = std::min(block, x_.cols() - first);
        const NetworkScore part =
            loss_.evaluate(descent_.forward(x_.col(first).data(), count),
                           &all_[static_cast<std::size_t>(first)], count, 1.0);
        sum.loss += part.loss;
        sum.wrong += part.wrong;
    }
    return sum;
}

template SampleColumns<float> sample_columns(const MatrixView&);
template SampleColumns<double> sample_columns(const MatrixView&);
template SampleColumns<float> hidden_units(const ReluShape&, ConstVectorRef, Index,
                                           const SampleColumns<float>&, int);
template SampleColumns<double> hidden_units(const ReluShape&, ConstVectorRef, Index,
                                            const SampleColumns<double>&, int);
template class NetworkSamples<float>;
template class NetworkSamples<double>;

}  // namespace regimes
