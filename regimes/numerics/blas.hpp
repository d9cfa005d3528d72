// SPDX-License-Identifier: BSD-3-Clause
// The routines of BLAS and LAPACK that the library calls. Nothing else in the tree names them:
// blas_system.cpp hands them to the BLAS that was found, blas_eigen.cpp to Eigen (REGIMES_BLAS).
// Sizes are those of the arguments, unchecked; matrices are stored by columns.
#pragma once

#include "regimes/core/matrix_view.hpp"
#include "regimes/numerics/gemm.hpp"

namespace regimes::blas {

/// C = scale A B + keep C; with keep = 0, C is not read. Scalar: float or double.
template <typename Scalar>
void gemm(const Product<Scalar>& product);

/// out = X in, or transposed X^T in.
void gemv(const MatrixView& x, bool transposed, const double* in, double* out);

/// C = A A^T + keep C, lower triangle only; with keep = 0, it is not read.
void syrk(const MatrixView& a, double keep, Matrix& c);

/// Solves L b' = b, or transposed L^T b' = b, in place; only the lower triangle of L is read.
void trsv(const Matrix& l, bool transposed, double* b);

/// A = L L^T from the lower triangle of A, where L is left. False: A is not positive definite.
bool potrf(Matrix& a);

/// A = V diag(values) V^T from the lower triangle of A, where V is left; values ascend. False: the
/// iteration did not converge.
bool syevd(Matrix& a, Vector& values);

/// Thin A = U diag(s) V^T with s descending, A destroyed; u and vt null: the values alone. False:
/// the iteration did not converge.
bool gesdd(Matrix& a, Matrix* u, Vector& s, Matrix* vt);

/// Threads that the BLAS takes for a large product, and how to change that.
int threads();
void set_threads(int count);

}  // namespace regimes::blas
