// SPDX-License-Identifier: BSD-3-Clause
#include "cli/train_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/exit_code.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/data/image_classification.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/store/sha256.hpp"

namespace regimes::cli {

namespace {

using Labels = std::vector<int>;

constexpr std::size_t digest_digits = 16;

/// Inputs with their targets: labels, or numbers.
struct Split {
    Table x;
    Labels labels;
    Vector y;
};

Index first_of(const char* option, std::optional<Index> asked, Index there,
               std::string_view where) {
    if (!asked) return there;
    if (*asked <= there) return *asked;
    throw UsageError(fmt::format("{}: {} given, at most {} expected, as there are in {}", option,
                                 *asked, there, where));
}

/// Keeps a matrix as a table does.
Table table_of(Matrix matrix) {
    const auto kept = std::make_shared<const Matrix>(std::move(matrix));
    return {kept, MatrixView(*kept)};
}

/// One class for each sample.
Labels read_labels(const std::string& path) {
    const Vector values = read_vector(path);
    Labels labels;
    for (Index n = 0; n < values.size(); ++n) {
        const double value = values[n];
        if (value < 0.0 || value != std::floor(value) || value >= 1e6) {
            throw UsageError(fmt::format(
                "{}: the label of sample {} is {}, a whole number from 0 (below 1000000) expected",
                path, n + 1, value));
        }
        labels.push_back(static_cast<int>(value));
    }
    return labels;
}

/// The numbers in a file, sample by sample; a single row is a single column, if it fits.
Vector read_numbers(const std::string& path, Index samples, Index& rows, Index& outputs) {
    const Table table = read_table(path);
    MatrixView y = table.view();
    if (y.rows == 1 && y.cols == samples && samples > 1) {
        const Vector row = read_vector(path);
        rows = samples;
        outputs = 1;
        return row;
    }
    Vector values(y.rows * y.cols);
    for (Index n = 0; n < y.rows; ++n) {
        for (Index k = 0; k < y.cols; ++k) values[n * y.cols + k] = y(n, k);
    }
    rows = y.rows;
    outputs = y.cols;
    return values;
}

void check_rows(const std::string& x, Index rows, const std::string& other, Index others) {
    if (rows == others) return;
    throw UsageError(fmt::format("{} has {} rows, but {} has {}; one for each expected", x, rows,
                                 other, others));
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
        Index targets = 0;
        split.y = read_numbers(y, rows, targets, outputs);
        check_rows(x, rows, y, targets);
    }
    return split;
}

/// How many classes these labels are of. As many as samples would be a mistake.
Index classes_of(const Labels& labels, const std::string& path) {
    const auto largest = std::max_element(labels.begin(), labels.end());
    if (*largest == 0) {
        throw UsageError(path + ": all labels are 0, at least two classes expected");
    }
    if (static_cast<std::size_t>(*largest) < labels.size()) return *largest + 1;
    throw UsageError(fmt::format(
        "{}: the label of sample {} is {}, but there are only {} samples: classes are counted "
        "from 0",
        path, largest - labels.begin() + 1, *largest, labels.size()));
}

void check_classes(const Labels& labels, Index classes, const std::string& path,
                   const std::string& training) {
    for (std::size_t n = 0; n < labels.size(); ++n) {
        if (labels[n] < classes) continue;
        throw UsageError(
            fmt::format("{}: the label of sample {} is {}, at most {} expected, the largest in {}",
                        path, n + 1, labels[n], classes - 1, training));
    }
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

/// Of what went before and these bytes.
void add_to(std::string& digest, const void* bytes, std::size_t size) {
    digest += std::string_view(static_cast<const char*>(bytes), size);
    digest = sha256_hex(digest);
}

void add_to(std::string& digest, const MatrixView& x, const NetworkTargets& targets) {
    const Index shape[] = {x.rows, x.cols};
    add_to(digest, shape, sizeof shape);
    const bool by_rows = x.order == MatrixView::Order::rows;
    for (Index line = 0; line < (by_rows ? x.rows : x.cols); ++line) {
        const auto entries = static_cast<std::size_t>(by_rows ? x.cols : x.rows);
        add_to(digest, x.data + line * x.stride, entries * sizeof(double));
    }
    std::visit(
        [&](const auto& values) {
            add_to(digest, values.data(),
                   static_cast<std::size_t>(values.size()) * sizeof(values[0]));
        },
        targets);
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
        check_classes(test.labels, outputs, options_.test_labels, options_.labels);
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
        add_to(data.digest, data.network.x, data.network.targets);
        add_to(data.digest, data.network.x_test, data.network.test_targets);
        data.digest.resize(digest_digits);
        return data;
    }

    const TrainOptions& options_;
};

}  // namespace

TrainData read_data(const TrainOptions& options) { return Reader(options).read(); }

}  // namespace regimes::cli
