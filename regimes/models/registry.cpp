// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/registry.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/models/diagonal_network.hpp"
#include "regimes/models/hadamard_network.hpp"
#include "regimes/models/matrix_factorization.hpp"
#include "regimes/models/relu_network.hpp"

namespace regimes {

namespace {

Matrix normal_matrix(RandomStream& random, Index rows, Index cols) {
    return random.normals(rows * cols).reshaped(rows, cols);
}

std::vector<ModelExample> diagonal_networks(std::uint64_t seed) {
    RandomStream random(seed, "diagonal_network example");
    std::vector<ModelExample> all;
    for (const double depth : {2.0, 2.5, 3.0, 5.0, 17.0}) {
        auto model = std::make_unique<DiagonalNetwork>(
            LinearInputs::owning(normal_matrix(random, 4, 6)), depth);
        // At the depths that allow it, some weights are negative.
        Vector w = Vector::Ones(12) + 0.2 * random.normals(12).array().tanh().matrix();
        if (depth == std::floor(depth)) w.segment(4, 3) *= -1.0;
        all.push_back({fmt::format("depth {}", depth), std::move(model), std::move(w)});
    }
    return all;
}

std::vector<ModelExample> hadamard_networks(std::uint64_t seed) {
    RandomStream random(seed, "hadamard_network example");
    std::vector<ModelExample> all;
    all.push_back(
        {"6 features",
         std::make_unique<HadamardNetwork>(LinearInputs::owning(normal_matrix(random, 4, 6))),
         random.normals(12)});
    return all;
}

std::vector<ModelExample> matrix_factorizations(std::uint64_t seed) {
    RandomStream random(seed, "matrix_factorization example");
    std::vector<Matrix> dense;
    std::vector<LowRankMeasurement> low_rank;
    for (Index n = 0; n < 4; ++n) {
        dense.push_back(normal_matrix(random, 3, 4));
        low_rank.push_back(
            {normal_matrix(random, 3, 1 + n % 2), normal_matrix(random, 4, 1 + n % 2)});
    }
    std::vector<ModelExample> all;
    const auto add = [&](const char* label, std::shared_ptr<const MatrixMeasurements> x) {
        auto model = std::make_unique<MatrixFactorization>(std::move(x), 5);
        Vector w = random.normals(model->parameters());
        all.push_back({label, std::move(model), std::move(w)});
    };
    add("observed entries", observed_entries(3, 4, {{0, 0}, {2, 1}, {0, 3}, {1, 1}, {2, 3}}));
    add("dense measurements", dense_measurements(dense));
    add("measurements of low rank", low_rank_measurements(low_rank));
    return all;
}

/// Weights from which steps of the size that difference quotients take do not reach a kink.
std::vector<ModelExample> relu_networks(std::uint64_t seed) {
    RandomStream random(seed, "relu_network example");
    std::vector<ModelExample> all;
    const auto add = [&](const char* label, std::vector<Index> widths, bool biases) {
        Matrix x = normal_matrix(random, 4, widths.front());
        auto model = std::make_unique<ReluNetwork>(LinearInputs::owning(std::move(x)),
                                                   ReluShape{std::move(widths), biases});
        Vector w = random.normals(model->parameters());
        while (model->distance_to_kink(w) < 0.02) w = random.normals(model->parameters());
        all.push_back({label, std::move(model), std::move(w)});
    };
    add("no hidden layer", {3, 2}, false);
    add("depth 2", {3, 5, 1}, false);
    add("depth 3, two outputs", {3, 4, 4, 2}, false);
    add("depth 3 with biases", {2, 3, 4, 2}, true);
    return all;
}

}  // namespace

const std::vector<ModelEntry>& models() {
    static const std::vector<ModelEntry> list = {
        {"diagonal_network", "diagonal linear network of depth D: beta = w+^D - w-^D",
         diagonal_networks},
        {"hadamard_network", "the depth-2 diagonal network as a product: beta = u * v",
         hadamard_networks},
        {"matrix_factorization", "measurements of a product of matrices: <X_n, U V^T>",
         matrix_factorizations},
        {"relu_network", "dense ReLU network of any depth and width", relu_networks},
    };
    return list;
}

std::vector<ModelExample> model_examples(std::string_view name, std::uint64_t seed) {
    for (const ModelEntry& entry : models()) {
        if (entry.name == name) return entry.examples(seed);
    }
    throw std::invalid_argument(
        fmt::format("name: \"{}\" given, the name of a model expected", name));
}

}  // namespace regimes
