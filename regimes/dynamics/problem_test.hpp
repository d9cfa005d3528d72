// SPDX-License-Identifier: BSD-3-Clause
// Problems and observers that the tests of training share.
#pragma once

#include <cmath>
#include <string>

#include "regimes/core/observer.hpp"
#include "regimes/core/random.hpp"
#include "regimes/models/model.hpp"

namespace regimes::dynamics_test {

/// Sparse regression: d features, 3 non-zero coefficients, label noise 0.1.
struct Problem {
    Matrix x;
    Vector y;
};

inline Problem sparse_problem(Index rows, Index cols, std::uint64_t seed = 1) {
    Problem problem;
    problem.x = RandomStream(seed, "x").normals(rows * cols).reshaped(rows, cols);
    problem.y = 0.1 * RandomStream(seed, "noise").normals(rows) +
                problem.x.leftCols(3).rowwise().sum() / std::sqrt(3.0);
    return problem;
}

/// f(w) = w^2, one parameter, one sample. From s_0 = w(0)^2, the flow of (w^2 - y)^2 has
/// s = w^2 = y s_0 e^(8 y t) / (y + s_0 (e^(8 y t) - 1)), by ds/dt = 8 s (y - s).
class Square final : public Model {
public:
    std::string_view name() const override { return "square"; }
    Index parameters() const override { return 1; }
    Index samples() const override { return 1; }
    Index outputs() const override { return 1; }
    double degree() const override { return 2.0; }
    void evaluate(ConstVectorRef w, VectorRef f) const override { f = w.cwiseAbs2(); }
    void jacobian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) const override {
        out = 2.0 * w.cwiseProduct(v);
    }
    std::unique_ptr<OutputCombination> combination(ConstVectorRef w,
                                                   ConstVectorRef u) const override {
        return std::make_unique<Combination>(w[0], u[0]);
    }
    std::unique_ptr<Model> subset(const std::vector<Index>&) const override {
        return std::make_unique<Square>();
    }

    static double flow(double s0, double y, double t) {
        return y * s0 / (y * std::exp(-8.0 * y * t) - s0 * std::expm1(-8.0 * y * t));
    }

private:
    class Combination final : public OutputCombination {
    public:
        Combination(double w, double u) : w_(w), u_(u) {}
        void gradient(VectorRef out) const override { out[0] = 2.0 * u_ * w_; }
        void hessian_times(ConstVectorRef v, VectorRef out) const override { out = 2.0 * u_ * v; }

    private:
        double w_;
        double u_;
    };
};

/// Cancels when asked for the (n + 1)-th time, and notes what is reported.
class CancelAfter final : public Observer {
public:
    explicit CancelAfter(int n) : left_(n) {}
    void report(const Progress& progress) override {
        in_order = in_order && progress.fraction >= last && progress.fraction <= 1.0;
        last = progress.fraction;
        ++reports;
    }
    bool cancelled() const override { return left_-- <= 0; }

    int reports = 0;
    double last = 0.0;
    bool in_order = true;

private:
    mutable int left_;
};

/// The message of the std::invalid_argument that a call throws, "" if it throws none.
template <typename Call>
std::string misuse(const Call& call) {
    try {
        call();
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

inline double relative_distance(const Vector& a, const Vector& b) {
    return (a - b).norm() / b.norm();
}

}  // namespace regimes::dynamics_test
