// SPDX-License-Identifier: BSD-3-Clause
#include "cli/train_data.hpp"

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/sample_targets.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/data/image_classification.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/studies/data_digest.hpp"

namespace regimes::cli {

namespace {

using Labels = std::vector<int>;

/// Inputs with their targets: labels, or numbers.
struct Split {
    Table x;
    Labels labels;
    Vector y;
};

/// Keeps a matrix as a table does.
Table table_of(Matrix matrix) {
    const auto kept = std::make_shared<const Matrix>(std::move(matrix));
    return {kept, MatrixView(*kept)};
}

/// The files of a split; `outputs` becomes that of numbers.
Split file_split(const std::string& x, const std::string& y, const std::string& labels,
                 Index& outputs) {
    Split split{read_table(x), {}, {}};
    const Index rows = split.x.view().rows;
    if (!labels.empty()) {
        split.labels = read_labels(labels);
        check_rows(x, rows, labels, static_cast<Index>(split.labels.size()));
    } else {
        SampleNumbers numbers = read_numbers(y, rows);
        check_rows(x, rows, y, numbers.samples);
        split.y = std::move(numbers.values);
        outputs = numbers.outputs;
    }
    return split;
}

/// Puts the first `count` samples where the network takes them from.
void use(const Split& split, Index count, Index outputs, bool squared, NetworkTargets& targets,
         Labels& judged) {
    if (split.labels.empty()) {
        targets = Vector(split.y.head(count * outputs));
        return;
    }
    Labels labels(split.labels.begin(), split.labels.begin() + count);
    if (squared) {
        targets = indicators(labels, outputs);
        judged = std::move(labels);
    } else {
        targets = std::move(labels);
    }
}

void add_to(DataDigest& digest, const MatrixView& x, const NetworkTargets& targets) {
    digest.add(x);
    digest.add(targets);
}

class Reader {
public:
    explicit Reader(const TrainOptions& options) : options_(options) {}

    TrainData read() { return options_.data.empty() ? of_files() : of_images(); }

private:
    TrainData of_images() const {
        const ImageDataSet& set = image_data_set(options_.data);
        ImageClassification images = image_classification(
            set,
            first_of("--samples", options_.samples, count_images(set, Part::training), set.name),
            first_of("--test-samples", options_.test_samples, count_images(set, Part::test),
                     set.name));
        const Split training{table_of(std::move(images.x)), std::move(images.labels), {}};
        const Split test{table_of(std::move(images.x_test)), std::move(images.test_labels), {}};
        return together(options_.data, training, test, static_cast<Index>(set.classes.size()));
    }

    TrainData of_files() const {
        Index outputs = 0;
        const Split training = file_split(options_.x, options_.y, options_.labels, outputs);
        if (!options_.labels.empty()) outputs = classes_of(training.labels, options_.labels);
        if (options_.test_x.empty()) return together(options_.x, training, std::nullopt, outputs);
        Index test_outputs = 0;
        const Split test =
            file_split(options_.test_x, options_.test_y, options_.test_labels, test_outputs);
        check_classes(test.labels, outputs, options_.test_labels,
                      "the largest in " + options_.labels);
        const auto check_columns = [](const std::string& one, Index columns,
                                      const std::string& other, Index expected) {
            if (columns == expected) return;
            throw UsageError(
                fmt::format("{} has {} columns, but {} has {}", one, columns, other, expected));
        };
        check_columns(options_.test_x, test.x.view().cols, options_.x, training.x.view().cols);
        if (options_.labels.empty()) {
            check_columns(options_.test_y, test_outputs, options_.y, outputs);
        }
        return together(options_.x, training, test, outputs);
    }

    TrainData together(const std::string& name, const Split& training,
                       const std::optional<Split>& test, Index outputs) const {
        TrainData data{name, training.x, std::nullopt, {}, outputs, ""};
        const bool squared = options_.loss == "squared";
        const Index count =
            first_of("--samples", options_.samples, training.x.view().rows, options_.x);
        data.network.x = data.x.view().row_range(0, count);
        use(training, count, outputs, squared, data.network.targets, data.network.labels);
        if (test) {
            data.x_test = test->x;
            const Index tests = first_of("--test-samples", options_.test_samples,
                                         test->x.view().rows, options_.test_x);
            data.network.x_test = test->x.view().row_range(0, tests);
            use(*test, tests, outputs, squared, data.network.test_targets,
                data.network.test_labels);
        }
        DataDigest digest;
        add_to(digest, data.network.x, data.network.targets);
        add_to(digest, data.network.x_test, data.network.test_targets);
        data.digest = digest.text();
        return data;
    }

    const TrainOptions& options_;
};

}  // namespace

TrainData read_data(const TrainOptions& options) { return Reader(options).read(); }

}  // namespace regimes::cli
