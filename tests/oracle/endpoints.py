# SPDX-License-Identifier: BSD-3-Clause
"""The two ends of every path, exactly: minimum l2 interpolants and minimum l1 interpolants."""

from fractions import Fraction
from itertools import combinations

from mpmath import exp, mpf

from exact_algebra import basis_pursuit, independent_rows, solve
from interpolant import solve_linear
from problems import Problem


def minimum_l2(problem):
    """beta = X^T (X X^T)^-1 y over independent rows, in rationals."""
    rows = independent_rows(problem)
    x = [[column[i] for i in rows] for column in problem.columns]
    n = len(rows)
    gram = [[sum(c[k] * c[m] for c in x) for m in range(n)] for k in range(n)]
    dual = solve(gram, [problem.y[i] for i in rows])
    return [sum(c * v for c, v in zip(column, dual)) for column in x]


def optimal_vertices(problem):
    """All basic solutions of least l1 norm; the set of minimum l1 interpolants is their hull."""
    best = basis_pursuit(problem, [1] * problem.d, [1] * problem.d)
    least = sum(abs(b) for b in best.beta)
    rows = independent_rows(problem)
    x = [[column[i] for i in rows] for column in problem.columns]
    vertices = set()
    for chosen in combinations(range(problem.d), len(rows)):
        beta = solve([x[j] for j in chosen], [problem.y[i] for i in rows])
        if beta is not None and sum(abs(b) for b in beta) == least:
            full = dict(zip(chosen, beta))
            vertices.add(tuple(full.get(j, Fraction(0)) for j in range(problem.d)))
        assert beta is None or sum(abs(b) for b in beta) >= least
    return sorted(vertices)


def greatest_entropy(problem, vertices):
    """argmin sum |beta| ln|beta| - |beta| over the hull: |beta| = exp(signed column^T mu) on it.

    Q_alpha / ln(1 / alpha^2) = ||beta||_1 + (sum |beta| ln|beta| - |beta|) / ln(1 / alpha^2) + ...
    """
    face = [j for j in range(problem.d) if any(v[j] != 0 for v in vertices)]
    signs = [1 if max(v[j] for v in vertices) > 0 else -1 for j in face]
    assert all(v[j] * s >= 0 for v in vertices for j, s in zip(face, signs))
    part = Problem([[int(16 * s * x) for x in problem.columns[j]] for j, s in zip(face, signs)],
                   [int(16 * t) for t in problem.y])
    rows = independent_rows(part)
    x = [[mpf(column[i].numerator) / column[i].denominator for i in rows]
         for column in part.columns]
    y = [mpf(part.y[i].numerator) / part.y[i].denominator for i in rows]
    mu = [mpf(0)] * len(rows)
    for _ in range(500):
        sizes = [exp(sum(c * m for c, m in zip(column, mu))) for column in x]
        residual = [t - sum(c[k] * b for c, b in zip(x, sizes)) for k, t in enumerate(y)]
        gram = [[sum(b * c[k] * c[m] for b, c in zip(sizes, x)) for m in range(len(y))]
                for k in range(len(y))]
        step = solve_linear(gram, [residual])[0]
        change = max(abs(sum(c * s for c, s in zip(column, step))) for column in x)
        mu = [m + s / (1 + (change if change > 0.25 else 0)) for m, s in zip(mu, step)]
        if change < mpf(10) ** -50:
            beta = [mpf(0)] * problem.d
            for j, s, b in zip(face, signs, sizes):
                beta[j] = s * b
            return beta
    raise ArithmeticError("no point of greatest entropy")


def minimum_l1(problem):
    """(beta, whether it is the only one); else the limit of the depth-2 path."""
    vertices = optimal_vertices(problem)
    if len(vertices) == 1:
        return list(vertices[0]), True
    return greatest_entropy(problem, vertices), False
