# SPDX-License-Identifier: BSD-3-Clause
"""Training simulated in time: our flows against CVODE and SciPy's LSODA."""

import functools
import time
import typing

import rivals
from table import TARGETS, milliseconds


class Flow(typing.NamedTuple):
    """A point, and the relative tolerances with which each side ends within 1e-6 of the minimiser:
    the loosest power of ten that does. CVODE's absolute tolerance is 1e-9 alpha."""
    depth: int
    log10_alpha: float
    gradient: float
    dual: float
    rival: float


FLOWS = [
    Flow(2, 1, 1e-5, 1e-2, 1e-6), Flow(3, 1, 1e-4, 1e-2, 1e-6), Flow(5, 1, 1e-3, 1e-2, 1e-8),
    Flow(2, -1, 1e-7, 1e-3, 1e-7), Flow(3, -1, 1e-7, 1e-3, 1e-8), Flow(5, -1, 1e-8, 1e-3, 1e-9),
    Flow(2, -3, 1e-6, 1e-3, 1e-6), Flow(2, -6, 1e-6, 1e-3, 1e-6), Flow(2, -10, 1e-6, 1e-3, 1e-7),
    Flow(3, -3, 1e-8, 1e-3, 1e-9), Flow(3, -4, 1e-7, 1e-4, 1e-7), Flow(5, -2, 1e-8, 1e-5, 1e-8),
]
FLOW_LIMIT = 60.0  # seconds that a rival is given


def compare_flows(table, worker, rounds):
    """Flows in time: ours in 2 d and in N unknowns against CVODE in 2 d."""
    notes = []
    for flow in FLOWS:
        place = f"{flow.depth} {flow.log10_alpha}"
        asked = {"dual": f"dual {place} {flow.dual}",
                 "gradient": f"gradient {place} {flow.gradient}",
                 "cvode": f"cvode {place} {flow.rival} {1e-9 * 10.0 ** flow.log10_alpha}"}
        ends = {name: worker.ask(command) for name, command in asked.items()}
        for kind, target in (("gradient", "gradient_flow"), ("dual", "dual_flow")):
            own, rival = [], []
            for _ in range(rounds):
                own.append(worker.ask(asked[kind])["seconds"])
                rival.append(ends["cvode"]["seconds"] if ends["cvode"]["seconds"] > 5.0
                             else worker.ask(asked["cvode"])["seconds"])
            table.add(f"{kind} flow, depth {flow.depth}, alpha = 1e{flow.log10_alpha}",
                      milliseconds(own), f"CVODE: {milliseconds(rival)}",
                      [r / o for r, o in zip(rival, own)], TARGETS[target])
        notes.append(f"Depth {flow.depth}, alpha = 1e{flow.log10_alpha}: distance from the exact "
                     "minimiser " + ", ".join(
                         f"{name} {end['distance']:.1e} ({end['steps']} steps)"
                         for name, end in ends.items()) + ".")
    return notes


def compare_completion(table, worker, folder, rounds):
    """The lifted flow against LSODA, and a width of 500 000 against 50."""
    ask = {width: functools.partial(worker.ask, f"completion {width} -3 {folder}")
           for width in (50, 500000, 100)}
    own = [ask[100]() for _ in range(rounds)]
    seconds = [run["seconds"] for run in own]
    table.add("completion, d = 50, k = 100, alpha = 1e-3: seconds", milliseconds(seconds), "",
              seconds, TARGETS["completion_seconds"], at_most=True)
    begun = time.perf_counter()
    try:
        error = rivals.factor_flow(folder, "LSODA", (1e-6, 1e-9), 1e-8, FLOW_LIMIT)
        answer = f"error {error:.1e}"
    except rivals.OutOfTime:
        answer = "stopped before the end"
    spent = time.perf_counter() - begun
    table.add("completion, d = 50, k = 100, alpha = 1e-3", milliseconds(seconds),
              f"SciPy LSODA: {answer} after {spent:.0f} s", [spent / s for s in seconds],
              TARGETS["lsoda"])
    pairs = [(ask[500000]()["seconds"], ask[50]()["seconds"]) for _ in range(rounds)]
    table.add("completion, k = 500 000 / k = 50", milliseconds([wide for wide, _ in pairs]), "",
              [wide / narrow for wide, narrow in pairs], TARGETS["width"], at_most=True)
    return [f"Completion: {own[0]['observed']} entries observed, {own[0]['steps']} steps, error "
            f"{own[0]['error']:.1e} of the whole matrix."]
