// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include "cli/terminal/exit_code.hpp"
#include "cli/verbs/data_source.hpp"
#include "regimes/data/image_regression.hpp"
#include "regimes/studies/number_text.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

std::array<Index, 2> parse_classes(const std::string& text) {
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos || text.find(',', comma + 1) != std::string::npos) {
        throw UsageError(
            fmt::format("--classes: \"{}\" given, two classes such as 0,1 expected", text));
    }
    return {parse_count("--classes", text.substr(0, comma), 0),
            parse_count("--classes", text.substr(comma + 1), 0)};
}

ImageRegressionOptions resolved(const GivenOptions& given) {
    ImageRegressionOptions options;
    if (given.contains("--classes")) options.classes = parse_classes(given.at("--classes"));
    options.samples = count_or(given, "--samples", options.samples);
    options.test_samples = count_or(given, "--test-samples", options.test_samples);
    if (given.contains("--seed")) {
        options.seed = static_cast<std::uint64_t>(count_or(given, "--seed", 0));
    }
    return options;
}

class ImageSource final : public DataSource {
public:
    explicit ImageSource(const ImageDataSet& set) : set_(set), place_(find_data_set(set)) {}

    std::string name() const override { return std::string(set_.name); }
    std::vector<std::string> options() const override {
        return {"--classes", "--samples", "--test-samples", "--seed"};
    }
    Json describe() const override {
        Json searched = Json::array();
        for (const auto& folder : place_.searched) searched.push_back(folder.string());
        return {{"name", name()},
                {"kind", "images"},
                {"n_samples", count_images(set_, Part::training)},
                {"n_test_samples", count_images(set_, Part::test)},
                {"n_channels", set_.channels},
                {"n_rows", set_.rows},
                {"n_columns", set_.columns},
                {"classes", set_.classes},
                {"state", place_.is_complete() ? "found" : "missing"},
                {"folder", place_.folder.empty() ? Json() : Json(place_.folder.string())},
                {"missing_files", place_.missing},
                {"searched", searched},
                {"how_to_get", set_.how_to_get}};
    }
    std::string line() const override {
        return place_.is_complete() ? fmt::format("{}; in {}", size(), place_.folder.string())
                                    : fmt::format(
                                          "{}; not found: regimes data {} tells how to get "
                                          "it",
                                          size(), name());
    }
    std::string text() const override {
        std::string text = fmt::format("{}: {}\n\n", name(), size());
        for (std::size_t label = 0; label < set_.classes.size(); ++label) {
            text +=
                fmt::format("  class {}  {:<12} {:>5} + {:>4} images\n", label, set_.classes[label],
                            set_.training_images[label], set_.test_images[label]);
        }
        if (place_.is_complete()) return text + fmt::format("\nIn {}\n", place_.folder.string());
        text += fmt::format("\nNot found. {}\nTo get it: {}.\nLooked in:\n", lacking(),
                            set_.how_to_get);
        for (const auto& folder : place_.searched) text += fmt::format("  {}\n", folder.string());
        return text;
    }
    std::string check() const override {
        demand_complete();
        check_data_set(set_, place_.folder);
        return fmt::format(
            "{}: all {} files in {} are complete, with the right images of each class", name(),
            set_.training_files.size() + set_.test_files.size(), place_.folder.string());
    }
    GeneratedProblem make(const GivenOptions& given) const override {
        const ImageRegressionOptions options = resolved(given);
        demand_complete();
        const auto training = read_images(set_, place_.folder, Part::training);
        const auto test = read_images(set_, place_.folder, Part::test);
        GeneratedProblem made;
        made.problem = image_regression(training, test, options);
        made.options = {{"classes", options.classes},
                        {"samples", options.samples},
                        {"test_samples", options.test_samples},
                        {"seed", options.seed ? Json(*options.seed) : Json()}};
        made.targets = fmt::format("y is -1 for {}, +1 for {}; x holds pixels / 255{}",
                                   class_text(options.classes[0]), class_text(options.classes[1]),
                                   set_.channels == 1 ? "" : ", all red, then green, then blue");
        return made;
    }

private:
    std::string size() const {
        return fmt::format("{} + {} images of {} x {} pixels{}, {} classes",
                           count_images(set_, Part::training), count_images(set_, Part::test),
                           set_.rows, set_.columns, set_.channels == 1 ? "" : " in three colours",
                           set_.classes.size());
    }
    std::string class_text(Index label) const {
        return fmt::format("class {} ({})", label,
                           set_.classes.at(static_cast<std::size_t>(label)));
    }
    std::string lacking() const {
        if (place_.folder.empty()) return "None of its files is in any of the folders below.";
        return fmt::format("{} lacks {}, plain or with the ending .gz.", place_.folder.string(),
                           fmt::join(place_.missing, ", "));
    }
    void demand_complete() const {
        if (place_.is_complete()) return;
        throw UsageError(fmt::format("{} is not found: {} To get it: {}", name(), lacking_in_line(),
                                     set_.how_to_get));
    }
    std::string lacking_in_line() const {
        if (!place_.folder.empty()) return lacking();
        std::vector<std::string> folders;
        for (const auto& folder : place_.searched) folders.push_back(folder.string());
        return fmt::format("none of its files is in {}.", fmt::join(folders, ", "));
    }

    const ImageDataSet& set_;
    DataSetPlace place_;
};

}  // namespace

std::vector<std::unique_ptr<DataSource>> make_image_sources() {
    std::vector<std::unique_ptr<DataSource>> sources;
    for (const ImageDataSet& set : image_data_sets()) {
        sources.push_back(std::make_unique<ImageSource>(set));
    }
    return sources;
}

}  // namespace regimes::cli
