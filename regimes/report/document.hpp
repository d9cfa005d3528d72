// SPDX-License-Identifier: BSD-3-Clause
// What there is to say, once, for every way of saying it: a terminal, a page, a program.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "regimes/report/figure.hpp"

namespace regimes {

/// The text of the three scripts that draw Vega-Lite in a browser.
struct VegaScripts {
    std::string vega;
    std::string vega_lite;
    std::string vega_embed;
};

/// Sentences about one thing.
struct Finding {
    std::string about;  ///< "Step size 0.1"; may be empty
    std::vector<std::string> sentences;
};

/// All text is plain; what is empty is not shown.
struct Document {
    std::string title;
    std::vector<Finding> findings;  ///< the answer
    std::string remark;             ///< on the words of the findings
    std::string warning;            ///< such as that something did not converge
    Entries facts;                  ///< what was computed on what: names, and lines that need none
    std::vector<Figure> figures;    ///< the sections
    Entries settings;
    std::vector<std::string> references;
    Entries provenance;  ///< version, commit, ...
    Entries values;      ///< for programs: names and JSON
};

/// For a terminal of 80 columns: findings, facts and tables.
std::string to_text(const Document& document);

/// The values as one JSON object.
std::string to_json(const Document& document);

/// One self-contained page that asks nothing of any network: all but the values, with interactive
/// charts. Without Vega it says so and shows their rows as tables. Strips whose pictures have facts
/// get a slider that shows one at a time.
///
/// Errors: std::invalid_argument naming a figure whose specification is not a JSON object.
std::string to_page(const Document& document, const std::optional<VegaScripts>& vega);

}  // namespace regimes
