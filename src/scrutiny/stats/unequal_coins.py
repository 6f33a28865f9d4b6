"""The number of heads among coins of different chances (the Poisson binomial law): how likely are so many or more?"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]

EXACT_UP_TO = 1_000
"""So many coins are counted exactly; with more of them the saddle point is off by less than a thousandth part."""
AT_THE_MEAN = 0.01
"""So many standard deviations from the mean the saddle point's two terms nearly cancel."""
TINY = float(np.finfo(np.float64).tiny)


def at_least(heads: int, chances: Real) -> float:
    """The chance of so many heads or more.

    Exact (the law itself, coin by coin) for up to `EXACT_UP_TO` coins that are not certain; else the saddle-point
    form of Lugannani and Rice (1980) for whole numbers, whose relative error stays small far out in the tail, where
    a normal law would be wrong by orders of magnitude.

    Parameters
    ----------
    heads
        The observed number.
    chances
        The chance of each coin, shape (n,).

    Examples
    --------
    >>> at_least(2, np.array([0.5, 0.5]))
    0.25
    >>> round(at_least(3, np.array([0.1, 0.2, 0.3])), 4)
    0.006
    """
    certain = int((chances >= 1).sum())
    coins = chances[(chances > 0) & (chances < 1)]
    wanted = heads - certain
    if wanted <= 0:
        return 1.0
    if wanted > len(coins):
        return 0.0
    # What is possible has a chance, though it be smaller than the machine knows.
    made = math.fsum(law(coins)[wanted:].tolist()) if len(coins) <= EXACT_UP_TO else _saddle(wanted, coins)
    return min(1.0, max(TINY, made))


def law(chances: Real) -> Real:
    """The chance of each number of heads, shape (n + 1,).

    Examples
    --------
    >>> law(np.array([0.5, 0.5])).tolist()
    [0.25, 0.5, 0.25]
    """
    made = np.zeros(len(chances) + 1)
    made[0] = 1.0
    for number, chance in enumerate(chances, 1):
        made[1 : number + 1] = made[1 : number + 1] * (1 - chance) + made[:number] * chance
        made[0] *= 1 - chance
    return made


def _saddle(wanted: int, coins: Real) -> float:
    mean, variance = float(coins.sum()), float((coins * (1 - coins)).sum())
    if wanted == len(coins):
        return math.exp(float(np.log(coins).sum()))
    score = (wanted - 0.5 - mean) / math.sqrt(variance)
    if abs(score) < AT_THE_MEAN:
        # The form is 0/0 at the mean and loses its digits beside it. Its limit there is Edgeworth's: the normal law and
        # what the skewness of the coins adds.
        skewness = float((coins * (1 - coins) * (1 - 2 * coins)).sum()) / math.sqrt(variance) ** 3
        return _upper(score) + math.exp(-score * score / 2) / math.sqrt(2 * math.pi) * skewness / 6 * (score**2 - 1)
    logits = np.log(coins) - np.log1p(-coins)
    # Second continuity correction of Daniels (1987): the tilt is found for half a head less.
    tilt = _tilt(wanted - 0.5, logits)
    tilted = 1 / (1 + np.exp(-(logits + tilt)))
    # log(1 − p + p·e^tilt), in a form that neither overflows nor cancels.
    grown = float(np.logaddexp(np.log1p(-coins), np.log(coins) + tilt).sum())
    spread = float((tilted * (1 - tilted)).sum())
    root = math.copysign(math.sqrt(max(0.0, 2 * (tilt * (wanted - 0.5) - grown))), tilt)
    step = 2 * math.sinh(tilt / 2) * math.sqrt(spread)
    density = math.exp(-root * root / 2) / math.sqrt(2 * math.pi)
    return _upper(root) + density * (1 / step - 1 / root)


def _tilt(wanted: float, logits: Real) -> float:
    """The tilt under which so many heads are expected: Newton's steps, kept between bounds."""
    low, high = -60.0, 60.0
    tilt = 0.0
    for _step in range(100):
        tilted = 1 / (1 + np.exp(-(logits + tilt)))
        excess = float(tilted.sum()) - wanted
        low, high = (low, tilt) if excess > 0 else (tilt, high)
        slope = float((tilted * (1 - tilted)).sum())
        following = tilt - excess / slope if slope > 0 else (low + high) / 2
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - tilt) < 1e-12:
            return following
        tilt = following
    return tilt


def _upper(score: float) -> float:
    return math.erfc(score / math.sqrt(2)) / 2
