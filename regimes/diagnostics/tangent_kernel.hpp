// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "regimes/models/model.hpp"

namespace regimes {

/// What computing a tangent kernel may take.
struct TangentKernelOptions {
    std::size_t memory = std::size_t{256} << 20;  ///< bytes that tangent features may take
    int threads = 1;                              ///< 0: all cores
};

/// The tangent kernel of a model on its own samples.
///
///     K_kl(w) = <grad f_k(w), grad f_l(w)> = (J J^T)_kl
///
/// Shapes: m x m, outputs sample by sample; exactly symmetric. Of J only blocks of rows that fit
/// into `memory` are held (at least those of two samples). With everything inside the bound each
/// row is computed once; with B rows inside, about m / (1.5 B) times. m^2 p operations in BLAS-3.
/// Error bound: p 2^-52 ||grad f_k|| ||grad f_l|| beside the rounding of the model; entries below
/// 1e-308 underflow, at depth D for alpha^(2D-2) below that. The same bits for any number of
/// threads; another `memory` may change the rounding.
/// Of models with `tangent_factors`, these take the place of the rows of J: less memory (a few
/// numbers for each unit instead of each weight) and less time, and the error bound above grows by
/// the depth.
/// Errors: std::invalid_argument for w of a wrong size or negative threads.
/// Source: Jacot, Gabriel, Hongler (2018); Woodworth et al. (2020), section 2.
Matrix tangent_kernel(const Model& model, ConstVectorRef w,
                      const TangentKernelOptions& options = {});

/// The tangent kernel between two sets of samples (training and test data, say) at the same
/// parameters: K_kl = <grad f_k(w), grad g_l(w)>.
///
/// Shapes: m1 x m2. Everything else as above. Error: std::invalid_argument if the two models do not
/// have the same number of parameters.
Matrix tangent_kernel(const Model& first, const Model& second, ConstVectorRef w,
                      const TangentKernelOptions& options = {});

}  // namespace regimes
