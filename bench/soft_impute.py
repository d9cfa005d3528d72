# SPDX-License-Identifier: BSD-3-Clause
"""Completion of a 600 x 400 matrix of rank 5, a tenth observed: `regimes complete` beside
soft-impute (Mazumder, Hastie, Tibshirani, JMLR 11, 2010), which is ours, in plain NumPy and SciPy:
warm starts down a path of lambda, and truncated singular value decompositions.

    python3 bench/soft_impute.py PROGRAM [--scales 1,-1,-3] [--noise 0,0.1] [--rounds 3]
                                        [--step-tolerance 1e-7]
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

import numpy as np
from scipy.sparse.linalg import svds

ROWS, COLUMNS, RANK, SHARE = 600, 400, 5, 0.1
LAMBDAS = 30          # from ||P(Y)||_2 down, geometrically, to LEAST of it
LEAST = 1e-3
CAP = 30              # largest rank of a truncated decomposition
CHANGE = 1e-5         # ||Z_new - Z||_F^2 / ||Z||_F^2 at which a lambda is done, as in the paper
ITERATIONS = 500


def make_problem(noise):
    """Entries of variance 5 without noise; the truth, what is seen, and where."""
    random = np.random.default_rng(0)
    truth = random.normal(size=(ROWS, RANK)) @ random.normal(size=(COLUMNS, RANK)).T
    seen = random.random((ROWS, COLUMNS)) < SHARE
    return truth, np.where(seen, truth + noise * random.normal(size=truth.shape), np.nan), seen


def relative_error(matrix, truth, seen):
    """On the entries that are not observed."""
    return np.linalg.norm((matrix - truth)[~seen]) / np.linalg.norm(truth[~seen])


def shrink(matrix, level, rank):
    """Soft-thresholded singular values; `rank` of them are computed, more while all survive."""
    while True:
        k = min(rank + 2, CAP)
        u, s, vt = svds(matrix, k=k, random_state=0)
        kept = np.maximum(s - level, 0.0)
        count = int(np.count_nonzero(kept))
        if count < k or k == CAP:
            return (u * kept) @ vt, count
        rank = 2 * rank + 1


def soft_impute(values, seen):
    """Every lambda's completion; the path's end is near the least nuclear norm."""
    filled = np.where(seen, values, 0.0)
    largest = svds(filled, k=1, return_singular_vectors=False)[0]
    z, rank = np.zeros_like(filled), 1
    for level in largest * np.geomspace(1.0, LEAST, LAMBDAS + 1)[1:]:
        for _ in range(ITERATIONS):
            new, rank = shrink(np.where(seen, values, z), level, rank)
            change = np.linalg.norm(new - z) ** 2 / max(np.linalg.norm(z) ** 2, 1e-300)
            z = new
            if change < CHANGE:
                break
        yield level / largest, rank, z


def time_rival(truth, values, seen):
    start = time.perf_counter()
    path = [(level, rank, relative_error(z, truth, seen))
            for level, rank, z in soft_impute(values, seen)]
    seconds = time.perf_counter() - start
    return seconds, min(path, key=lambda point: point[2])


def time_ours(asked, scale, truth, values, seen):
    """One scale, with its file read and its answer written; no time for the end points."""
    with tempfile.TemporaryDirectory() as folder:
        matrix = os.path.join(folder, "m.npy")
        np.save(matrix, values)
        out = os.path.join(folder, "out")
        answer = subprocess.run(
            [asked.program, "complete", "--matrix", matrix, "--log10-alpha", str(scale),
             "--step-tolerance", asked.step_tolerance, "--max-iterations", "1",
             "--out", out, "--json"],
            check=False, capture_output=True, text=True)
        solution = json.loads(answer.stdout)["solutions"][0]
        assert solution["status"] == "converged", solution
        completed = np.load(os.path.join(out, "completed.npy"))[0]
    return (solution["seconds"], relative_error(completed, truth, seen),
            solution["effective_rank"], solution["iterations"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--scales", default="1,-1,-3")
    parser.add_argument("--noise", default="0,0.1")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--step-tolerance", default="1e-7")
    asked = parser.parse_args()
    print("| noise | method | seconds, median (min..max) | relative error | rank |")
    print("|---|---|---|---|---|")
    for noise in map(float, asked.noise.split(",")):
        problem = make_problem(noise)
        runs = [time_rival(*problem) for _ in range(asked.rounds)]
        times = [run[0] for run in runs]
        level, rank, error = runs[0][1]
        print(f"| {noise:g} | soft-impute, {LAMBDAS} lambdas, the best {level:.2g} of the largest "
              f"| {statistics.median(times):.1f} ({min(times):.1f}..{max(times):.1f}) "
              f"| {error:.2e} | {rank} |", flush=True)
        for scale in map(float, asked.scales.split(",")):
            runs = [time_ours(asked, scale, *problem) for _ in range(asked.rounds)]
            times = [run[0] for run in runs]
            _, error, rank, steps = runs[0]
            print(f"| {noise:g} | alpha = 1e{scale:g}, {steps} steps "
                  f"| {statistics.median(times):.1f} ({min(times):.1f}..{max(times):.1f}) "
                  f"| {error:.2e} | {rank:.1f} |", flush=True)


if __name__ == "__main__":
    main()
