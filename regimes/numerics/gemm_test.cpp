// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/gemm.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

template <typename Scalar>
using MatrixOf = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

template <typename Scalar>
MatrixOf<Scalar> integers(RandomStream& random, Index rows, Index cols) {
    return (3.0 * random.normals(rows * cols).array())
        .round()
        .matrix()
        .cast<Scalar>()
        .reshaped(rows, cols);
}

struct Shape {
    Index rows, cols, inner;
};

/// Small integers, so that every order of summation is exact; one row more than needed in each
/// factor as stored and in C, which must stay what it was.
template <typename Scalar>
void check(const Shape& shape, bool a_transposed, bool b_transposed) {
    const auto [rows, cols, inner] = shape;
    RandomStream random(1, "gemm");
    const MatrixOf<Scalar> a = integers<Scalar>(random, rows, inner);
    const MatrixOf<Scalar> b = integers<Scalar>(random, inner, cols);
    const auto stored = [](const MatrixOf<Scalar>& factor, bool transposed) {
        const MatrixOf<Scalar> plain = transposed ? MatrixOf<Scalar>(factor.transpose()) : factor;
        MatrixOf<Scalar> larger = MatrixOf<Scalar>::Constant(
            plain.rows() + 1, plain.cols(), std::numeric_limits<Scalar>::quiet_NaN());
        larger.topRows(plain.rows()) = plain;
        return larger;
    };
    const MatrixOf<Scalar> left = stored(a, a_transposed);
    const MatrixOf<Scalar> right = stored(b, b_transposed);
    MatrixOf<Scalar> expected = MatrixOf<Scalar>::Zero(rows, cols);
    for (Index i = 0; i < rows; ++i) {
        for (Index k = 0; k < cols; ++k) {
            for (Index j = 0; j < inner; ++j) expected(i, k) += a(i, j) * b(j, k);
        }
    }
    MatrixOf<Scalar> c =
        MatrixOf<Scalar>::Constant(rows + 1, cols, std::numeric_limits<Scalar>::quiet_NaN());
    c.row(rows).setConstant(Scalar{7});
    const GemmFactor<Scalar> first{left.data(), left.rows(), a_transposed};
    const GemmFactor<Scalar> second{right.data(), right.rows(), b_transposed};
    gemm(rows, cols, inner, Scalar{2}, first, second, Scalar{0}, c.data(), rows + 1);
    EXPECT_EQ(c.topRows(rows), Scalar{2} * expected);
    gemm(rows, cols, inner, Scalar{-1}, first, second, Scalar{3}, c.data(), rows + 1);
    EXPECT_EQ(c.topRows(rows), Scalar{5} * expected);
    EXPECT_TRUE((c.row(rows).array() == Scalar{7}).all());
}

TEST(Gemm, IsThePlainSumForEveryShapeAndStorage) {
    const std::vector<Shape> shapes = {{1, 1, 1},   {1, 7, 5},    {7, 1, 5},   {15, 3, 9},
                                       {30, 10, 2}, {30, 10, 30}, {2, 30, 10}, {70, 60, 50}};
    for (const Shape& shape : shapes) {
        for (const bool a_transposed : {false, true}) {
            for (const bool b_transposed : {false, true}) {
                SCOPED_TRACE(::testing::Message() << shape.rows << " x " << shape.inner << " x "
                                                  << shape.cols << a_transposed << b_transposed);
                check<float>(shape, a_transposed, b_transposed);
                check<double>(shape, a_transposed, b_transposed);
            }
        }
    }
}

/// A row without gaps, which is turned over.
TEST(Gemm, OneRowTimesAMatrix) {
    RandomStream random(2, "gemm");
    const Matrix a = integers<double>(random, 1, 9);
    const Matrix b = integers<double>(random, 9, 13);
    const Matrix bt = b.transpose();
    Matrix c = Matrix::Ones(1, 13);
    gemm<double>(1, 13, 9, 1.0, {a.data(), 1, false}, {b.data(), 9, false}, 1.0, c.data(), 1);
    EXPECT_EQ(c, Matrix(a * b + Matrix::Ones(1, 13)));
    gemm<double>(1, 13, 9, 1.0, {a.data(), 1, false}, {bt.data(), 13, true}, 0.0, c.data(), 1);
    EXPECT_EQ(c, Matrix(a * b));
}

TEST(Gemm, ThreadsDoNotShow) {
    for (const Shape& shape : {Shape{1700, 40, 500}, Shape{40, 1700, 500}}) {
        const auto [rows, cols, inner] = shape;
        RandomStream random(3, "gemm");
        const Matrix a = random.normals(rows * inner).reshaped(rows, inner);
        const Matrix b = random.normals(inner * cols).reshaped(inner, cols);
        const auto run = [&](int threads) {
            Matrix c(rows, cols);
            gemm<double>(rows, cols, inner, 1.0, {a.data(), rows, false}, {b.data(), inner, false},
                         0.0, c.data(), rows, threads);
            return c;
        };
        const Matrix one = run(1);
        EXPECT_LT((one - a * b).norm(), 1e-14 * a.norm() * b.norm());
        for (const int threads : {0, 2, 5}) EXPECT_EQ(run(threads), one);
    }
}

}  // namespace
}  // namespace regimes
