// SPDX-License-Identifier: BSD-3-Clause
// Where modules come from. LibTorch is loaded when the first is asked for. Where there is none,
// everything here that would make a module throws std::runtime_error, saying how to get it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "regimes/networks/module.hpp"

namespace regimes {

/// What LibTorch this build has.
struct TorchBuild {
    bool is_there = false;     ///< false: no module can be made
    std::string version = {};  ///< "1.13.1"
    bool has_cuda = false;     ///< and a device that it can use
    std::string reason = {};   ///< why there is none
};

/// The same for every call.
TorchBuild torch_build();

/// Threads that a module computes on, in the calling thread. Domain: >= 1. With more than one, the
/// last digits may be others.
void set_module_threads(int threads);

/// A TorchScript file, as torch.jit.save writes it, converted to the precision of the place.
/// Errors: FileError for a file that cannot be read or is no TorchScript; std::invalid_argument for
/// a module without parameters to train, or CUDA where there is none.
std::unique_ptr<Module> load_module(const std::filesystem::path& path,
                                    const DeviceOptions& place = {});

/// A convolutional network: 3x3 convolutions (padding 1, no bias), ReLU after each, 2x2 maximum
/// pooling, and one linear layer on what is left.
struct ConvolutionalShape {
    std::vector<Index> input = {3, 32, 32};  ///< channels, rows, columns
    std::vector<Index> layers;               ///< channels of each convolution; 0: a pooling
    Index outputs = 10;                      ///< of the linear layer
    bool bias = false;                       ///< of the linear layer; starts at 0

    /// p.
    Index parameters() const;
};

/// The network of Figure 5(f), its channels divided by `divisor`:
/// 64-M-128-M-256-256-M-512-512-M-512-512-M and a linear layer.
/// Source: Woodworth et al. (2020), section 7; Simonyan, Zisserman (2015), configuration A.
ConvolutionalShape vgg11(Index divisor = 1);

/// With weights alpha U(-sqrt(6 / fan_in), sqrt(6 / fan_in)), a stream of the seed for each layer.
/// Its parameters are named "convolution_1", "convolution_2", ..., "output", "output_bias".
/// Errors: std::invalid_argument for a shape that leaves no pixel, or alpha out of range.
/// Source: He, Zhang, Ren, Sun (2015).
std::unique_ptr<Module> convolutional_module(const ConvolutionalShape& shape, double log_alpha,
                                             std::uint64_t seed, const DeviceOptions& place = {});

/// A parameter of a module that is given as source.
struct SourceParameter {
    std::string name;          ///< an attribute of self
    std::vector<Index> shape;  ///< of the tensor
    Vector values;             ///< C order
};

/// A module from TorchScript source: def forward(self, x: Tensor) -> Tensor, with these parameters
/// as attributes of self. For tests and examples.
std::unique_ptr<Module> source_module(const std::string& source,
                                      const std::vector<SourceParameter>& parameters,
                                      const DeviceOptions& place = {});

}  // namespace regimes
