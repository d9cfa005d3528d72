# SPDX-License-Identifier: BSD-3-Clause
"""Writes regularizers.csv and inverse.csv; see README.md for the columns."""

from mpmath import log, mp, mpf

from check_regularizers import check_all, check_profile, close
from network_regularizer import explicit_regularizer, implicit_regularizer
from table import LARGEST, decimal, exact, write_table

DEPTHS = (2, 2.001, 2.5, 3, 4, 5, 10, 30, 100)
LOG10_ALPHAS = (6, 2, 0.5, 0, -0.3, -1, -2, -5, -12, -30, -100, -300)
POINTS = (0, 1e-300, 1e-12, 1e-3, 0.3, -1, 2.5, 1e3, 1e8)
SHAPES = (0.3, 4)
SHAPED_DEPTHS = (2, 2.001, 3, 5, 100)
SHAPED_LOG10_ALPHAS = (6, 0.5, -0.3, -2, -12, -300)
SHAPED_POINTS = (1e-12, -0.3, 2.5, 1e8)
FRACTIONS = (1e-8, -0.3, 0.9, 0.999, 1 - 2.0**-20)  # of the range of the gradient, depth > 2
NEAR_BOUNDARY = mpf(10) ** -9  # closest relative distance of s to the end of its range
DIGITS = 20


def members(unit_points, shaped_points):
    """(name, depth, log10_alpha, shape, regulariser, points) of every block of rows."""
    for log10_alpha in LOG10_ALPHAS:
        for depth in DEPTHS:
            name = "q_alpha" if depth == 2 else "q_alpha_depth"
            regularizer = implicit_regularizer(depth, log10_alpha)
            yield name, depth, log10_alpha, 1, regularizer, unit_points
        yield "r_alpha", 2, log10_alpha, 1, explicit_regularizer(log10_alpha), unit_points
    for log10_alpha in SHAPED_LOG10_ALPHAS:
        for depth in SHAPED_DEPTHS:
            for shape in SHAPES:
                name = "q_alpha" if depth == 2 else "q_alpha_depth"
                regularizer = implicit_regularizer(depth, log10_alpha, shape)
                yield name, depth, log10_alpha, shape, regularizer, shaped_points


def key(name, depth, log10_alpha, shape):
    return [name, exact(depth), exact(log10_alpha), exact(shape)]


def regularizer_rows():
    for name, depth, log10_alpha, shape, regularizer, points in members(POINTS, SHAPED_POINTS):
        for b in points:
            v = regularizer.angle(b)
            value, gradient = regularizer.value(v), regularizer.gradient(v)
            conjugate = regularizer.conjugate(v)
            if b != 0:
                check_profile(regularizer.profile, abs(mpf(b)) / regularizer.scale)
                close(value + conjugate, b * gradient, 45)
            if b == 1 and shape == 1:
                close(gradient, 1, 45)
            columns = (value, gradient, conjugate, regularizer.conjugate_hessian(v),
                       log(regularizer.unit))
            yield key(name, depth, log10_alpha, shape) + [exact(b)] + [
                decimal(x, DIGITS) for x in columns]


def dual_points(regularizer):
    """Doubles inside the range of the gradient: fractions of it, and gradients at plain points."""
    candidates = [regularizer.gradient(regularizer.angle(b)) for b in (1e-12, 1e-3, -0.3, 1, 1e3)]
    if regularizer.limit < mpf("inf"):
        candidates += [mpf(c) * regularizer.limit for c in FRACTIONS]
    for s in sorted({float(c) for c in candidates if mpf(10) ** -300 < abs(c) < LARGEST}):
        if abs(mpf(s)) < regularizer.limit * (1 - NEAR_BOUNDARY):
            yield s


def inverse_rows():
    for name, depth, log10_alpha, shape, regularizer, _ in members((), ()):
        for s in dual_points(regularizer):
            v = regularizer.angle_of_gradient(s)
            b, conjugate = regularizer.inverse_gradient(v), regularizer.conjugate(v)
            close(regularizer.angle(b), v, 40)
            close(regularizer.value(v) + conjugate, b * s, 40)
            if abs(b) < LARGEST:
                columns = (b, conjugate, regularizer.conjugate_hessian(v))
                yield key(name, depth, log10_alpha, shape) + [exact(s)] + [
                    decimal(x, DIGITS) for x in columns]


def main():
    mp.dps = 60
    check_all()
    columns = ["name", "depth", "log10_alpha", "shape"]
    write_table("regularizers.csv",
                columns + ["b", "value", "gradient", "conjugate_at_gradient",
                           "conjugate_hessian_at_gradient", "log_unit"],
                list(regularizer_rows()))
    write_table("inverse.csv",
                columns + ["s", "inverse_gradient", "conjugate", "conjugate_hessian"],
                list(inverse_rows()))


if __name__ == "__main__":
    main()
