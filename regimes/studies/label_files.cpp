// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/label_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "regimes/data/csv_cells.hpp"
#include "regimes/data/idx.hpp"
#include "regimes/data/npy_header.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/studies/field.hpp"
#include "regimes/studies/sample_table.hpp"

namespace regimes {

namespace {

constexpr std::size_t shown_classes = 10;
constexpr std::size_t few_samples = 10;  // of these each may have its own class

LabelWords number_words(const double* values, std::size_t count) {
    LabelWords words;
    for (std::size_t n = 0; n < count; ++n) words.push_back(fmt::format("{:.17g}", values[n]));
    return words;
}

/// QMNIST has the class in the first of several columns.
LabelWords read_idx_labels(const InputFile& file, std::vector<std::string>& notes) {
    IdxNumbers numbers = read_idx_numbers(file);
    if (numbers.shape.size() > 2) {
        throw FieldError(fmt::format("{}: {} dimensions given, 1 expected, that of labels",
                                     file.path().string(), numbers.shape.size()));
    }
    if (numbers.shape.size() == 2 && numbers.shape[1] > 1) {
        for (std::size_t n = 0; n < numbers.shape[0]; ++n) {
            numbers.values[n] = numbers.values[n * numbers.shape[1]];
        }
        numbers.values.resize(numbers.shape[0]);
        notes.push_back(fmt::format("{}: labels are the first of {} columns", file.path().string(),
                                    numbers.shape[1]));
    }
    return number_words(numbers.values.data(), numbers.values.size());
}

std::optional<double> number_in(const std::string& word) {
    const CsvNumber number = parse_cell(word, false);
    if (number.kind != CsvNumber::Kind::number) return std::nullopt;
    return number.value;
}

bool are_numbers(const std::set<std::string>& words) {
    return std::all_of(words.begin(), words.end(),
                       [](const std::string& word) { return number_in(word).has_value(); });
}

}  // namespace

LabelWords read_labels(const std::string& path, Index samples, std::vector<std::string>& notes) {
    const auto file = std::make_shared<const InputFile>(path);
    if (is_idx(*file)) return checked_labels(read_idx_labels(*file, notes), path);
    TableOptions options;
    options.words = "";
    options.rows = samples;
    const Table table = read_table(file, options);
    notes.insert(notes.end(), table.notes().begin(), table.notes().end());
    if (!file->bytes().starts_with(npy_magic)) return checked_labels(table.words(), path);
    const Vector values = vector_of(table, path);
    return checked_labels(number_words(values.data(), static_cast<std::size_t>(values.size())),
                          path);
}

LabelWords checked_labels(LabelWords labels, const std::string& path) {
    for (std::size_t n = 0; n < labels.size(); ++n) {
        const CsvNumber number = parse_cell(labels[n], false);
        if (number.is_missing()) {
            throw FieldError(fmt::format("{}: the label of sample {} is missing", path, n + 1));
        }
        if (number.kind != CsvNumber::Kind::number) continue;
        if (number.value != std::floor(number.value)) {
            throw FieldError(
                fmt::format("{}: the label of sample {} is {}, a whole number or a word expected",
                            path, n + 1, labels[n]));
        }
        labels[n] = fmt::format("{:.17g}", number.value + 0.0);
    }
    return labels;
}

LabelWords occurring_classes(const LabelWords& labels, const std::string& path) {
    const std::set<std::string> words(labels.begin(), labels.end());
    if (words.size() == 1) {
        throw FieldError(fmt::format("{}: all labels are {}, at least two classes expected", path,
                                     labels.front()));
    }
    if (words.size() == labels.size() && labels.size() > few_samples) {
        throw FieldError(fmt::format(
            "{}: no two of the {} labels are equal, classes expected; numbers to predict are {{y}}",
            path, labels.size()));
    }
    LabelWords classes(words.begin(), words.end());
    if (are_numbers(words)) {
        std::sort(classes.begin(), classes.end(),
                  [](const auto& a, const auto& b) { return *number_in(a) < *number_in(b); });
    }
    return classes;
}

LabelWords output_classes(const LabelWords& labels, Index outputs, const std::string& path,
                          const std::string& of) {
    LabelWords numbered;
    for (Index k = 0; k < outputs; ++k) numbered.push_back(std::to_string(k));
    const std::set<std::string> words(labels.begin(), labels.end());
    const auto is_output = [&](const std::string& word) {
        const auto number = number_in(word);
        return number && *number >= 0.0 && *number < static_cast<double>(outputs);
    };
    if (std::all_of(words.begin(), words.end(), is_output)) return numbered;
    LabelWords classes = occurring_classes(labels, path);
    if (static_cast<Index>(classes.size()) == outputs) return classes;
    if (are_numbers(words)) {
        const auto first = std::find_if_not(labels.begin(), labels.end(), is_output);
        throw FieldError(
            fmt::format("{}: the label of sample {} is {}, at most {} expected, the "
                        "last of the {} outputs of {}",
                        path, first - labels.begin() + 1, *first, outputs - 1, outputs, of));
    }
    throw FieldError(fmt::format("{}: {} classes ({}), but {} has {} outputs", path, classes.size(),
                                 list_text(classes, shown_classes), of, outputs));
}

std::vector<int> class_numbers(const LabelWords& labels, const LabelWords& classes,
                               const std::string& path, const std::string& of) {
    std::map<std::string, int> places;
    for (const std::string& one : classes) places.emplace(one, static_cast<int>(places.size()));
    std::vector<int> numbers;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        const auto place = places.find(labels[n]);
        if (place == places.end()) {
            throw FieldError(
                fmt::format("{}: the label of sample {} is {}, one of {} expected, "
                            "the classes of {}",
                            path, n + 1, labels[n], list_text(classes, shown_classes), of));
        }
        numbers.push_back(place->second);
    }
    return numbers;
}

SampleNumbers read_numbers(const std::string& path, Index samples,
                           std::vector<std::string>& notes) {
    TableOptions options;
    options.rows = samples;
    options.target = "";
    options.target_advice = "; words are classes, and given as labels";
    const Table table = read_table(path, options);
    notes.insert(notes.end(), table.notes().begin(), table.notes().end());
    const MatrixView y = table.view();
    if (y.rows == 1 && y.cols == samples && samples > 1) {
        return {vector_of(table, path), samples, 1};
    }
    Vector values(y.rows * y.cols);
    for (Index n = 0; n < y.rows; ++n) {
        for (Index k = 0; k < y.cols; ++k) values[n * y.cols + k] = y(n, k);
    }
    return {std::move(values), y.rows, y.cols};
}

void check_rows(const std::string& x, Index rows, const std::string& other, Index others) {
    if (rows == others) return;
    throw FieldError(fmt::format("{} has {} rows, but {} has {}; one for each expected", x, rows,
                                 other, others));
}

Index first_of(const Settings& settings, const char* field, Index there, std::string_view where) {
    if (!settings.has(field)) return there;
    const Index asked = settings.whole(field);
    if (asked <= there) return asked;
    throw FieldError(fmt::format("{{{}}}: {} given, at most {} expected, as there are in {}", field,
                                 asked, there, where));
}

}  // namespace regimes
