// SPDX-License-Identifier: BSD-3-Clause
// `regimes complete` on good data: numbers, JSON, files.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr std::size_t npy_header_size = 128;

/// The doubles of an NPY file.
std::vector<double> npy_values(const std::string& path) {
    const std::string bytes = read_file(path);
    std::vector<double> values((bytes.size() - npy_header_size) / sizeof(double));
    std::memcpy(values.data(), bytes.data() + npy_header_size, values.size() * sizeof(double));
    return values;
}

/// [[1, 1/2], [1/2, x]]: Frobenius x = 0, nuclear x = 1/4 (rank 1).
class Complete : public ::testing::Test {
protected:
    Outcome complete(std::vector<std::string> more) const {
        std::vector<std::string> arguments = {"complete", "--matrix", matrix_};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(arguments);
    }

    json complete_json(std::vector<std::string> more) const {
        more.push_back("--json");
        const Outcome outcome = complete(more);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_EQ(outcome.err, "");
        return json::parse(outcome.out);
    }

    ScratchFolder folder_;
    std::string matrix_ = folder_.file("m.csv", "1,0.5\n0.5,\n");
};

TEST_F(Complete, BothEndsAreKnown) {
    const json result = complete_json({"--log10-alpha", "2,-30"});
    EXPECT_EQ(result["n_rows"], 2);
    EXPECT_EQ(result["n_columns"], 2);
    EXPECT_EQ(result["n_observed"], 3);
    EXPECT_EQ(result["init"], "identity");
    EXPECT_EQ(result["width"], 2);
    const json& frobenius = result["endpoints"]["minimum_frobenius"];
    EXPECT_NEAR(frobenius["frobenius_norm"], std::sqrt(1.5), 1e-12);
    EXPECT_EQ(frobenius["unobserved_movement"], 0.0);
    // Nuclear norm of [[1, 1/2], [1/2, 0]]: sqrt(||M||_F^2 + 2 |det M|) = sqrt(2).
    EXPECT_NEAR(frobenius["nuclear_norm"], std::sqrt(2.0), 1e-12);
    const json& nuclear = result["endpoints"]["minimum_nuclear"];
    EXPECT_NEAR(nuclear["nuclear_norm"], 1.25, 1e-7);
    EXPECT_NEAR(nuclear["unobserved_movement"], 0.25, 1e-6);
    EXPECT_LE(nuclear["certificate"]["duality_gap"], 1e-8);
    const json& kernel = result["solutions"][0];
    EXPECT_EQ(kernel["log10_alpha"], 2.0);
    EXPECT_NEAR(kernel["unobserved_movement"], 0.0, 1e-3);
    EXPECT_NEAR(kernel["nuclear_norm"], std::sqrt(2.0), 1e-3);
    const json& rich = result["solutions"][1];
    EXPECT_NEAR(rich["unobserved_movement"], 0.25, 1e-3);
    EXPECT_NEAR(rich["nuclear_norm"], 1.25, 1e-3);
    for (const json& solution : result["solutions"]) {
        EXPECT_EQ(solution["status"], "converged");
        EXPECT_LE(solution["certificate"]["primal_residual"], 1e-8);
        EXPECT_LE(solution["balancedness_drift"], 1e-6);
        EXPECT_GT(solution["iterations"], 0);
        EXPECT_TRUE(solution["seconds"].is_number());
        EXPECT_TRUE(solution["log_time"].is_number());
    }
    EXPECT_EQ(result["provenance"]["version"], REGIMES_VERSION);
    EXPECT_EQ(result["provenance"]["options"]["matrix"], matrix_);
}

TEST_F(Complete, AlphaAndItsLogarithmSayTheSame) {
    json by_alpha = complete_json({"--alpha", "1e-2:1:3"});
    json by_logarithm = complete_json({"--log10-alpha", "-2:0:3"});
    for (json* result : {&by_alpha, &by_logarithm}) {
        for (json& solution : (*result)["solutions"]) solution.erase("seconds");
    }
    EXPECT_EQ(by_alpha["solutions"], by_logarithm["solutions"]);
}

TEST_F(Complete, TripletsAreTheSameMatrix) {
    const std::string zero = folder_.file("t.csv", "row,col,value\n0,0,1\n0,1,0.5\n1,0,0.5\n");
    const std::string one = folder_.file("u.csv", "1,1,1\n1,2,0.5\n2,1,0.5\n");
    const auto norm_of = [](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "complete");
        arguments.insert(arguments.end(), {"--alpha", "0.1", "--json"});
        const Outcome outcome = run_program(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        return json::parse(outcome.out)["solutions"][0]["nuclear_norm"];
    };
    const json dense = norm_of({"--matrix", matrix_});
    EXPECT_EQ(norm_of({"--matrix", zero, "--layout", "triplets"}), dense);
    EXPECT_EQ(norm_of({"--matrix", zero}), dense);
    EXPECT_EQ(norm_of({"--matrix", one}), dense);
    const std::string market = folder_.file(
        "m.mtx", "%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 1\n2 1 0.5\n");
    const double listed = norm_of({"--matrix", market});  // in another order
    EXPECT_NEAR(listed, dense.get<double>(), 1e-9);
}

TEST_F(Complete, NamesOfRowsAndColumnsAreTheUsersOwn) {
    const std::string ratings =
        folder_.file("ratings.csv",
                     "userId,movieId,rating,timestamp\n7,318,4.5,964982703\n7,50,3,964981247\n"
                     "610,318,2,1493846415\n");
    const Outcome outcome =
        run_program({"complete", "--matrix", ratings, "--alpha", "0.1", "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const json result = json::parse(outcome.out);
    EXPECT_EQ(result["rows"], (std::vector<std::string>{"7", "610"}));
    EXPECT_EQ(result["columns"], (std::vector<std::string>{"50", "318"}));
    ASSERT_EQ(result["notes"].size(), 3U);
    EXPECT_THAT(result["notes"][0], HasSubstr("taken for triplets of row, column and value"));
    EXPECT_THAT(result["notes"][1], HasSubstr("row userId, column movieId and value rating"));
    EXPECT_THAT(result["notes"][2], HasSubstr("ignored: column 4 (timestamp)"));
}

TEST_F(Complete, GaussianStartsComeFromTheirSeedAtAnyWidth) {
    const auto movement = [this](std::vector<std::string> more) {
        more.insert(more.end(), {"--alpha", "0.5", "--width", "500000"});
        return complete_json(more)["solutions"][0]["unobserved_movement"];
    };
    EXPECT_EQ(movement({"--init", "unbiased", "--seed", "1"}),
              movement({"--init", "unbiased", "--seed", "1"}));
    EXPECT_NE(movement({"--init", "unbiased", "--seed", "1"}),
              movement({"--init", "unbiased", "--seed", "2"}));
    EXPECT_NE(movement({"--init", "gaussian"}), movement({"--init", "unbiased"}));
    // Width times variance large: kernel regime.
    EXPECT_LT(movement({"--init", "unbiased", "--variance", "1"}), 1e-2);
}

TEST_F(Complete, TableHasBothEnds) {
    const Outcome outcome = complete({"--alpha", "1"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, HasSubstr("2 x 2 matrix, 3 of 4 entries observed"));
    EXPECT_THAT(outcome.out, HasSubstr("min Frobenius"));
    EXPECT_THAT(outcome.out, HasSubstr("min nuclear"));
    EXPECT_THAT(outcome.out, HasSubstr("converged"));
}

TEST_F(Complete, WritesMatricesIntoANewFolder) {
    const std::string out = folder_.path("new/completed");
    const Outcome outcome = complete({"--log10-alpha", "2,-30", "--out", out, "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(out), {}), 5);
    EXPECT_THAT(read_file(out + "/report.html"), HasSubstr("least nuclear norm"));
    EXPECT_EQ(json::parse(read_file(out + "/complete.json")), json::parse(outcome.out));
    EXPECT_THAT(read_file(out + "/completed.npy"), HasSubstr("'shape': (2, 2, 2)"));
    const std::vector<double> trained = npy_values(out + "/completed.npy");
    ASSERT_EQ(trained.size(), 8U);
    EXPECT_NEAR(trained[0], 1.0, 1e-6);
    EXPECT_NEAR(trained[7], 0.25, 1e-3);
    const std::vector<double> ends = npy_values(out + "/endpoints.npy");
    ASSERT_EQ(ends.size(), 8U);
    EXPECT_EQ(ends[3], 0.0);
    EXPECT_EQ(ends[4], 1.0);
    EXPECT_NEAR(ends[7], 0.25, 1e-6);
}

TEST_F(Complete, RunsThatAreDoneAreKept) {
    const std::string out = folder_.path("kept");
    const auto solutions = [&](const std::string& alphas) {
        return complete_json({"--alpha", alphas, "--out", out})["solutions"];
    };
    const json first = solutions("1,0.1");
    const json more = solutions("0.1,0.01");
    EXPECT_EQ(more[0], first[1]);  // to the time it took
    EXPECT_EQ(more[1]["log10_alpha"], -2.0);
}

TEST_F(Complete, HeldOutEntriesAreMeasured) {
    std::string text = "user;item;rating\n";
    for (int i = 1; i < 9; ++i) {
        for (int j = 1; j < 9; ++j) {
            if ((i + j) % 4 > 0) text += fmt::format("u{};{};{}\n", i, j, i * j);  // rank 1
        }
    }
    const std::string out = folder_.path("held");
    const Outcome outcome =
        run_program({"complete", "--matrix", folder_.file("r.csv", text), "--hold-out", "0.2",
                     "--hold-out-seed", "1", "--log10-alpha", "2,-8", "--json", "--out", out});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const json result = json::parse(outcome.out);
    EXPECT_EQ(result["n_observed"], 48);
    EXPECT_EQ(result["n_held_out"], 10);
    EXPECT_GT(result["solutions"][0]["held_out_error"], 0.5);
    EXPECT_LT(result["solutions"][1]["held_out_error"], 0.01);
    EXPECT_NEAR(result["solutions"][1]["effective_rank"], 1.0, 0.1);
    EXPECT_EQ(result["solutions"][1]["singular_values"].size(), 8U);
    const std::string csv = read_file(out + "/completed.csv");
    EXPECT_THAT(csv, ::testing::StartsWith(",1,2,3,4,5,6,7,8\nu1,"));
    EXPECT_THAT(read_file(out + "/report.html"), HasSubstr("Held-out entries are predicted best "
                                                           "from alpha = 1e-8"));
}

TEST_F(Complete, UnmetTolerancesAreNamed) {
    const Outcome outcome = complete({"--alpha", "0.1", "--max-steps", "2", "--json"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("log10 alpha -1"));
    EXPECT_EQ(json::parse(outcome.out)["solutions"][0]["status"], "iteration_limit");
    const Outcome loose = complete({"--alpha", "1", "--max-iterations", "1", "--json"});
    EXPECT_EQ(loose.exit_code, 1);
    EXPECT_THAT(loose.err, HasSubstr("min nuclear; duality gap"));
}

TEST_F(Complete, InterruptLeavesTheRestCancelledAndWritesWhatIsThere) {
    std::string text;
    for (int i = 0; i < 30; ++i) {
        for (int j = 0; j < 30; ++j) {
            if (i == j || (i * 7919 + j * 104729 + i * j * 31) % 5 < 3) {
                text += std::to_string((i * 31 + j * 17 + i * j) % 11 - 5);
            }
            text += j + 1 < 30 ? "," : "\n";
        }
    }
    const std::string out = folder_.path("completed");
    const Outcome outcome =
        interrupt_program({"complete", "--matrix", folder_.file("wide.csv", text), "--log10-alpha",
                           "1:-6:1000", "--json", "--out", out});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("cancelled"));
    const json result = json::parse(outcome.out);
    ASSERT_EQ(result["solutions"].size(), 1000U);
    EXPECT_EQ(result["solutions"].back()["status"], "cancelled");
    EXPECT_TRUE(result["solutions"].back()["nuclear_norm"].is_null());
    EXPECT_EQ(result["endpoints"]["minimum_frobenius"]["status"], "converged");
    EXPECT_TRUE(std::filesystem::exists(out + "/complete.json"));
}

}  // namespace
}  // namespace regimes::cli
