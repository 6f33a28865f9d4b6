"""Second significant digits of small whole numbers: how often is each expected when every number is counted again?

Benford's law for the second digit holds for numbers that spread over several powers of ten, which the counts of units
of similar size do not: honest ones fail it and dishonest ones pass (Deckert, Myagkov and Ordeshook (2011), Political
Analysis 19, 245-268). Here the chance of each digit is worked out for each unit from its law, and Benford's figures are
given as a description only.

Null: given n, each count is drawn again by its law, independently of the others. A count below 10 has no second digit;
that too is an outcome, and what is compared are the digits of those that have one. The shares of units must spread: if
they were all alike, counting again would make a law that is wider than theirs, and honest counts would look unusual.
Work out both laws, and see `scrutiny.stats.digit_counts.sound` for whether there is a statement to make.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scrutiny.stats.digit_counts import DigitCounts
from scrutiny.stats.near_whole import Law
from scrutiny.stats.recounts import recounts

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

USABLE = 0.5
"""With less than this part of the information most counts are below 10, or known to their second digit beforehand."""
NONE = 10
"""Stands for the second digit of a number below 10."""

BENFORD: Real = np.array([sum(np.log10(1 + 1 / (10 * first + d)) for first in range(1, 10)) for d in range(10)])
"""The chance of each second digit under Benford's law, from .1197 for 0 to .0850 for 9."""


def second_digit(k: Whole) -> Whole:
    """The second significant digit, or `NONE`.

    Examples
    --------
    >>> second_digit(np.array([7, 10, 99, 140, 1999])).tolist()
    [10, 0, 9, 4, 9]
    """
    tens = 10 ** np.arange(2, 19, dtype=np.int64)
    power = 10 ** np.searchsorted(tens, k, side="right").astype(np.int64)
    made: Whole = np.where(k < 10, NONE, k // power % 10)
    return made


def second_digits(k: Whole, n: Whole, law: Law = "own") -> DigitCounts:
    """Second digits found and expected.

    The counts of digits are compared for the number of units that have one: expected counts are scaled to it, and the
    covariance is that of the digits less their share of it. So a law that is unsure of *how many* counts lie below 10
    says nothing about the digits of the others.

    Parameters
    ----------
    k, n
        Counts and their totals, 0 ≤ k ≤ n, n > 0, shape (units,).
    law
        See `scrutiny.stats.near_whole.Law`.

    Examples
    --------
    Honest counts of 500 whose shares lie around 30 %, which are far from Benford's law:

    >>> rng = np.random.default_rng(1)
    >>> k, n = rng.binomial(500, rng.beta(18, 42, 3000)), np.full(3000, 500)
    >>> round(second_digits(k, n).chance, 2), bool(benford_second_digits(k).chance < 1e-9)
    (0.22, True)
    """
    chances = np.zeros(11)
    products = np.zeros((11, 11))
    effective = 0.0
    for block in recounts(k, n, law):
        rows, width = block.chances.shape
        # Digits of a whole stretch of numbers once: rows of a block start close to one another.
        base = int(block.first.min())
        digits = second_digit(np.arange(base, int(block.first.max()) + width, dtype=np.int64))
        cells = digits[(block.first - base)[:, None] + np.arange(width)]
        cells += 11 * np.arange(rows)[:, None]
        own = np.bincount(cells.ravel(), block.chances.ravel(), 11 * rows).reshape(rows, 11)
        chances += own.sum(axis=0)
        products += own.T @ own
        has = 1 - own[:, NONE]
        spread = (own[:, :NONE] ** 2).sum(axis=1) / np.maximum(has, 1e-300)
        effective += float(np.maximum(0.0, has - spread).sum()) / 0.9
    covariance = np.diag(chances) - products
    observed = np.bincount(second_digit(k), minlength=11)[:NONE].astype(np.int64)
    share = chances[:NONE] / max(float(chances[:NONE].sum()), 1e-300)
    rest = np.eye(10) - share[:, None]
    covariance = rest @ covariance[:NONE, :NONE] @ rest.T
    return DigitCounts(observed, share * int(observed.sum()), covariance, len(k), effective)


def benford_second_digits(k: Whole) -> DigitCounts:
    """Second digits of the numbers from 10, against Benford's law: a description, not a test of honest counts.

    Examples
    --------
    >>> found = benford_second_digits(np.arange(10, 100))
    >>> round(found.mean.expected, 5), found.mean.found
    (4.18739, 4.5)
    """
    observed = np.bincount(second_digit(k), minlength=11)[:NONE].astype(np.int64)
    number = int(observed.sum())
    covariance = number * (np.diag(BENFORD) - np.outer(BENFORD, BENFORD))
    return DigitCounts(observed, number * BENFORD, covariance, len(k), float(number))
