# SPDX-License-Identifier: BSD-3-Clause
"""Exact rational linear algebra, and weighted basis pursuit by enumeration of all bases."""

from fractions import Fraction
from itertools import combinations, product


def solve(columns, rhs):
    """x with sum_j x_j columns[j] = rhs for a square system; None if it is singular."""
    n = len(rhs)
    rows = [[column[i] for column in columns] + [rhs[i]] for i in range(n)]
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k] != 0), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for i in range(n):
            if i != k and rows[i][k] != 0:
                rows[i] = [x - rows[i][k] * p for x, p in zip(rows[i], rows[k])]
    return [row[n] for row in rows]


def independent_rows(problem):
    """Indices of the first rows that span the row space."""
    kept, reduced = [], []
    for i in range(problem.n):
        row = [column[i] for column in problem.columns]
        for pivot, basis in reduced:
            row = [x - row[pivot] * b for x, b in zip(row, basis)]
        pivot = next((j for j, x in enumerate(row) if x != 0), None)
        if pivot is not None:
            reduced.append((pivot, [x / row[pivot] for x in row]))
            kept.append(i)
    return kept


class Basis:
    """An optimal basis of min sum_i (cost+_i max(beta_i, 0) + cost-_i max(-beta_i, 0)), X beta = y.

    columns: indices of the basic columns; signs: theirs; beta: basic values; weights[j][k]: column
    j = sum_k weights[j][k] basic column k, so that xi = X^T nu obeys xi_j = sum_k weights xi_k.
    """

    def __init__(self, columns, signs, beta, weights):
        self.columns, self.signs, self.beta, self.weights = columns, signs, beta, weights


def basis_pursuit(problem, cost_plus, cost_minus):
    """The first optimal basis in lexicographic order, by its dual certificate, exactly."""
    rows = independent_rows(problem)
    x = [[column[i] for i in rows] for column in problem.columns]
    y = [problem.y[i] for i in rows]
    for chosen in combinations(range(problem.d), len(rows)):
        beta = solve([x[j] for j in chosen], y)
        if beta is None:
            continue
        choices = [(1,) if b > 0 else (-1,) if b < 0 else (1, -1) for b in beta]
        weights = None
        for signs in product(*choices):
            weights = weights or [solve([x[j] for j in chosen], column) for column in x]
            slope = [cost_plus[j] if s > 0 else -cost_minus[j] for j, s in zip(chosen, signs)]
            dual = [sum((w * s for w, s in zip(row, slope)), Fraction(0)) for row in weights]
            if all(-m <= s <= p for s, p, m in zip(dual, cost_plus, cost_minus)):
                return Basis(chosen, signs, beta, weights)
    raise ArithmeticError("no optimal basis: inconsistent y")


def null_space(basis, d):
    """Vectors n with X n = 0, one for each column outside the basis."""
    for j in range(d):
        if j not in basis.columns:
            vector = [Fraction(0)] * d
            vector[j] = Fraction(1)
            for k, column in enumerate(basis.columns):
                vector[column] = -basis.weights[j][k]
            yield vector
