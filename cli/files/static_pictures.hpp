// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <vector>

namespace regimes::cli {

/// A Vega-Lite specification, and the pictures to make of it.
struct PictureJob {
    std::filesystem::path specification;
    std::filesystem::path svg;
    std::filesystem::path png;
};

/// Draws figures without a browser: Node.js makes the SVG, rsvg-convert the PNG of it.
class StaticPictures {
public:
    /// Errors: UsageError naming what is not installed.
    StaticPictures();
    /// Errors: UsageError naming the program that failed, and its last words.
    void draw(const std::vector<PictureJob>& jobs) const;

private:
    std::filesystem::path vega_;
};

}  // namespace regimes::cli
