// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verbs/figure_outcome.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "cli/files/vega_folder.hpp"
#include "cli/terminal/output.hpp"
#include "regimes/core/version.hpp"
#include "regimes/report/document.hpp"
#include "regimes/report/figure_files.hpp"
#include "regimes/report/text.hpp"
#include "regimes/store/run_key.hpp"
#include "regimes/studies/study.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string point_text(const Parameters& parameters) {
    std::string text;
    for (const auto& [name, value] : parameters) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, to_text(value));
    }
    return text;
}

/// What the runs of a figure were, as its first note.
std::string origin_note(const FigureOutcome& outcome, const std::vector<RunRecord>& runs) {
    double seconds = 0.0;
    std::set<std::string> versions;
    std::set<std::int64_t> seeds;
    for (const RunRecord& run : runs) {
        seconds += run.provenance.seconds;
        versions.insert(run.provenance.version);
        const auto seed = run.parameters.find("seed");
        if (seed == run.parameters.end()) continue;
        if (const auto* number = std::get_if<std::int64_t>(&seed->second)) seeds.insert(*number);
    }
    const Reproduction& reproduction = outcome.plan.reproduction;
    const std::string settings = point_text(reproduction.settings);
    std::string text = fmt::format("Scale {}{}{}: {} of {} points, {:.3g} s of computing",
                                   name(reproduction.scale), settings.empty() ? "" : ", but ",
                                   settings, runs.size(), outcome.tasks, seconds);
    if (!seeds.empty()) {
        text += fmt::format("; {} seeds, {} to {}", seeds.size(), *seeds.begin(), *seeds.rbegin());
    }
    return text + fmt::format("; regimes {}.", fmt::join(versions, ", "));
}

FigureOutcome draw(const RunStore& store, const PlannedFigure& plan) {
    const Experiment& experiment = *plan.experiment;
    FigureOutcome outcome;
    outcome.plan = plan;
    std::vector<RunRecord> runs;
    const std::vector<Parameters> tasks = reproduction_tasks(experiment, plan.reproduction);
    for (const Parameters& task : tasks) {
        auto run = store.find(run_key(experiment.name(), experiment.version(), task));
        if (!run) {
            ++outcome.missing;
            continue;
        }
        if (!run->failure.empty()) {
            if (outcome.failed++ == 0) {
                outcome.first_failure = point_text(task) + ": " + run->failure;
            }
            continue;
        }
        if (!run->result.converged && outcome.unconverged++ == 0) {
            outcome.first_unconverged = point_text(task);
        }
        runs.push_back(std::move(*run));
    }
    outcome.tasks = tasks.size();
    if (runs.empty()) {
        outcome.figure.name = experiment.name();
        outcome.figure.title = experiment.title();
    } else {
        outcome.figure = draw_figure(experiment, runs, plan.reproduction);
        outcome.figure.notes.insert(outcome.figure.notes.begin(), origin_note(outcome, runs));
    }
    return outcome;
}

/// The names of all scales that occur.
std::string scales_of(const FigureOutcomes& figures) {
    std::set<std::string_view> names;
    for (const FigureOutcome& outcome : figures)
        names.insert(name(outcome.plan.reproduction.scale));
    return fmt::format("{}", fmt::join(names, ", "));
}

Document document_of(const FigureOutcomes& figures) {
    Document document;
    document.title = "Kernel and rich regimes: the paper's figures";
    document.findings = {
        {"",
         {"The figures of \"Kernel and Rich Regimes in Overparametrized Models\" (Woodworth et "
          "al., 2020), computed anew: our curves with the paper's printed numbers over them, and "
          "every claim the paper makes about a figure held against what we found."}}};
    std::size_t points = 0;
    for (const FigureOutcome& outcome : figures) {
        points += outcome.tasks - outcome.missing - outcome.failed;
        if (!outcome.figure.rows.empty()) document.figures.push_back(outcome.figure);
    }
    document.facts = {{"scale", scales_of(figures)},
                      {"figures", fmt::format("{}", document.figures.size())},
                      {"points computed", fmt::format("{}", points)}};
    const BuildInfo& build = build_info();
    document.references.emplace_back(paper_reference);
    document.provenance = {{"Drawn by regimes", std::string(build.version)},
                           {"commit", std::string(build.commit)},
                           {"compiler", std::string(build.compiler)},
                           {"BLAS", std::string(build.blas)}};
    return document;
}

void stage_report(OutputFolder& folder, const FigureOutcomes& figures,
                  const std::optional<StaticPictures>& pictures) {
    std::vector<PictureJob> jobs;
    for (const FigureOutcome& outcome : figures) {
        const Figure& figure = outcome.figure;
        if (figure.rows.empty()) continue;
        folder.stage_text(figure.name + "/data.csv", figure_csv(figure));
        folder.stage_text(figure.name + "/claims.json", claims_json(figure));
        const auto specification =
            folder.stage_text(figure.name + "/figure.vl.json", vega_lite_json(figure));
        if (!pictures) continue;
        jobs.push_back({specification, folder.stage(figure.name + "/figure.svg"),
                        folder.stage(figure.name + "/figure.png")});
    }
    if (!jobs.empty()) pictures->draw(jobs);
    const auto vega = find_vega();
    folder.stage_text(
        "report.html",
        to_page(document_of(figures), vega ? std::optional(read_vega(*vega)) : std::nullopt));
}

/// Lines of at most 80 columns, indented after the first.
std::string paragraph(const std::string& text) { return wrapped(text, text_columns - 2, 2) + "\n"; }

std::string misses(const FigureOutcome& outcome) {
    std::string text;
    for (const Claim& claim : outcome.figure.claims) {
        if (claim.verdict != Verdict::missed) continue;
        text += "\n" +
                paragraph(fmt::format("missed, {}: {} (paper: {}; ours: {})", outcome.figure.name,
                                      claim.claim, claim.paper, claim.measured));
    }
    return text;
}

/// Claims that need the same are one line.
std::string open_claims(const FigureOutcome& outcome) {
    std::map<std::string, std::size_t> needs;
    for (const Claim& claim : outcome.figure.claims) {
        if (claim.verdict == Verdict::not_comparable) ++needs[claim.explanation];
    }
    std::string text;
    for (const auto& [needed, count] : needs) {
        text += paragraph(fmt::format("not comparable, {}, {} claim{}: {}", outcome.figure.name,
                                      count, count == 1 ? "" : "s", needed));
    }
    return text.empty() ? "" : "\n" + text;
}

}  // namespace

FigureOutcomes figure_outcomes(const RunStore& store, const ReproductionPlan& plan) {
    FigureOutcomes figures;
    for (const PlannedFigure& planned : plan) figures.push_back(draw(store, planned));
    return figures;
}

std::string report_text(const FigureOutcomes& figures) {
    constexpr const char* row = "{:<18} {:>7} {:>8} {:>6} {:>7} {:>15}\n";
    std::string text =
        fmt::format(row, "figure", "scale", "points", "hold", "missed", "not comparable");
    for (const FigureOutcome& outcome : figures) {
        const Figure& figure = outcome.figure;
        text += fmt::format(
            row, figure.name, name(outcome.plan.reproduction.scale),
            outcome.tasks - outcome.missing - outcome.failed, count_claims(figure, Verdict::holds),
            count_claims(figure, Verdict::missed), count_claims(figure, Verdict::not_comparable));
    }
    for (const FigureOutcome& outcome : figures) text += misses(outcome);
    for (const FigureOutcome& outcome : figures) text += open_claims(outcome);
    return text;
}

Json report_json(const FigureOutcomes& figures) {
    Json list = Json::array();
    for (const FigureOutcome& outcome : figures) {
        const Figure& figure = outcome.figure;
        list.push_back({{"name", figure.name},
                        {"scale", name(outcome.plan.reproduction.scale)},
                        {"seeds", outcome.plan.reproduction.seeds},
                        {"tasks", outcome.tasks},
                        {"missing", outcome.missing},
                        {"failed", outcome.failed},
                        {"unconverged", outcome.unconverged},
                        {"n_rows", figure.rows.size()},
                        {"claims", Json::parse(claims_json(figure))}});
    }
    return list;
}

std::string convergence_warnings(std::string_view verb, const FigureOutcomes& figures) {
    std::string text;
    const auto warn = [&](const FigureOutcome& outcome, std::size_t count,
                          const std::string& what) {
        if (count == 0) return;
        text += fmt::format("regimes: {}: {}: {} of {} points {}\n", verb, outcome.figure.name,
                            count, outcome.tasks, what);
    };
    for (const FigureOutcome& outcome : figures) {
        warn(outcome, outcome.missing, "are not in the store (regimes reproduce computes them)");
        warn(outcome, outcome.failed,
             fmt::format("failed and are left out (the first: {})", outcome.first_failure));
        warn(outcome, outcome.unconverged,
             fmt::format("did not converge (the first: {})", outcome.first_unconverged));
    }
    return text;
}

ExitCode deliver_report(std::string_view verb, OutputFolder& folder, const FigureOutcomes& figures,
                        const std::optional<StaticPictures>& pictures, bool json) {
    stage_report(folder, figures, pictures);
    folder.commit();
    const std::string page = folder.files().back().string();
    if (json) {
        const nlohmann::ordered_json document = {{"figures", report_json(figures)},
                                                 {"report", page}};
        print_json(document);
    } else {
        print(report_text(figures) + "\nThe report is " + page + "\n");
    }
    const std::string warnings = convergence_warnings(verb, figures);
    complain(warnings);
    return warnings.empty() ? ExitCode::done : ExitCode::unfinished;
}

}  // namespace regimes::cli
