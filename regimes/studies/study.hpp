// SPDX-License-Identifier: BSD-3-Clause
// A study: a question asked of data. Its fields say what can be asked, its answer is a document.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "regimes/core/observer.hpp"
#include "regimes/report/document.hpp"
#include "regimes/store/run_record.hpp"
#include "regimes/studies/settings.hpp"

namespace regimes {

/// A file of an answer, beside its document.
struct AnswerFile {
    std::string name;
    std::function<void(const std::filesystem::path&)> write;
};

/// What a study found, for every face to show.
struct Answer {
    Document document;  ///< without figures: nothing was found that is worth keeping
    std::vector<AnswerFile> files = {};
    /// One line for each way in which something did not converge or was cancelled; none: all done.
    /// {name} stands for a field, as in FieldError.
    std::vector<std::string> warnings = {};
};

/// Data that a study has read and checked.
class StudyData {
public:
    virtual ~StudyData() = default;
    /// Equal data, equal digest.
    virtual std::string digest() const = 0;
};

/// Where and how a study computes.
struct StudyContext {
    std::filesystem::path folder = {};  ///< of a study that keeps runs: where
    bool folder_stays = false;          ///< ... and whether they outlive the process
    Observer* observer = nullptr;
};

/// Errors of all members: FieldError naming a field; FileError naming a file.
class Study {
public:
    virtual ~Study() = default;

    virtual std::string name() const = 0;     ///< "fit"; also that of its JSON document
    virtual std::string summary() const = 0;  ///< one line
    virtual std::string example() const = 0;  ///< a command that works
    virtual const Fields& fields() const = 0;
    virtual std::string remarks() const = 0;  ///< under the fields in help
    /// Whatever changes the numbers of a run raises it.
    virtual int version() const { return 1; }
    /// True if runs are recorded in a store, from which the same command resumes.
    virtual bool keeps_runs() const { return false; }

    /// Checks what needs no data.
    virtual void validate(const Settings& settings) const = 0;
    /// Reads the files that the settings name.
    virtual std::shared_ptr<const StudyData> read(const Settings& settings) const = 0;

    /// The whole answer: every value of every list.
    virtual Answer answer(const StudyData& data, const Settings& settings,
                          const StudyContext& context) const = 0;
    /// One point of a sweep: every list has one value.
    virtual RunResult run(const StudyData& data, const Settings& settings,
                          Observer* observer) const = 0;
};

/// All of them, in the order of the program's help.
const std::vector<const Study*>& studies();

/// By name. Errors: FieldError naming the nearest.
const Study& find_study(const std::string& name);

const Study& interpolation_study();
const Study& selection_study();
const Study& completion_study();
const Study& train_study();
const Study& probe_study();

/// Where all of this comes from, for the end of pages.
constexpr std::string_view paper_reference =
    "Paper: B. Woodworth, S. Gunasekar, J. D. Lee, E. Moroshko, P. Savarese, I. Golan, D. Soudry, "
    "N. Srebro. Kernel and Rich Regimes in Overparametrized Models. Conference on Learning Theory, "
    "PMLR 125:3635-3673, 2020. arXiv 1906.05827.";

/// Adds how an answer came about: settings, version and commit, the paper; and the value
/// "provenance", an object of "version", "commit", "options".
void add_provenance(Document& document, const Settings& settings);

}  // namespace regimes
