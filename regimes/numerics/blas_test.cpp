// SPDX-License-Identifier: BSD-3-Clause
// Every routine of both implementations of blas.hpp against the sum or the equation that it is for.
#include "regimes/numerics/blas.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "regimes/core/random.hpp"
#include "regimes/numerics/blas_library.hpp"
#include "regimes/numerics/vector_unit.hpp"

namespace regimes {
namespace {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double rounding = std::numeric_limits<double>::epsilon();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Matrix random_matrix(Index rows, Index cols, const char* purpose) {
    return RandomStream(31, purpose).normals(rows * cols).reshaped(rows, cols);
}

/// The entries above the diagonal, which nobody may read, not a number.
Matrix lower_of(Matrix a) {
    a.triangularView<Eigen::StrictlyUpper>().setConstant(nan);
    return a;
}

template <typename Scalar>
using Dense = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

/// 1.5 A B + keep C in a C of more rows than it fills.
template <typename Scalar>
void expect_product(bool on_a, bool on_b, Scalar keep) {
    const Index m = 37, n = 29, k = 41;
    const Dense<Scalar> a = random_matrix(m, k, "a").cast<Scalar>();
    const Dense<Scalar> b = random_matrix(k, n, "b").cast<Scalar>();
    const Dense<Scalar> stored_a = on_a ? Dense<Scalar>(a.transpose()) : a;
    const Dense<Scalar> stored_b = on_b ? Dense<Scalar>(b.transpose()) : b;
    Dense<Scalar> c = random_matrix(m + 3, n, "c").cast<Scalar>();
    Dense<Scalar> expected = c;
    expected.topRows(m) = Scalar(1.5) * a.lazyProduct(b) + keep * c.topRows(m);
    if (keep == Scalar(0)) c.topRows(m).setConstant(static_cast<Scalar>(nan));
    blas::gemm<Scalar>({m,
                        n,
                        k,
                        Scalar(1.5),
                        keep,
                        {stored_a.data(), stored_a.rows(), on_a},
                        {stored_b.data(), stored_b.rows(), on_b},
                        c.data(),
                        m + 3});
    EXPECT_LE((c - expected).cwiseAbs().maxCoeff(),
              Scalar(200) * std::numeric_limits<Scalar>::epsilon());
    EXPECT_EQ(c.bottomRows(3), expected.bottomRows(3));
}

template <typename Scalar>
void expect_products() {
    for (const bool on_a : {false, true}) {
        for (const bool on_b : {false, true}) {
            for (const double keep : {0.0, 1.0, -0.5}) {
                SCOPED_TRACE(::testing::Message() << on_a << on_b << keep);
                expect_product(on_a, on_b, static_cast<Scalar>(keep));
            }
        }
    }
}

TEST(Blas, ProductsOfBothPrecisions) {
    expect_products<double>();
    expect_products<float>();
}

TEST(Blas, ProductsWithVectorsOfBothOrders) {
    const Matrix by_columns = random_matrix(23, 31, "x");
    const RowMatrix by_rows = by_columns;
    const Vector in = random_matrix(31, 1, "in");
    for (const MatrixView& whole : {MatrixView(by_columns), MatrixView(by_rows)}) {
        const MatrixView x = whole.columns(2, 20);
        Vector out = Vector::Constant(23, nan);
        blas::gemv(x, false, in.data(), out.data());
        EXPECT_LE((out - by_columns.middleCols(2, 20) * in.head(20)).norm(), 300.0 * rounding);
        out = Vector::Constant(20, nan);
        blas::gemv(x, true, in.data(), out.data());
        EXPECT_LE((out - by_columns.middleCols(2, 20).transpose() * in.head(23)).norm(),
                  300.0 * rounding);
    }
}

TEST(Blas, GramMatricesOfBothOrders) {
    const Matrix by_columns = random_matrix(19, 43, "x");
    const RowMatrix by_rows = by_columns;
    const Matrix gram = by_columns * by_columns.transpose();
    for (const MatrixView& x : {MatrixView(by_columns), MatrixView(by_rows)}) {
        Matrix c = Matrix::Constant(19, 19, nan);
        blas::syrk(x, 0.0, c);
        blas::syrk(x, 1.0, c);
        const Matrix lower = c.triangularView<Eigen::Lower>();
        const Matrix expected = 2.0 * gram.triangularView<Eigen::Lower>().toDenseMatrix();
        EXPECT_LE((lower - expected).norm(), 1e3 * rounding * gram.norm());
        EXPECT_TRUE(std::isnan(c(0, 18)));
    }
}

TEST(Blas, CholeskyFactorsSolve) {
    const Matrix x = random_matrix(150, 400, "x");
    const Matrix h = x * x.transpose();
    Matrix l = lower_of(h);
    ASSERT_TRUE(blas::potrf(l));
    const Matrix lower = l.triangularView<Eigen::Lower>();
    EXPECT_LE((lower * lower.transpose() - h).norm(), 150.0 * rounding * h.norm());
    const Vector b = random_matrix(150, 1, "b");
    Vector v = b;
    blas::trsv(l, false, v.data());
    EXPECT_LE((lower * v - b).norm(), 150.0 * rounding * lower.norm() * v.norm());
    blas::trsv(l, true, v.data());
    EXPECT_LE((h * v - b).norm(), 150.0 * rounding * h.norm() * v.norm());
}

TEST(Blas, MatricesThatAreNotPositiveDefiniteHaveNoFactor) {
    for (const double last : {0.0, -1.0}) {
        Matrix h = Matrix::Identity(200, 200);
        h(199, 199) = last;
        EXPECT_FALSE(blas::potrf(h)) << last;
    }
}

TEST(Blas, EigenvectorsDiagonalise) {
    const Matrix x = random_matrix(60, 60, "x");
    const Matrix a = x + x.transpose();
    Matrix v = lower_of(a);
    Vector values;
    ASSERT_TRUE(blas::syevd(v, values));
    EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
    EXPECT_LE((a * v - v * values.asDiagonal()).norm(), 60.0 * rounding * a.norm());
    EXPECT_LE((v.transpose() * v - Matrix::Identity(60, 60)).norm(), 600.0 * rounding);
}

TEST(Blas, SingularVectorsDiagonalise) {
    for (const auto& [rows, cols] : {std::pair<Index, Index>{70, 30}, {30, 70}}) {
        const Matrix a = random_matrix(rows, cols, "x");
        Matrix kept = a, u, vt;
        Vector s, alone;
        ASSERT_TRUE(blas::gesdd(kept, &u, s, &vt));
        EXPECT_EQ(u.cols(), 30);
        EXPECT_EQ(vt.rows(), 30);
        EXPECT_TRUE(std::is_sorted(s.begin(), s.end(), std::greater<>()));
        EXPECT_LE((u * s.asDiagonal() * vt - a).norm(), 60.0 * rounding * a.norm());
        kept = a;
        ASSERT_TRUE(blas::gesdd(kept, nullptr, alone, nullptr));
        EXPECT_LE((alone - s).norm(), 60.0 * rounding * s[0]);
    }
}

TEST(Blas, IsToldWhichProcessorItComputesFor) {
    const std::string before = blas_library().kernels;
    const bool asked_for = std::getenv("OPENBLAS_CORETYPE") != nullptr;
    const bool newer = widest_vector_unit() != VectorUnit::baseline;
    EXPECT_EQ(correct_blas_processor(), before == "Prescott" && newer && !asked_for);
    EXPECT_FALSE(newer && !asked_for && blas_library().kernels == "Prescott");
    EXPECT_EQ(std::getenv("OPENBLAS_CORETYPE") != nullptr, asked_for);
    EXPECT_FALSE(correct_blas_processor());
}

}  // namespace
}  // namespace regimes
