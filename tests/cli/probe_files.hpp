// SPDX-License-Identifier: BSD-3-Clause
// Small networks and data for tests of `regimes probe`.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "regimes/core/random.hpp"
#include "regimes/networks/modules.hpp"
#include "tests/cli/program.hpp"

namespace regimes::cli {

/// Points on a circle with even targets, which networks without biases can learn, and such
/// networks. In a build without LibTorch, which they need, its tests are skipped.
class ProbeFiles : public ::testing::Test {
protected:
    using Words = std::vector<std::string>;

    static constexpr Index points = 8;
    static constexpr Index hidden = 60;

    ProbeFiles() {
        std::ostringstream x;
        std::ostringstream y;
        std::ostringstream labels;
        for (Index n = 0; n < points; ++n) {
            const double a = 0.785 * static_cast<double>(n) + 0.2;
            x << std::cos(a) << ',' << std::sin(a) << '\n';
            y << std::fabs(std::cos(a)) << '\n';
            labels << (std::fabs(std::cos(a)) > 0.6 ? 1 : 0) << '\n';
        }
        x_ = folder_.file("x.csv", x.str());
        y_ = folder_.file("y.csv", y.str());
        labels_ = folder_.file("labels.csv", labels.str());
    }

    void SetUp() override {
        if (!torch_build().is_there) GTEST_SKIP() << "this build has no LibTorch";
        one_ = save("one.pt", network(1));
        two_ = save("two.pt", network(2));
    }

    /// A ReLU network from two inputs, its weights N(0, 2 / fan_in).
    static std::unique_ptr<Module> network(Index outputs) {
        const Vector b = RandomStream(0, "b").normals(2 * hidden);
        const Vector a = RandomStream(0, "a").normals(outputs * hidden);
        return source_module(
            "def forward(self, x: Tensor) -> Tensor:\n"
            "    return torch.linear(torch.relu(torch.linear(x, self.b, None)), self.a, None)\n",
            {{"b", {hidden, 2}, b},
             {"a", {outputs, hidden}, std::sqrt(2.0 / static_cast<double>(hidden)) * a}});
    }

    std::string save(const std::string& name, const std::unique_ptr<Module>& module) const {
        module->save(folder_.path(name));
        return folder_.path(name);
    }

    /// A module whose forward is this, with a parameter w of 2 x 2.
    std::string source(const std::string& name, const std::string& body) const {
        return save(name,
                    source_module("def forward(self, x: Tensor) -> Tensor:\n    " + body + "\n",
                                  {{"w", {2, 2}, Vector{{1.0, 0.5, -0.5, 1.0}}}}));
    }

    static Words joined(Words words, const Words& more) {
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }
    Words numbers(const Words& more) const {
        return joined({"probe", one_, "--data", x_, "--y", y_}, more);
    }
    Words classes(const Words& more) const {
        return joined({"probe", two_, "--data", x_, "--labels", labels_}, more);
    }

    ScratchFolder folder_;
    std::string x_;
    std::string y_;
    std::string labels_;
    std::string one_;  ///< networks of one and two outputs
    std::string two_;
};

}  // namespace regimes::cli
