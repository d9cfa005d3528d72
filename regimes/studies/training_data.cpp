// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/training_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "regimes/core/utf8.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/studies/data_digest.hpp"
#include "regimes/studies/label_files.hpp"
#include "regimes/studies/training_fields.hpp"

namespace regimes {

namespace {

using Labels = std::vector<int>;

template <typename Value>
std::vector<Value> part(const std::vector<Value>& values, Index first, Index count) {
    return {values.begin() + first, values.begin() + first + count};
}

/// Samples from `first` on, with their targets.
TargetedSamples part_of(const TargetedSamples& all, Index first, Index count) {
    const Index size = all.x.size();
    TargetedSamples some{all.name, all.labels_name, {all.x.shape, {}}, {}, {}, all.outputs};
    some.x.values = part(all.x.values, first * size, count * size);
    if (!all.labels.empty()) some.labels = part(all.labels, first, count);
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
        split_.classes = static_cast<Index>(set.classes.size());
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
        return {std::string(set.name), "", std::move(images.x), std::move(images.labels), {}};
    }

    void read_files() {
        split_.training = file(fields_.x, "labels", "y");
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

    TargetedSamples file(const char* x, const char* labels, const char* y) const {
        TargetedSamples samples{path(x), path(labels), read_samples(path(x), shape_), {}, {}};
        const Index count = samples.x.samples();
        if (settings_.has(labels)) {
            samples.labels = read_labels(path(labels));
            check_rows(path(x), count, path(labels), static_cast<Index>(samples.labels.size()));
        } else {
            SampleNumbers numbers = read_numbers(path(y), count);
            check_rows(path(x), count, path(y), numbers.samples);
            samples.numbers = std::move(numbers.values);
            samples.outputs = numbers.outputs;
        }
        return samples;
    }

    const Settings& settings_;
    const SampleFields& fields_;
    std::vector<Index> shape_;
    SampleSplit split_;
};

/// Puts targets where runs take them from.
void use(TargetedSamples& samples, bool squared, Index outputs, const std::string& limit,
         NetworkTargets& targets, Labels& judged) {
    check_classes(samples.labels, outputs, samples.labels_name, limit);
    if (samples.labels.empty()) {
        targets = std::move(samples.numbers);
    } else if (squared) {
        targets = indicators(samples.labels, outputs);
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

void put(SampleSplit&& samples, const Settings& settings, const std::string& limit,
         TrainingData& data) {
    const bool squared = loss_of(settings, has_classes(settings)) == "squared";
    NetworkData& network = data.network;
    use(samples.training, squared, data.outputs, limit, network.targets, network.labels);
    use(samples.test, squared, data.outputs, limit, network.test_targets, network.test_labels);
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
    return settings.given("labels") || names_data_set(settings.text_or("data", ""));
}

}  // namespace regimes
