# SPDX-License-Identifier: BSD-3-Clause
"""The table of a comparison, and what is aimed at in it."""

import statistics
import sys

# What is aimed at: rival / ours, shares and rates at least; growth and memory at most.
TARGETS = {"lars": 1.0, "lbfgsb": 4.0, "cvode": 10.0, "blas3_rate": 0.6,
           "linear": 1.25, "memory": 1.25, "gradient_flow": 1.0, "dual_flow": 3.0,
           "lsoda": 5.0, "completion_seconds": 2.0, "width": 1.2, "descent_depth2": 150.0,
           "descent_depth5": 30.0, "sgemm_rate": 0.75, "batches": 1.0, "jacobian_kernel": 30.0,
           "closed_kernel": 1.0, "kernel_memory": 1.0, "module_step": 0.95, "module_kernel": 5.0,
           "module_memory": 0.25}


def milliseconds(seconds):
    return f"{1e3 * statistics.median(seconds):.1f} ms"


def microseconds(seconds):
    return f"{1e6 * statistics.median(seconds):.2f} us"


class Table:
    def __init__(self):
        self._lines = ["| quantity | ours | rival | ratio, median (min..max) | target | |",
                       "|---|---|---|---|---|---|"]

    def add(self, quantity, ours, rival, ratios, target=None, at_most=False):
        middle = statistics.median(ratios)
        span = f"{middle:.2f}"
        if len(ratios) > 1:
            span += f" ({min(ratios):.2f}..{max(ratios):.2f})"
        wanted, verdict = "", ""
        if target is not None:
            wanted = f"{'<=' if at_most else '>='} {target:g}"
            verdict = "hit" if (middle <= target if at_most else middle >= target) else "miss"
        self._lines.append(f"| {quantity} | {ours} | {rival} | {span} | {wanted} | {verdict} |")
        print(self._lines[-1], file=sys.stderr)

    def text(self):
        return "\n".join(self._lines)
