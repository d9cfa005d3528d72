# SPDX-License-Identifier: BSD-3-Clause
"""The one format of the tables: plain CSV of decimal strings that strtod reads."""

import csv
from pathlib import Path

from mpmath import mp, mpf

LARGEST = mpf(2) ** 1024 - mpf(2) ** 970  # from here on a decimal rounds to infinity
SMALLEST = mpf(2) ** -1075  # up to here a decimal rounds to zero


def decimal(x, digits):
    """x to `digits` significant digits; "0" and "inf" where no double is near."""
    if abs(x) <= SMALLEST:
        return "0"
    if abs(x) >= LARGEST:
        return "inf" if x > 0 else "-inf"
    return mp.nstr(x, digits).removesuffix(".0")


def exact(x):
    """The shortest decimal that reads back as the double x."""
    return repr(float(x)).removesuffix(".0")


def write_table(name, header, rows):
    path = Path(__file__).parent / name
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    size = path.stat().st_size
    assert size < 300_000, f"{name}: {size} bytes"
    print(f"{name}: {len(rows)} rows, {size} bytes")
