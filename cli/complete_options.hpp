// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/App.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "regimes/dynamics/flow_options.hpp"
#include "regimes/models/matrix_factorization_start.hpp"
#include "regimes/solvers/nuclear_norm_completion.hpp"

namespace regimes::cli {

/// What `complete` was asked for, checked.
struct CompleteOptions {
    std::string matrix;
    bool triplets = false;
    bool one_based = false;
    std::vector<double> log10_alphas;  ///< as given, in the order given
    std::string init;
    std::string variance;
    std::optional<Index> width;  ///< of U0 and V0; none: the larger side of the matrix
    std::uint64_t seed = 0;
    FlowOptions flow;
    CompletionOptions solver;
    std::string out;  ///< empty: no files
    bool json = false;
};

/// The start of the factorisation at alpha = 1 for a matrix of this size. Errors: UsageError if
/// the width does not go with it.
MatrixFactorizationStart start_for(const CompleteOptions& options, Index rows, Index cols);

/// Version, commit and options of this run.
nlohmann::ordered_json provenance(const CompleteOptions& options);

/// The options of `complete` as typed.
class CompleteArguments {
public:
    void add_to(CLI::App& app);
    /// Errors: UsageError naming the first option that is wrong.
    CompleteOptions settle() const;

private:
    void add_tolerances();
    std::vector<double> settle_alphas() const;
    void settle_start(CompleteOptions& options) const;

    CLI::App* app_ = nullptr;
    CompleteOptions given_;
    std::string alpha_;
    std::string log10_alpha_;
    std::string width_;
    std::string seed_;
    std::string residual_tolerance_;
    std::string max_steps_;
    std::string gap_tolerance_;
    std::string max_iterations_;
};

}  // namespace regimes::cli
