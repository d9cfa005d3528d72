# SPDX-License-Identifier: BSD-3-Clause
"""What a careful Python user would run instead, on the very numbers of regimes_bench."""

import dataclasses
import pathlib

import numpy as np
import scipy.linalg
import scipy.optimize
import sklearn.linear_model


@dataclasses.dataclass
class Problem:
    x: np.ndarray  # N x d, by columns
    y: np.ndarray


def read_problem(folder: pathlib.Path, rows: int, cols: int) -> Problem:
    x = np.fromfile(folder / "x.f64").reshape(cols, rows).T
    return Problem(np.asfortranarray(x), np.fromfile(folder / "y.f64"))


def residual(problem: Problem, beta: np.ndarray) -> float:
    return float(np.linalg.norm(problem.x @ beta - problem.y) / np.linalg.norm(problem.y))


def lars(problem: Problem, gram) -> np.ndarray:
    """The whole lasso path, down to the interpolant of least l1 norm; its coefficients there."""
    _, _, path = sklearn.linear_model.lars_path(
        problem.x, problem.y, Gram=gram, method="lasso", alpha_min=0, max_iter=10**6)
    return path[:, -1]


def dual(x: np.ndarray, y: np.ndarray, scale: float):
    """2 scale sum (cosh(X^T nu) - 1) - y^T nu and its gradient, with one exponential a column."""
    x_transposed = x.T

    def value_and_gradient(nu):
        grown = np.exp(x_transposed @ nu)
        shrunk = 1.0 / grown
        value = scale * ((grown + shrunk).sum() - 2.0 * grown.size) - y @ nu
        if not np.isfinite(value):  # a line search that went too far
            return 1e300, np.zeros_like(nu)
        return value, x @ (scale * (grown - shrunk)) - y

    return value_and_gradient


def lbfgsb(problem: Problem, log_alpha: float, corrections: int, whiten: bool) -> np.ndarray:
    """SciPy's L-BFGS-B on the dual, until it stops; whitened, the first Hessian is the identity."""
    x, y, factor = problem.x, problem.y, None
    if whiten:
        factor = np.linalg.cholesky(x @ x.T / x.shape[1])
        x = np.asfortranarray(scipy.linalg.solve_triangular(factor, x, lower=True))
        y = scipy.linalg.solve_triangular(factor, y, lower=True)
    scale = np.exp(2.0 * log_alpha)
    limits = {"maxiter": 10**6, "maxfun": 10**6, "ftol": 0.0, "gtol": 0.0, "maxls": 50}
    with np.errstate(over="ignore"):
        found = scipy.optimize.minimize(
            dual(x, y, scale), np.zeros(y.size), jac=True, method="L-BFGS-B",
            options=limits | {"maxcor": corrections})
    return 2.0 * scale * np.sinh(x.T @ found.x)
