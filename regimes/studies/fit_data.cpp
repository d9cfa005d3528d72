// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_data.hpp"

#include <fmt/format.h>

#include <numbers>

#include "regimes/data/read_table.hpp"
#include "regimes/dynamics/dual_flow.hpp"
#include "regimes/studies/data_digest.hpp"
#include "regimes/studies/initial_weights.hpp"
#include "regimes/studies/sample_table.hpp"

namespace regimes {

namespace {

constexpr const char* target_advice =
    "; a target is a number: write two classes as 1 and -1, or 1 and 0 (train and probe take words "
    "as labels)";

void check_columns(const std::string& one, Index columns, const std::string& other,
                   Index expected) {
    if (columns == expected) return;
    throw FieldError(
        fmt::format("{} has {} columns, but {} has {}", one, columns, other, expected));
}

/// The samples in two fields, or in the first and its column `target`, or as svmlight has them.
Samples read_samples(const Settings& settings, const char* x_field, const char* y_field,
                     std::optional<Index> first_feature, std::vector<std::string>& notes) {
    const std::string& x = settings.text(x_field);
    const auto note = [&notes](const Table& table) {
        notes.insert(notes.end(), table.notes().begin(), table.notes().end());
    };
    TableOptions x_options = table_options(settings);
    x_options.takes_sparse = true;
    x_options.first_feature = first_feature;
    x_options.target_advice = target_advice;
    if (settings.given("target")) x_options.target = settings.text("target");
    Table table = read_table(x, x_options);
    note(table);
    if (settings.given("target")) {
        TargetSplit split = split_target(table, settings.text("target"), x);
        return {std::move(split.x), std::move(split.y)};
    }
    if (!settings.given(y_field)) {
        if (table.targets()) return {table, *table.targets()};
        throw FieldError(
            fmt::format("{{{}}}: missing; a file, or a column of {{{}}} as {{target}}, "
                        "is required",
                        y_field, x_field));
    }
    const std::string& y = settings.text(y_field);
    TableOptions options;
    options.rows = table.rows();
    options.rows_are_doubtful = table.has_doubtful_row();
    options.target = "";
    options.target_advice = target_advice;
    const Table targets = read_table(y, options);
    note(targets);
    check_row_names(table, x, targets, y);
    Samples samples{std::move(table), vector_of(targets, y)};
    if (samples.x.rows() == samples.y.size()) return samples;
    throw FieldError(fmt::format("{} has {} rows, but {} has {} entries; one for each expected", x,
                                 samples.x.rows(), y, samples.y.size()));
}

void add(DataDigest& digest, const Samples& samples) {
    digest.add(samples.x.design());
    digest.add(samples.y.data(), static_cast<std::size_t>(samples.y.size()) * sizeof(double));
}

}  // namespace

std::string FitData::digest() const {
    DataDigest digest;
    add(digest, problem_.training);
    if (problem_.test) add(digest, *problem_.test);
    for (const Vector* weights : {&problem_.start.plus, &problem_.start.minus}) {
        digest.add(weights->data(), static_cast<std::size_t>(weights->size()) * sizeof(double));
    }
    return digest.text();
}

Fields sample_fields() {
    return {
        file_field("x",
                   "samples x features: CSV (header or not), NPY or NPZ (FILE.npz:NAME), also "
                   "compressed by gzip; sparse: SciPy's NPZ (csr, csc), svmlight; -: from stdin")
            .required(),
        file_field("y",
                   "one target for each sample: the same kinds of file; svmlight brings its own"),
        target_field("{y}"),
        id_column_field("{x} or {test_x}"),
        file_field("test_x",
                   "held-out samples: adds the error on them, and, if y takes two values, the "
                   "fraction that gets the wrong one"),
        file_field("test_y", "their targets; not with {target}, a column of {test_x} then"),
    };
}

void check_sample_fields(const Settings& settings) {
    if (settings.given("target")) {
        for (const char* other : {"y", "test_y"}) {
            if (!settings.given(other)) continue;
            throw FieldError(fmt::format("{{target}} and {{{}}}: both given, one expected", other));
        }
    } else if (settings.has("test_y") && !settings.has("test_x")) {
        throw FieldError("{test_x} and {test_y}: one given, both or none expected");
    }
}

void check_flow_scales(const Settings& settings) {
    for (const double depth : settings.numbers("depth")) {
        const auto [least, greatest] = dual_flow_scales(depth);
        for (const double log10_alpha : settings.numbers("log10_alpha")) {
            const double log_alpha = log10_alpha * std::numbers::ln10;
            if (least <= log_alpha && log_alpha <= greatest) continue;
            throw FieldError(fmt::format(
                "{{log10_alpha}}: {:g} given, {:.4g} to {:.4g} expected for a flow of depth {:g}",
                log10_alpha, least / std::numbers::ln10, greatest / std::numbers::ln10, depth));
        }
    }
}

std::shared_ptr<FitData> read_fit_data(const Settings& settings) {
    const std::string& x = settings.text("x");
    std::vector<std::string> notes;
    FitProblem problem{read_samples(settings, "x", "y", {}, notes), std::nullopt};
    const Index features = problem.training.x.cols();
    problem.start = read_start(settings, problem.training.x.names(), features, notes);
    if (settings.has("test_x")) {
        const std::string& test_x = settings.text("test_x");
        Samples test =
            read_samples(settings, "test_x", "test_y", problem.training.x.first_feature(), notes);
        if (test.x.first_feature() && test.x.cols() < features) {
            test.x = test.x.widened(features);  // the last features are 0 in all test samples
        }
        test.x = match_columns(test.x, test_x, problem.training.x.names(), x, notes);
        check_columns(test_x, test.x.cols(), x, features);
        problem.test = std::move(test);
    }
    problem.notes = std::move(notes);
    return std::make_shared<FitData>(std::move(problem));
}

}  // namespace regimes
