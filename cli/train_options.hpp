// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/typed_options.hpp"
#include "regimes/experiments/network_run.hpp"

namespace regimes::cli {

/// What `train` was asked for, checked as far as that goes without the data.
struct TrainOptions {
    std::string data;  ///< an image data set; empty: files
    std::string x;
    std::string y;  ///< numbers, or
    std::string labels;
    std::string test_x;  ///< empty: no test data
    std::string test_y;
    std::string test_labels;
    std::optional<Index> samples;  ///< the first so many; none: all
    std::optional<Index> test_samples;

    std::vector<Index> hidden;
    std::string init;
    std::vector<double> log10_alphas;  ///< as given, in the order given

    std::string loss;                 ///< squared or cross-entropy
    std::optional<Index> batch_size;  ///< none: the usual one
    std::optional<Index> kernel_samples;
    std::string precision;
    std::string reduction;
    NetworkRunOptions run;  ///< but for shape, alpha, threads and the optional ones
    int threads = 0;        ///< of all runs together

    std::string out;  ///< empty: no files
    bool json = false;

    bool has_classes() const { return !data.empty() || !labels.empty(); }
};

/// The options of `train` as typed.
class TrainArguments : private TypedOptions {
public:
    void add_to(CLI::App& app);
    /// Errors: UsageError naming the first option that is wrong.
    TrainOptions settle() const;

private:
    void add_data();
    void add_network();
    void add_training();
    void add_output();
    void check_data() const;
    void settle_network(TrainOptions& options) const;
    void settle_training(TrainOptions& options) const;
    void settle_conventions(TrainOptions& options) const;
    void settle_output(TrainOptions& options) const;

    bool biases_ = false;
    bool unbiased_ = false;
    bool save_parameters_ = false;
    bool json_ = false;
};

}  // namespace regimes::cli
