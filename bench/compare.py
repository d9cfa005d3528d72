# SPDX-License-Identifier: BSD-3-Clause
"""Measures regimes against its rivals and prints one table, in Markdown.

    compare.py PROGRAM FOLDER [--rounds R] [--skip-large] [--only-networks] [--only-modules]

PROGRAM is regimes_bench; FOLDER holds the problem that both sides solve. In every round ours and
each rival run one after the other, and only ratios within a round are compared, so that a machine
that is busy with something else slows both. scripts/bench calls this.
"""

import argparse
import datetime
import functools
import json
import pathlib
import platform
import statistics
import subprocess
import time

import flows
import modules
import networks
import numpy
import rivals
import scipy
import sklearn
import threadpoolctl
from contest import compete
from table import TARGETS, Table, milliseconds

ROWS, COLS = 100, 1000
LOG_ALPHA = -3.0 * numpy.log(10.0)
GRID = 31
CVODE = "cvode 2 -3 5e-7 1e-12"


class Worker:
    """regimes_bench, kept running: one command in, one answer out."""

    def __init__(self, program):
        self.program = program
        self._process = subprocess.Popen(
            [program, "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, command):
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"compare: {self.program} ended at '{command}'")
        return json.loads(answer)

    def ours(self, command):
        answer = self.ask(command)
        if not answer["converged"]:
            raise SystemExit(f"compare: '{command}' did not converge: {answer}")
        return answer

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def timed(task, threads):
    """Seconds that the task takes with so many BLAS threads (None: as many as it likes)."""
    with threadpoolctl.threadpool_limits(threads):
        start = time.perf_counter()
        task()
        return time.perf_counter() - start


def variants_of(tasks):
    """Each task with one BLAS thread and with the default number, by name."""
    return {f"{name}, {'1 thread' if threads else 'default threads'}":
            functools.partial(timed, task, threads)
            for name, task in tasks.items() for threads in (1, None)}


def compare_paths(table, worker, problem, rounds):
    grams = {"Gram='auto'": "auto", "Gram=None": None}
    tasks = {name: functools.partial(rivals.lars, problem, gram) for name, gram in grams.items()}
    exact = worker.ours(f"path {GRID}")
    norm = min(numpy.abs(task()).sum() for task in tasks.values())
    ours = [functools.partial(lambda n: worker.ours(f"path {n}")["seconds"], n) for n in (2, GRID)]
    times, best, rival = compete(ours, variants_of(tasks), rounds)
    for k, points in enumerate((2, GRID)):
        own = [pair[k] for pair in times]
        table.add(f"path, alpha = 1e2 to 1e-300, {points} points", milliseconds(own),
                  f"lars_path, {best}: {milliseconds(rival)}",
                  [r / o for r, o in zip(rival, own)], TARGETS["lars"])
    return [f"l1 norm at the end of the path: ours {exact['l1_norm']:.15g}, LARS {norm:.15g} "
            f"(the limit alpha -> 0); factorisations {exact['iterations']} "
            f"for {GRID} points, {worker.ours('path 2')['iterations']} for 2."]


def compare_single(table, worker, problem, rounds):
    settings = {"30 corrections": (30, False), "100 corrections, whitened": (100, True)}
    tasks = {name: functools.partial(rivals.lbfgsb, problem, LOG_ALPHA, *setting)
             for name, setting in settings.items()}
    for name, task in tasks.items():
        times, best, rival = compete([lambda: worker.ours("single")["seconds"]],
                                     variants_of({name: task}), rounds)
        own = [pair[0] for pair in times]
        table.add("alpha = 1e-3 alone, cold", milliseconds(own),
                  f"L-BFGS-B on the dual, {best}: {milliseconds(rival)}",
                  [r / o for r, o in zip(rival, own)], TARGETS["lbfgsb"])
    reached = ", ".join(f"{rivals.residual(problem, task()):.1e} ({name})"
                        for name, task in tasks.items())
    exact = worker.ours("single")["primal_residual"]
    return [f"Relative residual at alpha = 1e-3: ours {exact:.1e}; L-BFGS-B stops at {reached}."]


def compare_flow(table, worker, rounds):
    flow = worker.ask(CVODE)
    if flow["distance"] > 1e-6:
        raise SystemExit(f"compare: CVODE missed the minimiser: {flow}")
    times, _, rival = compete([lambda: worker.ours("single")["seconds"]],
                              {"cvode": lambda: worker.ask(CVODE)["seconds"]}, rounds)
    own = [pair[0] for pair in times]
    table.add("alpha = 1e-3 alone, cold", milliseconds(own),
              f"CVODE, BDF and GMRES on the flow: {milliseconds(rival)}",
              [r / o for r, o in zip(rival, own)], TARGETS["cvode"])
    return [f"CVODE: {flow['steps']} steps, {flow['products']} products with X or X^T, relative "
            f"residual {flow['residual']:.1e}, distance from the exact minimiser "
            f"{flow['distance']:.1e} (1e-6 asked for)."]


def meter_blas(table, worker, rounds):
    worker.ask("meter 2")
    notes = []
    for points in (2, GRID):
        runs = [worker.ours(f"meter {points}") for _ in range(rounds)]
        shares, rates = [], []
        for run in runs:
            both = [run[name] for name in ("dsyrk", "dpotrf")]
            seconds = sum(tally["seconds"] for tally in both)
            shares.append(seconds / run["seconds"])
            rates.append(sum(tally["flops"] for tally in both) / seconds / run["dgemm_rate"])
        table.add(f"BLAS-3 share of the path's time, {points} points",
                  milliseconds([run["seconds"] for run in runs]), "", shares)
        table.add(f"rate of dsyrk and dpotrf in it / dgemm's, {points} points", "",
                  f"dgemm {statistics.median(run['dgemm_rate'] for run in runs) / 1e9:.1f} GFLOP/s",
                  rates, TARGETS["blas3_rate"] if points == 2 else None)
        notes.append(f"Inside the path of {points} points ({runs[-1]['iterations']} "
                     "factorisations, one thread): " + describe_tallies(runs) + ".")
    return notes


def describe_tallies(runs):
    parts = []
    for name in ("dsyrk", "dpotrf", "dgemv", "dtrsv"):
        share = statistics.median(run[name]["seconds"] / run["seconds"] for run in runs)
        rate = statistics.median(run[name]["flops"] / run[name]["seconds"] for run in runs)
        parts.append(f"{name} {runs[-1][name]['calls']} calls, {100 * share:.0f} % of the time, "
                     f"{rate / 1e9:.1f} GFLOP/s")
    return "; ".join(parts)


def solve_size(program, rows, cols, order="columns"):
    command = [program, "size", str(rows), str(cols), order]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if not answer["converged"]:
        raise SystemExit(f"compare: {command} did not converge: {answer}")
    return answer


def measure_sizes(table, program, rounds, large):
    sizes = (1000, 10000, 100000)
    runs = [[solve_size(program, ROWS, cols)["seconds"] for cols in sizes] for _ in range(rounds)]
    for k, cols in enumerate(sizes):
        growth = [run[k] / run[k - 1] / 10.0 for run in runs] if k > 0 else [1.0]
        table.add(f"N = {ROWS}, d = {cols}: time / (10 x the time at d / 10)",
                  milliseconds([run[k] for run in runs]), "", growth,
                  TARGETS["linear"] if k > 0 else None, at_most=True)
    for order in ("rows", "columns") if large else ():
        answer = solve_size(program, 200, 10**6, order)
        table.add(f"N = 200, d = 1 000 000, X by {order}: peak memory / X",
                  f"{answer['seconds']:.1f} s", "", [answer["peak_over_x"]], TARGETS["memory"],
                  at_most=True)


def compare_networks(table, worker, arguments):
    return networks.compare_networks(table, worker, arguments.folder, arguments.rounds)


def compare_all(table, worker, arguments):
    worker.ask(f"write {arguments.folder}")
    problem = rivals.read_problem(arguments.folder, ROWS, COLS)
    few = max(1, arguments.rounds // 3)
    notes = compare_paths(table, worker, problem, arguments.rounds)
    notes += compare_single(table, worker, problem, arguments.rounds)
    notes += compare_flow(table, worker, arguments.rounds)
    notes += flows.compare_flows(table, worker, few)
    notes += flows.compare_completion(table, worker, arguments.folder, few)
    notes += compare_networks(table, worker, arguments)
    notes += modules.compare_modules(table, Worker, arguments)
    notes += meter_blas(table, worker, arguments.rounds)
    measure_sizes(table, arguments.program, few, not arguments.skip_large)
    return notes


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--skip-large", action="store_true", help="without N = 200, d = 1e6")
    parser.add_argument("--only-networks", action="store_true", help="ReLU networks alone")
    parser.add_argument("--only-modules", action="store_true", help="networks on LibTorch alone")
    arguments = parser.parse_args()

    table = Table()
    if arguments.only_modules:
        notes = modules.compare_modules(table, Worker, arguments)
    else:
        worker = Worker(arguments.program)
        compare = compare_networks if arguments.only_networks else compare_all
        notes = compare(table, worker, arguments)
        worker.close()
    notes.append(f"{datetime.date.today()}, Python {platform.python_version()}, NumPy "
                 f"{numpy.__version__}, SciPy {scipy.__version__}, scikit-learn "
                 f"{sklearn.__version__}; {arguments.rounds} rounds.")
    print(table.text(), "", *[f"- {note}" for note in notes], sep="\n")


if __name__ == "__main__":
    main()
