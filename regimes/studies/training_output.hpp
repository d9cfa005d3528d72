// SPDX-License-Identifier: BSD-3-Clause
// Training runs from several scales as an answer: the verdict, tables, charts, values.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "regimes/studies/scale_runs.hpp"
#include "regimes/studies/study.hpp"

namespace regimes {

/// What is shown of a study of training, beside its runs.
struct TrainingReport {
    std::string study;  ///< its name
    std::string title;  ///< of the page
    /// Lines for people: what was trained, and on what.
    std::vector<std::pair<std::string, std::string>> subject;
    /// Members of the JSON document in front of the verdict: names and JSON.
    std::vector<std::pair<std::string, std::string>> members;
    bool has_classes = false;  ///< errors are error rates, else root mean squares
    bool are_kept = false;     ///< runs stay in a folder, from which the same command resumes
};

/// The answer that these runs give: in words, whether training is lazy at the scale as given and
/// where the regime changes; every run in a table; charts against steps and against alpha.
Answer training_answer(const ScaleRuns& runs, const TrainingReport& report,
                       const Settings& settings);

/// The verdict of one step size, in sentences.
std::vector<std::string> verdict_of(const StepRuns& step, bool has_classes);

}  // namespace regimes
