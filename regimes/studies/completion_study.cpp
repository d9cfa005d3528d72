// SPDX-License-Identifier: BSD-3-Clause
// `complete`: what a factorisation trained from scale alpha makes of the unknown entries of a
// matrix.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "regimes/data/npy.hpp"
#include "regimes/data/read_partial_matrix.hpp"
#include "regimes/studies/completion_document.hpp"
#include "regimes/studies/completion_run.hpp"
#include "regimes/studies/data_digest.hpp"
#include "regimes/studies/hold_out.hpp"
#include "regimes/studies/sample_table.hpp"
#include "regimes/studies/scale_runs.hpp"
#include "regimes/studies/study.hpp"
#include "regimes/studies/training_fields.hpp"
#include "regimes/sweep/planned_runs.hpp"

namespace regimes {

namespace {

using Start = MatrixFactorizationStart;

constexpr double largest_log10_alpha = 130.0;  // alpha^2 must not leave the range of double
constexpr double largest_seed = 1e15;

Fields make_fields() {
    const FlowOptions flow;
    const CompletionOptions solver;
    return {
        file_field(
            "matrix",
            "CSV (header or not), NPY, NPZ or MatrixMarket, also compressed by gzip, or SciPy's "
            "sparse NPZ; unknown entries are NaN, NA, ?, or empty cells, or not listed; -: from "
            "stdin")
            .required(),
        id_column_field("{matrix}"),
        choice_field("layout", {"auto", "matrix", "triplets"},
                     "matrix: whole; triplets: lines of row, column, value, such as user, item, "
                     "rating, where a timestamp is ignored; auto: recognised, and said")
            .of_data(),
        scale_field("log10_alpha", "1:-6:15", largest_log10_alpha, "scale of the initialisation"),
        whole_field("width", "K", "columns of U0 and V0; a larger width costs no more")
            .at_least(1)
            .or_else("the larger side of the matrix"),
        choice_field("init", {"identity", "unbiased", "gaussian"},
                     "identity: U = alpha [I, I], V = alpha [I, -I]; unbiased: U = alpha [U0, U0], "
                     "V = alpha [V0, -V0], Gaussian; gaussian: U = alpha U0, V = alpha V0, so that "
                     "U V^T is not 0"),
        choice_field("variance", {"1", "1/k"}, "of the entries of Gaussian U0, V0")
            .by_default("1/k")
            .only_with("init", {"unbiased", "gaussian"}),
        whole_field("seed", "S", "of Gaussian U0, V0", static_cast<std::int64_t>(Start().seed))
            .at_least(0)
            .at_most(largest_seed)
            .only_with("init", {"unbiased", "gaussian"}),
        number_field("hold_out", "SHARE",
                     "of the observed entries, kept from training to see how well they are "
                     "predicted; each row and column keeps one")
            .at_least(0)
            .below(1),
        whole_field("hold_out_seed", "S", "of the choice of held-out entries")
            .at_least(0)
            .at_most(largest_seed)
            .only_with("hold_out"),
        number_field("residual_tolerance", "T",
                     "the flow ends when the relative residual falls to this",
                     flow.residual_tolerance)
            .above(0),
        number_field("step_tolerance", "T",
                     "local error of the flow in each entry of U and V, relative to it; 1e-5 takes "
                     "about half of the steps and moves what is found by less than 1e-6",
                     flow.relative_tolerance)
            .above(0)
            .at_most(1e-5),  // beyond, steps from large alpha become unstable
        whole_field("max_steps", "N", "of the flow's integrator for each alpha", flow.max_steps)
            .at_least(1)
            .at_most(1e15),
        number_field("gap_tolerance", "T", "on the duality gap of the least nuclear norm",
                     solver.gap_tolerance)
            .above(0),
        whole_field("max_iterations", "N", "of the search for the least nuclear norm",
                    solver.max_iterations)
            .at_least(1),
        threads_field("0 takes all cores; never changes the result"),
    };
}

void check_width(const Settings& settings, Index rows, Index cols) {
    const Index least = std::max(rows, cols);
    if (settings.text("init") != "identity" || settings.whole_or("width", least) >= least) return;
    throw FieldError(fmt::format(
        "{{width}}: {} given, at least {} expected for a {} x {} matrix with {{init}} identity; "
        "unbiased and gaussian take any",
        settings.whole("width"), least, rows, cols));
}

CompletionRunOptions options_of(const Settings& settings, Index rows, Index cols) {
    check_width(settings, rows, cols);
    CompletionRunOptions options;
    Start& start = options.start;
    const std::string& init = settings.text("init");
    start.rows = rows;
    start.cols = cols;
    start.columns = settings.whole_or("width", std::max(rows, cols));
    start.unbiased = init != "gaussian";
    start.shape = init == "identity" ? Start::Shape::identity : Start::Shape::gaussian;
    start.variance =
        settings.text("variance") == "1" ? Start::Variance::one : Start::Variance::one_over_columns;
    start.seed = static_cast<std::uint64_t>(settings.whole("seed"));
    options.flow.residual_tolerance = settings.number("residual_tolerance");
    options.flow.relative_tolerance = settings.number("step_tolerance");
    options.flow.max_steps = settings.whole("max_steps");
    options.solver.gap_tolerance = settings.number("gap_tolerance");
    options.solver.max_iterations = settings.small("max_iterations");
    return options;
}

class CompletionData final : public StudyData {
public:
    explicit CompletionData(LabelledMatrix data) : data_(std::move(data)) {}
    const PartialMatrix& problem() const { return data_.matrix; }
    const LabelledMatrix& labelled() const { return data_; }
    std::string digest() const override {
        DataDigest digest;
        const Index shape[] = {problem().rows, problem().cols};
        digest.add(shape, sizeof shape);
        digest.add(problem().observed.data(), problem().observed.size() * sizeof(ObservedEntry));
        return digest.text();
    }

private:
    LabelledMatrix data_;
};

MatrixLayout layout_of(const Settings& settings) {
    const std::string& layout = settings.text("layout");
    const bool has_ids = !table_options(settings).id_column.empty();
    if (has_ids && layout == "triplets") {
        throw FieldError("{id_column}: has no effect on triplets");
    }
    if (layout == "triplets") return MatrixLayout::triplets;
    return layout == "matrix" || has_ids ? MatrixLayout::matrix : MatrixLayout::recognised;
}

/// Names the first row or column without a known entry, as the file counts.
void check_lines(const LabelledMatrix& data, const std::string& path) {
    std::vector<bool> rows(static_cast<std::size_t>(data.matrix.rows), false);
    std::vector<bool> cols(static_cast<std::size_t>(data.matrix.cols), false);
    for (const ObservedEntry& entry : data.matrix.observed) {
        rows[static_cast<std::size_t>(entry.row)] = true;
        cols[static_cast<std::size_t>(entry.col)] = true;
    }
    const auto check = [&path](const char* what, const std::vector<bool>& lines,
                               const std::vector<std::string>& labels) {
        const auto open = std::find(lines.begin(), lines.end(), false);
        if (open == lines.end()) return;
        const auto k = static_cast<std::size_t>(open - lines.begin());
        throw FieldError(
            fmt::format("{}: no entry in {} {} of the matrix{}, at least one expected "
                        "in each; leave it out",
                        path, what, k + 1, labels.empty() ? "" : fmt::format(" ({})", labels[k])));
    };
    check("row", rows, data.row_labels);
    check("column", cols, data.col_labels);
}

/// Three or four columns without a missing cell may be a list that was not recognised.
bool may_be_list(const LabelledMatrix& data, const std::string& path) {
    for (const char* listed : {".npz", ".mtx", ".mtx.gz"}) {
        if (path.ends_with(listed)) return false;
    }
    const Index columns = data.matrix.cols + (data.row_labels.empty() ? 0 : 1);
    return columns == 3 || columns == 4;
}

std::shared_ptr<CompletionData> read_problem(const Settings& settings) {
    const std::string& path = settings.text("matrix");
    LabelledMatrix data = read_labelled_matrix(path, layout_of(settings), table_options(settings));
    const PartialMatrix& problem = data.matrix;
    check_lines(data, path);
    try {
        validate(problem);
    } catch (const std::invalid_argument& error) {
        const std::string text = error.what();
        const std::size_t colon = text.find(": ");
        throw FieldError(path + text.substr(colon == text.npos ? 0 : colon));
    }
    if (static_cast<Index>(problem.observed.size()) < problem.rows * problem.cols) {
        return std::make_shared<CompletionData>(std::move(data));
    }
    throw FieldError(fmt::format("{}: all {} entries are observed, nothing is left to complete{}",
                                 path, problem.observed.size(),
                                 may_be_list(data, path)
                                     ? "; {layout} triplets takes its lines as row, column, value"
                                     : ""));
}

HeldOut split(const PartialMatrix& problem, const Settings& settings) {
    const double share = settings.number("hold_out");
    HeldOut held =
        hold_out(problem, share, static_cast<std::uint64_t>(settings.whole("hold_out_seed")));
    if (share == 0.0 || !held.entries.empty()) return held;
    throw FieldError(
        fmt::format("{{hold_out}}: {:g} given, which holds out none of {} entries "
                    "(rows and columns keep one each)",
                    share, problem.observed.size()));
}

/// One run for each scale, and one for the least nuclear norm: the same one whatever the scales.
std::vector<Parameters> tasks_of(const CompletionData& data, const Settings& settings) {
    const std::string digest = data.digest();
    std::vector<Parameters> tasks;
    for (const double log10_alpha : settings.numbers("log10_alpha")) {
        Parameters task = settings.key();
        task["log10_alpha"] = log10_alpha;
        task["data_digest"] = digest;
        task["keeps_matrix"] = true;
        tasks.push_back(std::move(task));
    }
    Parameters end = {{"endpoint", std::string("minimum_nuclear")}, {"data_digest", digest}};
    for (const char* name : {"hold_out", "hold_out_seed", "gap_tolerance", "max_iterations"}) {
        end[name] = settings.key_value(find_field(settings.fields(), name));
    }
    tasks.push_back(std::move(end));
    return tasks;
}

std::vector<AnswerFile> files_of(const std::shared_ptr<const CompletionRecord>& record) {
    const auto completed = [record](const std::filesystem::path& path) {
        std::vector<Matrix> matrices;
        for (const CompletedPoint& point : record->points) matrices.push_back(point.matrix);
        write_npy(path, matrices);
    };
    const auto end_points = [record](const std::filesystem::path& path) {
        write_npy(path,
                  std::vector{record->minimum_frobenius.matrix, record->minimum_nuclear.matrix});
    };
    std::vector<AnswerFile> files = {{"completed.npy", completed}, {"endpoints.npy", end_points}};
    const bool has_names = !record->row_labels.empty() || !record->col_labels.empty();
    const CompletedPoint* chosen = chosen_point(*record);
    if (!has_names || chosen == nullptr) return files;
    files.push_back({"completed.csv", [record, chosen](const std::filesystem::path& path) {
                         write_labelled(path, chosen->matrix, record->row_labels,
                                        record->col_labels);
                     }});
    return files;
}

class CompletionStudy final : public Study {
public:
    std::string name() const override { return "complete"; }
    std::string summary() const override {
        return "Fill in a matrix by training a factorisation U V^T started at scale alpha";
    }
    std::string example() const override {
        return "regimes complete --matrix ratings.csv --log10-alpha 1:-6:15 --out completed";
    }
    const Fields& fields() const override {
        static const Fields fields = make_fields();
        return fields;
    }
    std::string remarks() const override {
        return "The folder gets completed.npy (alphas x rows x columns), endpoints.npy (minimum "
               "Frobenius, minimum nuclear norm), completed.csv where rows or columns have names "
               "(at the scale of least held-out error, or the smallest), store.sqlite with each "
               "run as it is done, from which the same command resumes, report.html, and last "
               "complete.json. \"moved\" is the root mean square by which training changed the "
               "unobserved entries of U V^T. Small alpha is the rich regime (least nuclear norm), "
               "large alpha the kernel regime (with identity: least Frobenius norm, unobserved "
               "entries stay at 0).";
    }
    int version() const override { return 3; }
    bool keeps_runs() const override { return true; }
    void validate(const Settings&) const override {}

    std::shared_ptr<const StudyData> read(const Settings& settings) const override {
        return read_problem(settings);
    }

    Answer answer(const StudyData& data, const Settings& settings,
                  const StudyContext& context) const override {
        const auto& read = static_cast<const CompletionData&>(data);
        const auto record = std::make_shared<CompletionRecord>();
        compute(*record, read, settings, context);
        record->notes = read.labelled().notes;
        record->row_labels = read.labelled().row_labels;
        record->col_labels = read.labelled().col_labels;
        record->start = settings.text("init");
        Answer answer;
        answer.document = completion_document(*record);
        add_provenance(answer.document, settings);
        answer.files = files_of(record);
        answer.warnings = convergence_warnings(*record);
        return answer;
    }

    RunResult run(const StudyData& data, const Settings& settings,
                  Observer* observer) const override {
        const HeldOut held = split(static_cast<const CompletionData&>(data).problem(), settings);
        const CompletionRun run(held.problem, held.entries,
                                options_of(settings, held.problem.rows, held.problem.cols));
        return result_of(run.train(settings.numbers("log10_alpha").front(), observer), false);
    }

private:
    /// Computes what the store does not hold yet, and reads all of it.
    void compute(CompletionRecord& record, const CompletionData& data, const Settings& settings,
                 const StudyContext& context) const {
        HeldOut held = split(data.problem(), settings);
        CompletionRunOptions options = options_of(settings, held.problem.rows, held.problem.cols);
        const int threads = threads_or_all(settings.small("threads"));
        const auto scales = static_cast<int>(settings.numbers("log10_alpha").size());
        options.threads = std::max(1, threads / scales);
        const CompletionRun run(held.problem, held.entries, options);
        SweepPlan plan{name(), version(), tasks_of(data, settings), {}};
        plan.run = [&run](const Parameters& task, Observer* observer) {
            if (task.contains("endpoint")) return result_of(run.minimum_nuclear(observer), true);
            return result_of(run.train(number(task, "log10_alpha"), observer), true);
        };
        RunStore store(context.folder / "store.sqlite");
        plan_runs(store, plan);
        SweepOptions sweep;
        sweep.jobs = threads;
        sweep.retry_failed = true;
        sweep.observer = context.observer;
        run_sweep(plan, store, sweep);
        for (const PlannedRun& planned : planned_runs(plan)) {
            const bool is_end = planned.parameters->contains("endpoint");
            CompletedPoint point = point_in(store, planned.key, run, held.problem);
            if (!is_end) point.log10_alpha = number(*planned.parameters, "log10_alpha");
            (is_end ? record.minimum_nuclear : record.points.emplace_back()) = std::move(point);
        }
        record.minimum_frobenius = run.minimum_frobenius();
        record.width = options.start.columns;
        record.problem = std::move(held.problem);
        record.held_out = std::move(held.entries);
    }

    static CompletedPoint point_in(const RunStore& store, const std::string& key,
                                   const CompletionRun& run, const PartialMatrix& problem) {
        const auto found = store.find(key);
        if (!found) return run.cancelled_point();
        if (!found->failure.empty()) throw std::runtime_error(found->failure);
        return point_of(*found, problem.rows, problem.cols);
    }
};

}  // namespace

const Study& completion_study() {
    static const CompletionStudy study;
    return study;
}

}  // namespace regimes
