// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "regimes/data/regression_problem.hpp"

namespace regimes::cli {

/// Options of `data` that were given, as typed: "--samples" to "100".
using GivenOptions = std::map<std::string, std::string>;

/// A problem made from a data set, and what is to be said about it.
struct GeneratedProblem {
    RegressionProblem problem;
    Vector coefficients;             ///< the truth; empty where nobody knows it
    nlohmann::ordered_json options;  ///< all that it depends on, defaults included
    std::string targets;             ///< what y holds, in one sentence
};

/// Something `data` can make a regression problem from.
class DataSource {
public:
    virtual ~DataSource() = default;
    virtual std::string name() const = 0;
    /// The options its problems depend on.
    virtual std::vector<std::string> options() const = 0;
    /// What it is, and where.
    virtual nlohmann::ordered_json describe() const = 0;
    /// Its line in the list of all, without the name.
    virtual std::string line() const = 0;
    /// The same for people, several lines.
    virtual std::string text() const = 0;
    /// Reads all its files; what was found good, in one sentence. Errors: UsageError, FileError.
    virtual std::string check() const = 0;
    /// Errors: UsageError naming the option; FileError.
    virtual GeneratedProblem make(const GivenOptions& given) const = 0;
};

/// Every source there is, in the order of the list.
std::vector<std::unique_ptr<DataSource>> data_sources();

std::unique_ptr<DataSource> make_sparse_regression_source();
/// One for each image data set.
std::vector<std::unique_ptr<DataSource>> make_image_sources();

/// The whole number given for an option, or the default. Errors: UsageError.
long long count_or(const GivenOptions& given, const std::string& option, long long fallback);

}  // namespace regimes::cli
