"""Last digits of small whole numbers: how often is each expected when every number is counted again?

Where counts spread over many tens, each last digit is as likely as any other. Where they do not (few ballots, a share
near 0 or 1, a cut through a steep density), it is not, and the chance of each digit is worked out for each unit from
its law instead of being taken to be a tenth. Units must be chosen by their size n and never by the count k that is
tested: a cut through a falling density leaves too many low digits right above it.

Null: given n, each count is drawn again by its law, independently of the others. The law stands in for one that nobody
knows, and small counts show it: one of 0 counted again from its own share is 0 for ever. So work out both laws, and
see `scrutiny.stats.digit_counts.sound` for whether there is a statement to make. Nor does the law fit units that
are all alike: small ones of one size and one share have counts that differ by a few only, whose digits are as unequal
for all of them together as for each. The counts must differ among themselves by ten or more.

Sources: Beber and Scacco (2012), Political Analysis 20, 211-234, for the uniform digit; resampling as in Kobak,
Shpilkin and Pshenichnikov (2016), Annals of Applied Statistics 10, 54-73, here in closed form.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scrutiny.stats.digit_counts import DigitCounts
from scrutiny.stats.near_whole import Law
from scrutiny.stats.recounts import recounts

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

BLOCK = 4_096
"""Units that are worked on at a time, which keeps memory flat."""
USABLE = 0.98
"""Below this part of the information, honest counts fail the test too often: half the time at 0.96, one time in ten at
0.977 (3,000 stations of Germany 2024 of 100 ballots and more, parties of 5 and 11 %)."""
FREE = 100.0
"""A count with so large a binomial variance has free digits under the wider law (`unsure`): the ten chances differ from
1/10 by less than 1e-12. (The narrower one needs no such shortcut.)"""


def last_digits(k: Whole, n: Whole, law: Law = "own") -> DigitCounts:
    """Last digits found and expected.

    Parameters
    ----------
    k, n
        Counts and their totals, 0 ≤ k ≤ n, n > 0, shape (units,).
    law
        See `scrutiny.stats.near_whole.Law`.

    Examples
    --------
    Half of 400 counts of about 300 of 1,000 brought up to the next multiple of ten:

    >>> rng = np.random.default_rng(1)
    >>> k, n = rng.binomial(1000, 0.3, 400), np.full(400, 1000)
    >>> round(last_digits(k, n).chance, 2)
    0.61
    >>> k[:200] += -k[:200] % 10
    >>> found = last_digits(k, n)
    >>> found.chance < 1e-100, found.observed.tolist()
    (True, [225, 25, 22, 20, 17, 18, 19, 17, 16, 21])

    Counts of 20 have digits too, but not free ones:

    >>> round(last_digits(np.array([20]), np.array([20])).usable, 4)
    0.0
    """
    return last_digits_by(k, n, np.zeros(len(k), dtype=np.int64), 1, law)[0]


def last_digits_by(k: Whole, n: Whole, group: Whole, groups: int, law: Law = "own") -> list[DigitCounts]:
    """Last digits found and expected in each group of units; `together` makes those of all of them.

    Parameters
    ----------
    group
        The group of each unit, 0 to groups − 1, shape (units,).
    groups
        How many there are.
    k, n, law
        As in `last_digits`.

    Examples
    --------
    >>> k, n, group = np.array([3, 40, 57]), np.array([90, 80, 100]), np.array([1, 0, 1])
    >>> [part.observed.nonzero()[0].tolist() for part in last_digits_by(k, n, group, 2)]
    [[0], [3, 7]]
    """
    order = np.argsort(group, kind="stable")
    k, n = k[order], n[order]
    edges = np.searchsorted(group[order], np.arange(groups + 1))
    expected, squares, effective = np.zeros((groups, 10)), np.zeros((groups, 10, 10)), np.zeros(groups)
    for start in range(0, len(k), BLOCK):
        stop = min(start + BLOCK, len(k))
        chances = digit_chances(k[start:stop], n[start:stop], law)
        first = int(np.searchsorted(edges, start, side="right")) - 1
        for here in range(first, groups):
            if edges[here] >= stop:
                break
            part = chances[max(0, edges[here] - start) : edges[here + 1] - start]
            expected[here] += part.sum(axis=0)
            squares[here] += part.T @ part
            effective[here] += float(np.maximum(0.0, 1 - (part**2).sum(axis=1)).sum()) / 0.9
    made = []
    for here in range(groups):
        units = k[edges[here] : edges[here + 1]]
        observed = np.bincount(units % 10, minlength=10).astype(np.int64)
        covariance = np.diag(expected[here]) - squares[here]
        made.append(DigitCounts(observed, expected[here], covariance, len(units), float(effective[here])))
    return made


def uniform_last_digits(k: Whole) -> DigitCounts:
    """Last digits found, each digit expected as often as any other: Pearson's χ² with 9 degrees of freedom.

    Examples
    --------
    >>> found = uniform_last_digits(np.arange(100, 200))
    >>> found.statistic, found.mean.found, found.ends.found
    (0.0, 4.5, 0.2)
    """
    covariance = len(k) * (np.eye(10) / 10 - 0.01)
    observed = np.bincount(k % 10, minlength=10).astype(np.int64)
    return DigitCounts(observed, np.full(10, len(k) / 10), covariance, len(k), float(len(k)))


def digit_chances(k: Whole, n: Whole, law: Law = "own") -> Real:
    """How likely each unit's count is to end with each digit when counted again, shape (units, 10).

    Examples
    --------
    >>> digit_chances(np.array([1]), np.array([2]))[0, :3].round(4).tolist()
    [0.25, 0.5, 0.25]
    """
    if law == "own":
        return _turned(k / n, n)
    made = np.full((len(k), 10), 0.1)
    middle = (k + 0.5) / (n + 1)
    near = np.flatnonzero(n * middle * (1 - middle) < FREE)
    for block in recounts(k[near], n[near], law, tidy=10):
        made[near[block.units]] = block.chances.reshape(len(block.units), -1, 10).sum(axis=1)
    return made


def _turned(share: Real, n: Whole) -> Real:
    """The binomial law folded onto ten digits, from its characteristic function at the ten angles 2πj/10.

    P(K mod 10 = d) = Σ_j φ(2πj/10)·e^(−2πi·jd/10)/10 with φ(θ) = (1 − p + p·e^(iθ))^n; j and 10 − j are conjugate.
    """
    at = np.arange(6)
    angle = np.exp(2j * np.pi * at / 10)
    values = np.power(1 - share[:, None] + share[:, None] * angle, n[:, None])
    weight = np.where((at == 0) | (at == 5), 1.0, 2.0)
    back = weight[:, None] * np.exp(-2j * np.pi * np.outer(at, np.arange(10)) / 10) / 10
    made: Real = np.maximum(0.0, values.real @ back.real - values.imag @ back.imag)
    return made
