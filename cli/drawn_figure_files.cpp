// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <set>

#include "cli/drawn_figure.hpp"
#include "cli/output.hpp"
#include "cli/vega_folder.hpp"
#include "regimes/core/version.hpp"
#include "regimes/report/figure_files.hpp"
#include "regimes/report/figure_page.hpp"

namespace regimes::cli {

namespace {

/// The names of all scales that occur.
std::string scales_of(const std::vector<DrawnFigure>& figures) {
    std::set<std::string_view> names;
    for (const DrawnFigure& drawn : figures) names.insert(name(drawn.plan.reproduction.scale));
    return fmt::format("{}", fmt::join(names, ", "));
}

FigureReport page_of(const std::vector<DrawnFigure>& figures) {
    FigureReport report;
    std::size_t points = 0;
    for (const DrawnFigure& drawn : figures) {
        points += drawn.tasks - drawn.missing - drawn.failed;
        if (!drawn.figure.rows.empty()) report.figures.push_back(drawn.figure);
    }
    report.settings = {{"scale", scales_of(figures)},
                       {"figures", fmt::format("{}", report.figures.size())},
                       {"points computed", fmt::format("{}", points)}};
    const BuildInfo& build = build_info();
    report.provenance = {{"Drawn by regimes", std::string(build.version)},
                         {"commit", std::string(build.commit)},
                         {"compiler", std::string(build.compiler)},
                         {"BLAS", std::string(build.blas)}};
    if (const auto vega = find_vega()) report.vega = read_vega(*vega);
    return report;
}

void stage_report(OutputFolder& folder, const std::vector<DrawnFigure>& figures,
                  const std::optional<StaticPictures>& pictures) {
    std::vector<PictureJob> jobs;
    for (const DrawnFigure& drawn : figures) {
        const Figure& figure = drawn.figure;
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
    folder.stage_text("report.html", figure_page(page_of(figures)));
}

}  // namespace

ExitCode deliver_report(std::string_view verb, OutputFolder& folder,
                        const std::vector<DrawnFigure>& figures,
                        const std::optional<StaticPictures>& pictures, bool json) {
    stage_report(folder, figures, pictures);
    folder.commit();
    const std::string page = folder.files().back().string();
    if (json) {
        const nlohmann::ordered_json document = {{"figures", report_json(figures)},
                                                 {"report", page}};
        print(document.dump() + "\n");
    } else {
        print(report_text(figures) + "\nThe report is " + page + "\n");
    }
    const std::string unfinished = unfinished_text(verb, figures);
    fmt::print(stderr, "{}", unfinished);
    return unfinished.empty() ? ExitCode::done : ExitCode::unfinished;
}

}  // namespace regimes::cli
