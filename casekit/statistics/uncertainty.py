"""Uncertainty: intervals for a share and for the difference of two shares, from counts."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def wilson(successes: "ArrayLike", n: "ArrayLike", level: float = 0.95) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Lower and upper limit of a share by Wilson's score interval (1927); not-a-number where n is 0.

    Counts may be fractional (an effective n). The limits are shares between 0 and 1.
    """
    import numpy as np

    k, total = np.asarray(successes, float), np.asarray(n, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, z = k / total, _quantile(level)
        centre = (p + z * z / (2 * total)) / (1 + z * z / total)
        half = z / (1 + z * z / total) * np.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    low, high = np.where(k == 0, 0.0, centre - half), np.where(k == total, 1.0, centre + half)
    return np.where(total > 0, low, np.nan), np.where(total > 0, high, np.nan)


def difference(
    now: "tuple[ArrayLike, ArrayLike]", before: "tuple[ArrayLike, ArrayLike]", level: float = 0.95
) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Lower and upper limit of the share `now` minus the share `before`, each given as (successes, n).

    Newcombe's hybrid score interval (1998, method 10) for two independent groups.
    """
    import numpy as np

    shares = [np.asarray(k, float) / np.asarray(n, float) for k, n in (now, before)]
    return between(*((p, *wilson(*pair, level)) for p, pair in zip(shares, (now, before), strict=True)))


def between(
    now: "tuple[ArrayLike, ArrayLike, ArrayLike]", before: "tuple[ArrayLike, ArrayLike, ArrayLike]"
) -> "tuple[NDArray[Any], NDArray[Any]]":
    """The limits of `difference` from each share and its own limits, (value, low, high), however these were made."""
    import numpy as np

    (p1, low1, high1), (p2, low2, high2) = (tuple(np.asarray(x, float) for x in one) for one in (now, before))
    below = np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    above = np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return p1 - p2 - below, p1 - p2 + above


def design_effect(successes: "ArrayLike", n: "ArrayLike") -> float:
    """How much larger the variance of a share is because persons come in cases: per-case successes and persons.

    Ratio-estimator variance over the binomial one, at least 1. Where no spread can be seen (one case, or 0 or all) the
    persons of a case count as one. Persons alone in their cases have an effect of exactly 1.
    """
    import numpy as np

    k, m = np.asarray(successes, float), np.asarray(n, float)
    total, cases = m.sum(), len(m)
    p = k.sum() / total if total else 0.0
    if cases < 2 or p in (0.0, 1.0):
        return max(1.0, float((m**2).sum() / total)) if total else 1.0
    clustered = ((k - p * m) ** 2).sum() / total**2
    return max(1.0, float(clustered / (p * (1 - p) / total)))


def _quantile(level: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + level / 2)
