// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/training_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <utility>

#include "regimes/core/utf8.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/data/idx.hpp"
#include "regimes/data/npy_header.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/studies/data_digest.hpp"
#include "regimes/studies/sample_table.hpp"
#include "regimes/studies/training_fields.hpp"

namespace regimes {

namespace {

using Labels = std::vector<int>;
using Json = nlohmann::ordered_json;

constexpr std::size_t shown_classes = 10;

template <typename Value>
std::vector<Value> part(const std::vector<Value>& values, Index first, Index count) {
    return {values.begin() + first, values.begin() + first + count};
}

/// Samples from `first` on, with their targets.
TargetedSamples part_of(const TargetedSamples& all, Index first, Index count) {
    const Index size = all.x.size();
    TargetedSamples some;
    some.name = all.name;
    some.labels_name = all.labels_name;
    some.x.shape = all.x.shape;
    some.outputs = all.outputs;
    some.x.values = part(all.x.values, first * size, count * size);
    if (!all.labels.empty()) some.labels = part(all.labels, first, count);
    if (!all.words.empty()) some.words = part(all.words, first, count);
    some.numbers = all.numbers.segment(first * all.outputs, count * all.outputs);
    return some;
}

/// The first samples; all of them are not copied.
TargetedSamples first_part(TargetedSamples all, Index count) {
    return count == all.x.samples() ? std::move(all) : part_of(all, 0, count);
}

class Reader {
public:
    Reader(const Settings& settings, const SampleFields& fields)
        : settings_(settings), fields_(fields), shape_(settings.wholes("sample_shape")) {}

    SampleSplit read() {
        names_data_set(path("data")) ? read_images() : read_files();
        return std::move(split_);
    }

private:
    std::string path(const char* field) const { return settings_.text_or(field, ""); }

    Index count_of(const char* field, const TargetedSamples& samples) const {
        return first_of(settings_, field, samples.x.samples(), samples.name);
    }

    void read_images() {
        const ImageDataSet& set = image_data_set(path("data"));
        split_.training = images(set, "samples", Part::training);
        split_.test = images(set, "test_samples", Part::test);
        split_.classes.assign(set.classes.begin(), set.classes.end());
    }

    TargetedSamples images(const ImageDataSet& set, const char* field, Part part) const {
        const Index count = first_of(settings_, field, count_images(set, part), set.name);
        LabelledSamples images = image_samples(set, part, count);
        if (!shape_.empty()) {
            const Index size =
                std::accumulate(shape_.begin(), shape_.end(), Index{1}, std::multiplies());
            if (size != images.x.size()) {
                throw FieldError(
                    fmt::format("{{sample_shape}}: {} given, the {} pixels of {} expected",
                                fmt::join(shape_, ","), images.x.size(), set.name));
            }
            images.x.shape = shape_;
        }
        TargetedSamples samples;
        samples.name = set.name;
        samples.x = std::move(images.x);
        samples.labels = std::move(images.labels);
        return samples;
    }

    void read_files() {
        split_.training = file(fields_.x, "labels", "y");
        split_.words = split_.training.words;
        const Index held_out = settings_.whole_or("hold_out", 0);
        const Index there = split_.training.x.samples();
        if (held_out >= there) {
            throw FieldError(
                fmt::format("{{hold_out}}: {} given, less than {} expected, the samples in {}",
                            held_out, there, split_.training.name));
        }
        if (held_out > 0) {
            split_.test = part_of(split_.training, there - held_out, held_out);
            split_.training = part_of(split_.training, 0, there - held_out);
        }
        const Index count = count_of("samples", split_.training);
        split_.training = first_part(std::move(split_.training), count);
        if (!settings_.has(fields_.test)) return;
        split_.test = file(fields_.test, "test_labels", "test_y");
        const Index tests = count_of("test_samples", split_.test);
        split_.test = first_part(std::move(split_.test), tests);
    }

    TargetedSamples file(const char* x, const char* labels, const char* y) {
        TargetedSamples samples;
        samples.name = path(x);
        const auto data = std::make_shared<const InputFile>(samples.name);
        if (data->bytes().starts_with(npy_magic) || is_idx(*data)) {
            if (settings_.given("target")) {
                throw FieldError("{target}: " + samples.name + " is no table with a header");
            }
            samples.x = array_samples(*data, shape_);
        } else {
            take_table(data, samples);
        }
        if (!settings_.given("target")) read_targets(path(labels), path(y), samples);
        return samples;
    }

    void note(const std::vector<std::string>& notes) {
        split_.notes.insert(split_.notes.end(), notes.begin(), notes.end());
    }

    /// The samples, and the target if it is one of the columns.
    void take_table(const std::shared_ptr<const InputFile>& file, TargetedSamples& samples) {
        TableOptions options = table_options(settings_);
        const std::string target = path("target");
        if (!target.empty() && has_classes(settings_)) {
            options.words = target;
        } else if (!target.empty()) {
            options.target = target;
            options.target_advice = "; words are classes with loss cross-entropy";
        }
        Table table = read_table(file, options);
        note(table.notes());
        if (options.words) {
            samples.labels_name = samples.name;
            samples.words = checked_labels(table.words(), samples.name);
        } else if (!target.empty()) {
            TargetSplit split = split_target(table, target, samples.name);
            table = std::move(split.x);
            samples.numbers = std::move(split.y);
            samples.outputs = 1;
        }
        if (training_table_) {
            table = match_columns(table, samples.name, training_table_->names(),
                                  split_.training.name, split_.notes);
        } else {
            training_table_ = table;
        }
        samples.x = table_samples(table.view(), samples.name, shape_);
    }

    void read_targets(const std::string& labels, const std::string& y, TargetedSamples& samples) {
        const Index count = samples.x.samples();
        if (!labels.empty()) {
            samples.labels_name = labels;
            samples.words = read_labels(labels, count, split_.notes);
            check_rows(samples.name, count, labels, static_cast<Index>(samples.words.size()));
            return;
        }
        SampleNumbers numbers = read_numbers(y, count, split_.notes);
        check_rows(samples.name, count, y, numbers.samples);
        samples.numbers = std::move(numbers.values);
        samples.outputs = numbers.outputs;
    }

    const Settings& settings_;
    const SampleFields& fields_;
    std::vector<Index> shape_;
    std::optional<Table> training_table_;  ///< without the target
    SampleSplit split_;
};

/// Puts targets where runs take them from.
void use(TargetedSamples& samples, bool squared, const TrainingData& data, const std::string& of,
         NetworkTargets& targets, Labels& judged) {
    if (!samples.words.empty()) {
        samples.labels = class_numbers(samples.words, data.classes, samples.labels_name, of);
    }
    if (samples.labels.empty()) {
        targets = std::move(samples.numbers);
    } else if (squared) {
        targets = indicators(samples.labels, data.outputs);
        judged = std::move(samples.labels);
    } else {
        targets = std::move(samples.labels);
    }
}

}  // namespace

std::string TrainingData::digest() const {
    DataDigest digest;
    const auto add = [&digest](const SampleArray& samples, const NetworkTargets& targets) {
        digest.add(samples.shape.data(), samples.shape.size() * sizeof(Index));
        digest.add(samples.values.data(), samples.values.size() * sizeof(double));
        digest.add(targets);
    };
    add(x, network.targets);
    add(x_test, network.test_targets);
    return digest.text();
}

SampleSplit read_split(const Settings& settings, const SampleFields& fields) {
    return Reader(settings, fields).read();
}

void put(SampleSplit&& samples, const Settings& settings, const std::string& of,
         TrainingData& data) {
    const bool squared = loss_of(settings, has_classes(settings)) == "squared";
    NetworkData& network = data.network;
    use(samples.training, squared, data, of, network.targets, network.labels);
    use(samples.test, squared, data, of, network.test_targets, network.test_labels);
    data.notes = std::move(samples.notes);
    data.name = valid_utf8(samples.training.name);
    data.x = std::move(samples.training.x);
    data.x_test = std::move(samples.test.x);
    network.x = data.x;
    network.x_test = data.x_test;
}

bool names_data_set(const std::string& name) {
    const auto names = image_data_set_names();
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_classes(const Settings& settings) {
    if (settings.given("target")) return settings.text_or("loss", "") == "cross-entropy";
    return settings.given("labels") || names_data_set(settings.text_or("data", ""));
}

void add_data(TrainingReport& report, const TrainingData& data) {
    if (!data.classes.empty()) {
        report.subject.emplace_back("classes", fmt::format("{} classes: {}", data.classes.size(),
                                                           list_text(data.classes, shown_classes)));
        report.members.emplace_back("classes", Json(data.classes).dump());
    }
    for (const std::string& note : data.notes) report.subject.emplace_back("read", note);
    report.members.emplace_back("notes", Json(data.notes).dump());
}

}  // namespace regimes
