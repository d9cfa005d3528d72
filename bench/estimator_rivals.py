# SPDX-License-Identifier: BSD-3-Clause
"""Ours, and what a careful Python user would fit instead, for `bench/estimators.py`: each chooses
for itself by cross-validation in five folds of the training part. To rivals, features come
standardised."""

import dataclasses
import functools
import hashlib
import importlib
import importlib.metadata
import pathlib
import subprocess
import tempfile
import warnings
from collections.abc import Callable

import numpy as np
import sklearn.linear_model as linear
from sklearn.metrics import log_loss, make_scorer
from sklearn.model_selection import GridSearchCV

OURS = {"regimes": "squared", "regimes-logistic": "logistic"}
FOLDS = 5
L1_SHARES = [0.1, 0.5, 0.7, 0.9, 0.95, 1.0]
# Of the least penalty at which every weight is 0. Spectra want small ones; scikit-learn's lasso
# keeps to its default, 1e-3 and 100 penalties, as below that it takes minutes.
LEAST = 1e-5
GRID = np.geomspace(1.0, LEAST, 51)
LEAST_LOGISTIC = 1e-3
LOGISTIC_GRID = np.geomspace(1.0, LEAST_LOGISTIC, 31)
CONSTANT = 10.0  # of the column whose weight is the intercept where the intercept is penalised
ITERATIONS = 10_000


def fit_command(program, folder, loss):
    return [program, "fit", "--x", f"{folder}/x.npy", "--y", f"{folder}/y.csv", "--cv", str(FOLDS),
            "--loss", loss, "--threads", "1", "--out", f"{folder}/out"]


def predict_command(program, folder):
    """It prints a line for each sample, which starts with the prediction or the probability of the
    larger class."""
    return [program, "predict", f"{folder}/out", "--x", f"{folder}/x_test.npy"]


def answer(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 1:
        warnings.warn("something did not converge")
    elif done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines() or ["nothing was said"]
        raise RuntimeError(f"regimes {command[1]} exits with {done.returncode}: {said[-1]}")
    return done.stdout


def run_ours(program, loss, x, y, x_test):
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/x.npy", x)
        np.save(f"{folder}/x_test.npy", x_test)
        np.savetxt(f"{folder}/y.csv", y, fmt="%.17g", header="y", comments="")
        answer(fit_command(program, folder, loss))
        lines = answer(predict_command(program, folder)).splitlines()
    values = np.array([float(line.split(",")[0]) for line in lines])
    if len(values) != len(x_test):
        raise RuntimeError(f"{len(values)} predictions of {len(x_test)} samples")
    return values


class Ours:
    """Looks like a rival."""

    def __init__(self, program, loss):
        self.program, self.loss = program, loss

    def version(self):
        content = pathlib.Path(self.program).read_bytes()
        return f"program {hashlib.sha256(content).hexdigest()[:12]}"

    def predict(self, x, y, x_test):
        run = functools.partial(run_ours, self.program, self.loss)
        return (run if self.loss == "squared" else one_versus_rest(run))(x, y, x_test)


@dataclasses.dataclass
class Rival:
    package: str
    loss: str  # "squared" or "logistic"
    # (x, y, x_test): predictions of a squared loss; of a logistic one the probabilities of the
    # classes 0, 1, ... in columns.
    predict: Callable

    def version(self):
        """What stands in the way is raised: no such package, or one that does not load."""
        importlib.import_module(self.package)
        name = "scikit-learn" if self.package == "sklearn" else self.package
        return f"{name} {importlib.metadata.version(name)}"


def fitted(make):
    """A prediction from what makes an estimator for (x, y) with a `predict`."""
    return lambda x, y, x_test: make(x, y).fit(x, y).predict(x_test)


def greatest_slope(x, y):
    """Of the mean loss at weights of 0: penalties from here on give nothing but 0."""
    return np.abs(x.T @ (y - y.mean())).max() / len(y)


def likelihood(classes):
    """Of more than two classes a fold may lack one; two may be renamed on the way."""
    if classes == 2:
        return "neg_log_loss"
    return make_scorer(log_loss, greater_is_better=False, response_method="predict_proba",
                       labels=list(range(classes)))


def constant(x, y, x_test):
    return np.full(len(x_test), y.mean())


def sklearn_lasso(x, y):
    return linear.LassoCV(cv=FOLDS, max_iter=ITERATIONS)


def sklearn_elastic_net(x, y):
    return linear.ElasticNetCV(l1_ratio=L1_SHARES, cv=FOLDS, max_iter=ITERATIONS)


def sklearn_ridge(x, y):
    """By leaving one out, which costs nothing here."""
    return linear.RidgeCV(alphas=x.shape[1] * np.geomspace(1e-8, 1e3, 56))


def sklearn_omp(x, y):
    most = min(50, len(y) - -(-len(y) // FOLDS) - 1)
    return linear.OrthogonalMatchingPursuitCV(cv=FOLDS, max_iter=most)


def celer_lasso(x, y):
    import celer
    return celer.LassoCV(eps=LEAST, cv=FOLDS)


def celer_elastic_net(x, y):
    import celer
    return celer.ElasticNetCV(l1_ratio=L1_SHARES, eps=LEAST, cv=FOLDS)


def skglm_mcp(x, y):
    """The minimax concave penalty."""
    import skglm
    grid = {"alpha": greatest_slope(x, y) * GRID}
    return GridSearchCV(skglm.MCPRegression(), grid, cv=FOLDS, scoring="neg_mean_squared_error")


def adelie_net(shares):
    def predict(x, y, x_test):
        import adelie
        return adelie_scores(x, adelie.glm.gaussian, y, x_test, shares, LEAST).ravel()
    return predict


def adelie_scores(x, family, y, x_test, shares, least):
    """A column for each class of a multinomial family, otherwise one."""
    import adelie
    x = np.asfortranarray(x)
    quiet = {"progress_bar": False, "min_ratio": least}
    runs = [(adelie.cv_grpnet(x, family(y), n_folds=FOLDS, seed=0, alpha=share, **quiet), share)
            for share in shares]
    run, share = min(runs, key=lambda pair: np.min(pair[0].avg_losses))
    state = run.fit(x, family(y), alpha=share, progress_bar=False)
    weights = state.betas[-1].toarray().reshape(x.shape[1], -1)
    return x_test @ weights + np.asarray(state.intercepts[-1])


def shares_of_classes(x, y, x_test):
    return np.tile(np.bincount(y) / len(y), (len(x_test), 1))


def sklearn_logistic(penalty):
    """Both classes: liblinear, whose intercept is penalised a little; more classes: saga."""
    def predict(x, y, x_test):
        two = y.max() == 1
        slope = max(greatest_slope(x, y == k) for k in range(y.max() + 1)) * len(y)
        solver = {"l2": "lbfgs", "l1": "liblinear" if two else "saga"}[penalty]
        penalties = {"l1": slope * LOGISTIC_GRID, "l2": x.shape[1] * np.geomspace(1e4, 1e-4, 20)}
        model = linear.LogisticRegressionCV(
            Cs=1.0 / penalties[penalty], cv=FOLDS, penalty=penalty, solver=solver,
            scoring=likelihood(y.max() + 1), random_state=0,
            max_iter=200 if solver == "saga" else 1000,
            intercept_scaling=CONSTANT if solver == "liblinear" else 1.0)
        return model.fit(x, y).predict_proba(x_test)
    return predict


def one_versus_rest(binary):
    """Two classes are one problem; more have one each, whose answers are made to sum to 1."""
    def predict(x, y, x_test):
        if y.max() == 1:
            second = binary(x, y, x_test)
            return np.column_stack([1.0 - second, second])
        each = np.column_stack([binary(x, (y == k).astype(int), x_test)
                                for k in range(y.max() + 1)])
        return each / np.maximum(each.sum(axis=1, keepdims=True), 1e-300)
    return predict


def searched(estimator, grid, x, y, x_test):
    search = GridSearchCV(estimator, grid, cv=FOLDS, scoring=likelihood(2))
    return search.fit(x, y).predict_proba(x_test)[:, 1]


def celer_logistic(x, y, x_test):
    """It has no intercept of its own."""
    import celer
    grid = {"C": 1.0 / (greatest_slope(x, y) * len(y) * LOGISTIC_GRID)}
    x, x_test = (np.column_stack([part, np.full(len(part), CONSTANT)]) for part in (x, x_test))
    return searched(celer.LogisticRegression(), grid, x, y, x_test)


def skglm_logistic(x, y, x_test):
    import skglm
    grid = {"alpha": greatest_slope(x, y) * LOGISTIC_GRID}
    return searched(skglm.SparseLogisticRegression(), grid, x, y, x_test)


def adelie_logistic(x, y, x_test):
    import adelie
    if y.max() == 1:
        family, targets = adelie.glm.binomial, y.astype(float)
    else:
        family, targets = adelie.glm.multinomial, np.eye(y.max() + 1)[y]
    scores = adelie_scores(x, family, targets, x_test, [1.0], LEAST_LOGISTIC)
    if y.max() == 1:
        scores = np.column_stack([np.zeros(len(x_test)), scores])
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


# Not a rival, but what there is to gain on.
BASELINES = {"constant": Rival("sklearn", "squared", constant),
             "constant-logistic": Rival("sklearn", "logistic", shares_of_classes)}
RIVALS = {
    "sklearn-lasso": Rival("sklearn", "squared", fitted(sklearn_lasso)),
    "sklearn-elastic-net": Rival("sklearn", "squared", fitted(sklearn_elastic_net)),
    "sklearn-ridge": Rival("sklearn", "squared", fitted(sklearn_ridge)),
    "sklearn-omp": Rival("sklearn", "squared", fitted(sklearn_omp)),
    "celer-lasso": Rival("celer", "squared", fitted(celer_lasso)),
    "celer-elastic-net": Rival("celer", "squared", fitted(celer_elastic_net)),
    "skglm-mcp": Rival("skglm", "squared", fitted(skglm_mcp)),
    "adelie-lasso": Rival("adelie", "squared", adelie_net([1.0])),
    "adelie-elastic-net": Rival("adelie", "squared", adelie_net(L1_SHARES)),
    "sklearn-logistic-l1": Rival("sklearn", "logistic", sklearn_logistic("l1")),
    "sklearn-logistic-l2": Rival("sklearn", "logistic", sklearn_logistic("l2")),
    "celer-logistic": Rival("celer", "logistic", one_versus_rest(celer_logistic)),
    "skglm-logistic": Rival("skglm", "logistic", one_versus_rest(skglm_logistic)),
    "adelie-logistic": Rival("adelie", "logistic", adelie_logistic),
}
