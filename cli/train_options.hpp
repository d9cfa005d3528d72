// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/App.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

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
class TrainArguments {
public:
    void add_to(CLI::App& app);
    /// Errors: UsageError naming the first option that is wrong.
    TrainOptions settle() const;

private:
    void add(const char* option, const char* type, const std::string& text);
    void add_data();
    void add_network();
    void add_training();
    void add_output();
    void check_data() const;
    void settle_network(TrainOptions& options) const;
    void settle_training(TrainOptions& options) const;
    void settle_conventions(TrainOptions& options) const;
    void settle_output(TrainOptions& options) const;
    std::vector<double> settle_alphas() const;

    bool given(const char* option) const { return app_->count(option) > 0; }
    const std::string& text(const char* option) const { return values_.at(option); }
    /// What was given, or a default.
    std::string text_or(const char* option, const std::string& otherwise) const;
    std::string name_or(const char* option, const std::string& otherwise,
                        const std::vector<std::string>& names) const;
    long long count_or(const char* option, long long otherwise, long long least) const;
    std::optional<Index> count_of(const char* option, long long least) const;
    /// 0 where it is to be chosen.
    double positive_or_chosen(const char* option) const;

    CLI::App* app_ = nullptr;
    std::map<std::string, std::string> values_;
    bool biases_ = false;
    bool unbiased_ = false;
    bool save_parameters_ = false;
    bool json_ = false;
};

}  // namespace regimes::cli
