// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "regimes/networks/torch/differentiable.hpp"

namespace regimes {

/// The tangent kernel of a network on samples x, of the parameters that train:
///
///     K_(nk)(ml) = <grad f_k(x_n), grad f_l(x_m)>
///
/// Shapes: x is N x (shape of a sample); K is (N C) x (N C), sample by sample, in double, on the
/// device of x; exactly symmetric. f must treat samples alone (eval mode); it runs on x's device.
///
/// Layers are found while f runs (layer_use.hpp): one pass forward and C back for each batch give
/// what a layer saw and the gradients by its outputs for all samples at once. From these come, per
/// layer, whichever costs less: the gradients in slices and one large product, or products of the
/// factors, (A A^T) o (G G^T) for a layer with one position. Parameters used in ways that no layer
/// explains are done by autograd, sample by sample; which ones, a proof in every pass decides.
/// f should run without the optimiser of TorchScript also where it was called before, since a
/// graph already optimised hides its layers, which makes this slow, though not wrong.
///
/// Memory: `memory` bytes beside K, the parameters and rounding-up to a single sample: a quarter
/// for the graph of a pass, half for features (of all samples, or of two blocks of them, where
/// those of one are computed once for each other), a quarter for slices. If memory runs out, less
/// is taken.
/// Products are in the precision of x, sums over layers and slices in double: error of about 1e-6
/// sqrt(K_kk K_ll) in float. The rounding depends on `memory` and on threads of LibTorch.
/// Errors: std::invalid_argument for outputs that are not a row of numbers for each sample, or no
/// samples; std::bad_alloc; what f throws.
/// Source: Goodfellow (2015), "Efficient per-example gradient computations"; Novak, Sohl-Dickstein,
/// Schoenholz (2022), structured derivatives.
at::Tensor tangent_kernel(const Differentiable& f, const at::Tensor& x, std::size_t memory);

/// Between two sets of samples: (N1 C) x (N2 C).
at::Tensor tangent_kernel(const Differentiable& f, const at::Tensor& first,
                          const at::Tensor& second, std::size_t memory);

}  // namespace regimes
