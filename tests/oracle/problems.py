# SPDX-License-Identifier: BSD-3-Clause
"""Small interpolation problems X beta = y and starts, every entry a multiple of 1/16."""

from fractions import Fraction

# Each problem: columns of X in sixteenths, and y in sixteenths.
_COLUMNS = {
    # generic
    "P1": ([(18, -7, 5), (3, 21, -11), (-9, 4, 16), (12, 10, 2), (-5, 13, 19), (7, -15, 8)],
           (20, -6, 13)),
    "P2": ([(16, 5), (-7, 12), (3, -20), (9, 9)], (11, -4)),
    # minimum l1 not unique: repeated column, its antipode, and a column inside the face
    "P3": ([(16, 0), (16, 0), (0, 16), (0, -16), (8, 8), (4, -6)], (16, 16)),
    # rank 3: one row twice, another a sum of two
    "P4": ([(18, 18, 3, 21), (-4, -4, 17, 13), (7, 7, -12, -5), (1, 1, 9, 10), (-15, -15, 6, -9),
            (11, 11, 11, 22), (5, 5, -19, -14)], (14, 14, -9, 5)),
    # a zero column
    "P5": ([(10, -3), (0, 0), (-6, 14), (15, 8), (2, -17)], (7, 12)),
    "P6": ([(12,), (-5,), (9,), (16,), (3,)], (24,)),
    # y along one column: the minimum l1 interpolant has fewer than N non-zeros
    "P8": ([(16, 4, -6), (5, 18, 7), (-9, 3, 15), (11, -13, 8), (2, 9, -17), (-7, -12, 10)],
           (24, 6, -9)),
}


def _generated(n, d, seed):
    """Reproducible integers of a linear congruential generator, -20 .. 20."""
    state, entries = seed, []
    for _ in range(n * (d + 1)):
        state = (1664525 * state + 1013904223) % 2**32
        entries.append((state >> 16) % 41 - 20)
    columns = [tuple(entries[n * j:n * (j + 1)]) for j in range(d)]
    return columns, tuple(entries[n * d:])


_COLUMNS["P7"] = _generated(4, 20, seed=1)
_COLUMNS["P9"] = _generated(6, 12, seed=2)


class Problem:
    """X (list of d columns), y: exact fractions."""

    def __init__(self, columns, y):
        self.columns = [[Fraction(x, 16) for x in column] for column in columns]
        self.y = [Fraction(t, 16) for t in y]
        self.n, self.d = len(self.y), len(self.columns)


PROBLEMS = {name: Problem(*_COLUMNS[name]) for name in sorted(_COLUMNS)}

_SHAPE = (16, 8, 24, 12, 40, 4, 20, 6, 32, 10)  # w0 in sixteenths, repeated along the coordinates
_PLUS = (16, 20, 10, 24, 8, 12, 28)
_MINUS = (16, 12, 18, 8, 24, 14)


def start(name, d):
    """(plus, minus): w_+(0) / alpha and w_-(0) / alpha, both of length d."""
    pick = {"unit": ((16,), (16,)), "shape": (_SHAPE, _SHAPE), "bias": (_PLUS, _MINUS)}[name]
    return tuple([Fraction(v[i % len(v)], 16) for i in range(d)] for v in pick)
