// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/terminal/output.hpp"
#include "cli/verb.hpp"
#include "regimes/core/version.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/networks/modules.hpp"
#include "regimes/numerics/blas_library.hpp"
#include "regimes/solvers/basis_pursuit.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/solvers/minimum_l2.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

/// Solves x1 + 2 x2 = 2, whose minimum l2 and l1 solutions are (0.4, 0.8) and (0, 1). At depth 2
/// and alpha = 1, by hand: beta = 2 (sinh v, sinh 2v).
Json self_test() {
    const Matrix x{{1.0, 2.0}};
    const Vector y{{2.0}};
    const Solution l2 = minimum_l2(x, y);
    const Solution l1 = basis_pursuit(x, y);
    const Solution between = interpolate(x, y, {.depth = 2.0, .log_alpha = 0.0});
    const double v = std::asinh(between.coefficients[0] / 2.0);
    const double error = std::max({(l2.coefficients - Vector{{0.4, 0.8}}).norm(),
                                   (l1.coefficients - Vector{{0.0, 1.0}}).norm(),
                                   std::fabs(between.coefficients[1] - 2.0 * std::sinh(2.0 * v))});
    const bool converged = l2.status == Status::converged && l1.status == Status::converged &&
                           between.status == Status::converged;
    return {{"passed", converged && error < 1e-9},
            {"error", error},
            {"certificate",
             {{"primal_residual", between.certificate.primal_residual},
              {"stationarity_residual", between.certificate.stationarity_residual},
              {"duality_gap", between.certificate.duality_gap}}}};
}

Json blas() {
    Json json = {{"library", build_info().blas}};
    const BlasLibrary library = blas_library();
    json["configuration"] = library.configuration.empty() ? Json() : Json(library.configuration);
    json["threads"] = library.threads == 0 ? Json() : Json(library.threads);
    return json;
}

Json lib_torch() {
    const TorchBuild build = torch_build();
    return {{"version", build.is_there ? Json(build.version) : Json()}, {"cuda", build.has_cuda}};
}

std::string torch_text(const Json& torch) {
    if (!torch["version"].is_string()) return torch_build().reason;
    return fmt::format("{}, {}", torch["version"].get<std::string>(),
                       torch["cuda"].get<bool>() ? "CPU and CUDA" : "CPU only");
}

Json data_sets() {
    Json sets = Json::array();
    for (const ImageDataSet& set : image_data_sets()) {
        const DataSetPlace place = find_data_set(set);
        sets.push_back({{"name", set.name},
                        {"state", place.is_complete() ? "found" : "missing"},
                        {"folder", place.folder.empty() ? Json() : Json(place.folder.string())}});
    }
    return sets;
}

Json examine() {
    const BuildInfo& build = build_info();
    return {{"version", build.version},
            {"commit", build.commit},
            {"compiler", build.compiler},
            {"build_type", build.build_type},
            {"blas", blas()},
            {"torch", lib_torch()},
            {"cores", std::thread::hardware_concurrency()},
            {"data_sets", data_sets()},
            {"self_test", self_test()}};
}

std::string line(const char* what, const std::string& found) {
    return fmt::format("{:<12} {}\n", what, found);
}

std::string text_of(const Json& json) {
    const auto text = [](const Json& value) { return value.get<std::string>(); };
    std::string lines =
        line("version", fmt::format("{}, commit {}", text(json["version"]), text(json["commit"])));
    lines += line("compiler",
                  fmt::format("{}, {} build", text(json["compiler"]), text(json["build_type"])));
    const Json& library = json["blas"];
    lines += line("BLAS", text(library["library"]));
    if (library["configuration"].is_string()) lines += line("", text(library["configuration"]));
    if (library["threads"].is_number()) {
        lines += line("", fmt::format("up to {} threads", library["threads"].get<int>()));
    }
    lines += line("LibTorch", torch_text(json["torch"]));
    lines += line("cores", json["cores"].dump());
    const char* head = "data sets";
    for (const Json& set : json["data_sets"]) {
        const std::string name = text(set["name"]);
        lines += line(head, fmt::format("{:<14} {}", name,
                                        set["state"] == "found"
                                            ? text(set["folder"])
                                            : fmt::format("not found (regimes data {} tells how "
                                                          "to get it)",
                                                          name)));
        head = "";
    }
    const Json& test = json["self_test"];
    return lines + line("self test", fmt::format("{}, largest error {:.1e}",
                                                 test["passed"].get<bool>() ? "passed" : "FAILED",
                                                 test["error"].get<double>()));
}

class Doctor final : public Verb {
public:
    std::string_view name() const override { return "doctor"; }
    std::string_view summary() const override {
        return "What was built, which BLAS, which data sets are at hand, and a self test";
    }
    std::string_view example() const override { return "regimes doctor"; }
    void add_options(CLI::App& app) override {
        app.add_flag("--json", json_, "one JSON document, and nothing else, on stdout");
        app.footer("The self test solves a problem whose solutions are known by hand.");
    }

    ExitCode run() override {
        const Json json = examine();
        json_ ? print_json(json) : print(text_of(json));
        if (json["self_test"]["passed"].get<bool>()) return ExitCode::done;
        complain(
            fmt::format("regimes: doctor: the self test failed: {}\n", json["self_test"].dump()));
        return ExitCode::unfinished;
    }

private:
    bool json_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_doctor() { return std::make_unique<Doctor>(); }

}  // namespace regimes::cli
