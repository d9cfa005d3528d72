# SPDX-License-Identifier: BSD-3-Clause
"""What a careful Python user would run instead, on the very numbers of regimes_bench."""

import dataclasses
import pathlib
import time

import numpy as np
import scipy.integrate
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


class OutOfTime(Exception):
    """An integrator was stopped before it reached the residual."""


def factor_flow(folder: pathlib.Path, method: str, tolerances, stop_at: float, limit: float):
    """SciPy on dW/dt = -2 S W, W = [U; V], from start.f64 until the relative residual is stop_at.

    Returns the relative error of U V^T against the whole target; OutOfTime after `limit` seconds.
    """
    side = int(round(np.fromfile(folder / "mask.f64").size ** 0.5))
    target = np.fromfile(folder / "target.f64").reshape(side, side).T
    mask = np.fromfile(folder / "mask.f64").reshape(side, side).T
    start = np.fromfile(folder / "start.f64").reshape(-1, 2 * side).T
    size = np.linalg.norm(mask * target)
    begun = time.perf_counter()

    def residual_of(w):
        w = w.reshape(start.shape)
        return w, mask * (w[:side] @ w[side:].T - target)

    def rate(_, w):
        if time.perf_counter() - begun > limit:
            raise OutOfTime
        w, residual = residual_of(w)
        return (-2.0 * np.vstack([residual @ w[side:], residual.T @ w[:side]])).ravel()

    def arrived(_, w):
        return np.linalg.norm(residual_of(w)[1]) / size - stop_at

    arrived.terminal = True
    found = scipy.integrate.solve_ivp(
        rate, (0.0, 1e9), start.ravel(), method=method, rtol=tolerances[0], atol=tolerances[1],
        events=arrived)
    w = found.y[:, -1].reshape(start.shape)
    return float(np.linalg.norm(w[:side] @ w[side:].T - target) / np.linalg.norm(target))
