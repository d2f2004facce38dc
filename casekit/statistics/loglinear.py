"""Log-linear counts: quasi-Poisson fits of many small designs at once, as R's glm fits each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

CLOSE, ROUNDS = 1e-8, 25


@dataclass(frozen=True)
class Fit:
    """Fits of k series: `coefficients` (k, p), `means` (k, n), `inverse` of the information (k, p, p), `hat` (k, n), the
    dispersion not floored (k), degrees of freedom (k), and whether each converged."""

    coefficients: Array
    means: Array
    inverse: Array
    hat: Array
    dispersion: Array
    freedom: Array
    converged: Array

    def at(self, row: Array, dispersion: Array) -> tuple[Array, Array]:
        """The mean expected for one design row each (k, p), and its standard error given a dispersion each."""
        with np.errstate(over="ignore", invalid="ignore"):
            mean = np.exp((row * self.coefficients).sum(axis=1))
            variance = np.einsum("kp,kpq,kq->k", row, self.inverse, row) * dispersion
            return mean, mean * np.sqrt(variance)


def fit(design: Array, counts: Array, weights: Array) -> Fit:
    """Quasi-Poisson with log link for k series: design (k, n, p), counts and weights (k, n); a weight of 0 leaves a row out.

    Iteratively reweighted least squares from mean = count + 0.1 until the deviance changes by under 1e-8 of itself, at most
    25 times: a series that has not come to rest by then has `converged` False and must not be used.
    """
    mean = counts + 0.1
    deviance = _deviance(counts, mean, weights)
    converged = np.zeros(len(counts), bool)
    coefficients, working = np.zeros((len(counts), design.shape[2])), np.zeros(counts.shape)
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            moving = ~converged
            working[moving] = weights[moving] * mean[moving]
            step = _step(design[moving], counts[moving], working[moving], mean[moving])
            coefficients[moving] = step
            mean[moving] = np.exp(np.einsum("knp,kp->kn", design[moving], step))
            new = _deviance(counts, mean, weights)
            converged |= moving & (np.abs(new - deviance) / (np.abs(new) + 0.1) < CLOSE)
            deviance = new
            if converged.all():
                break
    return _finished(design, counts, working, mean, coefficients, converged)


def _step(design: Array, counts: Array, working: Array, mean: Array) -> Array:
    """One weighted least squares step; where the columns hang together, the shortest solution."""
    response = np.log(mean) + (counts - mean) / mean
    root = np.sqrt(working)[..., None]
    left, right = np.nan_to_num(design * root), np.nan_to_num(response * root[..., 0])
    solved: Array = np.einsum("kpn,kn->kp", np.linalg.pinv(left, rcond=1e-11), right)
    return solved


def _finished(design: Array, counts: Array, working: Array, mean: Array, coefficients: Array, converged: Array) -> Fit:
    """What is read off a fit; as in R, by the working weights of the last step, which are those of the step before."""
    root = np.sqrt(np.nan_to_num(working))[..., None]
    inverse = np.linalg.pinv(np.swapaxes(design * root, 1, 2) @ (design * root), rcond=1e-13, hermitian=True)
    hat = np.einsum("knp,kpq,knq->kn", design * root, inverse, design * root)
    freedom = (working > 0).sum(axis=1) - design.shape[2]
    with np.errstate(all="ignore"):
        dispersion = np.nansum(working * ((counts - mean) / mean) ** 2, axis=1) / freedom
    return Fit(coefficients, mean, inverse, hat, dispersion, freedom, converged & np.isfinite(dispersion))


def _deviance(counts: Array, mean: Array, weights: Array) -> Array:
    with np.errstate(all="ignore"):
        ratio = np.where(counts > 0, counts * np.log(counts / mean), 0.0)
        terms: Array = 2 * np.nansum(weights * (ratio - (counts - mean)), axis=1)
    return terms
