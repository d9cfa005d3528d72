// SPDX-License-Identifier: BSD-3-Clause
// What runs were computed with, for the words of a figure, and whether that is what the paper had.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "regimes/report/figure.hpp"
#include "regimes/store/run_record.hpp"
#include "regimes/studies/field.hpp"

namespace regimes {

/// The parameters of runs. A parameter's default is taken for the paper's value.
class RunSettings {
public:
    /// Of the runs that have the parameters `fixed`.
    RunSettings(Fields fields, const std::vector<RunRecord>& runs, const Parameters& fixed = {});

    bool empty() const { return runs_.empty(); }
    /// The values of a parameter in ascending order, each once. Of no runs: its default.
    std::vector<ParameterValue> values(const std::string& name) const;
    /// The same for people: "100 and 250".
    std::string text(const std::string& name) const;
    /// What the runs lack to be comparable with the paper in these parameters, for people:
    /// "features = 1000 (here 100), noise = 0.1 (here 0.5)". Empty: nothing.
    std::string lack(const std::vector<std::string>& names) const;

private:
    Fields fields_;
    std::vector<Parameters> runs_;
};

/// "2", "2 and 3", "2, 3 and 5".
std::string listed(const std::vector<std::string>& items);

/// What the runs lack to be compared with this mark of the paper; empty: nothing.
using Lack = std::function<std::string(const FigureRow& mark)>;

/// Adds the marks of the paper that the runs compare with, in panels that have rows, and a sentence
/// about them to the caption. A note for each panel names what those left out would need.
void add_marks(Figure& figure, const std::vector<FigureRow>& printed, const Lack& lack);

/// Puts values into the specification of a figure, in the place of their names in braces:
/// "{threshold}".
void fill_in(Figure& figure, const std::vector<std::pair<std::string, std::string>>& values);

/// Makes panels show our rows: x axes whose given domain leaves some out are widened, y axes whose
/// domain has less than half of them are left to the chart, and lines of a single row are points.
void fit_panels(Figure& figure);

}  // namespace regimes
