// SPDX-License-Identifier: BSD-3-Clause
// The contract that every model of the list keeps, at several seeds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/models/registry.hpp"

namespace regimes {
namespace {

constexpr double eps = 0x1p-53;

struct Case {
    std::string label;
    std::unique_ptr<Model> model;
    Vector w;  ///< parameters
    Vector v;  ///< a direction; entries below 1/2, smaller than those of w
    Vector u;  ///< weights of the outputs

    bool homogeneous() const { return !std::isnan(model->degree()); }
    /// The outputs are at most so steep: the degree of homogeneity or, for the examples without
    /// one, of the polynomials in w that they are made of.
    double order() const { return homogeneous() ? model->degree() : 3.0; }
};

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const ModelEntry& entry : models()) {
        for (const std::uint64_t seed : {1U, 2U, 3U}) {
            for (ModelExample& example : entry.examples(seed)) {
                RandomStream random(seed, "contract");
                const Index p = example.model->parameters();
                const Vector v = 0.5 * random.normals(p).array().tanh();
                const Vector u = random.normals(example.model->outputs());
                all.push_back({std::string(entry.name) + ", " + example.label + ", seed " +
                                   std::to_string(seed),
                               std::move(example.model), example.parameters, v, u});
            }
        }
    }
    return all;
}

Vector times(const Model& model, const Vector& w, const Vector& v) {
    Vector out(model.outputs());
    model.jacobian_times(w, v, out);
    return out;
}

Vector transposed_times(const Model& model, const Vector& w, const Vector& u) {
    Vector out(model.parameters());
    model.jacobian_transposed_times(w, u, out);
    return out;
}

Vector curvature(const Model& model, const Vector& w, const Vector& u, const Vector& v) {
    Vector out(model.parameters());
    model.combination(w, u)->hessian_times(v, out);
    return out;
}

/// Largest difference of two vectors in units of what rounding, n operations deep, leaves of them.
double error(const Vector& a, const Vector& b, double n) {
    const double size = 1.0 + a.lpNorm<Eigen::Infinity>() + b.lpNorm<Eigen::Infinity>();
    return (a - b).lpNorm<Eigen::Infinity>() / (n * eps * size);
}

/// How far `derivative` is from central differences of `function` along w + t v, in units of their
/// error.
///
/// With h and h / 2 and one Richardson step, the truncation is h^4 F''''' / 480. For a
/// D-homogeneous F and |v_i| < |w_i|, the fifth derivative is at most D^5 |F|; with h = 1e-3 / D
/// that leaves 2e-15 D |F|. Rounding leaves (8/3 + 1/3) eps |F| / h per rounding of F, at most 16 D
/// of them: 48e3 D^2 eps |F|, which covers both.
double derivative_error(const Case& at, const std::function<Vector(const Vector&)>& function,
                        const Vector& derivative) {
    const double degree = at.order();
    const double h = 1e-3 / degree;
    const auto difference = [&](double step) -> Vector {
        return (function(at.w + step * at.v) - function(at.w - step * at.v)) / (2.0 * step);
    };
    const Vector richardson = (4.0 * difference(0.5 * h) - difference(h)) / 3.0;
    const double size =
        1.0 + function(at.w).lpNorm<Eigen::Infinity>() + derivative.lpNorm<Eigen::Infinity>();
    return (richardson - derivative).lpNorm<Eigen::Infinity>() /
           (48e3 * degree * degree * eps * size);
}

TEST(ModelContract, NamesAndLabels) {
    for (const ModelEntry& entry : models()) {
        EXPECT_FALSE(entry.summary.empty());
        std::vector<std::string> labels;
        for (const ModelExample& example : model_examples(entry.name)) {
            EXPECT_EQ(example.model->name(), entry.name);
            EXPECT_THAT(labels, ::testing::Not(::testing::Contains(example.label)));
            labels.push_back(example.label);
        }
        EXPECT_FALSE(labels.empty()) << entry.name;
    }
    EXPECT_THAT(
        [] { model_examples("perceptron"); },
        ::testing::ThrowsMessage<std::invalid_argument>(::testing::HasSubstr("\"perceptron\"")));
}

TEST(ModelContract, ShapesAgree) {
    for (const Case& at : cases()) {
        EXPECT_EQ(at.w.size(), at.model->parameters()) << at.label;
        EXPECT_EQ(at.model->outputs() % at.model->samples(), 0) << at.label;
        EXPECT_TRUE((*at.model)(at.w).allFinite()) << at.label;
    }
}

TEST(ModelContract, JacobianTimesIsTheDerivativeOfTheOutputs) {
    for (const Case& at : cases()) {
        const auto outputs = [&](const Vector& w) { return (*at.model)(w); };
        EXPECT_LT(derivative_error(at, outputs, times(*at.model, at.w, at.v)), 1.0) << at.label;
    }
}

TEST(ModelContract, CurvatureTimesIsTheDerivativeOfTheTransposedProduct) {
    for (const Case& at : cases()) {
        const auto gradient = [&](const Vector& w) { return transposed_times(*at.model, w, at.u); };
        EXPECT_LT(derivative_error(at, gradient, curvature(*at.model, at.w, at.u, at.v)), 1.0)
            << at.label;
    }
}

TEST(ModelContract, TransposedProductIsTheAdjoint) {
    for (const Case& at : cases()) {
        const double left = at.u.dot(times(*at.model, at.w, at.v));
        const Vector row = transposed_times(*at.model, at.w, at.u);
        const double size = 1.0 + row.norm() * at.v.norm();
        EXPECT_NEAR(left, row.dot(at.v), 64 * at.order() * eps * size) << at.label;
    }
}

TEST(ModelContract, CurvatureIsSymmetric) {
    for (const Case& at : cases()) {
        const Vector other = RandomStream(9, "other").normals(at.w.size());
        const Vector along = curvature(*at.model, at.w, at.u, at.v);
        const Vector across = curvature(*at.model, at.w, at.u, other);
        const double size = 1.0 + along.norm() * other.norm();
        EXPECT_NEAR(along.dot(other), across.dot(at.v), 64 * at.order() * eps * size) << at.label;
    }
}

/// K u = J (J^T u), wherever the model has a short cut to K.
TEST(ModelContract, StructuredKernelIsTheTangentKernel) {
    int found = 0;
    for (const Case& at : cases()) {
        const Matrix lower = at.model->structured_kernel(at.w);
        if (lower.size() == 0) continue;
        ++found;
        const Vector expected = times(*at.model, at.w, transposed_times(*at.model, at.w, at.u));
        const Vector product = lower.selfadjointView<Eigen::Lower>() * at.u;
        EXPECT_LT(error(product, expected, 256 * at.order()), 1.0) << at.label;
    }
    EXPECT_GT(found, 0);
}

/// J' J^T u from the factors, J' that of some samples in another order, one of them twice.
TEST(ModelContract, TangentFactorsGiveTheInnerProductsOfTheFeatures) {
    int found = 0;
    for (const Case& at : cases()) {
        const TangentFactors factors = at.model->tangent_factors(at.w);
        const std::vector<FactorShape> shapes = at.model->factor_shapes();
        ASSERT_EQ(factors.size(), shapes.size()) << at.label;
        for (std::size_t l = 0; l < shapes.size(); ++l) {
            EXPECT_EQ(factors[l].inputs.rows(), shapes[l].inputs) << at.label;
            EXPECT_EQ(factors[l].deltas.rows(), shapes[l].deltas) << at.label;
        }
        if (factors.empty()) continue;
        ++found;
        const auto part = at.model->subset({2, 0, 2});
        Matrix kernel(part->outputs(), at.model->outputs());
        kernel_block(part->tangent_factors(at.w), {0, 3}, factors, {0, at.model->samples()},
                     kernel);
        const Vector expected = times(*part, at.w, transposed_times(*at.model, at.w, at.u));
        EXPECT_LT(error(kernel * at.u, expected, 256 * at.order()), 1.0) << at.label;
    }
    EXPECT_GT(found, 0);
}

/// Two outputs (or more) that grow by different factors: no power of c fits both.
TEST(ModelContract, ModelsWithoutADegreeAreNotHomogeneous) {
    for (const Case& at : cases()) {
        if (at.homogeneous()) continue;
        const Vector once = (*at.model)(at.w);
        const Vector twice = (*at.model)(2.0 * at.w);
        EXPECT_LT(once.dot(twice), 0.9999 * once.norm() * twice.norm()) << at.label;
    }
}

TEST(ModelContract, OutputsAreHomogeneous) {
    for (const Case& at : cases()) {
        if (!at.homogeneous()) continue;
        for (const double c : {0.3, 1.7}) {
            const Vector expected = std::pow(c, at.model->degree()) * (*at.model)(at.w);
            EXPECT_LT(error((*at.model)(c * at.w), expected, 64 * at.model->degree()), 1.0)
                << at.label << ", c " << c;
        }
    }
}

/// Euler: J w = D f, and (d/dw J^T u) w = (D - 1) J^T u. No differences, so nothing is lost.
TEST(ModelContract, DerivativesAlongTheParametersFollowFromTheDegree) {
    for (const Case& at : cases()) {
        if (!at.homogeneous()) continue;
        const double degree = at.model->degree();
        EXPECT_LT(error(times(*at.model, at.w, at.w), degree * (*at.model)(at.w), 64 * degree), 1.0)
            << at.label;
        EXPECT_LT(error(curvature(*at.model, at.w, at.u, at.w),
                        (degree - 1.0) * transposed_times(*at.model, at.w, at.u), 64 * degree),
                  1.0)
            << at.label;
    }
}

TEST(ModelContract, SubsetGivesTheOutputsOfItsSamplesAndStandsAlone) {
    for (Case& at : cases()) {
        const std::vector<Index> samples = {2, 0, 2};
        const Index each = at.model->outputs() / at.model->samples();
        const Vector full = (*at.model)(at.w);
        const std::unique_ptr<Model> part = at.model->subset(samples);
        const Vector weights = RandomStream(4, "weights").normals(part->outputs());
        Vector scattered = Vector::Zero(full.size());
        Vector expected(3 * each);
        for (Index n = 0; n < 3; ++n) {
            const Index from = samples[static_cast<std::size_t>(n)] * each;
            expected.segment(n * each, each) = full.segment(from, each);
            scattered.segment(from, each) += weights.segment(n * each, each);
        }
        const Vector row = transposed_times(*at.model, at.w, scattered);
        at.model.reset();
        EXPECT_EQ(part->samples(), 3) << at.label;
        EXPECT_EQ(part->parameters(), at.w.size()) << at.label;
        EXPECT_LT(error((*part)(at.w), expected, 64), 1.0) << at.label;
        EXPECT_LT(error(transposed_times(*part, at.w, weights), row, 64), 1.0) << at.label;
    }
}

TEST(ModelContract, MisuseIsRefused) {
    for (const Case& at : cases()) {
        const Model& model = *at.model;
        Vector p = at.w;
        Vector m = at.u;
        Vector more_p = Vector::Ones(p.size() + 1);
        Vector more_m = Vector::Ones(m.size() + 1);
        const std::vector<std::function<void()>> misuses = {
            [&] { model.evaluate(more_p, m); },
            [&] { model.evaluate(p, more_m); },
            [&] { model.jacobian_times(more_p, p, m); },
            [&] { model.jacobian_times(p, more_p, m); },
            [&] { model.jacobian_times(p, p, more_m); },
            [&] { model.jacobian_transposed_times(more_p, m, p); },
            [&] { model.jacobian_transposed_times(p, more_m, p); },
            [&] { model.jacobian_transposed_times(p, m, more_p); },
            [&] { model.combination(p, m)->hessian_times(more_p, p); },
            [&] { model.combination(p, m)->hessian_times(p, more_p); },
            [&] { model.structured_kernel(more_p); },
            [&] { model.subset({}); },
            [&] { model.subset({-1}); },
            [&] {
                model.subset({0, model.samples()});
            },
        };
        for (std::size_t k = 0; k < misuses.size(); ++k) {
            EXPECT_THROW(misuses[k](), std::invalid_argument) << at.label << ", misuse " << k;
        }
    }
}

}  // namespace
}  // namespace regimes
