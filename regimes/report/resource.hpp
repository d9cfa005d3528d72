// SPDX-License-Identifier: BSD-3-Clause
// Files of the source tree that are compiled into the library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace regimes {

/// One such file.
struct Resource {
    std::string_view path;  ///< from regimes/: "report/page.css"
    std::string_view text;
};

/// The style and scripts of pages, and every paper.csv and figure.vl.json of the experiments.
const std::vector<Resource>& resources();

/// The text of one of them. Errors: std::invalid_argument naming the path if there is no such file.
std::string_view resource(std::string_view path);

}  // namespace regimes
