// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/selection_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "regimes/report/line_panels.hpp"
#include "regimes/studies/fit_record.hpp"
#include "regimes/studies/quantity.hpp"
#include "regimes/studies/sample_table.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t shown_features = 8;
constexpr std::size_t drawn_features = 12;
constexpr std::size_t most_pictures = 40;

bool is_logistic(const SelectionRecord& record) { return record.loss == SampleLoss::logistic; }
const char* error_name(const SelectionRecord& record) {
    return is_logistic(record) ? "log loss" : "mean squared error";
}

std::string name_of(const SelectionRecord& record, Index feature) {
    return feature_name(record.names, feature);
}

TableCell mean_of(const std::optional<Estimate>& estimate) {
    return estimate ? TableCell(estimate->mean) : TableCell();
}
TableCell spread_of(const std::optional<Estimate>& estimate) {
    return estimate ? TableCell(estimate->standard_error) : TableCell();
}
std::optional<Estimate> class_error_at(const Candidate& candidate, std::size_t time) {
    if (candidate.class_errors.empty()) return std::nullopt;
    return candidate.class_errors[time];
}

/// A depth and a scale at a time.
struct CandidatePoint {
    const Candidate* candidate;
    std::size_t time;
};

Quantities<CandidatePoint> make_candidate_quantities() {
    using P = const CandidatePoint&;
    return {{"depth", {"depth", "{:g}"}, [](P p) { return TableCell(p.candidate->depth); }},
            {"log10_alpha",
             {"log10 alpha", "{:.4g}"},
             [](P p) { return TableCell(p.candidate->log10_alpha); }},
            {"time", {"time", "{:.3g}"}, [](P p) { return TableCell(p.candidate->times[p.time]); }},
            {"cv_error",
             {"CV error", "{:.4g}"},
             [](P p) { return TableCell(p.candidate->errors[p.time].mean); }},
            {"cv_standard_error",
             {"+-", "{:.2g}"},
             [](P p) { return TableCell(p.candidate->errors[p.time].standard_error); }},
            {"cv_class_error",
             {"class error", "{:.2f}", "%"},
             [](P p) { return mean_of(class_error_at(*p.candidate, p.time)); }},
            {"effective_support",
             {"nonzero", "{:.1f}"},
             [](P p) { return TableCell(p.candidate->supports[p.time]); }},
            {"seconds",
             {"seconds", "{:.2f}", "", true},
             [](P p) { return TableCell(p.candidate->seconds); }},
            {"", {"status"}, [](P p) {
                 return TableCell(std::string(name(p.candidate->status)),
                                  p.candidate->status != Status::converged);
             }}};
}

const Quantities<CandidatePoint>& candidate_quantities() {
    static const Quantities<CandidatePoint> list = make_candidate_quantities();
    return list;
}

Quantities<Rival> make_rival_quantities() {
    using R = const Rival&;
    return {{"", {"estimator"}, [](R r) { return TableCell(r.name); }},
            {"cv_error", {"CV error", "{:.4g}"}, [](R r) { return mean_of(r.error); }},
            {"cv_standard_error", {"+-", "{:.2g}"}, [](R r) { return spread_of(r.error); }},
            {"cv_class_error",
             {"class error", "{:.2f}", "%"},
             [](R r) { return mean_of(r.class_error); }},
            {"effective_support", {"nonzero", "{:.1f}"}, [](R r) { return TableCell(r.support); }},
            {"", {"setting"}, [](R r) { return TableCell(r.setting); }}};
}

const Quantities<Rival>& rival_quantities() {
    static const Quantities<Rival> list = make_rival_quantities();
    return list;
}

/// Ours as one of them.
Rival own_row(const SelectionRecord& record) {
    const Candidate& chosen = record.chosen();
    const std::size_t time = record.selection.chosen_time;
    Rival own;
    own.name = "this choice";
    own.setting = fmt::format("depth {:g}, log10 alpha {:.4g}, time {:.3g}", chosen.depth,
                              chosen.log10_alpha, record.time());
    own.error = chosen.errors[time];
    own.class_error = class_error_at(chosen, time);
    own.support = chosen.supports[time];
    return own;
}

std::string estimate_text(const Estimate& estimate) {
    return fmt::format("{:.4g} +- {:.2g}", estimate.mean, estimate.standard_error);
}

/// "ridge 3.04, lasso 1.41, ...", by the error that both sides have.
std::string rivals_text(const SelectionRecord& record) {
    std::vector<std::string> texts;
    for (const Rival& rival : record.selection.rivals) {
        if (rival.error) {
            texts.push_back(fmt::format("{} {:.4g}", rival.name, rival.error->mean));
        } else if (rival.class_error) {
            texts.push_back(
                fmt::format("{} {:.2f} %", rival.name, 100.0 * rival.class_error->mean));
        }
    }
    return fmt::format("{}", fmt::join(texts, ", "));
}

std::string largest_text(const SelectionRecord& record) {
    std::vector<std::string> texts;
    for (const Index i : largest_coefficients(record.selection.trained, shown_features)) {
        texts.push_back(
            fmt::format("{} ({:.3g})", name_of(record, i), record.selection.trained[i]));
    }
    return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<std::string> findings_of(const SelectionRecord& record) {
    const Candidate& chosen = record.chosen();
    const std::size_t time = record.selection.chosen_time;
    const Index support = effective_support(record.selection.trained);
    const auto class_error = class_error_at(chosen, time);
    std::vector<std::string> sentences;
    sentences.push_back(fmt::format("{} of {} features, with an expected {} of {} ({} folds).",
                                    support, record.features, error_name(record),
                                    estimate_text(chosen.errors[time]), record.folds));
    if (class_error) {
        sentences.push_back(
            fmt::format("Of new samples {:.2f} +- {:.2f} % would get the wrong class.",
                        100.0 * class_error->mean, 100.0 * class_error->standard_error));
    }
    sentences.push_back(fmt::format("On the same folds{}: {}.",
                                    is_logistic(record) ? ", by their class errors" : "",
                                    rivals_text(record)));
    if (support > 0) {
        sentences.push_back(fmt::format(
            "The largest coefficients{}: {}.",
            record.scaling.standardize ? ", of standardised features" : "", largest_text(record)));
    }
    if (record.test_error) {
        sentences.push_back(fmt::format(
            "On the test samples the {} is {:.4g}{}.", error_name(record), *record.test_error,
            record.test_class_error ? fmt::format(", and {:.2f} % get the wrong class",
                                                  100.0 * *record.test_class_error)
                                    : ""));
    }
    return sentences;
}

/// How a candidate was stopped, where that says something about the data.
std::string stopping_text(const SelectionRecord& record) {
    const Candidate& chosen = record.chosen();
    const bool at_end = chosen.has_ended && record.selection.chosen_time + 1 >= chosen.times.size();
    if (at_end) return "Early stopping does not help here: the choice is where training ends.";
    const Estimate& last = chosen.errors.back();
    return fmt::format("Trained on, the same network would have an error of {:.4g} {}.", last.mean,
                       chosen.has_ended ? "at the end" : "where it was followed no further");
}

/// The largest of the choice, then those that are largest at the end of the path.
std::vector<Index> drawn_of(const SelectionRecord& record) {
    const Vector& last = record.selection.path.trained.back();
    std::vector<Index> drawn = largest_coefficients(record.selection.trained, drawn_features);
    for (const Index i : largest_coefficients(last, drawn_features)) {
        if (drawn.size() == drawn_features) break;
        if (std::find(drawn.begin(), drawn.end(), i) == drawn.end()) drawn.push_back(i);
    }
    return drawn;
}

Figure path_of(const SelectionRecord& record) {
    Figure figure;
    figure.name = "path";
    figure.title = "Along the time of training";
    figure.caption = fmt::format(
        "Depth {:g}, log10 alpha {:.4g}. The cross-validated error with one standard error to each "
        "side, and the error on the training samples; then the coefficients of the network trained "
        "on all samples{}: those that the choice has, and those that come later, at most {}. Time "
        "is that of gradient flow on the mean loss; the choice is at log10 time {:.3g}.",
        record.chosen().depth, record.chosen().log10_alpha,
        record.scaling.standardize ? ", of standardised features" : "", drawn_features,
        std::log10(record.time()));
    const Candidate& chosen = record.chosen();
    for (std::size_t k = 0; k < chosen.times.size(); ++k) {
        const Estimate& e = chosen.errors[k];
        figure.rows.push_back({"Error", "cross-validated", std::log10(chosen.times[k]), e.mean,
                               e.mean - e.standard_error, e.mean + e.standard_error});
    }
    const TrainingPath& path = record.selection.path;
    for (std::size_t k = 0; k < path.times.size(); ++k) {
        figure.rows.push_back(
            {"Error", "training", std::log10(path.times[k]), path.training_errors[k], {}, {}});
    }
    for (const Index i : drawn_of(record)) {
        for (std::size_t k = 0; k < path.times.size(); ++k) {
            figure.rows.push_back({"Coefficients",
                                   name_of(record, i),
                                   std::log10(path.times[k]),
                                   path.trained[k][i],
                                   {},
                                   {}});
        }
    }
    std::vector<LinePanel> panels = {{"Error", "log10 time", error_name(record), "samples"},
                                     {"Coefficients", "log10 time", "coefficient", "feature"}};
    for (LinePanel& panel : panels) panel.is_marked = true;
    figure.specification = line_panels(figure, panels);
    return figure;
}

Figure strip_of(const SelectionRecord& record) {
    Figure figure;
    figure.name = "strips";
    figure.title = "The coefficients in time";
    figure.caption =
        fmt::format("The {} largest coefficients in the order of their size, one stem for each.",
                    std::min(record.features, profile_length));
    const TrainingPath& path = record.selection.path;
    std::vector<std::size_t> shown;
    const std::size_t stride = path.times.size() / most_pictures + 1;
    for (std::size_t k = 0; k < path.times.size(); ++k) {
        if (k % stride == 0 || k == record.selection.chosen_time) shown.push_back(k);
    }
    Strip strip{fmt::format("Depth {:g}", record.chosen().depth), {}};
    for (const std::size_t k : shown) {
        Picture picture;
        const bool is_choice = k == record.selection.chosen_time;
        picture.title =
            fmt::format("time = {:.3g}{}", path.times[k], is_choice ? ", the choice" : "");
        picture.caption = fmt::format("{:.3g}", path.times[k]);
        picture.element = profile_element(path.trained[k], "coefficients, " + picture.title);
        picture.largest = path.trained[k].lpNorm<Eigen::Infinity>();
        picture.x = std::log10(path.times[k]);
        picture.facts = {{"nonzero", fmt::format("{}", effective_support(path.trained[k]))},
                         {"training error", fmt::format("{:.4g}", path.training_errors[k])}};
        if (k < record.chosen().errors.size()) {
            picture.facts.emplace_back("cross-validated error",
                                       estimate_text(record.chosen().errors[k]));
        }
        strip.pictures.push_back(std::move(picture));
    }
    figure.strips.push_back(std::move(strip));
    return figure;
}

Figure rivals_figure(const SelectionRecord& record) {
    Figure figure;
    figure.name = "rivals";
    figure.title = "Next to ridge and lasso";
    if (is_logistic(record)) {
        figure.caption =
            "Ridge, lasso and the interpolant are least-squares fits of the classes 1 and -1, so "
            "that they have class errors and no log loss.";
    }
    const Rival own = own_row(record);
    std::vector<const Rival*> rows = {&own};
    for (const Rival& rival : record.selection.rivals) rows.push_back(&rival);
    figure.table = table_of(rival_quantities(), rows);
    figure.table.rows.front().is_strong = true;
    return figure;
}

Figure candidates_figure(const SelectionRecord& record) {
    Figure figure;
    figure.name = "candidates";
    figure.title = "All depths and scales, each at its best time";
    std::vector<CandidatePoint> points;
    for (const Candidate& candidate : record.selection.candidates) {
        const bool is_chosen = &candidate == &record.chosen();
        points.push_back({&candidate, is_chosen ? record.selection.chosen_time : candidate.best});
    }
    std::vector<const CandidatePoint*> rows;
    for (const CandidatePoint& point : points) rows.push_back(&point);
    figure.table = table_of(candidate_quantities(), rows, 2);
    figure.table.rows[record.selection.chosen].is_strong = true;
    return figure;
}

Figure reading_of(const SelectionRecord& record) {
    Figure figure;
    figure.name = "reading";
    figure.title = "How to read this page";
    figure.caption = fmt::format(
        "A diagonal network of depth D, all weights started at alpha, is trained by gradient flow "
        "and stopped. A large alpha makes the path that of ridge regression, a small one that of "
        "the lasso and beyond, where one feature enters after the other. Each depth and scale was "
        "trained with each of the {} folds left out, and judged on that one at all times. The "
        "standard error is that of the mean over the folds. A coefficient counts as nonzero if its "
        "magnitude is above {:g} of the largest.",
        record.folds, support_threshold);
    return figure;
}

Entries members_of(const CandidatePoint& point) {
    Entries members;
    for (const auto& [name, cell] : named_cells(candidate_quantities(), point)) {
        members.emplace_back(name, cell_json(cell));
    }
    members.emplace_back("status", Json(name(point.candidate->status)).dump());
    return members;
}

std::string solution_of(const SelectionRecord& record, bool with_coefficients) {
    const CrossValidation& selection = record.selection;
    Entries members = members_of({&record.chosen(), selection.chosen_time});
    members.back().second = Json(name(selection.status)).dump();
    const auto add = [&members](const char* name, double value) {
        members.emplace_back(name, cell_json(TableCell(value)));
    };
    add("training_error", selection.path.training_errors[selection.chosen_time]);
    add("l1_norm", selection.trained.lpNorm<1>());
    add("l2_norm", selection.trained.stableNorm());
    members.emplace_back("n_nonzero", Json(effective_support(selection.trained)).dump());
    if (record.scaling.intercept) add("intercept", selection.model.intercept);
    if (record.test_error) add("test_error", *record.test_error);
    if (record.test_class_error) add("test_class_error", *record.test_class_error);
    if (with_coefficients) {
        members.emplace_back("coefficients", Json(selection.model.coefficients).dump());
    }
    return json_object(members);
}

std::string curve_of(const Candidate& candidate) {
    std::vector<double> errors, standard_errors;
    for (const Estimate& estimate : candidate.errors) {
        errors.push_back(estimate.mean);
        standard_errors.push_back(estimate.standard_error);
    }
    return json_object({{"times", Json(candidate.times).dump()},
                        {"cv_errors", Json(errors).dump()},
                        {"cv_standard_errors", Json(standard_errors).dump()}});
}

Entries values_of(const SelectionRecord& record, bool with_coefficients) {
    Entries values = {{"n_samples", Json(record.samples).dump()},
                      {"n_features", Json(record.features).dump()}};
    if (!record.names.empty()) values.emplace_back("features", Json(record.names).dump());
    if (record.first_feature) {
        values.emplace_back("first_feature", Json(*record.first_feature).dump());
    }
    if (record.classes) values.emplace_back("classes", Json(*record.classes).dump());
    values.emplace_back("n_folds", Json(record.folds).dump());
    values.emplace_back("loss", is_logistic(record) ? "\"logistic\"" : "\"squared\"");
    std::vector<std::string> solutions, candidates, rivals;
    const Candidate none;
    const Candidate* curve = &none;
    if (!record.selection.candidates.empty()) {
        solutions.push_back(solution_of(record, with_coefficients));
        curve = &record.chosen();
    }
    values.emplace_back("curve", curve_of(*curve));
    for (const Candidate& candidate : record.selection.candidates) {
        candidates.push_back(json_object(members_of({&candidate, candidate.best})));
    }
    for (const Rival& rival : record.selection.rivals) {
        Entries members = {{"name", Json(rival.name).dump()},
                           {"setting", Json(rival.setting).dump()}};
        for (const auto& [name, cell] : named_cells(rival_quantities(), rival)) {
            members.emplace_back(name, cell_json(cell));
        }
        rivals.push_back(json_object(members));
    }
    values.emplace_back("solutions", fmt::format("[{}]", fmt::join(solutions, ",")));
    values.emplace_back("candidates", fmt::format("[{}]", fmt::join(candidates, ",")));
    values.emplace_back("rivals", fmt::format("[{}]", fmt::join(rivals, ",")));
    return values;
}

}  // namespace

Document selection_document(const SelectionRecord& record, bool with_coefficients) {
    Document document;
    document.title = "Depth, scale and stopping time by cross-validation";
    document.values = values_of(record, with_coefficients);
    document.facts = {
        {"data", fmt::format("{} samples, {} features, {} {}folds", record.samples, record.features,
                             record.folds, record.is_grouped ? "grouped " : "")}};
    if (!record.selection.candidates.empty()) {
        document.findings = {{"", findings_of(record)}, {"", {stopping_text(record)}}};
        document.facts.emplace_back("choice", own_row(record).setting);
        if (is_logistic(record)) {
            document.facts.emplace_back("predictions",
                                        fmt::format("the probability of {:g}, against {:g}",
                                                    (*record.classes)[1], (*record.classes)[0]));
        }
        document.figures = {path_of(record), rivals_figure(record), strip_of(record),
                            candidates_figure(record), reading_of(record)};
    } else {
        document.warning = "Cancelled before anything could be chosen.";
    }
    add_notes(document, record.notes);
    return document;
}

std::map<std::string, double> metrics_of(const SelectionRecord& record) {
    if (record.selection.candidates.empty()) return {};
    return metrics_of(candidate_quantities(),
                      CandidatePoint{&record.chosen(), record.selection.chosen_time});
}

std::vector<std::string> convergence_warnings(const SelectionRecord& record) {
    std::vector<Ending> endings = {{record.selection.status, "the choice"}};
    for (const Candidate& candidate : record.selection.candidates) {
        endings.push_back({candidate.status, fmt::format("depth {:g}, log10 alpha {:.4g}",
                                                         candidate.depth, candidate.log10_alpha)});
    }
    return convergence_warnings(endings, "trainings");
}

}  // namespace regimes
