// SPDX-License-Identifier: BSD-3-Clause
// The contract that every experiment of the list keeps, at its smallest scale.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "regimes/experiments/experiment.hpp"
#include "regimes/experiments/experiment_runs_test.hpp"
#include "regimes/experiments/paper_rows.hpp"
#include "regimes/report/resource.hpp"

namespace regimes {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::ThrowsMessage;

const Reproduction smallest{.scale = Scale::smoke, .seeds = 1};

std::string folder_of(const Experiment& experiment) {
    std::string folder = experiment.name();
    std::replace(folder.begin(), folder.end(), '-', '_');
    return folder;
}

std::vector<RunRecord> smoke_runs(const Experiment& experiment) {
    return experiments_test::runs_of(experiment, experiment.tasks(smallest));
}

TEST(ExperimentContract, NamesAndAliasesFindTheirExperiment) {
    std::set<std::string> names;
    for (const Experiment* experiment : experiments()) {
        EXPECT_TRUE(names.insert(experiment->name()).second) << experiment->name();
        EXPECT_EQ(&find_experiment(experiment->name()), experiment);
        EXPECT_GE(experiment->version(), 1);
        for (const std::string& alias : experiment->aliases()) {
            EXPECT_TRUE(names.insert(alias).second) << alias;
            EXPECT_EQ(&find_experiment(alias), experiment);
        }
    }
}

TEST(ExperimentContract, UnknownNamesAreRefusedWithTheNearest) {
    EXPECT_THAT([] { find_experiment("regularizer"); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("nearest is regularizers")));
}

TEST(ExperimentContract, DefaultsAreInTheirDomain) {
    for (const Experiment* experiment : experiments()) {
        const Parameters defaults = with_defaults(experiment->parameters(), {});
        EXPECT_EQ(with_defaults(experiment->parameters(), defaults), defaults)
            << experiment->name();
        EXPECT_EQ(defaults.size(), experiment->parameters().size()) << experiment->name();
    }
}

TEST(ExperimentContract, TasksAreCompleteAndDiffer) {
    for (const Experiment* experiment : experiments()) {
        for (const Scale scale : {Scale::smoke, Scale::quick, Scale::paper}) {
            std::set<std::string> seen;
            const auto tasks = experiment->tasks({.scale = scale});
            EXPECT_THAT(tasks, Not(IsEmpty()));
            for (const Parameters& task : tasks) {
                EXPECT_EQ(with_defaults(experiment->parameters(), task), task)
                    << experiment->name();
                EXPECT_TRUE(seen.insert(canonical_text(task)).second) << canonical_text(task);
            }
        }
    }
}

TEST(ExperimentContract, SmallestScaleRunsAndBecomesAFigure) {
    for (const Experiment* experiment : experiments()) {
        if (!experiment->lacks().empty()) continue;  // LibTorch, which another build has
        const auto runs = smoke_runs(*experiment);
        for (const RunRecord& run : runs) {
            EXPECT_TRUE(run.result.converged) << canonical_text(run.parameters);
            EXPECT_THAT(run.result.metrics, Not(IsEmpty()));
            for (const auto& [metric, value] : run.result.metrics) {
                EXPECT_TRUE(std::isfinite(value)) << experiment->name() << " " << metric;
            }
        }
        const Figure figure = draw_figure(*experiment, runs, smallest);
        EXPECT_THAT(figure.specification, Not(ContainsRegex("[{][a-z_]+[}]")));
        EXPECT_EQ(figure.name, experiment->name());
        EXPECT_THAT(figure.rows, Not(IsEmpty())) << experiment->name();
        EXPECT_THAT(figure.claims, Not(IsEmpty())) << experiment->name();
        EXPECT_FALSE(figure.caption.empty() || figure.title.empty()) << experiment->name();
        for (const FigureRow& row : figure.rows) {
            EXPECT_TRUE(std::isfinite(row.x) && std::isfinite(row.y)) << experiment->name();
            EXPECT_TRUE(row.source == "ours" || row.source == "paper") << row.source;
        }
        for (const Claim& claim : figure.claims) {
            EXPECT_FALSE(claim.claim.empty() || claim.paper.empty() || claim.measured.empty() ||
                         claim.tolerance.empty())
                << experiment->name() << ": " << claim.claim;
            EXPECT_TRUE(claim.holds() || !claim.explanation.empty()) << claim.claim;
        }
    }
}

TEST(ExperimentContract, FailedRunsAreLeftOut) {
    for (const Experiment* experiment : experiments()) {
        RunRecord failed;
        failed.experiment = experiment->name();
        failed.parameters = experiment->tasks(smallest).front();
        failed.failure = "out of memory";
        const Figure figure = experiment->figure({failed}, smallest);
        for (const FigureRow& row : figure.rows) EXPECT_EQ(row.source, "paper");
    }
}

TEST(ExperimentContract, FilesStandBesideEach) {
    const std::filesystem::path root = REGIMES_SOURCE_DIR "/regimes/experiments";
    for (const Experiment* experiment : experiments()) {
        const std::string folder = folder_of(*experiment);
        EXPECT_TRUE(std::filesystem::exists(root / folder / "README.md")) << folder;
        EXPECT_THAT(resource("experiments/" + folder + "/paper.csv"), HasSubstr("# source: "))
            << folder;
        for (const FigureRow& row : paper_rows(folder)) EXPECT_EQ(row.source, "paper");
        const auto chart =
            nlohmann::json::parse(resource("experiments/" + folder + "/figure.vl.json"));
        EXPECT_EQ(chart.at("data").at("name"), "rows") << folder;
        EXPECT_THAT(chart.at("$schema"), HasSubstr("vega-lite/v5")) << folder;
    }
}

TEST(Resource, UnknownIsRefused) {
    EXPECT_THAT([] { resource("nowhere/paper.csv"); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("nowhere/paper.csv")));
}

}  // namespace
}  // namespace regimes
