# SPDX-License-Identifier: BSD-3-Clause
"""Proof that a point of interpolant.py is the minimiser, and how well the data determine it."""

from functools import lru_cache

from mpmath import exp, ln, mpf, sign, tanh, workdps

import interpolant
from exact_algebra import basis_pursuit, null_space
from interpolant import Point, solve_linear
from network_regularizer import profile

PROVEN = mpf(10) ** -40


def prove_converged(network, log10_alpha, point):
    """One more Newton step, with 30 more digits, moves no coefficient by more than 1e-40 of itself.

    Newton's step is a rigorous bound of the distance (up to a factor of 2) because the third
    derivative of every term of the dual is bounded by its second: |d ln W| <= size of the step.
    """
    guard = interpolant.GUARD
    interpolant.GUARD = guard + 30
    with workdps(network.working_digits(point.a)):
        a = network.parameter(mpf(10) ** log10_alpha)
        again = Point(network, a, point.nu)
        _, size, relative = again.newton()
        assert size < PROVEN and relative < PROVEN, (log10_alpha, size, relative)
        for y, fit, terms in zip(network.y, network.times(again.beta), zip(*network.x)):
            scale = abs(y) + sum(abs(c * b) for c, b in zip(terms, again.beta))
            assert abs(y - fit) <= PROVEN * scale, (log10_alpha, y - fit)
    interpolant.GUARD = guard


def dual_variable(network, log10_alpha, beta, i, slacks):
    """xi_i from beta_i alone, through network_regularizer.py: (exact part, rounded part)."""
    plus, minus = slacks
    half, tilt = (plus + minus) / 2, (plus - minus) / 2
    q = profile(network.depth)
    with workdps(interpolant.GUARD + 20):
        if network.depth == 2:
            return tilt, q.angle(beta[i] * exp(2 * half)) / 2
        power = mpf(network.depth) / (mpf(network.depth) - 2)
        v = q.angle(beta[i] * (+half) ** power)
        if abs(v) < 1:
            return tilt, half * tanh(v)
        side = sign(v)
        complement = -side * half * 2 / (exp(2 * abs(v)) + 1)
    return tilt + side * half, complement


@lru_cache
def null_vectors(problem):
    basis = basis_pursuit(problem, [1] * problem.d, [1] * problem.d)
    return list(null_space(basis, problem.d))


def prove_stationary(problem, network, log10_alpha, point):
    """R'(beta) is orthogonal to every null vector of X, to 1e-40 of what is not exact in it.

    Where R_i' is close to its limit, that is the distance to the limit, not R_i' itself.
    """
    with workdps(network.working_digits(point.a)):
        a = network.parameter(mpf(10) ** log10_alpha)
        slacks = network.slacks(a, [mpf(0)] * network.n)
        parts = [dual_variable(network, log10_alpha, point.beta, i, slacks[i])
                 for i in range(network.d)]
        for vector in null_vectors(problem):
            terms = [(mpf(n.numerator) / n.denominator, e, r) for n, (e, r) in zip(vector, parts)]
            total = sum(n * e for n, e, _ in terms) + sum(n * r for n, _, r in terms)
            scale = sum(abs(n * r) for n, _, r in terms)
            assert abs(total) <= PROVEN * scale, (log10_alpha, total, scale)


def conditions(network, point):
    """(condition to y and ln alpha, condition to X) of every coefficient: the first-order bound of
    |d beta_j / beta_j| per unit of componentwise relative change of the data."""
    with workdps(network.working_digits(point.a)):
        point = Point(network, point.a, point.nu)
        n, d, x, w, nu = network.n, network.d, network.x, point.weights, point.nu
        unit = [[mpf(i == k) for i in range(n)] for k in range(n)]
        inverse = solve_linear(network.gram(w), unit)
        gain = [[w[j] * sum(c * v for c, v in zip(x[j], inverse[k])) for k in range(n)]
                for j in range(d)]
        log_alpha = ln(10) * network.log10_alpha(point.a)
        rate = -log_alpha if network.depth == 2 else (2 - mpf(network.depth)) * point.a * log_alpha
        drift = network.times(point.drift)
        result = []
        for j in range(d):
            from_y = sum(abs(g * y) for g, y in zip(gain[j], network.y))
            from_alpha = abs(rate * (point.drift[j] - sum(g * t for g, t in zip(gain[j], drift))))
            from_x = mpf(0)
            for i in range(d):
                moved = w[i] * ((i == j) - sum(g * c for g, c in zip(gain[j], x[i])))
                from_x += sum(abs(x[i][k] * (nu[k] * moved - gain[j][k] * point.beta[i]))
                              for k in range(n))
            size = abs(point.beta[j])
            result.append((0, 0) if size == 0 else
                          ((from_y + from_alpha) / size, from_x / size))
        return result
