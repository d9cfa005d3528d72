// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include "cli/terminal/exit_code.hpp"
#include "cli/verbs/data_source.hpp"
#include "regimes/data/sparse_regression.hpp"
#include "regimes/studies/number_text.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const SparseRegressionOptions& options) {
    return {{"samples", options.samples},   {"test_samples", options.test_samples},
            {"features", options.features}, {"nonzeros", options.nonzeros},
            {"noise", options.noise},       {"seed", options.seed}};
}

class SparseRegressionSource final : public DataSource {
public:
    std::string name() const override { return "sparse-regression"; }
    std::vector<std::string> options() const override {
        return {"--samples", "--test-samples", "--features", "--nonzeros", "--noise", "--seed"};
    }
    Json describe() const override {
        return {{"name", name()},
                {"kind", "synthetic"},
                {"state", "found"},
                {"defaults", to_json(SparseRegressionOptions())}};
    }
    std::string line() const override {
        return "synthetic, of any size: the sparse regression of the paper";
    }
    std::string text() const override {
        const SparseRegressionOptions defaults;
        return fmt::format(
            "sparse-regression: the sparse regression of the paper (section 4, figure 1)\n\n"
            "  y = <b, x> + noise z, with x ~ N(0, I) and z ~ N(0, 1); the first --nonzeros\n"
            "  entries of b are 1/sqrt(nonzeros), the others 0. Test labels carry no noise, so\n"
            "  that their mean squared error estimates the squared distance from b.\n\n"
            "  by default {} samples, {} features, {} nonzeros, noise {}, seed {}\n",
            defaults.samples, defaults.features, defaults.nonzeros, defaults.noise, defaults.seed);
    }
    std::string check() const override {
        throw UsageError("--check: sparse-regression is synthetic, there are no files to check");
    }
    GeneratedProblem make(const GivenOptions& given) const override {
        const SparseRegressionOptions options = resolved(given);
        SparseRegression made = sparse_regression(options);
        return {
            std::move(made.problem), std::move(made.coefficients), to_json(options),
            fmt::format("y = <b, x> + noise of deviation {}; {} of {} entries of b are not zero",
                        options.noise, options.nonzeros, options.features)};
    }

private:
    static SparseRegressionOptions resolved(const GivenOptions& given) {
        SparseRegressionOptions options;
        options.samples = count_or(given, "--samples", options.samples);
        options.test_samples = count_or(given, "--test-samples", options.test_samples);
        options.features = count_or(given, "--features", options.features);
        options.nonzeros = count_or(given, "--nonzeros", options.nonzeros);
        if (given.contains("--noise")) {
            options.noise = parse_number("--noise", given.at("--noise"));
        }
        options.seed = static_cast<std::uint64_t>(
            count_or(given, "--seed", static_cast<long long>(options.seed)));
        return options;
    }
};

}  // namespace

std::unique_ptr<DataSource> make_sparse_regression_source() {
    return std::make_unique<SparseRegressionSource>();
}

}  // namespace regimes::cli
