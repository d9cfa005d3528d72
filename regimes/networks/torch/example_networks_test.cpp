// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/example_networks_test.hpp"

#include <ATen/Parallel.h>

namespace regimes::networks_test {

namespace {

/// What is so small is slower on several threads, by far where others want the processors too.
[[maybe_unused]] const bool single_thread = [] {
    at::set_num_threads(1);
    return true;
}();

using Networks = std::vector<ExampleNetwork>;
using X = at::Tensor;

void add_dense(at::ScalarType type, Networks& all) {
    Builder linear(type, "linear");
    const X a = linear.parameter({3, 4});
    all.push_back(linear.network({5, 4}, [=](const X& x) { return at::linear(x, a); }));

    Builder mlp(type, "multilayer perceptron with a frozen layer");
    const X b = mlp.parameter({6, 4}), c = mlp.parameter({6}), d = mlp.constant({7, 6});
    const X e = mlp.parameter({2, 7}), g = mlp.parameter({2});
    all.push_back(mlp.network({9, 2, 2}, [=](const X& x) {
        X h = at::linear(x.flatten(1), b, c);
        at::relu_(h);
        return at::linear(at::tanh(at::linear(h, d)), e, g);
    }));

    Builder products(type, "addmm, matmul, mm, and a parameter that is not used");
    const X w = products.parameter({4, 6}), v = products.parameter({5, 6});
    const X u = products.parameter({5, 2}), s = products.parameter({2});
    products.parameter({3, 3});
    all.push_back(products.network({4, 4}, [=](const X& x) {
        const X h = at::tanh(at::mm(at::tanh(at::matmul(x, w)), v.t()));
        return at::addmm(s, h, u);
    }));

    Builder positions(type, "linear at several positions, layer norm");
    const X p = positions.parameter({6, 3}), q = positions.parameter({6});
    const X m = positions.parameter({6}), n = positions.parameter({6});
    const X r = positions.parameter({2, 6});
    all.push_back(positions.network({6, 5, 3}, [=](const X& x) {
        const X h = at::layer_norm(at::relu(at::linear(x, p, q)), {6}, m, n, 1e-5);
        const X mixed = at::matmul(at::softmax(at::matmul(h, h.transpose(1, 2)), 2), h);
        return at::linear(mixed.mean(1), r);
    }));

    // So wide that inner products of what positions see are cheaper than gradients.
    Builder wide(type, "a wide layer at several positions");
    const X i = wide.parameter({24, 64}, 0.1), j = wide.parameter({6, 24});
    all.push_back(wide.network(
        {5, 4, 64}, [=](const X& x) { return at::linear(at::tanh(at::linear(x, i)).mean(1), j); }));
}

void add_convolutions(at::ScalarType type, Networks& all) {
    Builder cnn(type, "convolutions, pooling, rectifiers in place, batch norm in eval mode");
    const X a = cnn.parameter({4, 2, 3, 3}), b = cnn.parameter({4});
    const X mean = cnn.constant({4}), variance = cnn.constant({4}).abs();
    const X c = cnn.parameter({4}), d = cnn.parameter({4}), e = cnn.parameter({6, 4, 3, 3}, 0.3);
    const X g = cnn.parameter({3, 24}), h = cnn.parameter({3});
    all.push_back(cnn.network({7, 2, 8, 8}, [=](const X& x) {
        X y = at::conv2d(x, a, b, 1, 1);
        y = at::batch_norm(y, c, d, mean, variance, false, 0.1, 1e-5, false);
        y = at::max_pool2d(at::relu_(y), 2);
        y = at::conv2d(y, e, {}, 1, 1);
        y = at::avg_pool2d(at::relu_(y), 2);
        return at::linear(y.flatten(1), g, h);
    }));

    Builder strides(type, "stride, padding, dilation, groups, group norm");
    const X i = strides.parameter({6, 2, 3, 2}), j = strides.parameter({6});
    const X k = strides.parameter({6, 1, 3, 3}), l = strides.parameter({6});
    const X m = strides.parameter({6}), n = strides.parameter({6});
    const X o = strides.parameter({4, 6, 1, 1});
    all.push_back(strides.network({5, 4, 9, 8}, [=](const X& x) {
        X y = at::conv2d(x, i, j, {2, 1}, {1, 0}, {1, 2}, 2);
        y = at::group_norm(y, 3, m, n, 1e-5);
        y = at::tanh(at::conv2d(y, k, l, 1, {2, 1}, {2, 1}, 6));
        return at::conv2d(y, o).mean({2, 3});
    }));

    Builder axes(type, "one and three axes, padding by name");
    const X p = axes.parameter({3, 2, 4}), q = axes.parameter({3});
    const X r = axes.parameter({2, 1, 2, 3, 2});
    all.push_back(axes.network({4, 2, 9}, [=](const X& x) {
        const X y = at::tanh(at::conv1d(x, p, q, 1, "same", 1, 1));
        return at::conv3d(y.view({x.size(0), 1, 3, 3, 3}), r, {}, 1, "valid")
            .flatten(1)
            .slice(1, 0, 3);
    }));
}

void add_shared(at::ScalarType type, Networks& all) {
    Builder tied(type, "a weight of two layers, and a bias of two");
    const X a = tied.parameter({4, 4}), b = tied.parameter({4}), c = tied.parameter({2, 4});
    all.push_back(tied.network({6, 4}, [=](const X& x) {
        return at::linear(at::tanh(at::linear(at::tanh(at::linear(x, a, b)), a, b)), c);
    }));

    Builder twice(type, "a convolution used twice");
    const X d = twice.parameter({3, 3, 3, 3}, 0.3), e = twice.parameter({2, 3});
    all.push_back(twice.network({4, 3, 3, 3}, [=](const X& x) {
        const X y = at::relu(at::conv2d(x, d, {}, 1, 1));
        return at::linear(at::conv2d(y, d, {}, 1, 1).mean({2, 3}), e);
    }));

    // So wide that inner products of what positions see are cheaper than gradients.
    Builder wide(type, "a wide convolution used twice, with windows of two kinds");
    const X p = wide.parameter({32, 32, 3, 2}, 0.1), q = wide.parameter({6, 32, 1, 2}, 0.3);
    all.push_back(wide.network({5, 32, 2, 4}, [=](const X& x) {
        const X y = at::tanh(at::conv2d(x, p, {}, 1, {1, 0}));
        const X z = at::conv2d(y, p, {}, {2, 1}, {2, 0}, {2, 1});
        return at::conv2d(at::tanh(z), q).flatten(1);
    }));

    Builder mirrored(type, "a weight and its transpose");
    const X g = mirrored.parameter({3, 5});
    all.push_back(mirrored.network(
        {4, 5}, [=](const X& x) { return at::linear(at::tanh(at::linear(x, g)), g.t()); }, false));

    Builder scaled(type, "a scale, a table of entries, a weight that is normalised");
    const X h = scaled.parameter({4}), i = scaled.parameter({3, 4}), j = scaled.parameter({5, 4});
    const X k = scaled.parameter({2, 5});
    all.push_back(scaled.network(
        {5, 4},
        [=](const X& x) {
            const X entries = at::embedding(i, x.select(1, 0).gt(0).to(at::kLong));
            return at::linear(at::tanh(at::linear(x * h + entries, j / j.norm())), k);
        },
        false));

    Builder both(type, "a weight with a penalty on itself, and samples on the second axis");
    const X m = both.parameter({4, 4}), n = both.parameter({4, 3}), o = both.parameter({2, 4});
    all.push_back(both.network(
        {6, 6, 3},
        [=](const X& x) {
            const X y = at::tanh(at::linear(at::matmul(x.transpose(0, 1), n.t()), m));
            return at::linear(y.sum(0), o) + 0.3 * m.square().sum();
        },
        false));
}

}  // namespace

std::vector<ExampleNetwork> example_networks(at::ScalarType type) {
    Networks all;
    add_dense(type, all);
    add_convolutions(type, all);
    add_shared(type, all);
    return all;
}

}  // namespace regimes::networks_test
