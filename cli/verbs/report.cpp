// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/App.hpp>

#include "cli/verb.hpp"
#include "cli/verbs/figure_outcome.hpp"

namespace regimes::cli {

namespace {

namespace fs = std::filesystem;

/// The store that is meant: this file, or store.sqlite in this folder.
fs::path store_at(const fs::path& place) {
    const fs::path path = fs::is_directory(place) ? place / "store.sqlite" : place;
    if (fs::is_regular_file(path)) return path;
    throw UsageError(fmt::format("{}: no such store", path.string()));
}

class Report final : public Verb {
public:
    std::string_view name() const override { return "report"; }
    std::string_view summary() const override {
        return "Draws again the figures that reproduce has computed, without computing";
    }
    std::string_view example() const override { return "regimes report figures --static"; }

    void add_options(CLI::App& app) override {
        app.add_option("store", place_, "a store, or the folder with store.sqlite in it")
            ->required()
            ->type_name("STORE");
        app.add_option("--out", out_, "where to write (default: the folder of the store)")
            ->type_name("DIR");
        app.add_flag("--static", static_, "also figure.svg and figure.png of each figure");
        app.add_flag("--json", json_, "one JSON document, and nothing else, on stdout");
        app.footer(
            "Charts need Vega, which scripts/setup fetches and a build copies, or the folder that\n"
            "REGIMES_VEGA names. Without it the report shows the data as tables.");
    }

    ExitCode run() override {
        const fs::path path = store_at(place_);
        StoreOptions options;
        options.read_only = true;
        const RunStore store(path, options);
        const ReproductionPlan plan = recorded_plan(store);
        if (plan.empty()) {
            throw UsageError(
                fmt::format("{}: no figure was reproduced into this store (regimes "
                            "reproduce does it)",
                            path.string()));
        }
        std::optional<StaticPictures> pictures;
        if (static_) pictures.emplace();
        OutputFolder folder(out_.empty() ? fs::absolute(path).parent_path() : fs::path(out_),
                            "reproduce");
        return deliver_report(name(), folder, figure_outcomes(store, plan), pictures, json_);
    }

private:
    std::string place_;
    std::string out_;
    bool static_ = false;
    bool json_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_report() { return std::make_unique<Report>(); }

}  // namespace regimes::cli
