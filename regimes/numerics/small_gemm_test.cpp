// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/small_gemm.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

template <typename Scalar>
using MatrixOf = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

/// Small integers, so that every order of summation is exact.
template <typename Scalar>
MatrixOf<Scalar> integers(RandomStream& random, Index rows, Index cols) {
    const Matrix draws = (3.0 * random.normals(rows * cols).array()).round().matrix();
    return draws.cast<Scalar>().reshaped(rows, cols);
}

/// In the middle of NaN that must not be touched, as wide as the widest pack.
template <typename Scalar>
struct Framed {
    static constexpr Index frame = 16;
    MatrixOf<Scalar> all;

    explicit Framed(const MatrixOf<Scalar>& inside)
        : all(MatrixOf<Scalar>::Constant(inside.rows() + 2 * frame, inside.cols() + 2,
                                         std::numeric_limits<Scalar>::quiet_NaN())) {
        middle() = inside;
    }
    auto middle() { return all.block(frame, 1, all.rows() - 2 * frame, all.cols() - 2); }
    Scalar* data() { return &all(frame, 1); }
    bool frame_is_whole() const {
        return all.array().isNaN().count() ==
               all.size() - (all.rows() - 2 * frame) * (all.cols() - 2);
    }
};

template <typename Scalar>
void check(Index rows, Index cols, Index inner, bool a_transposed, bool b_transposed) {
    SCOPED_TRACE(::testing::Message() << rows << " x " << inner << " x " << cols << ' '
                                      << a_transposed << b_transposed << ' ' << sizeof(Scalar));
    RandomStream random(1, "small_gemm");
    const MatrixOf<Scalar> a = integers<Scalar>(random, rows, inner);
    const MatrixOf<Scalar> b = integers<Scalar>(random, inner, cols);
    const MatrixOf<Scalar> c = integers<Scalar>(random, rows, cols);
    Framed<Scalar> left(a_transposed ? MatrixOf<Scalar>(a.transpose()) : a);
    Framed<Scalar> right(b_transposed ? MatrixOf<Scalar>(b.transpose()) : b);
    const MatrixOf<Scalar> product = a * b;
    for (const VectorUnit unit : supported_vector_units()) {
        SCOPED_TRACE(static_cast<int>(unit));
        for (const Scalar keep : {Scalar{0}, Scalar{3}}) {
            Framed<Scalar> out(c);
            const Product<Scalar> task{rows,
                                       cols,
                                       inner,
                                       Scalar{-2},
                                       keep,
                                       {left.data(), left.all.rows(), a_transposed},
                                       {right.data(), right.all.rows(), b_transposed},
                                       out.data(),
                                       out.all.rows()};
            small_gemm(task, unit);
            EXPECT_EQ(MatrixOf<Scalar>(out.middle()), Scalar{-2} * product + keep * c);
            EXPECT_TRUE(out.frame_is_whole());
        }
    }
}

/// All ways to fill packs of 2 to 16 rows, with a rest and without.
TEST(SmallGemm, IsThePlainSumInEveryUnit) {
    for (const Index rows : {1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 30, 33, 65, 70}) {
        for (const Index cols : {1, 2, 3, 4, 7}) {
            for (const Index inner : {1, 3, 4, 6, 9, 30, 64, 65, 79}) {
                for (const bool a_transposed : {false, true}) {
                    check<float>(rows, cols, inner, a_transposed, !a_transposed);
                    check<double>(rows, cols, inner, a_transposed, !a_transposed && cols % 2 == 0);
                    check<double>(rows, cols, inner, a_transposed, false);
                }
            }
        }
    }
}

}  // namespace
}  // namespace regimes
