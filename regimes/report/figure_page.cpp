// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/figure_page.hpp"

#include <fmt/format.h>

#include "regimes/report/figure_config.hpp"
#include "regimes/report/figure_files.hpp"
#include "regimes/report/html.hpp"
#include "regimes/report/resource.hpp"
#include "regimes/report/script_text.hpp"

namespace regimes {

namespace {

/// "2 of 5 hold, 1 missed, 2 not comparable at this scale".
std::string tally(const Figure& figure) {
    const std::size_t total = figure.claims.size();
    const std::size_t missed = count_claims(figure, Verdict::missed);
    const std::size_t open = count_claims(figure, Verdict::not_comparable);
    if (total == 0) return "<span class=\"soft\">no claims at this scale</span>";
    std::string text =
        fmt::format("<span class=\"holds\">{} of {} hold</span>", total - missed - open, total);
    if (missed > 0) text += fmt::format(", <span class=\"miss\">{} missed</span>", missed);
    if (open > 0) {
        text += fmt::format(", <span class=\"soft\">{} not comparable at this scale</span>", open);
    }
    return text;
}

/// The class of a claim in the style of the page.
const char* style_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::holds: return "holds";
        case Verdict::missed: return "miss";
        case Verdict::not_comparable: break;
    }
    return "soft";
}

std::string definition_list(const std::vector<std::pair<std::string, std::string>>& entries) {
    std::string text = "<dl class=\"data\">";
    for (const auto& [term, value] : entries) {
        text +=
            fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", escape_html(term), escape_html(value));
    }
    return text + "</dl>\n";
}

std::string contents(const FigureReport& report) {
    std::string text = "<ul class=\"contents\">\n";
    for (const Figure& figure : report.figures) {
        text += fmt::format("<li><a href=\"#{}\">{}</a>: {}</li>\n", escape_html(figure.name),
                            escape_html(figure.title), tally(figure));
    }
    return text + "</ul>\n";
}

std::string lead(const FigureReport& report) {
    std::string text =
        report.lead.empty()
            ? "<p>The figures of <em>Kernel and Rich Regimes in Overparametrized Models</em> "
              "(Woodworth et al., 2020), computed anew: our curves with the paper's printed "
              "numbers over them, and every claim the paper makes about a figure held against what "
              "we found.</p>\n"
            : fmt::format("<p>{}</p>\n", escape_html(report.lead));
    text += definition_list(report.settings);
    if (report.lead.empty()) text += contents(report);
    if (report.vega) {
        text +=
            "<p class=\"soft\">Point at a mark for its numbers; click an entry of a legend to "
            "single it out, and again to let it go.</p>\n";
    } else {
        text +=
            "<p class=\"warn\">The charts are not drawn: Vega was not found when this page was "
            "written. The data stand below as tables.</p>\n";
    }
    return text;
}

std::string table_row(const std::vector<std::string>& cells, const char* element) {
    std::string text = "<tr>";
    for (const std::string& cell : cells) {
        text += fmt::format("<{0}>{1}</{0}>", element, escape_html(cell));
    }
    return text + "</tr>\n";
}

std::string table(const Figure& figure) {
    if (figure.table.empty()) return "";
    std::string text = fmt::format(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"numbers of {}\">\n"
        "<table>\n<thead>{}</thead>\n<tbody>\n",
        escape_html(figure.title), table_row(figure.table.front(), "th"));
    for (std::size_t k = 1; k < figure.table.size(); ++k) text += table_row(figure.table[k], "td");
    return text + "</tbody></table>\n</div>\n";
}

std::string claim_row(const Claim& claim) {
    const auto cell = [](const char* label, const std::string& text) {
        return fmt::format("<td data-label=\"{}\">{}</td>", label, escape_html(text));
    };
    std::string text = fmt::format(
        "<tr class=\"{0}\"><td data-label=\"verdict\"><span class=\"{0}\">{1}</span></td>",
        style_of(claim.verdict), name(claim.verdict));
    text += fmt::format("<td data-label=\"claim\">{}", escape_html(claim.claim));
    if (!claim.explanation.empty()) {
        text += fmt::format("<p class=\"explanation\">{}</p>", escape_html(claim.explanation));
    }
    return text + "</td>" + cell("paper", claim.paper) + cell("ours", claim.measured) +
           cell("agreement", claim.tolerance) + "</tr>\n";
}

std::string claims_table(const Figure& figure) {
    if (figure.claims.empty()) return "";
    std::string text = fmt::format("<h3>Claims: {}</h3>\n", tally(figure));
    text +=
        "<table class=\"claims\">\n<thead><tr><th>verdict</th><th>claim</th><th>paper</th>"
        "<th>ours</th><th>counts as agreement</th></tr></thead>\n<tbody>\n";
    for (const Claim& claim : figure.claims) text += claim_row(claim);
    return text + "</tbody></table>\n";
}

std::string notes_list(const Figure& figure) {
    if (figure.notes.empty()) return "";
    std::string text = "<h3>Settings and notes</h3>\n<ul>\n";
    for (const std::string& note : figure.notes) {
        text += fmt::format("<li>{}</li>\n", escape_html(note));
    }
    return text + "</ul>\n";
}

std::string band_end(const std::optional<double>& value) {
    return value ? fmt::format("{:.6g}", *value) : "";
}

std::string data_table(const Figure& figure, bool open) {
    std::string text = fmt::format(
        "<details{}><summary>Data: {} rows</summary>\n<div class=\"scroll tall\" tabindex=\"0\" "
        "role=\"region\" aria-label=\"data of {}\">\n<table class=\"rows\">\n<thead><tr>"
        "<th>panel</th><th>series</th><th>x</th><th>y</th><th>low</th><th>high</th><th>source</th>"
        "</tr></thead>\n<tbody>\n",
        open ? " open" : "", figure.rows.size(), escape_html(figure.title));
    for (const FigureRow& row : figure.rows) {
        text += fmt::format(
            "<tr><td>{}</td><td>{}</td><td>{:.6g}</td><td>{:.6g}</td><td>{}</td><td>{}</td>"
            "<td>{}</td></tr>\n",
            escape_html(row.panel), escape_html(row.series), row.x, row.y, band_end(row.low),
            band_end(row.high), escape_html(row.source));
    }
    return text + "</tbody></table>\n</div></details>\n";
}

std::string json_element(const std::string& id, std::string_view json) {
    return fmt::format("<script type=\"application/json\" id=\"{}\">{}</script>\n", escape_html(id),
                       embedded_json(json));
}

std::string chart(const Figure& figure) {
    return fmt::format(
               "<div class=\"scroll\"><div class=\"chart-holder\" data-figure=\"{}\"><noscript>"
               "The chart needs JavaScript; its data stand in the table below."
               "</noscript></div></div>\n",
               escape_html(figure.name)) +
           json_element("rows-" + figure.name, rows_json(figure)) +
           json_element("specification-" + figure.name, specification_json(figure));
}

std::string section(const Figure& figure, bool drawn) {
    return fmt::format("<section id=\"{}\" class=\"figure\">\n<h2>{}</h2>\n<p>{}</p>\n",
                       escape_html(figure.name), escape_html(figure.title),
                       escape_html(figure.caption)) +
           table(figure) + (drawn ? chart(figure) : "") + claims_table(figure) +
           notes_list(figure) + data_table(figure, !drawn) + "</section>\n";
}

std::string script(const VegaScripts& vega) {
    std::string text;
    for (const std::string* program : {&vega.vega, &vega.vega_lite, &vega.vega_embed}) {
        text += embedded_script(*program) + "\n";
    }
    return text + std::string(resource("report/figure.js"));
}

std::string footer(const FigureReport& report) {
    std::string text =
        "<p>Paper: B. Woodworth, S. Gunasekar, J. D. Lee, E. Moroshko, P. Savarese, I. Golan, "
        "D. Soudry, N. Srebro. <cite>Kernel and Rich Regimes in Overparametrized Models.</cite> "
        "Conference on Learning Theory, PMLR 125:3635-3673, 2020. arXiv 1906.05827.</p>\n<p>";
    for (const auto& [term, value] : report.provenance) {
        text += fmt::format("{} {}; ", escape_html(term), escape_html(value));
    }
    if (!report.provenance.empty()) text.resize(text.size() - 2);
    return text + "</p>\n";
}

}  // namespace

std::string figure_page(const FigureReport& report) {
    HtmlPage page;
    page.title = report.title;
    page.lead = lead(report);
    for (const Figure& figure : report.figures)
        page.body += section(figure, report.vega.has_value());
    if (report.vega) {
        page.body += json_element("config-light", light_figure_config()) +
                     json_element("config-dark", dark_figure_config());
        page.script = script(*report.vega);
    }
    page.footer = footer(report);
    return to_html(page);
}

}  // namespace regimes
