// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "regimes/store/parameters.hpp"

namespace regimes {

/// Trouble with a sweep file, in one line: path, line, key, and what was expected.
class SweepFileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A sweep as it stands in its file; what studies, experiments and their parameters are is not
/// known here.
struct SweepFile {
    std::filesystem::path path;
    std::string study;                         ///< what is swept: a study, or ...
    std::string experiment;                    ///< ... an experiment; the other one is empty
    std::vector<Parameters> tasks;             ///< what the file gives; others have their defaults
    std::map<std::string, std::size_t> lines;  ///< of each parameter, and of what is swept; from 1

    /// "FILE:LINE: what", with the line of the parameter that `what` names before its colon.
    std::string placed(const std::string& what) const;
};

/// The most points that a file may ask for.
inline constexpr std::size_t largest_grid = 10'000'000;

/// Reads a sweep file, in TOML:
///
///     experiment = "depth"      # or: study = "fit"
///     [fixed]
///     samples = 40
///     [grid]
///     depth = [2, 3, 5]
///     log10_alpha = { from = -3, to = 1, count = 9 }
///     width = { from = 10, to = 1000, count = 3, scale = "log" }
///     seeds = 5
///
/// A parameter in [grid] is a scalar, a list, or a range with both ends; a logarithmic one is
/// spaced geometrically. A range between whole numbers whose points are all whole is whole. Points
/// between the ends are rounded to 15 digits, or 12 if logarithmic (0.3, not 0.30000000000000004),
/// so that equal files mean equal points on every machine. `seeds = K`, or
/// `{ first = F, count = K }`, is the parameter `seed` from F (0 by default) to F + K - 1. The
/// tasks are the product of all, in the order of the file: the first parameter changes slowest.
/// `check_names` sees what is swept and the names of its parameters before any value is read, which
/// of a large grid takes much memory.
/// Errors: SweepFileError; what check_names throws.
SweepFile read_sweep_file(const std::filesystem::path& path,
                          const std::function<void(const SweepFile&)>& check_names = {});

}  // namespace regimes
