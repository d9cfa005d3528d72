// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/cvode.hpp"

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_config.h>
#include <sunlinsol/sunlinsol_spgmr.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace regimes {

namespace {

using Map = Eigen::Map<Vector>;

Map view(N_Vector u) { return {N_VGetArrayPointer(u), N_VGetLength(u)}; }

/// Sums in packs, which the serial vectors of SUNDIALS add one number after the other.
void use_vector_units(N_Vector u) {
    u->ops->nvdotprod = [](N_Vector a, N_Vector b) -> sunrealtype { return view(a).dot(view(b)); };
    u->ops->nvwrmsnorm = [](N_Vector a, N_Vector weights) -> sunrealtype {
        const double square = view(a).cwiseProduct(view(weights)).squaredNorm();
        return std::sqrt(square / static_cast<double>(N_VGetLength(a)));
    };
}

void require(bool fine, const char* what) {
    if (!fine) throw std::runtime_error(std::string("CVODE: ") + what + " failed");
}

constexpr double shortest_step = 1e-9;  // of the time since the last start, before a restart

}  // namespace

struct Cvode::Parts {
    Ode ode;
    OdeTolerances tolerances;
    std::exception_ptr thrown;
    Vector origin;       ///< u at the last (re)start; what CVODE integrates is u - origin
    Vector whole;        ///< u
    double reach = 0.0;  ///< farthest that an entry has been from an origin
    double offset = 0.0;
    double time = 0.0;
    long rates = 0;

    SUNContext context = nullptr;
    N_Vector state = nullptr;
    SUNLinearSolver solver = nullptr;
    void* memory = nullptr;

    Parts(Ode ode_, ConstVectorRef start, const OdeTolerances& tolerances_)
        : ode(std::move(ode_)), tolerances(tolerances_) {
        try {
            create(start);
        } catch (...) {
            destroy();
            throw;
        }
    }
    ~Parts() { destroy(); }
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    void create(ConstVectorRef start);
    void attach_solver();
    void destroy();
    double first_target();

    /// Runs what the user gave; an exception must not pass through C.
    template <typename Call>
    int guarded(N_Vector out, const Call& call) {
        try {
            call();
        } catch (...) {
            thrown = std::current_exception();
            return -1;
        }
        return out == nullptr || view(out).allFinite() ? 0 : 1;
    }

    static Parts& of(void* data) { return *static_cast<Parts*>(data); }

    const Vector& from_origin(N_Vector moved) {
        whole = origin + view(moved);
        return whole;
    }

    static int rate(sunrealtype, N_Vector moved, N_Vector out, void* data) {
        Parts& parts = of(data);
        ++parts.rates;
        return parts.guarded(out, [&] { parts.ode.rate(parts.from_origin(moved), view(out)); });
    }
    static int weights(N_Vector moved, N_Vector out, void* data) {
        Parts& parts = of(data);
        parts.reach = std::max(parts.reach, view(moved).cwiseAbs().maxCoeff());
        const auto size = parts.from_origin(moved).cwiseAbs().cwiseMin(parts.reach);
        view(out) = (parts.tolerances.relative * size + parts.tolerances.absolute).cwiseInverse();
        return view(out).allFinite() ? 0 : -1;
    }
    static int jacobian_times(N_Vector v, N_Vector out, sunrealtype, N_Vector moved, N_Vector,
                              void* data, N_Vector) {
        Parts& parts = of(data);
        return parts.guarded(
            out, [&] { parts.ode.jacobian_times(parts.from_origin(moved), view(v), view(out)); });
    }
    static int prepare(sunrealtype, N_Vector moved, N_Vector, sunbooleantype,
                       sunbooleantype* current, sunrealtype gamma, void* data) {
        Parts& parts = of(data);
        *current = SUNTRUE;
        return parts.guarded(nullptr, [&] { parts.ode.prepare(gamma, parts.from_origin(moved)); });
    }
    static int precondition(sunrealtype, N_Vector, N_Vector, N_Vector b, N_Vector z, sunrealtype,
                            sunrealtype, int, void* data) {
        Parts& parts = of(data);
        return parts.guarded(z, [&] { parts.ode.precondition(view(b), view(z)); });
    }
};

void Cvode::Parts::create(ConstVectorRef start) {
#if SUNDIALS_VERSION_MAJOR >= 7
    require(SUNContext_Create(SUN_COMM_NULL, &context) == 0, "SUNContext_Create");
    SUNContext_ClearErrHandlers(context);
#else
    require(SUNContext_Create(nullptr, &context) == 0, "SUNContext_Create");
#endif
    if (!std::in_range<sunindextype>(start.size())) {  // it may be an int
        throw std::invalid_argument("start: " + std::to_string(start.size()) +
                                    " entries given, more than SUNDIALS can count");
    }
    state = N_VNew_Serial(static_cast<sunindextype>(start.size()), context);
    require(state != nullptr, "N_VNew_Serial");
    require(N_VEnableFusedOps_Serial(state, SUNTRUE) == 0, "N_VEnableFusedOps_Serial");
    use_vector_units(state);
    view(state).setZero();
    origin = start;
    memory = CVodeCreate(CV_BDF, context);
    require(memory != nullptr, "CVodeCreate");
#if SUNDIALS_VERSION_MAJOR < 7
    CVodeSetErrHandlerFn(
        memory, [](int, const char*, const char*, char*, void*) {}, nullptr);
#endif
    require(CVodeInit(memory, &Parts::rate, 0.0, state) == 0, "CVodeInit");
    require(CVodeSetUserData(memory, this) == 0, "CVodeSetUserData");
    require(CVodeWFtolerances(memory, &Parts::weights) == 0, "CVodeWFtolerances");
    attach_solver();
}

void Cvode::Parts::attach_solver() {
    const bool preconditioned = static_cast<bool>(ode.precondition);
    solver = SUNLinSol_SPGMR(state, preconditioned ? SUN_PREC_LEFT : SUN_PREC_NONE,
                             tolerances.krylov_dimension, context);
    require(solver != nullptr, "SUNLinSol_SPGMR");
    require(CVodeSetLinearSolver(memory, solver, nullptr) == 0, "CVodeSetLinearSolver");
    if (ode.jacobian_times) {
        require(CVodeSetJacTimes(memory, nullptr, &Parts::jacobian_times) == 0, "CVodeSetJacTimes");
    }
    if (preconditioned) {
        require(CVodeSetPreconditioner(memory, &Parts::prepare, &Parts::precondition) == 0,
                "CVodeSetPreconditioner");
    }
}

void Cvode::Parts::destroy() {
    if (memory != nullptr) CVodeFree(&memory);
    if (solver != nullptr) SUNLinSolFree(solver);
    if (state != nullptr) N_VDestroy(state);
    if (context != nullptr) SUNContext_Free(&context);
}

/// CVODE looks for its first step below a tenth of the distance to a target: here a time in which
/// the state would change by about ten times itself.
double Cvode::Parts::first_target() {
    Vector slope(origin.size());
    ode.rate(origin, slope);
    ++rates;
    const auto scale = origin.array().abs() + tolerances.absolute.array();
    const double speed = (slope.array().abs() / scale).maxCoeff();
    return speed > 0.0 && std::isfinite(speed) ? 10.0 / speed : 1.0;
}

Cvode::Cvode(Ode ode, ConstVectorRef start, const OdeTolerances& tolerances)
    : parts_(std::make_unique<Parts>(std::move(ode), start, tolerances)) {}

Cvode::~Cvode() = default;

bool Cvode::step() {
    Parts& p = *parts_;
    const double target = p.time > 0.0 ? 2.0 * p.time : p.first_target();
    sunrealtype reached = p.time;
    const int flag = CVode(p.memory, target, p.state, &reached, CV_ONE_STEP);
    if (p.thrown) std::rethrow_exception(std::exchange(p.thrown, nullptr));
    if (flag < 0 || reached == p.time) return false;
    p.time = reached;
    return true;
}

double Cvode::time() const { return parts_->offset + parts_->time; }

double Cvode::last_step() const {
    sunrealtype step = 0.0;
    CVodeGetLastStep(parts_->memory, &step);
    return step;
}

Vector Cvode::state() const { return parts_->origin + view(parts_->state); }

void Cvode::look_back(double back, VectorRef u) const {
    const N_Vector out = N_VClone(parts_->state);
    const int flag = CVodeGetDky(parts_->memory, parts_->time - back, 0, out);
    u = parts_->origin + view(flag == 0 ? out : parts_->state);
    N_VDestroy(out);
}

void Cvode::restart(ConstVectorRef state, const Vector& absolute) {
    Parts& p = *parts_;
    p.offset += p.time;
    p.time = 0.0;
    view(p.state).setZero();
    p.origin = state;
    p.tolerances.absolute = absolute;
    require(CVodeReInit(p.memory, 0.0, p.state) == 0, "CVodeReInit");
}

bool Cvode::wants_restart() const { return last_step() < shortest_step * parts_->time; }

long Cvode::rates() const { return parts_->rates; }

}  // namespace regimes
