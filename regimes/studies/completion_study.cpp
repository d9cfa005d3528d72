// SPDX-License-Identifier: BSD-3-Clause
// `complete`: what a factorisation trained from scale alpha makes of the unknown entries of a
// matrix.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "regimes/data/npy.hpp"
#include "regimes/data/read_partial_matrix.hpp"
#include "regimes/studies/completion_document.hpp"
#include "regimes/studies/completion_run.hpp"
#include "regimes/studies/data_digest.hpp"
#include "regimes/studies/sample_table.hpp"
#include "regimes/studies/study.hpp"

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
            "CSV (header or not), NPY, NPZ or MatrixMarket, also compressed by gzip; unknown "
            "entries are NaN, NA, ?, or empty cells, or not listed; -: from stdin")
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
        number_field("residual_tolerance", "T",
                     "the flow ends when the relative residual falls to this",
                     flow.residual_tolerance)
            .above(0),
        whole_field("max_steps", "N", "of the flow's integrator for each alpha", flow.max_steps)
            .at_least(1)
            .at_most(1e15),
        number_field("gap_tolerance", "T", "on the duality gap of the least nuclear norm",
                     solver.gap_tolerance)
            .above(0),
        whole_field("max_iterations", "N", "of the search for the least nuclear norm",
                    solver.max_iterations)
            .at_least(1),
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
    options.log10_alphas = settings.numbers("log10_alpha");
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

std::shared_ptr<CompletionData> read_problem(const Settings& settings) {
    const std::string& path = settings.text("matrix");
    LabelledMatrix data = read_labelled_matrix(path, layout_of(settings), table_options(settings));
    const PartialMatrix& problem = data.matrix;
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
                                 problem.cols == 3 ? "; {layout} triplets takes its lines as row, "
                                                     "column, value"
                                                   : ""));
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
    return {{"completed.npy", completed}, {"endpoints.npy", end_points}};
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
               "Frobenius, minimum nuclear norm), report.html, and last complete.json. \"moved\" "
               "is the root mean square by which training changed the unobserved entries of U "
               "V^T. Small alpha is the rich regime (least nuclear norm), large alpha the kernel "
               "regime (with identity: least Frobenius norm, unobserved entries stay at 0).";
    }
    int version() const override { return 2; }
    void validate(const Settings&) const override {}

    std::shared_ptr<const StudyData> read(const Settings& settings) const override {
        return read_problem(settings);
    }

    Answer answer(const StudyData& data, const Settings& settings,
                  const StudyContext& context) const override {
        const auto& read = static_cast<const CompletionData&>(data);
        const PartialMatrix& problem = read.problem();
        CompletionRunOptions options = options_of(settings, problem.rows, problem.cols);
        options.observer = context.observer;
        const auto record = std::make_shared<CompletionRecord>(run_completion(problem, options));
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
        const PartialMatrix& problem = static_cast<const CompletionData&>(data).problem();
        CompletionRunOptions options = options_of(settings, problem.rows, problem.cols);
        options.observer = observer;
        const CompletedPoint point = run_completion_point(problem, options);
        RunResult result;
        result.status = point.status;
        result.converged = point.status == Status::converged;
        result.metrics = metrics_of(point);
        return result;
    }
};

}  // namespace

const Study& completion_study() {
    static const CompletionStudy study;
    return study;
}

}  // namespace regimes
