// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <set>
#include <string>

#include "tests/codebase/source_tree.hpp"

namespace regimes::codebase {

/// One line of the table of layers in docs/ARCHITECTURE.md.
struct Layer {
    std::set<std::string> may_see;  ///< names of layers, its own not included
    bool sees_everything = false;
    bool is_here = false;  ///< state "here", as opposed to "planned"
};

/// Layers by name: "core" for regimes/core/, "cli" for cli/.
using Layers = std::map<std::string, Layer>;

/// Reads the table; throws std::runtime_error if a line of it makes no sense.
Layers parse_layers(const std::string& architecture);

/// The layer a path lies in, or "" for one outside the layers.
std::string layer_of(const std::string& path, const Layers& layers);

/// Includes that the table forbids, and quoted includes not written from the root.
Problems include_problems(const SourceFile& file, const Layers& layers);

/// Names of BLAS and LAPACK routines outside the one file that may call them.
Problems blas_problems(const SourceFile& file);

/// Types of libraries that no header of this file's layer may show.
Problems foreign_type_problems(const SourceFile& file);

}  // namespace regimes::codebase
