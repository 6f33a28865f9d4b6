"""Indices of fit: which part of a sample lies outside a law, less what chance alone would make it.

Both indices are positive by chance in any sample, about 1/√n, which is why their mean under the law is worked out and
taken off. Source: Medzihorsky (2015), Political Analysis 23, 506-517; the mixture index is that of Rudas, Clogg and
Lindsay (1994), Journal of the Royal Statistical Society B 56, 623-639.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, pdtrc

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Misfit:
    """Two indices, each with its mean under the law.

    Parameters
    ----------
    delta
        Δ = ½ Σ |o − p|: the part of the sample that would have to change its place to fit.
    delta_by_chance
        Its mean in samples of the law.
    mixture
        π* = 1 − min o/p: the least part of the sample that is not from the law, if the rest is from it exactly.
    mixture_by_chance
        Its mean in samples of the law.
    """

    delta: float
    delta_by_chance: float
    mixture: float
    mixture_by_chance: float

    @property
    def delta_beyond(self) -> float:
        return self.delta - self.delta_by_chance

    @property
    def mixture_beyond(self) -> float:
        return self.mixture - self.mixture_by_chance


def misfit(observed: Whole, expected: Real) -> Misfit:
    """Both indices of counts against a law.

    The means are those of n independent draws from the law. Where units have laws of their own the counts vary less
    than that, so that the means are a little too large and what is left a little too small.

    Parameters
    ----------
    observed
        Counts, shape (classes,).
    expected
        The law: positive weights in the proportions that are expected, shape (classes,).

    Examples
    --------
    >>> found = misfit(np.array([30, 20, 25, 25]), np.ones(4))
    >>> round(found.delta, 4), round(found.mixture, 4)
    (0.05, 0.2)
    >>> round(found.delta_by_chance, 4), round(found.mixture_by_chance, 4)
    (0.0688, 0.2016)
    """
    n = int(observed.sum())
    law = expected / expected.sum()
    if n == 0:
        return Misfit(0.0, 0.0, 0.0, 0.0)
    share = observed / n
    return Misfit(
        delta=float(np.abs(share - law).sum()) / 2,
        delta_by_chance=delta_by_chance(n, law),
        mixture=1 - float((share / law).min()),
        mixture_by_chance=mixture_by_chance(n, law),
    )


def delta_by_chance(n: int, law: Real) -> float:
    """The mean of Δ over samples of n, exactly: each class is binomial, and de Moivre gave its mean deviation.

    E|X − np| = 2·m·C(n, m)·p^m·q^(n−m+1) with m = ⌊np⌋ + 1.

    Examples
    --------
    >>> round(delta_by_chance(10_000, np.full(10, 0.1)) * 100, 3)  # 1.197/√n
    1.197
    """
    rest = 1 - law
    m = np.minimum(np.floor(n * law) + 1, n)
    logs = gammaln(n + 1) - gammaln(m + 1) - gammaln(n - m + 1) + m * np.log(law)
    # A class that is all there is leaves nothing to chance.
    logs += (n - m + 1) * np.log(np.where(rest > 0, rest, 1.0))
    deviation = np.where(rest > 0, 2 * m * np.exp(logs), 0.0)
    return float(deviation.sum()) / n / 2


def mixture_by_chance(n: int, law: Real) -> float:
    """The mean of π* over samples of n, to a part of about 1/(8n) (ten classes; at most 0.4/n for two).

    A sample whose size is itself a Poisson number of mean n has independent Poisson classes, for which the mean of the
    least ratio is a sum over its steps. There 1 − min X/(np) is 1 − (N/n)·(1 − π*), whose mean is that of (N/n)·π*; as
    π* goes with 1/√N, that is the mean for n times E√(N/n) = 1 − 1/(8n).

    Examples
    --------
    >>> round(mixture_by_chance(10_000, np.full(10, 0.1)) * 100, 2)  # near 4.87/√n for large n
    4.84
    """
    mean = n * law
    # Below the first number of each range the least ratio never lies, above the last always some class lies lower.
    reach = 9.0 / math.sqrt(float(mean.min()))
    lowest, highest = max(0.0, 1 - reach), 1 + reach
    counts = [np.arange(math.floor(lowest * m), math.ceil(highest * m) + 1) for m in mean]
    steps = np.unique(np.concatenate([count / m for count, m in zip(counts, mean, strict=True)]))
    steps = steps[(steps >= lowest) & (steps <= highest)]
    inner = (steps[1:] + steps[:-1]) / 2
    # P(every X/(np) is above): constant between two steps, so that the middle stands for the stretch.
    logs = np.zeros(len(inner))
    with np.errstate(divide="ignore"):
        for m in mean:
            logs += np.log(pdtrc(np.floor(inner * m), m))
    least = float(steps[0]) + float((np.diff(steps) * np.exp(logs)).sum())
    return 1 - least
