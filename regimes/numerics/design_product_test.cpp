// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/design_product.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "regimes/core/random.hpp"
#include "regimes/core/sparse_matrix_test.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes {
namespace {

using Order = MatrixView::Order;

constexpr double eps = 0x1p-53;

/// A random matrix in a larger buffer whose other entries are NaN, so that reading one shows.
struct Padded {
    std::vector<double> buffer;
    MatrixView view;

    Padded(Index rows, Index cols, Order order, Index padding) {
        const Index inner = order == Order::rows ? cols : rows;
        const Index outer = order == Order::rows ? rows : cols;
        const Index stride = inner + padding;
        buffer.assign(static_cast<std::size_t>(outer * stride),
                      std::numeric_limits<double>::quiet_NaN());
        view = MatrixView(buffer.data(), rows, cols, stride, order);
        RandomStream random(11, "dense product");
        for (Index n = 0; n < rows; ++n) {
            for (Index i = 0; i < cols; ++i) {
                const Index at = order == Order::rows ? n * stride + i : i * stride + n;
                buffer[static_cast<std::size_t>(at)] = random.normal();
            }
        }
    }
};

struct Shape {
    Index rows;
    Index cols;
    Order order;
    Index padding;
};

std::string describe(const ::testing::TestParamInfo<Shape>& info) {
    return std::to_string(info.param.rows) + "x" + std::to_string(info.param.cols) +
           (info.param.order == Order::rows ? "rows" : "columns") +
           (info.param.padding > 0 ? "strided" : "");
}

class DenseProduct : public ::testing::TestWithParam<Shape> {
protected:
    const Padded padded{GetParam().rows, GetParam().cols, GetParam().order, GetParam().padding};
    const MatrixView& x = padded.view;
    const Vector b = RandomStream(12, "b").normals(x.cols);
    const Vector v = RandomStream(12, "v").normals(x.rows);
    const SingleThreadedBlas single_threaded;
};

// A sum of n products in any order is within n eps of its terms' absolute sum (Higham, "Accuracy
// and stability of numerical algorithms", section 3.1); the loop here and the BLAS both are.
TEST_P(DenseProduct, AgreesWithTheDefinition) {
    Vector xb = Vector::Zero(x.rows), xb_size = xb, out(x.rows);
    Vector xv = Vector::Zero(x.cols), xv_size = xv, out_transposed(x.cols), norms = xv;
    for (Index n = 0; n < x.rows; ++n) {
        for (Index i = 0; i < x.cols; ++i) {
            xb[n] += x(n, i) * b[i];
            xb_size[n] += std::fabs(x(n, i) * b[i]);
            xv[i] += x(n, i) * v[n];
            xv_size[i] += std::fabs(x(n, i) * v[n]);
            norms[i] += x(n, i) * x(n, i);
        }
    }
    multiply(x, b, out);
    multiply_transposed(x, v, out_transposed);
    const double rows = static_cast<double>(x.rows), cols = static_cast<double>(x.cols);
    EXPECT_TRUE(((out - xb).array().abs() <= 2.0 * cols * eps * xb_size.array()).all());
    EXPECT_TRUE(((out_transposed - xv).array().abs() <= 2.0 * rows * eps * xv_size.array()).all());
    EXPECT_TRUE(
        ((squared_column_norms(x) - norms).array().abs() <= 2.0 * rows * eps * norms.array())
            .all());
}

/// The lower triangle of X diag(w) X^T over `columns`, by its definition.
Matrix weighted_gram(const MatrixView& x, const std::vector<Index>& columns,
                     const std::vector<double>& weights) {
    Matrix h = Matrix::Zero(x.rows, x.rows);
    Vector column(x.rows);
    for (std::size_t k = 0; k < columns.size(); ++k) {
        for (Index n = 0; n < x.rows; ++n) column[n] = x(n, columns[k]);
        for (Index n = 0; n < x.rows; ++n) {
            h.col(n).tail(x.rows - n) += weights[k] * column[n] * column.tail(x.rows - n);
        }
    }
    return h;
}

TEST_P(DenseProduct, WeightedGramOverAllAndOverSomeColumns) {
    std::vector<Index> all(static_cast<std::size_t>(x.cols));
    std::iota(all.begin(), all.end(), Index{0});
    std::vector<Index> some;
    for (Index i = 0; i < x.cols; i += 3) some.push_back(i);
    WeightedGram gram;  // one object for all calls: buffers of an earlier call must not show
    for (const auto& columns : {all, some, std::vector<Index>{}, std::vector<Index>{x.cols - 1}}) {
        RandomStream random(13, "weights");
        std::vector<double> weights;
        for (std::size_t k = 0; k < columns.size(); ++k) weights.push_back(random.uniform());
        const Matrix expected = weighted_gram(x, columns, weights);
        Matrix h;
        gram.compute(x, columns, weights, h);
        ASSERT_EQ(h.rows(), x.rows);
        // By Cauchy and Schwarz, the absolute terms of every entry sum to at most max_n H_nn.
        const double terms = static_cast<double>(columns.size()) + 4.0;
        const double bound = 2.0 * terms * eps * expected.diagonal().maxCoeff();
        for (Index n = 0; n < x.rows; ++n) {
            const auto below = x.rows - n;
            const double error = (h - expected).col(n).tail(below).cwiseAbs().maxCoeff();
            EXPECT_LE(error, bound) << "column " << n << " of " << columns.size() << " terms";
        }
    }
}

TEST_P(DenseProduct, SameBytesOnAnyNumberOfThreads) {
    std::vector<Index> columns;
    for (Index i = 0; i < x.cols; i += 1 + i % 2) columns.push_back(i);
    const std::vector<double> weights(columns.size(), 0.3);
    WeightedGram gram;
    Vector xb(x.rows), xv(x.cols);
    Matrix h;
    multiply(x, b, xb, 1);
    multiply_transposed(x, v, xv, 1);
    gram.compute(x, columns, weights, h, 1);
    for (const int threads : {2, 3, 0}) {
        Vector xb_again(x.rows), xv_again(x.cols);
        Matrix h_again;
        multiply(x, b, xb_again, threads);
        multiply_transposed(x, v, xv_again, threads);
        gram.compute(x, columns, weights, h_again, threads);
        EXPECT_EQ(xb_again, xb) << threads << " threads";
        EXPECT_EQ(xv_again, xv) << threads << " threads";
        EXPECT_EQ(h_again, h) << threads << " threads";
    }
}

// The last two rows are large enough to be cut into lanes.
/// Fewer columns than lanes: each lane must still have something to do.
TEST(TallProduct, AgreesWithTheDefinitionOnAnyNumberOfThreads) {
    constexpr Index n = 700000;
    for (const Index d : {Index{1}, Index{2}, Index{5}}) {
        RandomStream random(14, "tall");
        Matrix x(n, d);
        for (Index i = 0; i < d; ++i) x.col(i) = random.normals(n);
        const Vector b = random.normals(d), v = random.normals(n);
        for (const int threads : {1, 2, 3}) {
            Vector xb(n), xv(d);
            multiply(x, b, xb, threads);
            multiply_transposed(x, v, xv, threads);
            EXPECT_LE((xb - x * b).lpNorm<Eigen::Infinity>(), 1e-14) << d;
            EXPECT_LE((xv - x.transpose() * v).lpNorm<Eigen::Infinity>(), 1e-9) << d;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, DenseProduct,
    ::testing::Values(Shape{1, 1, Order::columns, 0}, Shape{1, 40, Order::columns, 0},
                      Shape{7, 1, Order::rows, 0}, Shape{7, 40, Order::rows, 0},
                      Shape{7, 40, Order::columns, 3}, Shape{40, 7, Order::rows, 5},
                      Shape{20, 120000, Order::columns, 2}, Shape{20, 120000, Order::rows, 0}),
    describe);

double lower_difference(const Matrix& a, const Matrix& b) {
    return Matrix((a - b).triangularView<Eigen::Lower>()).norm();
}

/// A sparse X as it is, shifted, and with columns that pass through a map.
struct SparseCase {
    Matrix plain;
    SparseMatrix sparse;
    RankOne shift;
    Matrix factor;

    class Triangular final : public ColumnMap {
    public:
        explicit Triangular(const Matrix& factor) : factor_(factor) {}
        void apply(Eigen::Ref<Matrix> columns) const override {
            columns = (factor_ * columns).eval();
        }

    private:
        const Matrix& factor_;
    } map{factor};

    SparseCase(Index rows, Index cols, double share) {
        RandomStream random(17, "sparse products");
        plain = mostly_zero(rows, cols, share, random);
        sparse = sparse_of(plain);
        shift = {random.normals(rows), random.normals(cols)};
        factor =
            Matrix::Identity(rows, rows) + 0.1 * random.normals(rows).asDiagonal().toDenseMatrix();
        factor(rows - 1, 0) = 0.5;
    }
    SparseCase(const SparseCase&) = delete;

    /// The views and what they stand for.
    std::vector<std::pair<DesignView, Matrix>> views() const {
        const Matrix shifted = plain - shift.left * shift.right.transpose();
        DesignView mapped(sparse, &shift);
        mapped.map = &map;
        return {{sparse, plain}, {{sparse, &shift}, shifted}, {mapped, factor * shifted}};
    }
};

TEST(ThroughProduct, IsTwoProductsWithTheMapBetween) {
    for (const Order order : {Order::rows, Order::columns}) {
        const Padded x(50, 1000, order, 3);
        RandomStream stream(2, "through");
        const Vector v = stream.normals(50);
        Vector z(1000), expected(50), out(50);
        multiply_transposed(x.view, v, z);
        multiply(x.view, z.array().cube().matrix(), expected);
        multiply_through(
            x.view, v, [](Index, VectorRef block) { block = block.array().cube().matrix(); }, out);
        EXPECT_LT((out - expected).norm(), 1e-13 * expected.norm());
    }
}

TEST(DenseProduct, OfNoColumnsIsZero) {
    const Matrix none(3, 0);
    Vector out = Vector::Ones(3);
    multiply(none, Vector(0), out);
    EXPECT_EQ(out, Vector::Zero(3));
    const Matrix empty(0, 2);
    Vector transposed = Vector::Ones(2);
    multiply_transposed(empty, Vector(0), transposed);
    EXPECT_EQ(transposed, Vector::Zero(2));
}

TEST(SparseProducts, EqualDenseOnes) {
    for (const double share : {0.01, 0.2, 0.9}) {
        for (const Index cols : {Index{40}, Index{30'000}}) {
            const SparseCase problem(30, cols, share);
            RandomStream random(3, "sparse products");
            const Vector b = random.normals(cols), v = random.normals(30);
            std::vector<Index> columns;
            std::vector<double> weights;
            for (Index i = 0; i < cols; i += 1 + i % 3) {
                columns.push_back(i);
                weights.push_back(random.uniform());
            }
            for (const auto& [view, dense] : problem.views()) {
                Vector left(30), expected_left(30), right(cols), expected_right(cols);
                multiply(view, b, left);
                multiply(dense, b, expected_left);
                EXPECT_LE((left - expected_left).norm(), 1e-13 * dense.norm() * b.norm());
                multiply_transposed(view, v, right);
                multiply_transposed(dense, v, expected_right);
                EXPECT_LE((right - expected_right).norm(), 1e-14 * dense.norm() * v.norm());
                Matrix gram, expected_gram;
                WeightedGram().compute(view, columns, weights, gram);
                WeightedGram().compute(dense, columns, weights, expected_gram);
                EXPECT_LE(lower_difference(gram, expected_gram), 1e-14 * expected_gram.norm());
                const Vector norms = squared_column_norms(dense);
                EXPECT_LE((squared_column_norms(view) - norms).norm(), 1e-13 * norms.norm());
                const Vector rows = squared_row_norms(dense);
                EXPECT_LE((squared_row_norms(view) - rows).norm(), 1e-13 * rows.norm());
            }
        }
    }
}

TEST(SparseProducts, ThreadsDoNotShow) {
    const SparseCase problem(60, 40'000, 0.3);
    RandomStream random(4, "sparse products");
    const Vector b = random.normals(40'000), v = random.normals(60);
    for (const auto& [view, dense] : problem.views()) {
        Vector one(60), many(60), one_t(40'000), many_t(40'000);
        multiply(view, b, one, 1);
        multiply(view, b, many, 3);
        EXPECT_EQ(one, many);
        multiply_transposed(view, v, one_t, 1);
        multiply_transposed(view, v, many_t, 3);
        EXPECT_EQ(one_t, many_t);
    }
}

}  // namespace
}  // namespace regimes
