# SPDX-License-Identifier: BSD-3-Clause
"""Checks of interpolant.py by other routes: scalar equations, the flow itself, and the limits."""

from mpmath import findroot, mp, mpf, sinh, sqrt, workdps

from check_regularizers import close
from endpoints import minimum_l1, minimum_l2
from interpolant import Network, Path
from problems import PROBLEMS, start


def interpolant(name, begin, depth, log10_alpha):
    problem = PROBLEMS[name]
    return Path(Network(problem, *start(begin, problem.d), depth)).solve(log10_alpha).beta


def number(fraction):
    return mpf(fraction.numerator) / fraction.denominator


def coefficient(depth, plus, minus, s):
    """w_+^D - w_-^D of one unit after the flow's closed form; None past its domain."""
    if depth == 2:
        middle, tilt = plus * minus, mp.ln(plus / minus)
        return 2 * middle * sinh(s + tilt)
    p, m = plus ** (2 - mpf(depth)) - s, minus ** (2 - mpf(depth)) + s
    power = mpf(depth) / (depth - 2)
    return None if min(p, m) <= 0 else p**-power - m**-power


def bisected(problem, plus, minus, depth):
    """One equation: X beta is monotone in the one dual variable."""
    x, y = [number(column[0]) for column in problem.columns], number(problem.y[0])

    def excess(s):
        beta = [coefficient(depth, p, m, c * s) for c, p, m in zip(x, plus, minus)]
        if any(b is None for b in beta):
            return s
        return sum(c * b for c, b in zip(x, beta)) - y

    low, high = mpf(-1), mpf(1)
    while excess(low) > 0:
        low *= 2
    while excess(high) < 0:
        high *= 2
    for _ in range(int(3.4 * mp.dps)):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    return [coefficient(depth, p, m, c * low) for c, p, m in zip(x, plus, minus)]


def check_one_equation():
    problem = PROBLEMS["P6"]
    with workdps(200):
        for begin in ("unit", "shape", "bias"):
            for depth in (2, 2.5, 3, 4, 10):
                for log10_alpha in (1, 0, -1, -3):
                    alpha = mpf(10) ** log10_alpha
                    plus, minus = ([alpha * number(w) for w in side]
                                   for side in start(begin, problem.d))
                    theirs = bisected(problem, plus, minus, depth)
                    for b, c in zip(interpolant("P6", begin, depth, log10_alpha), theirs):
                        close(b, c, 40)


def flow_limit(problem, plus, minus, depth, step):
    """Gradient flow of the weights, by Runge-Kutta in doubles, until the loss is at rounding."""
    x = [[float(v) for v in column] for column in problem.columns]
    y = [float(t) for t in problem.y]

    def velocity(w):
        beta = [p**depth - m**depth for p, m in w]
        residual = [t - sum(c[k] * b for c, b in zip(x, beta)) for k, t in enumerate(y)]
        force = [depth * sum(v * r for v, r in zip(column, residual)) for column in x]
        return [(f * p ** (depth - 1), -f * m ** (depth - 1)) for f, (p, m) in zip(force, w)]

    def shifted(w, h, v):
        return [(p + h * a, m + h * b) for (p, m), (a, b) in zip(w, v)]

    w = list(zip(plus, minus))
    for _ in range(200_000):
        k1 = velocity(w)
        if max(abs(v) for pair in k1 for v in pair) < 1e-12:
            return [p**depth - m**depth for p, m in w]
        k2 = velocity(shifted(w, step / 2, k1))
        k3 = velocity(shifted(w, step / 2, k2))
        k4 = velocity(shifted(w, step, k3))
        for h, k in ((step / 6, k1), (step / 3, k2), (step / 3, k3), (step / 6, k4)):
            w = shifted(w, h, k)
    raise ArithmeticError("the flow has not arrived")


def check_flow():
    """Theorems 1 and 3: this is where gradient flow lands."""
    for name in ("P2", "P5"):
        problem = PROBLEMS[name]
        for begin in ("unit", "shape", "bias"):
            for depth in (2, 3):
                plus, minus = ([0.5 * float(w) for w in side] for side in start(begin, problem.d))
                landed = flow_limit(problem, plus, minus, depth, 0.001)
                exact = interpolant(name, begin, depth, mp.log10(mpf(1) / 2))
                for b, c in zip(landed, exact):
                    close(mpf(b), c, 9, mpf(1))


def check_explicit():
    """Least ||w - alpha||^2 subject to X (w_+^2 - w_-^2) = y, by its stationarity in w."""
    problem, alpha = PROBLEMS["P2"], mpf(1) / 10
    x = [[number(v) for v in column] for column in problem.columns]
    y = [number(t) for t in problem.y]
    network = Network(problem, *start("unit", problem.d), 4)
    point = Path(network).solve(mpf(-1) / 2)
    d = problem.d

    def stationarity(*unknown):
        plus, minus, nu = unknown[:d], unknown[d:2 * d], unknown[2 * d:]
        s = [sum(v * t for v, t in zip(column, nu)) for column in x]
        beta = [p * p - m * m for p, m in zip(plus, minus)]
        return ([p - alpha - t * p for p, t in zip(plus, s)] +
                [m - alpha + t * m for m, t in zip(minus, s)] +
                [sum(c[k] * b for c, b in zip(x, beta)) - t for k, t in enumerate(y)])

    # Near enough for Newton: w_+- of depth 4 and its dual, in the units of this equation.
    plus = [1 / sqrt(pair[0]) for pair in point.slacks]
    guess = [p * p for p in plus] + [1 / pair[1] for pair in point.slacks]
    guess += [16 * v * alpha for v in point.nu]
    guess = [g * (1 + mpf(i % 3) / 1000) for i, g in enumerate(guess)]
    root = findroot(stationarity, guess, tol=mpf(10) ** -60)
    for i in range(d):
        close(root[i] ** 2 - root[d + i] ** 2, point.beta[i], 25)
        assert root[i] > 0 and root[d + i] > 0


def check_limits():
    """alpha = 1e6: minimum l2 norm; alpha -> 0: minimum l1 norm, at depth 2 for P3 also the one of
    greatest entropy. There the distance is alpha^(2 - 2 |s|), too slow for P1 with |s| = 0.9998."""
    for name, problem in PROBLEMS.items():
        l2, (l1, _) = minimum_l2(problem), minimum_l1(problem)
        for depth, smallest in ((2, -6000), (3, -300), (5, -300)):
            network = Network(problem, *start("unit", problem.d), depth)
            for b, c in zip(Path(network).solve(6).beta, l2):
                close(b, number(c), 20, mpf(1))
            rich = Path(network).solve(smallest).beta
            for b, c in zip(rich, l1):
                if name != ("P1" if depth == 2 else "P3"):
                    close(b, c if isinstance(c, mpf) else number(c), 15, mpf(1))


def check_all():
    check_one_equation()
    check_flow()
    check_explicit()
    check_limits()
