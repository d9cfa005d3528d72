// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "regimes/report/document.hpp"
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

std::string definition_list(const Entries& entries, const char* attributes) {
    if (entries.empty()) return "";
    std::string text = fmt::format("<dl {}>", attributes);
    for (const auto& [term, value] : entries) {
        text +=
            fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", escape_html(term), escape_html(value));
    }
    return text + "</dl>\n";
}

std::string paragraph(const std::string& text, const char* style) {
    return text.empty() ? "" : fmt::format("<p class=\"{}\">{}</p>\n", style, escape_html(text));
}

/// One for each line.
std::string paragraphs(const std::string& text) {
    std::string html;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        html += fmt::format("<p>{}</p>\n", escape_html(line));
    }
    return html;
}

std::string findings(const Document& document) {
    std::string text;
    for (const Finding& finding : document.findings) {
        text += (finding.about.empty() ? "" : finding.about + ": ") +
                fmt::format("{}\n", fmt::join(finding.sentences, " "));
    }
    if (text.empty()) return "";
    return "<div class=\"findings\">\n" + paragraphs(text) + "</div>\n";
}

/// Where figures are held to claims: how those of each ended.
std::string contents(const Document& document) {
    const auto has_claims = [](const Figure& figure) { return !figure.claims.empty(); };
    if (std::none_of(document.figures.begin(), document.figures.end(), has_claims)) return "";
    std::string text = "<ul class=\"contents\">\n";
    for (const Figure& figure : document.figures) {
        text += fmt::format("<li><a href=\"#{}\">{}</a>: {}</li>\n", escape_html(figure.name),
                            escape_html(figure.title), tally(figure));
    }
    return text + "</ul>\n";
}

const char* on_charts(const Document& document, bool drawn) {
    const auto has_chart = [](const Figure& figure) { return !figure.rows.empty(); };
    if (std::none_of(document.figures.begin(), document.figures.end(), has_chart)) return "";
    if (drawn) {
        return "<p class=\"soft\">Point at a mark for its numbers; click an entry of a legend to "
               "single it out, and again to let it go.</p>\n";
    }
    return "<p class=\"warn\">The charts are not drawn: Vega was not found when this page was "
           "written. Their data are shown as tables.</p>\n";
}

std::string lead(const Document& document, bool drawn) {
    return findings(document) + paragraph(document.remark, "soft") +
           paragraph(document.warning, "warn") + definition_list(document.facts, "class=\"data\"") +
           contents(document) + on_charts(document, drawn);
}

/// The part of a table that scrolls where it is too wide.
std::string scrolling(const std::string& table, const std::string& label, const char* style) {
    return fmt::format(
        "<div class=\"{}\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n{}</div>\n", style,
        escape_html(label), table);
}

std::string table_html(const DocumentTable& table, const char* style) {
    std::string text = fmt::format("<table class=\"{}\">\n<thead><tr>", style);
    for (const TableColumn& column : table.columns) {
        text += fmt::format("<th>{}</th>", escape_html(column.title));
    }
    text += "</tr></thead>\n<tbody>\n";
    for (const TableRow& row : table.rows) {
        text += row.is_strong ? "<tr class=\"end\">" : "<tr>";
        for (std::size_t k = 0; k < table.columns.size(); ++k) {
            const std::string cell = escape_html(cell_text(table.columns[k], row.cells[k]));
            text += row.cells[k].warns ? "<td><span class=\"warn\">" + cell + "</span></td>"
                                       : "<td>" + cell + "</td>";
        }
        text += "</tr>\n";
    }
    return text + "</tbody></table>\n";
}

std::string numbers(const Figure& figure) {
    if (figure.table.columns.empty()) return "";
    return scrolling(table_html(figure.table, "numbers"), "numbers of " + figure.title, "scroll");
}

std::string strip_cell(const Picture& picture, double common_largest) {
    const double share = common_largest > 0.0 ? picture.largest / common_largest : 0.0;
    return fmt::format(
        "<figure class=\"cell\" data-title=\"{}\"{} style=\"--share:{:.4g};--fade:{:.4g}\">"
        "<div class=\"picture\">{}</div><figcaption>{}</figcaption>{}</figure>\n",
        escape_html(picture.title), picture.x ? fmt::format(" data-x=\"{}\"", *picture.x) : "",
        share, std::sqrt(share), picture.element, escape_html(picture.caption),
        definition_list(picture.facts, "class=\"facts\" hidden"));
}

constexpr int picture_room = 7;  // rem, at most

std::string strips(const Figure& figure) {
    if (figure.strips.empty()) return "";
    double largest = 0.0;
    for (const Strip& strip : figure.strips) {
        for (const Picture& picture : strip.pictures) largest = std::max(largest, picture.largest);
    }
    std::string text =
        "<p class=\"soft\">Positive values are <span class=\"positive\">orange</span>, negative "
        "ones <span class=\"negative\">blue</span>.</p>\n";
    for (const Strip& strip : figure.strips) {
        if (!strip.title.empty()) text += fmt::format("<h3>{}</h3>\n", escape_html(strip.title));
        text += fmt::format("<div class=\"strip\" data-title=\"{}\" style=\"max-width:{}rem\">\n",
                            escape_html(strip.title), picture_room * strip.pictures.size());
        for (const Picture& picture : strip.pictures) text += strip_cell(picture, largest);
        text += "</div>\n";
    }
    return text;
}

bool has_choice(const Figure& figure) {
    return std::any_of(figure.strips.begin(), figure.strips.end(), [](const Strip& strip) {
        return std::any_of(strip.pictures.begin(), strip.pictures.end(),
                           [](const Picture& picture) { return !picture.facts.empty(); });
    });
}

/// What explorer.js fills.
constexpr const char* explorer =
    "<section id=\"explorer\" hidden>\n<h2>One at a time</h2>\n"
    "<div class=\"controls\"><input id=\"position\" type=\"range\" min=\"0\" step=\"1\" "
    "aria-label=\"which picture\"><output for=\"position\"></output>"
    "<label><input id=\"common\" type=\"checkbox\"> one scale for all pictures</label></div>\n"
    "<div class=\"stages\"></div>\n</section>\n";

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
    std::string text = figure.rows.empty() ? "<ul>\n" : "<h3>Settings and notes</h3>\n<ul>\n";
    for (const std::string& note : figure.notes) {
        text += fmt::format("<li>{}</li>\n", escape_html(note));
    }
    return text + "</ul>\n";
}

std::string data(const Figure& figure, bool open) {
    if (figure.rows.empty()) return "";
    const std::string format = "{:.6g}";
    DocumentTable table{{{"panel"},
                         {"series"},
                         {"x", format},
                         {"y", format},
                         {"low", format},
                         {"high", format},
                         {"source"}},
                        {}};
    for (const FigureRow& row : figure.rows) {
        table.rows.push_back(
            {{row.panel, row.series, row.x, row.y, row.low, row.high, row.source}});
    }
    return fmt::format(
        "<details{}><summary>Data: {} rows</summary>\n{}</details>\n", open ? " open" : "",
        figure.rows.size(),
        scrolling(table_html(table, "rows"), "data of " + figure.title, "scroll tall"));
}

std::string json_element(const std::string& id, std::string_view json) {
    return fmt::format("<script type=\"application/json\" id=\"{}\">{}</script>\n", escape_html(id),
                       embedded_json(json));
}

std::string chart(const Figure& figure) {
    if (figure.rows.empty()) return "";
    return fmt::format(
               "<div class=\"scroll\"><div class=\"chart-holder\" data-figure=\"{}\"><noscript>"
               "The chart needs JavaScript; its data are in the table below."
               "</noscript></div></div>\n",
               escape_html(figure.name)) +
           json_element("rows-" + figure.name, rows_json(figure)) +
           json_element("specification-" + figure.name, specification_json(figure));
}

std::string section(const Figure& figure, bool drawn) {
    return (has_choice(figure) ? explorer : "") +
           fmt::format("<section id=\"{}\" class=\"figure\">\n<h2>{}</h2>\n",
                       escape_html(figure.name), escape_html(figure.title)) +
           paragraphs(figure.caption) + strips(figure) + numbers(figure) +
           (drawn ? chart(figure) : "") + claims_table(figure) + notes_list(figure) +
           data(figure, !drawn) + "</section>\n";
}

std::string vega_script(const VegaScripts& vega) {
    std::string text;
    for (const std::string* program : {&vega.vega, &vega.vega_lite, &vega.vega_embed}) {
        text += embedded_script(*program) + "\n";
    }
    return text + std::string(resource("report/figure.js"));
}

std::string footer(const Document& document) {
    std::string text;
    if (!document.settings.empty()) {
        text += "<details><summary>Settings</summary>\n" +
                definition_list(document.settings, "class=\"data\"") + "</details>\n";
    }
    for (const std::string& reference : document.references) text += paragraphs(reference);
    std::vector<std::string> origin;
    for (const auto& [term, value] : document.provenance) origin.push_back(term + " " + value);
    return text + paragraphs(fmt::format("{}", fmt::join(origin, "; ")));
}

}  // namespace

std::string to_page(const Document& document, const std::optional<VegaScripts>& vega) {
    HtmlPage page;
    page.title = document.title;
    page.lead = lead(document, vega.has_value());
    for (const Figure& figure : document.figures) page.body += section(figure, vega.has_value());
    if (vega) {
        page.body += json_element("config-light", light_figure_config()) +
                     json_element("config-dark", dark_figure_config());
        page.script = vega_script(*vega);
    }
    if (std::any_of(document.figures.begin(), document.figures.end(), has_choice)) {
        page.script += resource("report/explorer.js");
    }
    page.footer = footer(document);
    return to_html(page);
}

}  // namespace regimes
