// SPDX-License-Identifier: BSD-3-Clause
#include "cli/probe_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "cli/exit_code.hpp"
#include "cli/sample_targets.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/data/input_file.hpp"
#include "regimes/networks/modules.hpp"
#include "regimes/studies/data_digest.hpp"

namespace regimes::cli {

namespace {

using Labels = std::vector<int>;

constexpr Index tried_samples = 4;  // that tell whether the module takes the data

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
            throw UsageError(fmt::format("--sample-shape: {} given, the {} pixels of {} expected",
                                         fmt::join(shape, ","), images.x.size(), set.name));
        }
        images.x.shape = shape;
    }
    return {std::move(images.x), std::move(images.labels)};
}

/// Calls what may refuse, and names what it is about.
template <typename Call>
auto naming(const std::string& what, const Call& call) {
    try {
        return call();
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("{}: {}", what, error.what()));
    } catch (const std::runtime_error& error) {
        throw UsageError(fmt::format("{}: {}", what, error.what()));
    }
}

class Reader {
public:
    explicit Reader(const ProbeOptions& options) : options_(options) {}

    ProbeInput read() {
        input_.module = load();
        check_patterns();
        input_.model_digest = digest_of_model();
        input_.data_name = options_.data;
        options_.is_data_set() ? read_images() : read_files();
        input_.outputs = outputs_on(training_, options_.data);
        if (test_.x.samples() > 0) outputs_on(test_, test_name());
        ModuleData& data = input_.data;
        use(training_, options_.labels, data.x, data.targets, data.labels);
        use(test_, options_.hold_out > 0 ? options_.labels : options_.test_labels, data.x_test,
            data.test_targets, data.test_labels);
        input_.data_digest = digest_of_data();
        return std::move(input_);
    }

private:
    std::unique_ptr<Module> load() const {
        if (options_.place.device == Device::cuda && torch_build().is_there &&
            !torch_build().has_cuda) {
            throw UsageError("--device: cuda given, but LibTorch finds no CUDA device here");
        }
        try {
            return load_module(options_.model, options_.place);
        } catch (const std::invalid_argument& error) {
            throw UsageError(fmt::format("{}: {}", options_.model, error.what()));
        }
    }

    void check_patterns() const {
        const auto tried = input_.module->copy();
        naming("--scale-only", [&] {
            if (!options_.run.scaled.empty()) tried->scale_parameters(options_.run.scaled, 0.0);
        });
        naming("--freeze", [&] { tried->freeze(options_.run.frozen); });
    }

    std::string digest_of_model() const {
        const InputFile file(options_.model);
        DataDigest digest;
        digest.add(file.bytes().data(), file.bytes().size());
        return digest.text();
    }

    void read_files() {
        training_ = file_split(options_.data, options_.labels, options_.y, options_.sample_shape);
        const Index there = training_.x.samples();
        if (options_.hold_out >= there) {
            throw UsageError(
                fmt::format("--hold-out: {} given, less than {} expected, the samples "
                            "in {}",
                            options_.hold_out, there, options_.data));
        }
        const Index rest = there - options_.hold_out;
        if (options_.hold_out > 0) test_ = part_of(training_, rest, options_.hold_out);
        training_ = first_part(std::move(training_),
                               first_of("--samples", options_.samples, rest, options_.data));
        if (options_.test_data.empty()) return;
        test_ = file_split(options_.test_data, options_.test_labels, options_.test_y,
                           options_.sample_shape);
        const Index tests = first_of("--test-samples", options_.test_samples, test_.x.samples(),
                                     options_.test_data);
        test_ = first_part(std::move(test_), tests);
    }

    void read_images() {
        const ImageDataSet& set = image_data_set(options_.data);
        const auto count = [&](const char* option, std::optional<Index> asked, Part part) {
            return first_of(option, asked, count_images(set, part), set.name);
        };
        training_ =
            image_split(set, Part::training, count("--samples", options_.samples, Part::training),
                        options_.sample_shape);
        test_ =
            image_split(set, Part::test, count("--test-samples", options_.test_samples, Part::test),
                        options_.sample_shape);
    }

    std::string test_name() const {
        return options_.test_data.empty() ? options_.data : options_.test_data;
    }

    /// Outputs for each sample; tries the module on the first samples, with labels that all fit.
    Index outputs_on(const Split& split, const std::string& name) const {
        const Index samples = std::min(tried_samples, split.x.samples());
        const Split some = part_of(split, 0, samples);
        NetworkTargets targets = some.y.values;
        if (options_.has_classes()) targets = Labels(some.labels.size(), 0);
        return naming(fmt::format("{} on {}", options_.model, name), [&] {
            const auto taken = input_.module->take(some.x, targets);
            return input_.module->outputs(*taken).size() / samples;
        });
    }

    /// Puts a split where runs take it from.
    void use(Split& split, const std::string& path, SampleArray& x, NetworkTargets& targets,
             Labels& judged) const {
        check_classes(
            split.labels, input_.outputs, path,
            fmt::format("the last of the {} outputs of {}", input_.outputs, options_.model));
        if (!options_.has_classes()) {
            targets = std::move(split.y.values);
        } else if (options_.loss == "squared") {
            targets = indicators(split.labels, input_.outputs);
            judged = std::move(split.labels);
        } else {
            targets = std::move(split.labels);
        }
        x = std::move(split.x);
    }

    std::string digest_of_data() const {
        DataDigest digest;
        const auto add = [&digest](const SampleArray& x, const NetworkTargets& targets) {
            digest.add(x.shape.data(), x.shape.size() * sizeof(Index));
            digest.add(x.values.data(), x.values.size() * sizeof(float));
            digest.add(targets);
        };
        add(input_.data.x, input_.data.targets);
        add(input_.data.x_test, input_.data.test_targets);
        return digest.text();
    }

    const ProbeOptions& options_;
    ProbeInput input_;
    Split training_;
    Split test_;
};

}  // namespace

ProbeInput read_probe_input(const ProbeOptions& options) { return Reader(options).read(); }

}  // namespace regimes::cli
