// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/matrix_view.hpp"

namespace regimes::bench {

/// Settings of the rival; the defaults are the fastest found that end within 1e-6 of the minimiser.
struct CvodeOptions {
    double relative_tolerance = 5e-7;
    double absolute_tolerance = 1e-12;
    int krylov_dimension = 20;
    double stop_at = 1e-8;  ///< on ||X beta - y|| / ||y||
    long max_steps = 1000000;
    double max_seconds = 60.0;
};

struct CvodeResult {
    Vector beta;
    double residual = 0.0;  ///< ||X beta - y|| / ||y||
    double time = 0.0;      ///< of the flow
    long steps = 0;
    long products = 0;  ///< with X or X^T
};

/// Gradient flow of ||X (w_+^D - w_-^D) - y||^2 from w = alpha 1, in its 2 d parameters: CVODE's
/// BDF with GMRES and exact Jacobian-vector products. BLAS threads are the caller's affair.
/// Errors: std::runtime_error if CVODE gives up.
CvodeResult cvode_flow(const MatrixView& x, const Vector& y, int depth, double alpha,
                       const CvodeOptions& options = {});

}  // namespace regimes::bench
