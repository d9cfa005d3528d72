// SPDX-License-Identifier: BSD-3-Clause
#include "cli/fit_options.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/nearest_name.hpp"
#include "cli/number_list.hpp"
#include "regimes/core/version.hpp"
#include "regimes/report/fit_record.hpp"

namespace regimes::cli {

namespace {

constexpr Index longest_side = 1'000'000;  // of an image: rows x columns cannot overflow
constexpr const char* default_log10_alpha = "2:-12:15";

}  // namespace

nlohmann::ordered_json provenance(const FitOptions& options) {
    const BuildInfo& build = build_info();
    nlohmann::ordered_json used = {{"x", options.x}, {"y", options.y}};
    if (!options.test_x.empty()) {
        used["test_x"] = options.test_x;
        used["test_y"] = options.test_y;
    }
    used["depth"] = options.depths;
    used["log10_alpha"] = options.log10_alphas;
    used["regularizer"] = options.regularizer;
    used["method"] = options.method;
    used["primal_tolerance"] = options.solver.primal_tolerance;
    used["stationarity_tolerance"] = options.solver.stationarity_tolerance;
    used["gap_tolerance"] = options.solver.gap_tolerance;
    if (options.method != "exact") {
        used["residual_tolerance"] = options.simulation.flow.residual_tolerance;
        used["max_steps"] = options.simulation.descent ? options.simulation.steps.max_steps
                                                       : options.simulation.flow.max_steps;
    }
    if (options.method == "descent") {
        used["step_size"] = options.simulation.steps.step_size;
        used["momentum"] = options.simulation.steps.momentum;
    }
    used["max_iterations"] = options.solver.max_iterations;
    used["threads"] = options.solver.threads;
    return {{"version", build.version}, {"commit", build.commit}, {"options", used}};
}

void FitArguments::add_to(CLI::App& app) {
    const InterpolationOptions defaults;
    primal_tolerance_ = fmt::format("{:g}", defaults.primal_tolerance);
    stationarity_tolerance_ = fmt::format("{:g}", defaults.stationarity_tolerance);
    gap_tolerance_ = fmt::format("{:g}", defaults.gap_tolerance);
    max_iterations_ = fmt::format("{}", defaults.max_iterations);
    threads_ = fmt::format("{}", defaults.threads);
    given_.regularizer = "implicit";
    given_.method = "exact";
    const auto add = [&app](const char* name, std::string& value, const char* type,
                            const std::string& text) {
        return app.add_option(name, value, text)->type_name(type);
    };
    add("--x", given_.x, "FILE", "samples x features: CSV (header or not) or NPY")->required();
    add("--y", given_.y, "FILE", "one target for each sample: CSV or NPY")->required();
    add("--depth", depth_, "D[,D...]", "depth of the network, any real number >= 2 (default 2)");
    add("--alpha", alpha_, "A",
        "initialisation scale > 0: a number, a comma list, or\n"
        "from:to:count, spaced geometrically");
    add("--log10-alpha", log10_alpha_, "L",
        fmt::format("the same as decimal logarithm, spaced evenly; reaches scales\n"
                    "such as 1e-300 and below (default {})",
                    default_log10_alpha));
    add("--regularizer", given_.regularizer, "NAME",
        "implicit: what gradient flow minimises (default);\n"
        "explicit: least distance of the weights from the start, depth 2 only");
    add("--method", given_.method, "NAME",
        "exact: the limit itself, with a certificate (default);\n"
        "flow: simulates gradient flow; descent: gradient descent");
    add_training(app);
    add("--test-x", given_.test_x, "FILE",
        "held-out samples: adds test_mse and, if y takes two values,\n"
        "test_error, the share whose nearer value is wrong");
    add("--test-y", given_.test_y, "FILE", "their targets");
    add("--image", image_, "RxC",
        "the features are the pixels of an R x C image, row by row; of\n"
        "colours all red, green, blue below each other (cifar10: 96x32)");
    add("--primal-tolerance", primal_tolerance_, "T",
        fmt::format("on ||X b - y|| / ||y|| (default {})", primal_tolerance_));
    add("--stationarity-tolerance", stationarity_tolerance_, "T",
        fmt::format("on the stationarity residual (default {})", stationarity_tolerance_));
    add("--gap-tolerance", gap_tolerance_, "T",
        fmt::format("on the relative duality gap (default {})", gap_tolerance_));
    add("--max-iterations", max_iterations_, "K",
        fmt::format("Newton steps for each alpha (default {})", max_iterations_));
    add("--threads", threads_, "K",
        fmt::format("0 takes all cores; never changes the result (default {})", threads_));
    add("--out", given_.out, "DIR",
        "writes coefficients.npy (solutions x features), endpoints.npy\n"
        "(minimum l2, minimum l1), report.html, and last fit.json");
    app.add_flag("--coefficients", given_.coefficients, "put the coefficients into the JSON");
    app.add_flag("--json", given_.json, "one JSON document, and nothing else, on stdout");
    app.footer(
        fmt::format("A coefficient carries weight (\"effective_support\") if its magnitude is "
                    "above\n{:g} of the largest.",
                    support_threshold));
}

void FitArguments::add_training(CLI::App& app) {
    const auto add = [&app](const char* name, std::string& value, const char* type,
                            const std::string& text) {
        app.add_option(name, value, text)->type_name(type);
    };
    add("--residual-tolerance", residual_tolerance_, "T",
        fmt::format("flow, descent: stop when ||X b - y|| / ||y|| falls to this (default {:g})",
                    FlowOptions().residual_tolerance));
    add("--step-size", step_size_, "S",
        "descent: of each step (default: a quarter of 1 / sharpness at the\n"
        "start; deep networks from a small alpha need a smaller one)");
    add("--momentum", momentum_, "M",
        fmt::format("descent: heavy ball, in [0, 1) (default {:g})", DescentOptions().momentum));
    add("--max-steps", max_steps_, "K",
        fmt::format("flow: steps of the integrator (default {}); descent: (default {})",
                    FlowOptions().max_steps, DescentOptions().max_steps));
}

/// Options of one method given to another are mistakes, not wishes to be ignored.
void FitArguments::check_training_options() const {
    const bool exact = given_.method == "exact";
    const auto refuse = [](const char* option, const char* methods) {
        throw UsageError(fmt::format("{}: belongs to --method {}", option, methods));
    };
    if (exact && !residual_tolerance_.empty()) refuse("--residual-tolerance", "flow or descent");
    if (exact && !max_steps_.empty()) refuse("--max-steps", "flow or descent");
    if (given_.method != "descent" && !step_size_.empty()) refuse("--step-size", "descent");
    if (given_.method != "descent" && !momentum_.empty()) refuse("--momentum", "descent");
    if (!exact && given_.regularizer == "explicit") {
        throw UsageError(
            "--regularizer: explicit belongs to --method exact; training minimises the implicit "
            "one");
    }
}

SimulationOptions FitArguments::settle_simulation() const {
    SimulationOptions simulation;
    simulation.descent = given_.method == "descent";
    if (!residual_tolerance_.empty()) {
        simulation.flow.residual_tolerance = simulation.steps.residual_tolerance =
            parse_positive("--residual-tolerance", residual_tolerance_);
    }
    if (!step_size_.empty()) {
        simulation.steps.step_size = parse_positive("--step-size", step_size_);
    }
    if (!momentum_.empty()) {
        simulation.steps.momentum = parse_number("--momentum", momentum_);
        if (!(simulation.steps.momentum >= 0.0 && simulation.steps.momentum < 1.0)) {
            throw UsageError(
                fmt::format("--momentum: {} given, at least 0 and below 1 expected", momentum_));
        }
    }
    if (!max_steps_.empty()) {
        simulation.flow.max_steps = simulation.steps.max_steps =
            parse_count("--max-steps", max_steps_, 1);
    }
    return simulation;
}

Regularization FitArguments::settle_regularization(const std::vector<double>& depths) const {
    check_name("--regularizer", given_.regularizer, {"implicit", "explicit"});
    if (given_.regularizer == "implicit") return Regularization::implicit;
    for (const double depth : depths) {
        if (depth == 2.0) continue;
        throw UsageError(fmt::format(
            "--regularizer: explicit is known for depth 2 only, depth {:g} given", depth));
    }
    return Regularization::explicit_;
}

std::vector<double> FitArguments::settle_alphas() const {
    if (!alpha_.empty() && !log10_alpha_.empty()) {
        throw UsageError("--alpha and --log10-alpha: both given, one of them expected");
    }
    if (!alpha_.empty()) return parse_log10_numbers("--alpha", alpha_);
    return parse_numbers("--log10-alpha",
                         log10_alpha_.empty() ? default_log10_alpha : log10_alpha_);
}

std::optional<ImageShape> FitArguments::settle_image() const {
    if (image_.empty()) return std::nullopt;
    const std::size_t cross = image_.find('x');
    if (cross == std::string::npos) {
        throw UsageError(fmt::format("--image: \"{}\" given, ROWSxCOLUMNS expected", image_));
    }
    const ImageShape shape{parse_count("--image (rows)", image_.substr(0, cross), 1),
                           parse_count("--image (columns)", image_.substr(cross + 1), 1)};
    if (std::max(shape.rows, shape.cols) > longest_side) {
        throw UsageError(fmt::format("--image: \"{}\" given, at most {} rows and columns expected",
                                     image_, longest_side));
    }
    return shape;
}

InterpolationOptions FitArguments::settle_solver() const {
    InterpolationOptions solver;
    solver.primal_tolerance = parse_positive("--primal-tolerance", primal_tolerance_);
    solver.stationarity_tolerance =
        parse_positive("--stationarity-tolerance", stationarity_tolerance_);
    solver.gap_tolerance = parse_positive("--gap-tolerance", gap_tolerance_);
    solver.max_iterations = static_cast<int>(parse_count("--max-iterations", max_iterations_, 1));
    solver.threads = static_cast<int>(parse_count("--threads", threads_, 0));
    return solver;
}

std::vector<double> FitArguments::settle_depths() const {
    std::vector<double> depths = parse_numbers("--depth", depth_);
    for (const double depth : depths) {
        if (depth < 2.0) {
            throw UsageError(fmt::format("--depth: {:g} given, at least 2 expected", depth));
        }
        if (std::count(depths.begin(), depths.end(), depth) > 1) {
            throw UsageError(fmt::format("--depth: {:g} given twice", depth));
        }
    }
    return depths;
}

FitOptions FitArguments::settle() const {
    if (given_.test_x.empty() != given_.test_y.empty()) {
        throw UsageError("--test-x and --test-y: one given, both or none expected");
    }
    check_name("--method", given_.method, {"exact", "flow", "descent"});
    FitOptions options = given_;
    options.depths = settle_depths();
    options.log10_alphas = settle_alphas();
    options.regularization = settle_regularization(options.depths);
    options.image = settle_image();
    options.solver = settle_solver();
    check_training_options();
    options.simulation = settle_simulation();
    return options;
}

}  // namespace regimes::cli
