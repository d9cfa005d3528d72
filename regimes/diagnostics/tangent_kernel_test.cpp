// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/tangent_kernel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/diagnostics/without_factors_test.hpp"
#include "regimes/models/diagonal_network.hpp"
#include "regimes/models/registry.hpp"
#include "regimes/models/relu_network.hpp"

namespace regimes {
namespace {

using diagnostics_test::WithoutFactors;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

/// Three outputs for each sample, linear in w: J is a given matrix. Counts its rows that are read.
class LinearModel final : public Model {
public:
    explicit LinearModel(Matrix jacobian, std::shared_ptr<std::atomic<int>> rows_read =
                                              std::make_shared<std::atomic<int>>(0))
        : jacobian_(std::move(jacobian)), rows_read_(std::move(rows_read)) {}

    std::string_view name() const override { return "linear"; }
    Index parameters() const override { return jacobian_.cols(); }
    Index samples() const override { return jacobian_.rows() / 3; }
    Index outputs() const override { return jacobian_.rows(); }
    double degree() const override { return 1.0; }
    void evaluate(ConstVectorRef w, VectorRef f) const override { f = jacobian_ * w; }
    void jacobian_times(ConstVectorRef, ConstVectorRef v, VectorRef out) const override {
        out = jacobian_ * v;
    }
    std::unique_ptr<OutputCombination> combination(ConstVectorRef,
                                                   ConstVectorRef u) const override {
        ++*rows_read_;
        return std::make_unique<Combination>(jacobian_.transpose() * u);
    }
    std::unique_ptr<Model> subset(const std::vector<Index>& samples) const override {
        Matrix part(3 * static_cast<Index>(samples.size()), parameters());
        for (std::size_t n = 0; n < samples.size(); ++n) {
            part.middleRows(3 * static_cast<Index>(n), 3) = jacobian_.middleRows(3 * samples[n], 3);
        }
        return std::make_unique<LinearModel>(std::move(part), rows_read_);
    }
    int rows_read() const { return *rows_read_; }

private:
    class Combination final : public OutputCombination {
    public:
        explicit Combination(Vector gradient) : gradient_(std::move(gradient)) {}
        void gradient(VectorRef out) const override { out = gradient_; }
        void hessian_times(ConstVectorRef, VectorRef out) const override { out.setZero(); }

    private:
        Vector gradient_;
    };

    Matrix jacobian_;
    std::shared_ptr<std::atomic<int>> rows_read_;
};

Matrix normal_matrix(std::uint64_t seed, Index rows, Index cols) {
    return RandomStream(seed, "matrix").normals(rows * cols).reshaped(rows, cols);
}

/// J J^T with J column by column from products with unit vectors: the other way round.
Matrix kernel_from_columns(const Model& first, const Model& second, const Vector& w) {
    Matrix a(first.outputs(), w.size());
    Matrix b(second.outputs(), w.size());
    for (Index i = 0; i < w.size(); ++i) {
        first.jacobian_times(w, Vector::Unit(w.size(), i), a.col(i));
        second.jacobian_times(w, Vector::Unit(w.size(), i), b.col(i));
    }
    return a * b.transpose();
}

TEST(TangentKernel, IsThatOfTheJacobianForEveryModel) {
    for (const ModelEntry& entry : models()) {
        for (const ModelExample& example : entry.examples(1)) {
            const Vector& w = example.parameters;
            const Model& model = *example.model;
            const auto part = model.subset({2, 0});
            const Matrix expected = kernel_from_columns(model, model, w);
            const Matrix cross = kernel_from_columns(*part, model, w);
            const double tolerance = 1e-13 * expected.norm();
            EXPECT_LT((tangent_kernel(model, w) - expected).norm(), tolerance) << example.label;
            EXPECT_LT((tangent_kernel(*part, model, w) - cross).norm(), tolerance) << example.label;
        }
    }
}

/// 8 alpha^2 <x, x'> at depth 2, 2 D^2 alpha^(2D-2) <x, x'> at depth D: sections 2 and 5 of the
/// paper.
TEST(TangentKernel, OfTheUnbiasedStartIsThatOfThePaper) {
    const Matrix x = normal_matrix(2, 5, 30);
    const Matrix gram = x * x.transpose();
    const double alpha = 0.3;
    const Vector w = diagonal_network_start(30, std::log(alpha));
    const Matrix two = tangent_kernel(DiagonalNetwork(MatrixView(x), 2.0), w);
    const Matrix five = tangent_kernel(DiagonalNetwork(MatrixView(x), 5.0), w);
    EXPECT_LT((two / (8.0 * alpha * alpha) - gram).norm(), 1e-14 * gram.norm());
    EXPECT_LT((five / (50.0 * std::pow(alpha, 8)) - gram).norm(), 1e-14 * gram.norm());
}

/// 200 samples of 3 outputs: several tiles, and a memory bound that makes several blocks. Integers,
/// so that every order of summation is exact.
TEST(TangentKernel, BlocksAndTilesCoverEverything) {
    const Matrix jacobian = (4.0 * normal_matrix(3, 600, 20)).array().round();
    const Matrix other = (4.0 * normal_matrix(4, 99, 20)).array().round();
    const Vector w = Vector::Zero(20);
    const std::size_t sample = 3 * 20 * sizeof(double);
    for (const std::size_t memory : {std::size_t{0}, 3 * sample, 70 * sample, 1000 * sample}) {
        const TangentKernelOptions options{.memory = memory, .threads = 2};
        EXPECT_EQ(tangent_kernel(LinearModel(jacobian), w, options),
                  jacobian * jacobian.transpose());
        EXPECT_EQ(tangent_kernel(LinearModel(jacobian), LinearModel(other), w, options),
                  jacobian * other.transpose());
        EXPECT_EQ(tangent_kernel(LinearModel(other), LinearModel(jacobian), w, options),
                  other * jacobian.transpose());
    }
}

/// 12 samples, 4 of them inside the bound: 3 stay while the others pass one by one, so the rows of
/// 12 + 9 + 6 + 3 samples are computed; without a bound, those of 12.
TEST(TangentKernel, MemoryBoundDecidesHowOftenRowsAreComputed) {
    const Matrix jacobian = normal_matrix(5, 36, 8);
    const Vector w = Vector::Zero(8);
    const std::size_t sample = 3 * 8 * sizeof(double);
    const LinearModel bounded(jacobian);
    tangent_kernel(bounded, w, {.memory = 5 * sample - 1});
    EXPECT_EQ(bounded.rows_read(), 3 * 30);
    const LinearModel free(jacobian);
    tangent_kernel(free, w, {.memory = 12 * sample});
    EXPECT_EQ(free.rows_read(), 3 * 12);
    const LinearModel first(jacobian);
    const LinearModel second(jacobian);
    tangent_kernel(first, second, w, {.memory = 24 * sample});
    EXPECT_EQ(first.rows_read() + second.rows_read(), 3 * 24);
}

TEST(TangentKernel, ThreadsDoNotShowAndSymmetryIsExact) {
    const LinearModel model(normal_matrix(6, 300, 500));
    const LinearModel other(normal_matrix(7, 150, 500));
    const Vector w = Vector::Zero(500);
    for (const std::size_t memory : {std::size_t{1} << 30, std::size_t{500000}}) {
        const Matrix one = tangent_kernel(model, w, {.memory = memory});
        const Matrix cross = tangent_kernel(model, other, w, {.memory = memory});
        EXPECT_EQ(one, one.transpose());
        for (const int threads : {0, 2, 3, 5}) {
            const TangentKernelOptions options{.memory = memory, .threads = threads};
            EXPECT_EQ(tangent_kernel(model, w, options), one);
            EXPECT_EQ(tangent_kernel(model, other, w, options), cross);
        }
    }
}

/// Several tiles; memory for 5 samples, for 300 and for all; two outputs against three hundred.
TEST(TangentKernel, FactorsAndRowsGiveTheSame) {
    const ReluShape shape{{4, 30, 20, 2}, true};
    const auto model =
        std::make_unique<ReluNetwork>(LinearInputs::owning(normal_matrix(8, 400, 4)), shape);
    const ReluNetwork other(LinearInputs::owning(normal_matrix(9, 150, 4)), shape);
    const Vector w = RandomStream(9, "w").normals(shape.parameters());
    std::vector<Index> all(400);
    std::iota(all.begin(), all.end(), Index{0});
    const WithoutFactors rows(model->subset(all));
    const Matrix expected = tangent_kernel(rows, w);
    const Matrix cross = tangent_kernel(rows, other, w);
    const std::size_t sample = 2 * sizeof(double) * (4 + 30 + 20 + 3 + 2 * (30 + 20 + 2));
    for (const std::size_t memory : {5 * sample, 300 * sample, 1000 * sample}) {
        const TangentKernelOptions options{.memory = memory};
        const Matrix kernel = tangent_kernel(*model, w, options);
        EXPECT_LT((kernel - expected).norm(), 1e-14 * expected.norm());
        EXPECT_EQ(kernel, kernel.transpose());
        EXPECT_EQ(tangent_kernel(*model, w, {.memory = memory, .threads = 3}), kernel);
        EXPECT_LT((tangent_kernel(*model, other, w, options) - cross).norm(), 1e-14 * cross.norm());
        EXPECT_LT((tangent_kernel(other, *model, w, options) - cross.transpose()).norm(),
                  1e-14 * cross.norm());
    }
}

/// As many parameters, but other layers: 12 = 4 x 2 + 2 x 2 = 4 x 3.
TEST(TangentKernel, OfNetworksWithOtherLayersGoesByRows) {
    const ReluNetwork deep(LinearInputs::owning(normal_matrix(8, 3, 4)), {{4, 2, 2}, false});
    const ReluNetwork shallow(LinearInputs::owning(normal_matrix(9, 2, 4)), {{4, 3}, false});
    const Vector w = RandomStream(9, "w").normals(12);
    EXPECT_LT((tangent_kernel(deep, shallow, w) - kernel_from_columns(deep, shallow, w)).norm(),
              1e-13);
}

TEST(TangentKernel, MisuseNamesTheArgument) {
    const LinearModel model(normal_matrix(6, 3, 5));
    const LinearModel narrow(normal_matrix(6, 3, 4));
    const Vector w = Vector::Zero(5);
    EXPECT_THAT([&] { tangent_kernel(narrow, w); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("w: 5 entries given, 4 expected")));
    EXPECT_THAT([&] { tangent_kernel(model, narrow, w); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("w: 5 entries given, 4 expected")));
    EXPECT_THAT([&] { tangent_kernel(model, w, {.threads = -1}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("threads: -1")));
}

}  // namespace
}  // namespace regimes
