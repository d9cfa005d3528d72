# SPDX-License-Identifier: BSD-3-Clause
"""Writes problems.csv, starts.csv, interpolation.csv, interpolation_starts.csv and endpoints.csv;
see README.md for the columns. Takes a few minutes."""

from multiprocessing import Pool

from mpmath import mp, mpf

from check_interpolation import check_all
from endpoints import minimum_l1, minimum_l2
from interpolant import Network, Path
from interpolant_proof import conditions, prove_converged, prove_stationary
from problems import PROBLEMS, start
from table import decimal, exact, write_table

DIGITS = 20
ALL_ALPHAS = (6, 3, 1, 0, -1, -2, -3, -5, -8, -12, -30, -100, -300)
UNIT = {  # depth: log10 alphas
    2: ALL_ALPHAS,
    2.5: (0, -2, -5, -12, -300),
    3: ALL_ALPHAS,
    4: (0, -1, -3, -30),
    5: ALL_ALPHAS,
    10: (0, -1, -5, -30),
    30: (0, -1, -3, -12),
    100: (1, 0, -1, -2, -12, -300),
}
EXPLICIT = (6, 0, -2, -8, -30, -300)  # at depth 2
OTHERS = {
    2: (6, 1, 0, -1, -2, -5, -30, -300),
    2.5: (0, -2, -12),
    3: (3, 0, -1, -2, -8, -30, -300),
    5: (0, -1, -3, -30),
    10: (-1, -3, -12),
    30: (-1, -12),
    100: (-1, -3, -30),
}
LARGEST_START = 100  # a biased start far above y leaves no double that fits y to 1e-12


def tasks(starts):
    """(problem, start, regulariser, depth, log10 alphas)."""
    for name in PROBLEMS:
        for begin in starts:
            for depth, alphas in (UNIT if begin == "unit" else OTHERS).items():
                yield name, begin, "implicit", depth, alphas
            if begin == "unit":
                yield name, begin, "explicit", 2, EXPLICIT


def starts_small(plus, minus, depth, log10_alpha):
    alpha = mpf(10) ** log10_alpha
    largest = max(abs(mpf(float(p)) ** depth - mpf(float(m)) ** depth)
                  for p, m in zip(plus, minus))
    return alpha ** depth * largest <= LARGEST_START


def rows_of(task):
    """The rows of one path. Explicit: the implicit regulariser of depth 4 at sqrt(alpha)."""
    name, begin, regulariser, depth, alphas = task
    mp.dps = 60
    problem = PROBLEMS[name]
    plus, minus = start(begin, problem.d)
    explicit = regulariser == "explicit"
    network = Network(problem, plus, minus, 4 if explicit else depth)
    path, rows = Path(network), []
    for log10_alpha in alphas:
        if not starts_small(plus, minus, depth, log10_alpha):
            continue
        at = mpf(log10_alpha) / 2 if explicit else log10_alpha
        point = path.solve(at)
        prove_converged(network, at, point)
        prove_stationary(problem, network, at, point)
        for i, (beta, condition) in enumerate(zip(point.beta, conditions(network, point))):
            rows.append([name, begin, regulariser, exact(depth), log10_alpha, i,
                         decimal(beta, DIGITS)] + [decimal(mpf(c), 2) for c in condition])
    print(*task[:4], flush=True)
    return rows


def decimal_of(fraction):
    """Sixteenths are exact in four decimals."""
    return exact(fraction)


def problem_rows():
    for name, problem in PROBLEMS.items():
        for k in range(problem.n):
            for i in range(problem.d):
                yield [name, "x", k, i, decimal_of(problem.columns[i][k])]
        for k in range(problem.n):
            yield [name, "y", k, 0, decimal_of(problem.y[k])]


def start_rows():
    longest = max(problem.d for problem in PROBLEMS.values())
    for begin in ("unit", "shape", "bias"):
        plus, minus = start(begin, longest)
        for i in range(longest):
            yield [begin, i, decimal_of(plus[i]), decimal_of(minus[i])]


def endpoint_rows():
    for name, problem in PROBLEMS.items():
        l1, unique = minimum_l1(problem)
        for kind, beta, only in (("minimum_l2", minimum_l2(problem), True),
                                 ("basis_pursuit", l1, unique)):
            for i, b in enumerate(beta):
                value = b if isinstance(b, mpf) else mpf(b.numerator) / b.denominator
                yield [name, kind, int(only), i, decimal(value, DIGITS)]


def main():
    mp.dps = 60
    check_all()
    write_table("problems.csv", ["problem", "part", "row", "column", "value"],
                list(problem_rows()))
    write_table("starts.csv", ["start", "coordinate", "plus", "minus"], list(start_rows()))
    write_table("endpoints.csv", ["problem", "kind", "unique", "coordinate", "beta"],
                list(endpoint_rows()))
    columns = ["problem", "start", "regularizer", "depth", "log10_alpha", "coordinate", "beta",
               "condition", "condition_x"]
    with Pool() as pool:
        for table, starts in (("interpolation.csv", ("unit",)),
                              ("interpolation_starts.csv", ("shape", "bias"))):
            blocks = pool.map(rows_of, list(tasks(starts)), chunksize=1)
            write_table(table, columns, [row for block in blocks for row in block])


if __name__ == "__main__":
    main()
