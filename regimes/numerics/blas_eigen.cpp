// SPDX-License-Identifier: BSD-3-Clause
// Eigen in the place of BLAS and LAPACK: slower, and nothing to install or to link.
#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/SVD>

#include "regimes/numerics/blas.hpp"
#include "regimes/numerics/blas_library.hpp"

namespace regimes {

namespace blas {

namespace {

using Stride = Eigen::OuterStride<>;
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Calls task(op(A)) with A, `rows` x `cols` before it is transposed, as Eigen sees it.
template <typename Scalar, typename Task>
void with_factor(const GemmFactor<Scalar>& a, Index rows, Index cols, const Task& task) {
    using Stored = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    using View = Eigen::Map<const Stored, 0, Stride>;
    if (a.transposed) return task(View(a.data, cols, rows, Stride(a.stride)).transpose());
    task(View(a.data, rows, cols, Stride(a.stride)));
}

/// Calls task(X).
template <typename Task>
void with_view(const MatrixView& x, const Task& task) {
    const Stride stride(x.stride);
    if (x.order == MatrixView::Order::rows) {
        return task(Eigen::Map<const RowMatrix, 0, Stride>(x.data, x.rows, x.cols, stride));
    }
    task(Eigen::Map<const Matrix, 0, Stride>(x.data, x.rows, x.cols, stride));
}

}  // namespace

template <typename Scalar>
void gemm(const Product<Scalar>& p) {
    using Stored = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    Eigen::Map<Stored, 0, Stride> c(p.c, p.rows, p.cols, Stride(p.stride));
    if (p.keep == Scalar(0)) {
        c.setZero();
    } else if (p.keep != Scalar(1)) {
        c *= p.keep;
    }
    with_factor(p.a, p.rows, p.inner, [&](const auto& a) {
        with_factor(p.b, p.inner, p.cols, [&](const auto& b) { c.noalias() += p.scale * a * b; });
    });
}

template void gemm(const Product<float>&);
template void gemm(const Product<double>&);

void gemv(const MatrixView& x, bool transposed, const double* in, double* out) {
    const Index inner = transposed ? x.rows : x.cols;
    const Eigen::Map<const Vector> v(in, inner);
    Eigen::Map<Vector> result(out, x.rows + x.cols - inner);
    with_view(x, [&](const auto& matrix) {
        if (transposed) {
            result.noalias() = matrix.transpose() * v;
        } else {
            result.noalias() = matrix * v;
        }
    });
}

void syrk(const MatrixView& a, double keep, Matrix& c) {
    if (keep == 0.0) {
        c.triangularView<Eigen::Lower>().setZero();
    } else if (keep != 1.0) {
        c.triangularView<Eigen::Lower>() *= keep;
    }
    with_view(
        a, [&](const auto& matrix) { c.selfadjointView<Eigen::Lower>().rankUpdate(matrix, 1.0); });
}

void trsv(const Matrix& l, bool transposed, double* b) {
    Eigen::Map<Vector> v(b, l.rows());
    if (transposed) {
        l.triangularView<Eigen::Lower>().transpose().solveInPlace(v);
    } else {
        l.triangularView<Eigen::Lower>().solveInPlace(v);
    }
}

bool potrf(Matrix& a) { return Eigen::LLT<Eigen::Ref<Matrix>>(a).info() == Eigen::Success; }

bool syevd(Matrix& a, Vector& values) {
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(a);
    values = solver.eigenvalues();
    a = solver.eigenvectors();
    return solver.info() == Eigen::Success;
}

bool gesdd(Matrix& a, Matrix* u, Vector& s, Matrix* vt) {
    const unsigned vectors = u != nullptr ? Eigen::ComputeThinU | Eigen::ComputeThinV : 0U;
    const Eigen::BDCSVD<Matrix> solver(a, vectors);
    s = solver.singularValues();
    if (u != nullptr) {
        *u = solver.matrixU();
        *vt = solver.matrixV().transpose();
    }
    return solver.info() == Eigen::Success;
}

int threads() { return 1; }

void set_threads(int) {}

}  // namespace blas

BlasLibrary blas_library() { return {.configuration = "", .kernels = "", .threads = 1}; }

bool correct_blas_processor() { return false; }

}  // namespace regimes
