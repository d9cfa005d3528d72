// SPDX-License-Identifier: BSD-3-Clause
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "regimes/networks/modules.hpp"
#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(Doctor, JsonTellsWhatWasBuiltAndFound) {
    const Outcome outcome = run_program({"doctor", "--json"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.err, "");
    const json result = json::parse(outcome.out);
    EXPECT_EQ(result["version"], REGIMES_VERSION);
    for (const char* key : {"commit", "compiler", "build_type"}) {
        EXPECT_NE(result[key], "") << key;
        EXPECT_TRUE(result[key].is_string()) << key;
    }
    EXPECT_THAT(result["blas"]["library"], HasSubstr("lib"));
    EXPECT_TRUE(result["blas"].contains("configuration"));
    EXPECT_TRUE(result["blas"].contains("threads"));
    const TorchBuild torch = torch_build();
    EXPECT_EQ(result["torch"]["version"], torch.is_there ? json(torch.version) : json());
    EXPECT_EQ(result["torch"]["cuda"], torch.has_cuda);
    EXPECT_GE(result["cores"], 1);
    EXPECT_EQ(result["self_test"]["passed"], true);
    EXPECT_LT(result["self_test"]["error"], 1e-9);
}

TEST(Doctor, FindsDataSets) {
    const ScratchFolder folder;
    const json sets = json::parse(run_program({"doctor", "--json"}, [&folder] {
                                      setenv("REGIMES_DATA", folder.path("").c_str(), 1);
                                  }).out)["data_sets"];
    ASSERT_EQ(sets.size(), 4u);
    EXPECT_EQ(sets[0]["name"], "fashion-mnist");
    EXPECT_EQ(sets[0]["state"], "found");
    EXPECT_EQ(sets[0]["folder"], "/usr/share/datasets/fashion-mnist");
    EXPECT_EQ(sets[1]["name"], "mnist");
    EXPECT_EQ(sets[2]["name"], "cifar10");
    EXPECT_EQ(sets[3]["name"], "cifar10-subset");
}

TEST(Doctor, TextNamesTheSame) {
    const Outcome outcome = run_program({"doctor"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.err, "");
    for (const char* part : {"version", REGIMES_VERSION, "compiler", "BLAS", "LibTorch", "cores",
                             "data sets", "fashion-mnist", "mnist", "self test    passed"}) {
        EXPECT_THAT(outcome.out, HasSubstr(part));
    }
    EXPECT_THAT(outcome.out,
                HasSubstr(torch_build().is_there ? torch_build().version
                                                 : "this build of Regimes has no LibTorch"));
}

}  // namespace
}  // namespace regimes::cli
