# SPDX-License-Identifier: BSD-3-Clause
"""How two sides are timed: in turns, so that a busy machine slows both."""

import statistics
import time


def rested(task):
    """The task's answer, once the BLAS threads of the one before have stopped spinning."""
    time.sleep(0.1)
    return task()


def compete(ours, variants, rounds):
    """Times of ours and of the rival's best variant, paired; the first round only warms up."""
    times = {name: [] for name in ["ours", *variants]}
    for number in range(rounds + 1):
        measured = {"ours": [rested(task) for task in ours]}
        measured |= {name: rested(run) for name, run in variants.items()}
        if number > 0:
            for name, value in measured.items():
                times[name].append(value)
    best = min(variants, key=lambda name: statistics.median(times[name]))
    return times["ours"], best, times[best]
