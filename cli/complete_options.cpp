// SPDX-License-Identifier: BSD-3-Clause
#include "cli/complete_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/exit_code.hpp"
#include "cli/nearest_name.hpp"
#include "cli/number_list.hpp"
#include "regimes/core/version.hpp"

namespace regimes::cli {

namespace {

using Start = MatrixFactorizationStart;

constexpr const char* default_log10_alpha = "1:-6:15";
constexpr double largest_log10_alpha = 130.0;  // alpha^2 must not leave the range of double

}  // namespace

Start start_for(const CompleteOptions& options, Index rows, Index cols) {
    Start start;
    start.rows = rows;
    start.cols = cols;
    start.columns = options.width.value_or(std::max(rows, cols));
    start.unbiased = options.init != "gaussian";
    start.shape = options.init == "identity" ? Start::Shape::identity : Start::Shape::gaussian;
    start.variance =
        options.variance == "1" ? Start::Variance::one : Start::Variance::one_over_columns;
    start.seed = options.seed;
    if (start.shape == Start::Shape::identity && start.columns < std::max(rows, cols)) {
        throw UsageError(fmt::format(
            "--width: {} given, at least {} expected for a {} x {} matrix with --init identity; "
            "unbiased and gaussian take any",
            start.columns, std::max(rows, cols), rows, cols));
    }
    return start;
}

nlohmann::ordered_json provenance(const CompleteOptions& options) {
    const BuildInfo& build = build_info();
    nlohmann::ordered_json used = {{"matrix", options.matrix},
                                   {"triplets", options.triplets},
                                   {"one_based", options.one_based},
                                   {"log10_alpha", options.log10_alphas},
                                   {"init", options.init},
                                   {"residual_tolerance", options.flow.residual_tolerance},
                                   {"max_steps", options.flow.max_steps},
                                   {"gap_tolerance", options.solver.gap_tolerance},
                                   {"max_iterations", options.solver.max_iterations}};
    if (options.width) used["width"] = *options.width;
    if (options.init != "identity") {
        used["variance"] = options.variance;
        used["seed"] = options.seed;
    }
    return {{"version", build.version}, {"commit", build.commit}, {"options", used}};
}

void CompleteArguments::add_to(CLI::App& app) {
    app_ = &app;
    given_.init = "identity";
    given_.variance = "1/k";
    seed_ = fmt::format("{}", Start().seed);
    const auto add = [&app](const char* name, std::string& value, const char* type,
                            const std::string& text) {
        return app.add_option(name, value, text)->type_name(type);
    };
    add("--matrix", given_.matrix, "FILE", "CSV or NPY; unknown entries are NaN, or empty cells")
        ->required();
    app.add_flag("--triplets", given_.triplets,
                 "the file has three columns: row and column (from 0), value");
    app.add_flag("--one-based", given_.one_based, "rows and columns of triplets count from 1");
    add("--alpha", alpha_, "A",
        "initialisation scale > 0: a number, a comma list, or\n"
        "from:to:count, spaced geometrically");
    add("--log10-alpha", log10_alpha_, "L",
        fmt::format("the same as decimal logarithm, spaced evenly (default {})",
                    default_log10_alpha));
    add("--width", width_, "K",
        "columns of U0 and V0, at no cost (default: the larger side of\n"
        "the matrix)");
    add("--init", given_.init, "NAME",
        "identity: U = alpha [I, I], V = alpha [I, -I] (default);\n"
        "unbiased: U = alpha [U0, U0], V = alpha [V0, -V0], Gaussian;\n"
        "gaussian: U = alpha U0, V = alpha V0, so that U V^T is not 0");
    add("--variance", given_.variance, "V",
        "of the entries of Gaussian U0, V0: 1 or 1/k (default 1/k)");
    add("--seed", seed_, "S", fmt::format("of Gaussian U0, V0 (default {})", seed_));
    add_tolerances();
    add("--out", given_.out, "DIR",
        "writes completed.npy (alphas x rows x columns), endpoints.npy\n"
        "(minimum Frobenius, minimum nuclear norm), report.html, and last\n"
        "complete.json");
    app.add_flag("--json", given_.json, "one JSON document, and nothing else, on stdout");
    app.footer(
        "\"moved\" is the root mean square by which training changed the unobserved entries of\n"
        "U V^T. Small alpha is the rich regime (least nuclear norm), large alpha the kernel\n"
        "regime (with identity: least Frobenius norm, unobserved entries stay at 0).");
}

void CompleteArguments::add_tolerances() {
    const FlowOptions flow;
    const CompletionOptions solver;
    residual_tolerance_ = fmt::format("{:g}", flow.residual_tolerance);
    max_steps_ = fmt::format("{}", flow.max_steps);
    gap_tolerance_ = fmt::format("{:g}", solver.gap_tolerance);
    max_iterations_ = fmt::format("{}", solver.max_iterations);
    const auto add = [this](const char* name, std::string& value, const char* type,
                            const std::string& text) {
        app_->add_option(name, value, fmt::format("{} (default {})", text, value))->type_name(type);
    };
    add("--residual-tolerance", residual_tolerance_, "T",
        "the flow ends when the relative residual falls to this");
    add("--max-steps", max_steps_, "N", "of the flow's integrator for each alpha");
    add("--gap-tolerance", gap_tolerance_, "T", "on the duality gap of the least nuclear norm");
    add("--max-iterations", max_iterations_, "N", "of the search for the least nuclear norm");
}

std::vector<double> CompleteArguments::settle_alphas() const {
    if (!alpha_.empty() && !log10_alpha_.empty()) {
        throw UsageError("--alpha and --log10-alpha: both given, one of them expected");
    }
    const bool by_alpha = !alpha_.empty();
    const std::vector<double> alphas =
        by_alpha ? parse_log10_numbers("--alpha", alpha_)
                 : parse_numbers("--log10-alpha",
                                 log10_alpha_.empty() ? default_log10_alpha : log10_alpha_);
    for (const double log10_alpha : alphas) {
        if (std::fabs(log10_alpha) <= largest_log10_alpha) continue;
        throw UsageError(fmt::format("{}: 1e{:g} given, a scale from 1e-{:g} to 1e{:g} expected",
                                     by_alpha ? "--alpha" : "--log10-alpha", log10_alpha,
                                     largest_log10_alpha, largest_log10_alpha));
    }
    return alphas;
}

void CompleteArguments::settle_start(CompleteOptions& options) const {
    check_name("--init", given_.init, {"identity", "unbiased", "gaussian"});
    check_name("--variance", given_.variance, {"1", "1/k"});
    for (const char* option : {"--variance", "--seed"}) {
        if (given_.init == "identity" && app_->count(option) > 0) {
            throw UsageError(fmt::format(
                "{}: has an effect only together with --init unbiased or gaussian", option));
        }
    }
    if (app_->count("--width") > 0) options.width = parse_count("--width", width_, 1);
    options.seed = static_cast<std::uint64_t>(parse_count("--seed", seed_, 0));
}

CompleteOptions CompleteArguments::settle() const {
    if (given_.one_based && !given_.triplets) {
        throw UsageError("--one-based: has an effect only together with --triplets");
    }
    if (app_->count("--out") > 0 && given_.out.empty()) {
        throw UsageError("--out: \"\" given, a folder expected");
    }
    CompleteOptions options = given_;
    options.log10_alphas = settle_alphas();
    settle_start(options);
    options.flow.residual_tolerance = parse_positive("--residual-tolerance", residual_tolerance_);
    options.flow.max_steps = static_cast<long>(parse_count("--max-steps", max_steps_, 1));
    options.solver.gap_tolerance = parse_positive("--gap-tolerance", gap_tolerance_);
    options.solver.max_iterations = parse_int("--max-iterations", max_iterations_, 1);
    return options;
}

}  // namespace regimes::cli
