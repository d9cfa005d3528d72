# SPDX-License-Identifier: BSD-3-Clause
"""argmin R_alpha(beta) subject to X beta = y, by brute force: Newton on the dual with as many
digits as it takes.

The flow's closed form, in the slacks of the weights w = alpha w0 (K at the start):

    depth D > 2:  kappa = w^(2-D),  w^D = E(kappa) = kappa^(-D/(D-2))
    depth 2:      kappa = -ln w,    w^2 = E(kappa) = e^(-2 kappa)
    beta = E(K_+ - xi) - E(K_- + xi),   xi = X^T nu,   X beta = y

The start enters linearly through a = alpha^(2-D) (-ln alpha at depth 2). At small alpha, xi agrees
with K to D |log10 alpha| digits; all of them are carried, and nothing is approximated. So one
method serves every alpha, and the only question is whether Newton has converged, which
interpolant_proof.py answers.
"""

from mpmath import exp, ln, log10, mag, mp, mpf, workdps

from exact_algebra import independent_rows

GUARD = 70  # decimal digits of every coefficient, relative
LOG10_2 = 0.30103


def solve_linear(matrix, right_sides):
    """Gaussian elimination with row exchanges; the solution of each right side."""
    n = len(matrix)
    rows = [list(matrix[i]) + [b[i] for b in right_sides] for i in range(n)]
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(k + 1, n):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [x - factor * p for x, p in zip(rows[i], rows[k])]
    for k in reversed(range(n)):
        for column in range(n, len(rows[k])):
            rest = sum(rows[k][j] * rows[j][column] for j in range(k + 1, n))
            rows[k][column] = (rows[k][column] - rest) / rows[k][k]
    return [[rows[i][n + c] for i in range(n)] for c in range(len(right_sides))]


class Network:
    """One problem, start and depth. Integers in sixteenths stand for X and y, so that the products
    with X are exact; rows that depend on others are left out."""

    def __init__(self, problem, plus, minus, depth):
        rows = independent_rows(problem)
        self.x = [[int(16 * column[i]) for i in rows] for column in problem.columns]
        self.y = [int(16 * problem.y[i]) for i in rows]
        self.n, self.d = len(rows), problem.d
        self.plus, self.minus, self.depth = plus, minus, depth
        shape = max(abs(log10(float(w))) for w in (*plus, *minus))
        self.shape_digits = int(4 * depth * shape)
        self._slacks = {}

    def parameter(self, alpha):
        """a, which the slacks of the start depend on linearly."""
        return -ln(alpha) if self.depth == 2 else alpha ** (2 - mpf(self.depth))

    def log10_alpha(self, a):
        return -a / ln(10) if self.depth == 2 else log10(a) / (2 - mpf(self.depth))

    def digits(self, a):
        """Absolute digits of the coefficients at a: GUARD digits of the smallest, which may be
        (alpha w0)^D times a ratio of two w0^(D-2)."""
        with workdps(15):
            return GUARD + int(abs(self.depth * self.log10_alpha(a))) + self.shape_digits

    def working_digits(self, a):
        magnitude = 0 if a == 0 else abs(int(mag(a) * LOG10_2))
        return self.digits(a) + magnitude + 40

    def start_slacks(self):
        """((k_+, k_-) of every coordinate): slacks of w0, at the present precision."""
        if mp.prec not in self._slacks:
            pairs = [(mpf(p.numerator) / p.denominator, mpf(m.numerator) / m.denominator)
                     for p, m in zip(self.plus, self.minus)]
            self._slacks[mp.prec] = [(self.parameter(p), self.parameter(m)) for p, m in pairs]
        return self._slacks[mp.prec]

    def rates(self):
        """d K_+- / d a."""
        if self.depth == 2:
            return [(1, 1)] * self.d
        return self.start_slacks()

    def slacks(self, a, nu):
        """(kappa_+, kappa_-) of every coordinate."""
        xi = self.transposed(nu)
        if self.depth == 2:
            return [(a + p - s, a + m + s) for (p, m), s in zip(self.start_slacks(), xi)]
        return [(a * p - s, a * m + s) for (p, m), s in zip(self.start_slacks(), xi)]

    def power(self, slack, absolute_digits):
        """E(slack) and -E'(slack), to GUARD relative and to the absolute digits given."""
        if self.depth == 2:
            magnitude = int(-2 * slack * LOG10_2 * 1.4427) + 1
        else:
            magnitude = int(-self.depth / (self.depth - 2) * mag(slack) * LOG10_2) + 3
        with workdps(max(GUARD, absolute_digits + magnitude) + 10):
            if self.depth == 2:
                value = exp(-2 * slack)
                return value, 2 * value
            exponent = mpf(self.depth) / (mpf(self.depth) - 2)
            value = (+slack) ** -exponent
            return value, exponent * value / slack

    def sensitivity(self, slack):
        """Relative change of E' per unit of slack."""
        return 2 if self.depth == 2 else (2 * self.depth - 2) / (self.depth - 2) / slack

    def times(self, beta):
        """16 X beta."""
        return [sum(c[k] * b for c, b in zip(self.x, beta)) for k in range(self.n)]

    def transposed(self, nu):
        """X^T nu (nu in units of 1/16)."""
        return [sum(c * v for c, v in zip(column, nu)) for column in self.x]

    def gram(self, weights):
        return [[sum(w * c[k] * c[m] for w, c in zip(weights, self.x)) for m in range(self.n)]
                for k in range(self.n)]


class Point:
    """Everything at (a, nu), at the present precision; `inside` is False past the dual's domain."""

    def __init__(self, network, a, nu):
        self.network, self.a, self.nu = network, a, nu
        self.slacks = network.slacks(a, nu)
        self.inside = network.depth == 2 or all(min(pair) > 0 for pair in self.slacks)
        if self.inside:
            digits = network.digits(a)
            powers = [[network.power(k, digits) for k in pair] for pair in self.slacks]
            self.beta = [plus[0] - minus[0] for plus, minus in powers]
            self.weights = [plus[1] + minus[1] for plus, minus in powers]
            self.drift = [m[1] * rate[1] - p[1] * rate[0]
                          for (p, m), rate in zip(powers, network.rates())]
            self.residual = [y - f for y, f in zip(network.y, network.times(self.beta))]

    def direction(self, right_side):
        return solve_linear(self.network.gram(self.weights), [right_side])[0]

    def newton(self):
        """(step in nu, its size in the weights, its size relative to every coefficient)."""
        step = self.direction(self.residual)
        xi = self.network.transposed(step)
        size = max(abs(x) * self.network.sensitivity(min(pair))
                   for x, pair in zip(xi, self.slacks))
        relative = max(abs(w * x / b) if b != 0 else mpf(x != 0)
                       for w, x, b in zip(self.weights, xi, self.beta))
        return step, size, relative

    def tangent(self):
        """d nu / d a along the path."""
        return self.direction([-t for t in self.network.times(self.drift)])


class Path:
    """Follows the minimiser from the kernel end to smaller and smaller alpha."""

    def __init__(self, network):
        self.network = network
        self.point = None
        self.step = mpf(1) / 4

    def converge(self, a, nu, digits):
        """Damped Newton; convergence is quadratic once the step is below 1/4."""
        for _ in range(3000):
            point = Point(self.network, a, nu)
            step, size, relative = point.newton()
            damping = 1 if size < 0.25 else 1 / (1 + size)
            nu = [v + damping * s for v, s in zip(nu, step)]
            if size < 0.25 and relative < mpf(10) ** -digits:
                return Point(self.network, a, nu)
        raise ArithmeticError(f"no convergence at a = {mp.nstr(a, 8)}")

    def solve(self, log10_alpha):
        """The converged point at 10^log10_alpha (an integer). alpha must not grow from call to call
        once it is below 1; above 1 Newton starts from nu = 0."""
        with workdps(30 + abs(int(self.network.depth * log10_alpha))):
            target = self.network.parameter(mpf(10) ** log10_alpha)
        with workdps(self.network.working_digits(target)):
            target = self.network.parameter(mpf(10) ** log10_alpha)
            if log10_alpha >= 0:
                return self.converge(target, [mpf(0)] * self.network.n, 35)
            if self.point is None:
                one = self.network.parameter(mpf(1))
                self.point = self.converge(one, [mpf(0)] * self.network.n, 10)
        while self.point.a < target:
            self.advance(target)
        with workdps(self.network.working_digits(target)):
            self.point = self.converge(target, self.point.nu, 35)
        return self.point

    def farthest(self, target):
        """The next point is no farther than this: the digits carried depend on it."""
        with workdps(30):
            a = self.point.a
            return target if self.network.depth == 2 or 100 * a * a >= target else 100 * a * a

    def advance(self, target):
        """One tangent step, taken back and shortened if Newton has to correct too much."""
        limit = self.farthest(target)
        with workdps(self.network.working_digits(limit)):
            here = Point(self.network, self.point.a, self.point.nu)
            tangent = here.tangent()
            while True:
                step = min(self.step, limit - here.a)
                a = limit if step == limit - here.a else here.a + step
                nu = [v + step * t for v, t in zip(here.nu, tangent)]
                trial = Point(self.network, a, nu)
                size = trial.newton()[1] if trial.inside else 10
                if size < 0.5:
                    break
                self.step = step / 4
            self.point = self.converge(a, nu, 15)
            self.step = step * max(2, min(mpf(10) ** 9000, 1 / (8 * size + mpf(10) ** -9000)))
