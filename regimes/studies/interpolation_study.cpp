// SPDX-License-Identifier: BSD-3-Clause
// `fit`: where a diagonal network started at scale alpha lands.
#include <fmt/format.h>

#include <algorithm>

#include "regimes/data/read_table.hpp"
#include "regimes/studies/data_digest.hpp"
#include "regimes/studies/fit_document.hpp"
#include "regimes/studies/fit_files.hpp"
#include "regimes/studies/fit_run.hpp"
#include "regimes/studies/initial_weights.hpp"
#include "regimes/studies/number_text.hpp"
#include "regimes/studies/sample_table.hpp"
#include "regimes/studies/study.hpp"

namespace regimes {

namespace {

using Method = FitOptions::Method;

constexpr Index longest_side = 1'000'000;     // of an image: rows x columns cannot overflow
constexpr double largest_log10_alpha = 1e15;  // the engine works in logarithms throughout
constexpr double most_threads = 4096;
constexpr const char* target_advice =
    "; a target is a number: write two classes as 1 and -1, or 1 and 0 (train and probe take words "
    "as labels)";

Fields make_fields() {
    const InterpolationOptions solver;
    const FlowOptions flow;
    const DescentOptions descent;
    return {
        file_field("x",
                   "samples x features: CSV (header or not), NPY or NPZ (FILE.npz:NAME), also "
                   "compressed by gzip; sparse: SciPy's NPZ (csr, csc), svmlight; -: from stdin")
            .required(),
        file_field("y",
                   "one target for each sample: the same kinds of file; svmlight brings its own"),
        target_field("{y}"),
        id_column_field("{x} or {test_x}"),
        number_list("depth", "D[,D...]", "2", "depth of the network, any real number").at_least(2),
        scale_field("log10_alpha", "2:-12:15", largest_log10_alpha,
                    "scale of the initialisation; reaches 1e-300 and below"),
        flag_field("intercept",
                   "also fit a constant, which no regulariser charges for: X and y are centred"),
        flag_field("standardize",
                   "divide each feature by its standard deviation over the samples; norms, "
                   "regulariser and certificate are of the coefficients of these features, all "
                   "else comes back in the units given"),
        shape_field(),
        start_field(),
        choice_field("regularizer", {"implicit", "explicit"},
                     "implicit: what gradient flow minimises; explicit: least distance of the "
                     "weights from the start, depth 2 only"),
        choice_field("method", {"exact", "flow", "descent"},
                     "exact: the limit itself, with a certificate; flow: simulates gradient flow; "
                     "descent: gradient descent"),
        number_field("residual_tolerance", "T", "stop when ||X b - y|| / ||y|| falls to this",
                     flow.residual_tolerance)
            .above(0)
            .only_with("method", {"flow", "descent"}),
        number_field("step_size", "S",
                     "of each step; deep networks from a small alpha need a smaller one")
            .above(0)
            .or_else("a quarter of 1 / sharpness at the start")
            .only_with("method", {"descent"}),
        number_field("momentum", "M", "of the heavy ball", descent.momentum)
            .at_least(0)
            .below(1)
            .only_with("method", {"descent"}),
        whole_field("max_steps", "K", "of the integrator, or of descent")
            .at_least(1)
            .at_most(1e15)
            .or_else(fmt::format("flow: {}, descent: {}", flow.max_steps, descent.max_steps))
            .only_with("method", {"flow", "descent"}),
        file_field("test_x",
                   "held-out samples: adds test_mse and, if y takes two values, test_error, the "
                   "fraction whose prediction is nearer to the wrong one"),
        file_field("test_y", "their targets; not with {target}, a column of {test_x} then"),
        text_field("image", "RxC",
                   "the features are the pixels of an R x C image, row by row; for colours the "
                   "red, green and blue images are stacked (cifar10: 96x32)")
            .or_else("no image")
            .never_counts(),
        number_field("primal_tolerance", "T", "on ||X b - y|| / ||y||", solver.primal_tolerance)
            .above(0),
        number_field("stationarity_tolerance", "T", "on the stationarity residual",
                     solver.stationarity_tolerance)
            .above(0),
        number_field("gap_tolerance", "T", "on the relative duality gap", solver.gap_tolerance)
            .above(0),
        whole_field("max_iterations", "K", "Newton steps for each alpha", solver.max_iterations)
            .at_least(1),
        whole_field("threads", "K", "0 takes all cores; never changes the result", solver.threads)
            .at_least(0)
            .at_most(most_threads)
            .never_counts(),
        flag_field("require_exact_fit",
                   "refuse data that no coefficients fit exactly, in place of their least-squares "
                   "fit"),
        flag_field("coefficients", "put the coefficients into the JSON").never_counts(),
    };
}

Method method_of(const Settings& settings) {
    const std::string& name = settings.text("method");
    if (name == "flow") return Method::flow;
    return name == "descent" ? Method::descent : Method::exact;
}

std::optional<ImageShape> image_of(const Settings& settings) {
    if (!settings.has("image")) return std::nullopt;
    const std::string& text = settings.text("image");
    const std::size_t cross = text.find('x');
    if (cross == std::string::npos) {
        throw FieldError(fmt::format("{{image}}: \"{}\" given, ROWSxCOLUMNS expected", text));
    }
    const ImageShape shape{parse_count("{image} (rows)", text.substr(0, cross), 1),
                           parse_count("{image} (columns)", text.substr(cross + 1), 1)};
    if (std::max(shape.rows, shape.cols) <= longest_side) return shape;
    throw FieldError(fmt::format("{{image}}: \"{}\" given, at most {} rows and columns expected",
                                 text, longest_side));
}

ScalingOptions scaling_of(const Settings& settings) {
    return {settings.flag("intercept"), settings.flag("standardize")};
}

FitOptions options_of(const Settings& settings) {
    FitOptions options;
    options.depths = settings.numbers("depth");
    options.log10_alphas = settings.numbers("log10_alpha");
    options.method = method_of(settings);
    if (settings.text("regularizer") == "explicit") {
        options.regularization = Regularization::explicit_;
    }
    options.scaling = scaling_of(settings);
    InterpolationOptions& solver = options.solver;
    solver.primal_tolerance = settings.number("primal_tolerance");
    solver.stationarity_tolerance = settings.number("stationarity_tolerance");
    solver.gap_tolerance = settings.number("gap_tolerance");
    solver.max_iterations = settings.small("max_iterations");
    solver.threads = settings.small("threads");
    solver.require_exact_fit = settings.flag("require_exact_fit");
    FlowOptions& flow = options.simulation.flow;
    DescentOptions& steps = options.simulation.steps;
    flow.residual_tolerance = settings.number("residual_tolerance");
    steps.residual_tolerance = flow.residual_tolerance;
    flow.max_steps = settings.whole_or("max_steps", flow.max_steps);
    steps.max_steps = settings.whole_or("max_steps", steps.max_steps);
    steps.step_size = settings.number_or("step_size", steps.step_size);
    steps.momentum = settings.number("momentum");
    return options;
}

void check_columns(const std::string& one, Index columns, const std::string& other,
                   Index expected) {
    if (columns == expected) return;
    throw FieldError(
        fmt::format("{} has {} columns, but {} has {}", one, columns, other, expected));
}

/// The samples in two fields, or in the first and its column `target`, or as svmlight has them.
Samples read_samples(const Settings& settings, const char* x_field, const char* y_field,
                     std::optional<Index> first_feature, std::vector<std::string>& notes) {
    const std::string& x = settings.text(x_field);
    const auto note = [&notes](const Table& table) {
        notes.insert(notes.end(), table.notes().begin(), table.notes().end());
    };
    TableOptions x_options = table_options(settings);
    x_options.takes_sparse = true;
    x_options.first_feature = first_feature;
    x_options.target_advice = target_advice;
    if (settings.given("target")) x_options.target = settings.text("target");
    Table table = read_table(x, x_options);
    note(table);
    if (settings.given("target")) {
        TargetSplit split = split_target(table, settings.text("target"), x);
        return {std::move(split.x), std::move(split.y)};
    }
    if (!settings.given(y_field)) {
        if (table.targets()) return {table, *table.targets()};
        throw FieldError(
            fmt::format("{{{}}}: missing; a file, or a column of {{{}}} as {{target}}, "
                        "is required",
                        y_field, x_field));
    }
    const std::string& y = settings.text(y_field);
    TableOptions options;
    options.rows = table.rows();
    options.rows_are_doubtful = table.has_doubtful_row();
    options.target = "";
    options.target_advice = target_advice;
    const Table targets = read_table(y, options);
    note(targets);
    check_row_names(table, x, targets, y);
    Samples samples{std::move(table), vector_of(targets, y)};
    if (samples.x.rows() == samples.y.size()) return samples;
    throw FieldError(fmt::format("{} has {} rows, but {} has {} entries; one for each expected", x,
                                 samples.x.rows(), y, samples.y.size()));
}

class FitData final : public StudyData {
public:
    explicit FitData(FitProblem problem) : problem_(std::move(problem)) {}
    const FitProblem& problem() const { return problem_; }
    std::string digest() const override {
        DataDigest digest;
        add(digest, problem_.training);
        if (problem_.test) add(digest, *problem_.test);
        for (const Vector* weights : {&problem_.start.plus, &problem_.start.minus}) {
            digest.add(weights->data(), static_cast<std::size_t>(weights->size()) * sizeof(double));
        }
        return digest.text();
    }

private:
    static void add(DataDigest& digest, const Samples& samples) {
        digest.add(samples.x.design());
        digest.add(samples.y.data(), static_cast<std::size_t>(samples.y.size()) * sizeof(double));
    }

    FitProblem problem_;
};

class InterpolationStudy final : public Study {
public:
    std::string name() const override { return "fit"; }
    std::string summary() const override {
        return "Where a diagonal network started at scale alpha lands on your data";
    }
    std::string example() const override {
        return "regimes fit --x x.npy --y y.csv --depth 2,3 --log10-alpha 2:-12:15 --out landing";
    }
    const Fields& fields() const override {
        static const Fields fields = make_fields();
        return fields;
    }
    std::string remarks() const override {
        return fmt::format(
            "The folder gets coefficients.npy (solutions x features), endpoints.npy (minimum l2, "
            "minimum l1), selected.csv where the features have names (of each solution those that "
            "are nonzero, at most {}, the largest first), report.html, and last fit.json; predict "
            "applies these to new samples. A coefficient counts as nonzero if its magnitude is "
            "above {:g} of the largest; of standardised features these coefficients are compared.",
            most_selected_features, support_threshold);
    }

    int version() const override { return 2; }

    void validate(const Settings& settings) const override {
        if (settings.given("target")) {
            for (const char* other : {"y", "test_y"}) {
                if (!settings.given(other)) continue;
                throw FieldError(
                    fmt::format("{{target}} and {{{}}}: both given, one expected", other));
            }
        } else if (settings.has("test_y") && !settings.has("test_x")) {
            throw FieldError("{test_x} and {test_y}: one given, both or none expected");
        }
        image_of(settings);
        check_start(settings);
        if (settings.text("regularizer") == "implicit") return;
        if (settings.has("start")) {
            throw FieldError(
                "{start}: the explicit regulariser is known for unbiased starts only, such as "
                "{shape} gives");
        }
        if (method_of(settings) != Method::exact) {
            throw FieldError(
                "{regularizer}: explicit is only for {method} exact; training minimises the "
                "implicit one");
        }
        for (const double depth : settings.numbers("depth")) {
            if (depth == 2.0) continue;
            throw FieldError(fmt::format(
                "{{regularizer}}: explicit is known for depth 2 only, depth {:g} given", depth));
        }
    }

    std::shared_ptr<const StudyData> read(const Settings& settings) const override {
        const std::string& x = settings.text("x");
        std::vector<std::string> notes;
        FitProblem problem{read_samples(settings, "x", "y", {}, notes), std::nullopt};
        const Index features = problem.training.x.cols();
        problem.start = read_start(settings, problem.training.x.names(), features, notes);
        const auto image = image_of(settings);
        if (image && image->rows * image->cols != features) {
            throw FieldError(
                fmt::format("{{image}}: {} x {} = {} pixels given, but {} has {} columns",
                            image->rows, image->cols, image->rows * image->cols, x, features));
        }
        if (settings.has("test_x")) {
            const std::string& test_x = settings.text("test_x");
            Samples test = read_samples(settings, "test_x", "test_y",
                                        problem.training.x.first_feature(), notes);
            if (test.x.first_feature() && test.x.cols() < features) {
                test.x = test.x.widened(features);  // the last features are 0 in all test samples
            }
            test.x = match_columns(test.x, test_x, problem.training.x.names(), x, notes);
            check_columns(test_x, test.x.cols(), x, features);
            problem.test = std::move(test);
        }
        problem.notes = std::move(notes);
        return std::make_shared<FitData>(std::move(problem));
    }

    Answer answer(const StudyData& data, const Settings& settings,
                  const StudyContext& context) const override {
        FitOptions options = options_of(settings);
        options.observer = context.observer;
        const FitProblem& problem = static_cast<const FitData&>(data).problem();
        const auto record = std::make_shared<FitRecord>(run_fit(problem, options));
        record->regularizer = settings.text("regularizer");
        record->method = settings.text("method");
        if (settings.has("shape")) record->start = FitRecord::Start::shaped;
        if (settings.has("start")) record->start = FitRecord::Start::biased;
        record->target = settings.text_or("target", "");
        record->image = image_of(settings);
        record->advice = scaling_advice(problem.training.x.design(), problem.training.y,
                                        options.scaling, record->names, record->image.has_value());
        Answer answer;
        answer.document = fit_document(*record, settings.flag("coefficients"));
        add_provenance(answer.document, settings);
        answer.files = fit_files(record);
        answer.warnings = convergence_warnings(*record);
        return answer;
    }

    /// Metrics are the numbers of a solution as in JSON; the trace "coefficients" on request.
    RunResult run(const StudyData& data, const Settings& settings,
                  Observer* observer) const override {
        FitOptions options = options_of(settings);
        options.observer = observer;
        options.solver.threads = 1;  // threads are those of the sweep
        const FitPoint point = run_fit_point(static_cast<const FitData&>(data).problem(), options);
        RunResult result;
        result.status = point.status;
        result.converged = point.status == Status::converged;
        result.metrics = metrics_of(point);
        if (settings.flag("coefficients")) {
            result.traces["coefficients"].assign(point.coefficients.begin(),
                                                 point.coefficients.end());
        }
        return result;
    }
};

}  // namespace

const Study& interpolation_study() {
    static const InterpolationStudy study;
    return study;
}

}  // namespace regimes
