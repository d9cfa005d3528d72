// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/probe_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "regimes/data/data_sets.hpp"
#include "regimes/data/input_file.hpp"
#include "regimes/studies/data_digest.hpp"
#include "regimes/studies/label_files.hpp"
#include "regimes/studies/training_fields.hpp"

namespace regimes {

namespace {

using Labels = std::vector<int>;

constexpr Index tried_samples = 4;  // that show whether the module takes the data

/// Samples with their targets: labels, or numbers.
struct Split {
    SampleArray x;
    Labels labels = {};
    SampleNumbers y = {};
};

/// Samples from `first` on, with their targets.
Split part_of(const Split& split, Index first, Index count) {
    const auto from = [](const auto& values, Index begin, Index number) {
        return std::vector(values.begin() + begin, values.begin() + begin + number);
    };
    const Index size = split.x.size();
    Split part{{split.x.shape, from(split.x.values, first * size, count * size)}};
    if (!split.labels.empty()) part.labels = from(split.labels, first, count);
    const Index outputs = split.y.outputs;
    if (outputs > 0) {
        part.y = {split.y.values.segment(first * outputs, count * outputs), count, outputs};
    }
    return part;
}

/// The first samples; all of them are not copied.
Split first_part(Split split, Index count) {
    return count == split.x.samples() ? std::move(split) : part_of(split, 0, count);
}

Split file_split(const std::string& x, const std::string& labels, const std::string& y,
                 const std::vector<Index>& shape) {
    Split split{read_samples(x, shape)};
    const Index samples = split.x.samples();
    if (!labels.empty()) {
        split.labels = read_labels(labels);
        check_rows(x, samples, labels, static_cast<Index>(split.labels.size()));
    } else {
        split.y = read_numbers(y, samples);
        check_rows(x, samples, y, split.y.samples);
    }
    return split;
}

Split image_split(const ImageDataSet& set, Part part, Index count,
                  const std::vector<Index>& shape) {
    LabelledSamples images = image_samples(set, part, count);
    if (!shape.empty()) {
        const Index size = std::accumulate(shape.begin(), shape.end(), Index{1}, std::multiplies());
        if (size != images.x.size()) {
            throw FieldError(fmt::format("{{sample_shape}}: {} given, the {} pixels of {} expected",
                                         fmt::join(shape, ","), images.x.size(), set.name));
        }
        images.x.shape = shape;
    }
    return {std::move(images.x), std::move(images.labels)};
}

class Reader {
public:
    explicit Reader(const Settings& settings) : settings_(settings) {}

    std::shared_ptr<ProbeData> read() {
        read_->module = load();
        read_->model_digest = digest_of_model();
        read_->name = settings_.text("data");
        names_data_set(read_->name) ? read_images() : read_files();
        read_->outputs = outputs_on(training_, read_->name);
        if (test_.x.samples() > 0) outputs_on(test_, settings_.text_or("test_data", read_->name));
        NetworkData& data = read_->data;
        use(training_, path("labels"), data.targets, data.labels);
        use(test_, path(settings_.whole("hold_out") > 0 ? "labels" : "test_labels"),
            data.test_targets, data.test_labels);
        read_->x = std::move(training_.x);
        read_->x_test = std::move(test_.x);
        data.x = read_->x;
        data.x_test = read_->x_test;
        return std::move(read_);
    }

private:
    std::string path(const char* field) const { return settings_.text_or(field, ""); }

    std::unique_ptr<Module> load() const {
        DeviceOptions place;
        place.device = settings_.text("device") == "cuda" ? Device::cuda : Device::cpu;
        place.precision = precision_of(settings_.text("precision"));
        if (place.device == Device::cuda && torch_build().is_there && !torch_build().has_cuda) {
            throw FieldError("{device}: cuda given, but LibTorch finds no CUDA device here");
        }
        try {
            return load_module(path("model"), place);
        } catch (const std::invalid_argument& error) {
            throw FieldError(fmt::format("{}: {}", path("model"), error.what()));
        }
    }

    std::string digest_of_model() const {
        const InputFile file(path("model"));
        DataDigest digest;
        digest.add(file.bytes().data(), file.bytes().size());
        return digest.text();
    }

    void read_files() {
        const std::vector<Index> shape = settings_.wholes("sample_shape");
        const Index held_out = settings_.whole("hold_out");
        training_ = file_split(path("data"), path("labels"), path("y"), shape);
        const Index there = training_.x.samples();
        if (held_out >= there) {
            throw FieldError(
                fmt::format("{{hold_out}}: {} given, less than {} expected, the samples in {}",
                            held_out, there, path("data")));
        }
        const Index rest = there - held_out;
        if (held_out > 0) test_ = part_of(training_, rest, held_out);
        training_ =
            first_part(std::move(training_), first_of(settings_, "samples", rest, path("data")));
        if (!settings_.has("test_data")) return;
        test_ = file_split(path("test_data"), path("test_labels"), path("test_y"), shape);
        const Index tests =
            first_of(settings_, "test_samples", test_.x.samples(), path("test_data"));
        test_ = first_part(std::move(test_), tests);
    }

    void read_images() {
        const ImageDataSet& set = image_data_set(settings_.text("data"));
        const std::vector<Index> shape = settings_.wholes("sample_shape");
        const auto split = [&](const char* field, Part part) {
            return image_split(
                set, part, first_of(settings_, field, count_images(set, part), set.name), shape);
        };
        training_ = split("samples", Part::training);
        test_ = split("test_samples", Part::test);
    }

    /// Outputs for each sample; tries the module on the first samples, with labels that all fit.
    Index outputs_on(const Split& split, const std::string& name) const {
        const Index samples = std::min(tried_samples, split.x.samples());
        const Split some = part_of(split, 0, samples);
        NetworkTargets targets = some.y.values;
        if (has_classes_to_probe(settings_)) targets = Labels(some.labels.size(), 0);
        return naming(fmt::format("{} on {}", path("model"), name), [&] {
            const auto taken = read_->module->take(some.x, targets);
            return read_->module->outputs(*taken).size() / samples;
        });
    }

    /// Puts a split where runs take it from.
    void use(Split& split, const std::string& labels, NetworkTargets& targets,
             Labels& judged) const {
        check_classes(
            split.labels, read_->outputs, labels,
            fmt::format("the last of the {} outputs of {}", read_->outputs, path("model")));
        const bool classes = has_classes_to_probe(settings_);
        if (!classes) {
            targets = std::move(split.y.values);
        } else if (loss_of(settings_, classes) == "squared") {
            targets = indicators(split.labels, read_->outputs);
            judged = std::move(split.labels);
        } else {
            targets = std::move(split.labels);
        }
    }

    const Settings& settings_;
    std::shared_ptr<ProbeData> read_ = std::make_shared<ProbeData>();
    Split training_;
    Split test_;
};

}  // namespace

std::string ProbeData::digest() const {
    DataDigest digest;
    const auto add = [&digest](const SampleArray& samples, const NetworkTargets& targets) {
        digest.add(samples.shape.data(), samples.shape.size() * sizeof(Index));
        digest.add(samples.values.data(), samples.values.size() * sizeof(double));
        digest.add(targets);
    };
    add(x, data.targets);
    add(x_test, data.test_targets);
    digest.add(model_digest.data(), model_digest.size());
    return digest.text();
}

Index ProbeData::parameters() const {
    Index count = 0;
    for (const ModuleParameter& parameter : module->parameters()) {
        Index size = 1;
        for (const Index length : parameter.shape) size *= length;
        count += size;
    }
    return count;
}
bool names_data_set(const std::string& name) {
    const auto names = image_data_set_names();
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_classes_to_probe(const Settings& settings) {
    return settings.given("labels") || names_data_set(settings.text("data"));
}

std::shared_ptr<ProbeData> read_probe_data(const Settings& settings) {
    return Reader(settings).read();
}

}  // namespace regimes
