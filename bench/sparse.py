# SPDX-License-Identifier: BSD-3-Clause
"""`regimes fit` on sparse samples beside the same numbers in dense storage: 150 samples of 50 000
counts, 1 % of them not zero, the default path of 15 scales and both ends, one thread.

    python3 bench/sparse.py PROGRAM [--rounds 3]
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import tempfile
import time

import numpy as np
import scipy.sparse

SAMPLES, FEATURES, SHARE = 150, 50_000, 0.01
QUESTIONS = [[], ["--intercept", "--standardize"]]


def write_problem(folder):
    """Counts, and targets of twenty features with noise and a mean."""
    random = np.random.default_rng(0)
    x = scipy.sparse.random(SAMPLES, FEATURES, SHARE, "csr", random_state=random,
                            data_rvs=lambda size: 1.0 + random.poisson(2.0, size))
    beta = np.zeros(FEATURES)
    beta[random.choice(FEATURES, 20, replace=False)] = random.normal(size=20)
    scipy.sparse.save_npz(os.path.join(folder, "x.npz"), x)
    np.save(os.path.join(folder, "x.npy"), x.toarray())
    np.save(os.path.join(folder, "y.npy"), x @ beta + 0.1 * random.normal(size=SAMPLES) + 3.0)


def peak_memory(process):
    """MB at most so far; of a process that has ended, 0."""
    try:
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            return max((int(line.split()[1]) / 1024.0 for line in status
                        if line.startswith("VmHWM")), default=0.0)
    except OSError:
        return 0.0


def fit(program, folder, name, options):
    """Seconds of wall-clock and CPU, MB at most in memory, and the coefficients of all scales."""
    out = tempfile.mkdtemp(dir=folder)
    command = [program, "fit", "--x", os.path.join(folder, name), "--y",
               os.path.join(folder, "y.npy"), "--threads", "1", "--json", "--out", out, *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    memory = 0.0
    while process.poll() is None:
        memory = max(memory, peak_memory(process))
        time.sleep(0.01)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(os.path.join(out, "fit.json"), encoding="utf-8") as file:
        solutions = json.load(file)["solutions"]
    assert process.returncode == 0 and all(s["status"] == "converged" for s in solutions)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, memory, np.load(os.path.join(out, "coefficients.npy"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print("| question | storage | s | s of CPU | MB | largest difference |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        write_problem(folder)
        for options in QUESTIONS:
            rounds = {name: [] for name in ("x.npz", "x.npy")}
            for _ in range(arguments.rounds):
                for name in rounds:
                    rounds[name].append(fit(arguments.program, folder, name, options))
            dense = rounds["x.npy"][0][3]
            for name, kind in (("x.npz", "sparse"), ("x.npy", "dense")):
                wall, cpu, memory = (statistics.median(r[k] for r in rounds[name])
                                     for k in range(3))
                off = np.abs(rounds[name][0][3] - dense).max() / np.abs(dense).max()
                print(f"| `{' '.join(options) or 'as given'}` | {kind} | {wall:.2f} | {cpu:.2f} "
                      f"| {memory:.0f} | {off:.1e} |")


if __name__ == "__main__":
    main()
