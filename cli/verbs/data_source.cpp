// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verbs/data_source.hpp"

#include "regimes/studies/number_text.hpp"

namespace regimes::cli {

std::vector<std::unique_ptr<DataSource>> data_sources() {
    std::vector<std::unique_ptr<DataSource>> sources = make_image_sources();
    sources.push_back(make_sparse_regression_source());
    return sources;
}

long long count_or(const GivenOptions& given, const std::string& option, long long fallback) {
    const auto found = given.find(option);
    return found == given.end() ? fallback : parse_count(option, found->second, 0);
}

}  // namespace regimes::cli
