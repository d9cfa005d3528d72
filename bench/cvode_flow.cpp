// SPDX-License-Identifier: BSD-3-Clause
#include "bench/cvode_flow.hpp"

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_spgmr.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

#include "regimes/numerics/design_product.hpp"

namespace regimes::bench {

namespace {

using ArrayMap = Eigen::Map<Eigen::ArrayXd>;

/// w^n, entry by entry.
Eigen::ArrayXd power(const ArrayMap& w, int n) {
    Eigen::ArrayXd result = Eigen::ArrayXd::Ones(w.size());
    for (int k = 0; k < n; ++k) result *= w;
    return result;
}

/// The flow dw_+/dt = -2 D g w_+^(D-1), dw_-/dt = 2 D g w_-^(D-1), g = X^T (X beta - y),
/// beta = w_+^D - w_-^D.
struct Flow {
    const MatrixView& x;
    const Vector& y;
    int depth;
    Vector beta = Vector::Zero(x.cols);
    Vector residual = Vector::Zero(x.rows);
    Vector gradient = Vector::Zero(x.cols);
    Vector fitted_change = Vector::Zero(x.rows);
    Vector gradient_change = Vector::Zero(x.cols);
    long products = 0;

    ArrayMap plus(N_Vector w) const { return {N_VGetArrayPointer_Serial(w), x.cols}; }
    ArrayMap minus(N_Vector w) const { return {N_VGetArrayPointer_Serial(w) + x.cols, x.cols}; }

    double relative_residual() const { return residual.norm() / y.norm(); }

    void find_residual(N_Vector w) {
        beta = power(plus(w), depth) - power(minus(w), depth);
        multiply(x, beta, residual);
        residual -= y;
        ++products;
    }

    void rate(N_Vector w, N_Vector out) {
        find_residual(w);
        multiply_transposed(x, residual, gradient);
        ++products;
        const double factor = 2.0 * depth;
        plus(out) = -factor * gradient.array() * power(plus(w), depth - 1);
        minus(out) = factor * gradient.array() * power(minus(w), depth - 1);
    }

    // CVODE takes the rate at w before it asks for products there, so the gradient is at hand.
    void jacobian_product(N_Vector v, N_Vector out, N_Vector w) {
        const Eigen::ArrayXd up = power(plus(w), depth - 2) * plus(v);
        const Eigen::ArrayXd down = power(minus(w), depth - 2) * minus(v);
        beta = depth * (up * plus(w) - down * minus(w));
        multiply(x, beta, fitted_change);
        multiply_transposed(x, fitted_change, gradient_change);
        products += 2;
        const double factor = 2.0 * depth;
        const double bend = factor * (depth - 1);
        plus(out) = -factor * gradient_change.array() * power(plus(w), depth - 1) -
                    bend * gradient.array() * up;
        minus(out) = factor * gradient_change.array() * power(minus(w), depth - 1) +
                     bend * gradient.array() * down;
    }
};

int rate(sunrealtype, N_Vector w, N_Vector out, void* flow) {
    static_cast<Flow*>(flow)->rate(w, out);
    return 0;
}

int jacobian_product(N_Vector v, N_Vector out, sunrealtype, N_Vector w, N_Vector, void* flow,
                     N_Vector) {
    static_cast<Flow*>(flow)->jacobian_product(v, out, w);
    return 0;
}

void check(int flag, const char* what) {
    if (flag < 0) throw std::runtime_error(std::string(what) + ": " + std::to_string(flag));
}

/// What CVODE allocates, in the order in which it must be freed.
class Integrator {
public:
    Integrator(Flow& flow, double alpha, const CvodeOptions& options) {
        check(SUNContext_Create(nullptr, &context_), "SUNContext_Create");
        w_ = N_VNew_Serial(static_cast<sunindextype>(2 * flow.x.cols), context_);
        N_VConst(alpha, w_);
        cvode_ = CVodeCreate(CV_BDF, context_);
        check(CVodeInit(cvode_, rate, 0.0, w_), "CVodeInit");
        check(CVodeSetUserData(cvode_, &flow), "CVodeSetUserData");
        check(CVodeSStolerances(cvode_, options.relative_tolerance, options.absolute_tolerance),
              "CVodeSStolerances");
        solver_ = SUNLinSol_SPGMR(w_, SUN_PREC_NONE, options.krylov_dimension, context_);
        check(CVodeSetLinearSolver(cvode_, solver_, nullptr), "CVodeSetLinearSolver");
        check(CVodeSetJacTimes(cvode_, nullptr, jacobian_product), "CVodeSetJacTimes");
    }
    ~Integrator() {
        CVodeFree(&cvode_);
        SUNLinSolFree(solver_);
        N_VDestroy(w_);
        SUNContext_Free(&context_);
    }
    Integrator(const Integrator&) = delete;
    Integrator& operator=(const Integrator&) = delete;

    double step() {
        sunrealtype time = 0.0;
        check(CVode(cvode_, 1.0, w_, &time, CV_ONE_STEP), "CVode");
        return time;
    }
    N_Vector w() const { return w_; }

private:
    SUNContext context_ = nullptr;
    N_Vector w_ = nullptr;
    SUNLinearSolver solver_ = nullptr;
    void* cvode_ = nullptr;
};

}  // namespace

CvodeResult cvode_flow(const MatrixView& x, const Vector& y, int depth, double alpha,
                       const CvodeOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    Flow flow{x, y, depth};
    Integrator integrator(flow, alpha, options);
    CvodeResult result;
    while (result.steps < options.max_steps) {
        result.time = integrator.step();
        ++result.steps;
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
        if (spent.count() > options.max_seconds) break;
        // The last rate was taken next to the new point; only a good one is worth a closer look.
        if (flow.relative_residual() > 2.0 * options.stop_at) continue;
        flow.find_residual(integrator.w());
        if (flow.relative_residual() <= options.stop_at) break;
    }
    flow.find_residual(integrator.w());
    result.beta = flow.beta;
    result.residual = flow.relative_residual();
    result.products = flow.products;
    return result;
}

}  // namespace regimes::bench
