// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/typed_options.hpp"
#include "regimes/experiments/module_run.hpp"

namespace regimes::cli {

/// What `probe` was asked for, checked as far as that goes without the module and the data.
struct ProbeOptions {
    std::string model;
    std::string data;  ///< an image data set, or a file
    std::string labels;
    std::string y;
    std::string test_data;  ///< empty: what is held out, if anything
    std::string test_labels;
    std::string test_y;
    std::optional<Index> samples;  ///< the first so many; none: all
    std::optional<Index> test_samples;
    Index hold_out = 0;               ///< the last so many samples of a file are for tests
    std::vector<Index> sample_shape;  ///< empty: that of the file

    std::string loss;                  ///< squared or cross-entropy
    std::vector<double> log10_alphas;  ///< as given, in the order given
    std::vector<double> step_sizes;    ///< {0}: chosen for each alpha
    int refinements = 0;               ///< scales more, where the edge lies
    std::optional<Index> batch_size;   ///< none: the usual one
    std::optional<long> max_epochs;    ///< none: run.training.max_steps counts
    std::string device;
    std::string precision;
    DeviceOptions place;
    ModuleRunOptions run;  ///< but for alpha, step size, and the optional ones above
    int threads = 0;       ///< of all runs together

    std::string out;  ///< empty: no files
    bool json = false;

    bool is_data_set() const;
    bool has_classes() const { return is_data_set() || !labels.empty(); }
};

/// The options of `probe` as typed.
class ProbeArguments : private TypedOptions {
public:
    void add_to(CLI::App& app);
    /// Errors: UsageError naming the first option that is wrong.
    ProbeOptions settle() const;

private:
    void add_data();
    void add_scales();
    void add_training();
    void add_measuring();
    void check_data() const;
    void check_tests() const;
    void settle_data(ProbeOptions& options) const;
    void settle_scales(ProbeOptions& options) const;
    void settle_training(ProbeOptions& options) const;
    void settle_measuring(ProbeOptions& options) const;

    std::string model_;
    bool unbiased_ = false;
    bool no_linearized_ = false;
    bool json_ = false;
};

}  // namespace regimes::cli
