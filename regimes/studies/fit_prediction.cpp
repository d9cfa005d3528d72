// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_prediction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "regimes/core/csv_cell.hpp"
#include "regimes/core/utf8.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/studies/cross_validation.hpp"
#include "regimes/studies/fit_files.hpp"
#include "regimes/studies/prediction_error.hpp"
#include "regimes/studies/quantity.hpp"
#include "regimes/studies/sample_table.hpp"
#include "regimes/studies/study.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;
using Points = std::vector<const FitPoint*>;

constexpr double same_scale = 1e-9;  // in log10: a scale and its logarithm round differently

Fields make_fields() {
    return {
        text_field("folder", "FOLDER", "what fit or select --out wrote").required().as_argument(),
        file_field("x",
                   "new samples with the features of the fit: a file of any kind that fit takes"),
        id_column_field("{x}"),
        number_list("depth", "D[,D...]", "", "of the solutions to predict with")
            .at_least(2)
            .or_else("the first of the fit")
            .only_with("solution", {"path"}),
        scale_field("log10_alpha", "", std::numeric_limits<double>::max(),
                    "scale of these solutions")
            .or_else("that of least test error if there were test samples, else the smallest")
            .only_with("solution", {"path"}),
        choice_field("solution", {"path", "minimum-l2", "minimum-l1"},
                     "path: of a depth and a scale; or one of the ends, the limits of large and of "
                     "small scales"),
    };
}

std::string place(const FitPoint& point) {
    if (!point.depth) return point.name;
    return fmt::format("depth {} log10 alpha {}", *point.depth, *point.log10_alpha);
}

std::string any_of(std::vector<double> numbers) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    std::vector<std::string> texts;
    for (const double number : numbers) texts.push_back(fmt::format("{}", number));
    return list_text(texts, 10);
}

/// Less test error first; where that is the same or unknown, less test MSE.
bool is_better(const FitPoint* one, const FitPoint* other) {
    const auto errors = [](const FitPoint& point) {
        return std::pair(point.test_error.value_or(0.0), *point.test_mse);
    };
    return errors(*one) < errors(*other);
}

/// Picks the solutions, and says why where it was left open.
class Choice {
public:
    Choice(const FitRecord& record, const Settings& settings)
        : record_(record), settings_(settings) {}

    Points points() {
        if (settings_.text("solution") == "minimum-l2") return {known(record_.minimum_l2)};
        if (settings_.text("solution") == "minimum-l1") return {known(record_.minimum_l1)};
        Points chosen;
        for (const double depth : depths()) {
            if (!settings_.has("log10_alpha")) {
                chosen.push_back(usual(depth));
                continue;
            }
            for (const double scale : settings_.numbers("log10_alpha")) {
                chosen.push_back(known(at(depth, scale)));
            }
        }
        return chosen;
    }
    std::string sentence() const { return fmt::format("{}", fmt::join(reasons_, "; ")); }

private:
    std::vector<double> depths() {
        if (!settings_.has("depth")) {
            if (settings_.has("log10_alpha") && record_.depths.size() > 1) {
                reasons_.push_back(
                    fmt::format("depth {}, the first of the fit", record_.depths.front()));
            }
            return {record_.depths.front()};
        }
        for (const double depth : settings_.numbers("depth")) {
            if (std::count(record_.depths.begin(), record_.depths.end(), depth) > 0) continue;
            throw FieldError(fmt::format("{{depth}}: {} given, but the fit in {} has {}", depth,
                                         settings_.text("folder"), any_of(record_.depths)));
        }
        return settings_.numbers("depth");
    }

    const FitPoint* known(const FitPoint& point) const {
        if (point.status != Status::cancelled) return &point;
        if (point.name.empty() && !point.depth) {
            throw FieldError(fmt::format(
                "{{solution}}: what select left in {} has one solution and no ends, path expected",
                settings_.text("folder")));
        }
        throw FieldError(fmt::format("{}: the fit was cancelled before {}",
                                     settings_.text("folder"), place(point)));
    }

    const FitPoint& at(double depth, double scale) const {
        std::vector<double> scales;
        for (const FitPoint& point : record_.points) {
            if (point.depth != depth) continue;
            scales.push_back(*point.log10_alpha);
            const double tolerance = same_scale * std::max(1.0, std::fabs(scale));
            if (std::fabs(*point.log10_alpha - scale) <= tolerance) return point;
        }
        throw FieldError(
            fmt::format("no solution at depth {} and alpha = {} (log10 alpha {:.6g}), where the "
                        "fit in {} has log10 alpha {}",
                        depth, scale_text(scale), scale, settings_.text("folder"), any_of(scales)));
    }

    const FitPoint* usual(double depth) {
        const Points path = path_of_depth(record_, depth);  // the smallest scale last
        if (path.size() == 1 && record_.points.size() == 1) return path.front();
        if (path.empty()) {
            throw FieldError(fmt::format("{}: the fit was cancelled before any of depth {}",
                                         settings_.text("folder"), depth));
        }
        const bool is_tested = std::all_of(path.begin(), path.end(), [](const FitPoint* point) {
            return point->test_mse.has_value();
        });
        const FitPoint* chosen =
            is_tested ? *std::min_element(path.begin(), path.end(), is_better) : path.back();
        std::string reason = "the smallest alpha";
        if (is_tested && chosen->test_error) {
            reason = fmt::format("of least test error, {:.4g}", *chosen->test_error);
        } else if (is_tested) {
            reason = fmt::format("of least test MSE, {:.4g}", *chosen->test_mse);
        }
        const bool is_first = !settings_.has("depth") && record_.depths.size() > 1;
        reasons_.push_back(fmt::format("depth {}, alpha = {}: {}{}", depth, alpha_label(*chosen),
                                       reason, is_first ? " of the first depth" : ""));
        return chosen;
    }

    const FitRecord& record_;
    const Settings& settings_;
    std::vector<std::string> reasons_;
};

/// The new samples with the features of the fit, in its order.
Table read_samples(const FitRecord& record, const Settings& settings, FitPrediction& prediction) {
    const std::string& path = settings.text("x");
    const std::string& folder = settings.text("folder");
    TableOptions options = table_options(settings);
    options.takes_sparse = true;
    options.first_feature = record.first_feature;
    Table table = read_table(path, options);
    prediction.notes = table.notes();
    prediction.ids = table.row_names();
    prediction.id_name = table.id_column() == "column 1" ? "id" : table.id_column();
    const auto has = [&](const std::vector<std::string>& names) {
        return std::find(names.begin(), names.end(), record.target) != names.end();
    };
    if (!record.target.empty() && has(table.names()) && !has(record.names)) {
        prediction.notes.push_back(fmt::format(
            "{}: column \"{}\" is set aside: it is what the fit predicts", path, record.target));
        table = split_target(table, record.target, path).x;
    }
    table = match_columns(table, path, record.names, folder, prediction.notes);
    if (table.first_feature() && table.cols() < record.features) {
        table = table.widened(record.features);  // the last features are 0 in all of them
    }
    if (table.cols() == record.features) return table;
    throw FieldError(fmt::format("{} has {} columns, but the fit in {} has {} features", path,
                                 table.cols(), folder, record.features));
}

/// The names of the columns behind the id, and the columns.
using NamedColumns = std::vector<std::pair<std::string, const Vector*>>;

NamedColumns columns_of(const FitPrediction& prediction) {
    NamedColumns columns;
    for (std::size_t k = 0; k < prediction.solutions.size(); ++k) {
        const std::string name = place(prediction.solutions[k]);
        columns.emplace_back(name, &prediction.values[k]);
        if (!prediction.classes.empty()) {
            columns.emplace_back("class at " + name, &prediction.classes[k]);
        }
    }
    return columns;
}

}  // namespace

const Fields& prediction_fields() {
    static const Fields fields = make_fields();
    return fields;
}

FitPrediction predict_samples(const Settings& settings) {
    const FitRecord record = read_fit(settings.text("folder"));
    if (!settings.has("x")) throw FieldError("{x}: missing; new samples are required");
    Choice choice(record, settings);
    FitPrediction prediction;
    for (const FitPoint* point : choice.points()) prediction.solutions.push_back(*point);
    prediction.choice = choice.sentence();
    const Table x = read_samples(record, settings, prediction);
    prediction.samples = x.rows();
    const bool is_logistic = record.loss == "logistic";
    for (const FitPoint& point : prediction.solutions) {
        Vector values = predict(x.design(), point.coefficients, point.intercept.value_or(0.0));
        if (is_logistic) {
            prediction.values.push_back(values.unaryExpr(&logistic_probability));
            prediction.classes.push_back(
                (values.array() > 0.0)
                    .select(Vector::Constant(values.size(), (*record.classes)[1]),
                            Vector::Constant(values.size(), (*record.classes)[0])));
            continue;
        }
        prediction.values.push_back(std::move(values));
        if (!record.classes) continue;
        prediction.classes.push_back(nearer_values(prediction.values.back(), *record.classes));
    }
    return prediction;
}

std::string prediction_lines(const FitPrediction& prediction) {
    const NamedColumns columns = columns_of(prediction);
    std::string text;
    for (Index n = 0; n < prediction.samples; ++n) {
        for (std::size_t k = 0; k < columns.size(); ++k) {
            text += fmt::format("{}{}", k == 0 ? "" : ",", (*columns[k].second)[n]);
        }
        text += "\n";
    }
    return text;
}

std::string prediction_csv(const FitPrediction& prediction) {
    const bool has_ids = !prediction.ids.empty();
    std::string text = has_ids ? csv_cell(prediction.id_name) + "," : "";
    std::vector<std::string> names;
    for (const auto& [name, column] : columns_of(prediction)) names.push_back(name);
    text += fmt::format("{}\n", fmt::join(names, ","));
    const std::string lines = prediction_lines(prediction);
    std::size_t at = 0;
    for (Index n = 0; n < prediction.samples; ++n) {
        const std::size_t end = lines.find('\n', at) + 1;
        if (has_ids) text += csv_cell(prediction.ids[static_cast<std::size_t>(n)]) + ",";
        text.append(lines, at, end - at);
        at = end;
    }
    return text;
}

Document prediction_document(const FitPrediction& prediction, const Settings& settings) {
    std::vector<std::string> solutions;
    for (std::size_t k = 0; k < prediction.solutions.size(); ++k) {
        const FitPoint& point = prediction.solutions[k];
        Entries members;
        if (point.depth) {
            members = {{"depth", Json(*point.depth).dump()},
                       {"log10_alpha", Json(*point.log10_alpha).dump()}};
        } else {
            members = {{"name", Json(point.name).dump()}};
        }
        members.emplace_back("status", Json(name(point.status)).dump());
        members.emplace_back("predictions", Json(prediction.values[k]).dump());
        if (!prediction.classes.empty()) {
            members.emplace_back("classes", Json(prediction.classes[k]).dump());
        }
        solutions.push_back(json_object(members));
    }
    Document document;
    document.values = {{"folder", Json(valid_utf8(settings.text("folder"))).dump()},
                       {"n_samples", Json(prediction.samples).dump()}};
    if (!prediction.choice.empty()) {
        document.values.emplace_back("choice", Json(prediction.choice).dump());
    }
    if (!prediction.ids.empty()) {
        std::vector<std::string> ids;
        for (const std::string& id : prediction.ids) ids.push_back(valid_utf8(id));
        document.values.emplace_back("ids", Json(ids).dump());
    }
    document.values.emplace_back("solutions", fmt::format("[{}]", fmt::join(solutions, ",")));
    add_notes(document, prediction.notes);
    add_provenance(document, settings);
    return document;
}

std::vector<std::string> prediction_warnings(const FitPrediction& prediction) {
    std::vector<Ending> endings;
    for (const FitPoint& point : prediction.solutions)
        endings.push_back({point.status, place(point)});
    return convergence_warnings(endings, "solutions");
}

}  // namespace regimes
