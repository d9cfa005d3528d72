// SPDX-License-Identifier: BSD-3-Clause
// `fit`: where a diagonal network started at scale alpha lands.
#include <fmt/format.h>

#include <algorithm>

#include "regimes/studies/fit_data.hpp"
#include "regimes/studies/fit_document.hpp"
#include "regimes/studies/fit_files.hpp"
#include "regimes/studies/fit_run.hpp"
#include "regimes/studies/initial_weights.hpp"
#include "regimes/studies/number_text.hpp"
#include "regimes/studies/study.hpp"

namespace regimes {

namespace {

using Method = FitOptions::Method;

constexpr Index longest_side = 1'000'000;     // of an image: rows x columns cannot overflow
constexpr double largest_log10_alpha = 1e15;  // the engine works in logarithms throughout
constexpr double most_threads = 4096;

Fields make_fields() {
    const InterpolationOptions solver;
    const FlowOptions flow;
    const DescentOptions descent;
    Fields fields = sample_fields();
    const Fields own = {
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
    fields.insert(fields.end(), own.begin(), own.end());
    return fields;
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
            "minimum l1), with method flow trajectory.npy (solutions x times x features, the times "
            "in fit.json), selected.csv where the features have names (of each solution those that "
            "are nonzero, at most {}, the largest first), report.html, and last fit.json; predict "
            "applies these to new samples. With --cv K it is the verb select: depth, scale and "
            "stopping time by cross-validation. A coefficient counts as nonzero if its magnitude "
            "is above {:g} of the largest; of standardised features these are compared.",
            most_selected_features, support_threshold);
    }

    int version() const override { return 2; }

    void validate(const Settings& settings) const override {
        check_sample_fields(settings);
        image_of(settings);
        if (method_of(settings) == Method::flow) check_flow_scales(settings);
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
        auto data = read_fit_data(settings);
        const auto image = image_of(settings);
        const Index features = data->problem().training.x.cols();
        if (image && image->rows * image->cols != features) {
            throw FieldError(fmt::format(
                "{{image}}: {} x {} = {} pixels given, but {} has {} columns", image->rows,
                image->cols, image->rows * image->cols, settings.text("x"), features));
        }
        return data;
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
