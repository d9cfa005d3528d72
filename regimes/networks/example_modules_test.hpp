// SPDX-License-Identifier: BSD-3-Clause
// Small modules and samples that several tests use.
#pragma once

#include <memory>
#include <string>

#include "regimes/core/random.hpp"
#include "regimes/networks/modules.hpp"

namespace regimes::networks_test {

inline Vector normals(Index count, const char* purpose, double scale = 1.0) {
    return scale * RandomStream(0, purpose).normals(count);
}

/// f = a relu(b x), from R^3 to R^2 with 5 hidden units.
inline std::unique_ptr<Module> two_layers(Precision precision = Precision::double_precision) {
    return source_module(
        "def forward(self, x: Tensor) -> Tensor:\n"
        "    return torch.linear(torch.relu(torch.linear(x, self.b, None)), self.a, None)\n",
        {{"b", {5, 3}, normals(15, "b", 0.5)}, {"a", {2, 5}, normals(10, "a", 0.5)}},
        {Device::cpu, precision});
}

/// f = w x, from R^3 to R^2.
inline std::unique_ptr<Module> linear(Precision precision = Precision::double_precision) {
    return source_module(
        "def forward(self, x: Tensor) -> Tensor:\n"
        "    return torch.linear(x, self.w, None)\n",
        {{"w", {2, 3}, normals(6, "w")}}, {Device::cpu, precision});
}

inline SampleArray vectors(Index samples, Index size = 3) {
    const Vector values = normals(samples * size, "x");
    SampleArray x{{size}, {}};
    for (const double value : values)
        x.values.push_back(static_cast<float>(value));  // exact in either precision
    return x;
}

/// Classes 0 and 1 by the sign of the first entry.
inline std::vector<int> signs(const SampleArray& x) {
    std::vector<int> labels;
    for (Index n = 0; n < x.samples(); ++n) {
        labels.push_back(x.values[static_cast<std::size_t>(n * x.size())] > 0.0 ? 1 : 0);
    }
    return labels;
}

}  // namespace regimes::networks_test
