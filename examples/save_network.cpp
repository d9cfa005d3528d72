// SPDX-License-Identifier: BSD-3-Clause
// A network for `regimes probe` without Python: two convolutions and a linear layer for images of
// 28 x 28 pixels in ten classes, written as TorchScript. Usage: save_network [FILE]
#include <cstdio>
#include <exception>

#include "regimes/networks/modules.hpp"

int main(int argc, char** argv) {
    const char* path = argc > 1 ? argv[1] : "network.pt";
    try {
        regimes::ConvolutionalShape shape;
        shape.input = {1, 28, 28};
        shape.layers = {8, 0, 16, 0};  // 0: a pooling
        shape.outputs = 10;
        regimes::convolutional_module(shape, /*log_alpha=*/0.0, /*seed=*/0)->save(path);
        std::printf("%s: %lld parameters\n", path, static_cast<long long>(shape.parameters()));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
