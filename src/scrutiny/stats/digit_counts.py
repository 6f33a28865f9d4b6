"""How often each digit stands in a column, against how often independent units with laws of their own would have it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, gammaln

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

FLAT = 1e-9
"""Directions with less than this variance, or less than this part of the largest, are held to have none."""


FEW = 40
"""So many terms of the Poisson mixture are added up: with a mean of `NEAR`/2, what is left is below 1e-70."""
TINY = float(np.finfo(np.float64).tiny)
"""No chance is smaller, since none that is worked out here is of something impossible."""
NEAR = 0.5
"""Two nulls that disagree by no more than this may be tested (see `disagreement`)."""


@dataclass(frozen=True)
class Against:
    """One number found, what was expected of it, and how many standard deviations lie between.

    Parameters
    ----------
    found, expected, spread
        The figure, its mean and its standard deviation under the null.
    """

    found: float
    expected: float
    spread: float

    @property
    def z(self) -> float:
        return (self.found - self.expected) / self.spread if self.spread > 0 else 0.0


@dataclass(frozen=True, eq=False)
class DigitCounts:
    """Digits found and expected.

    Parameters
    ----------
    observed
        How often each digit is found, shape (10,).
    expected
        How often it is expected, shape (10,); adds to the same number.
    covariance
        The covariance of the counts over independent units, shape (10, 10).
    units
        Units that were looked at.
    effective
        How many units with quite free digits would tell as much: each counts for (1 − Σp²)/0.9, which is 1 where its
        ten digits are equally likely and 0 where only one is possible.
    """

    observed: Whole
    expected: Real
    covariance: Real
    units: int
    effective: float

    @property
    def usable(self) -> float:
        """The part of the information that is there, from 0 (no digit is free) to 1."""
        return self.effective / self.units if self.units else 0.0

    @property
    def counted(self) -> int:
        """Units that have such a digit."""
        return int(self.observed.sum())

    @cached_property
    def _form(self) -> tuple[float, int]:
        return quadratic_form(self.observed - self.expected, self.covariance)

    @property
    def statistic(self) -> float:
        """(O − E)' V⁺ (O − E): Pearson's χ² where every unit has the same law."""
        return self._form[0]

    @property
    def freedom(self) -> int:
        """Degrees of freedom: 9, or fewer where some digits cannot occur."""
        return self._form[1]

    @property
    def chance(self) -> float:
        """The chance of so large a statistic or larger, from the χ² law that it has for many units."""
        return self.chance_off(0.0)

    def chance_off(self, by: float) -> float:
        """The same where what is expected is off by so much, a distance as `disagreement` gives.

        The statistic then has the noncentral χ² law, a Poisson mixture of central ones; each of its terms is positive,
        so that the smallest chances are as exact as the others. Never 0: what underflows is not impossible.

        Examples
        --------
        >>> flat = DigitCounts(np.full(10, 10), np.full(10, 10.0), 100 * (np.eye(10) / 10 - 0.01), 100, 100.0)
        >>> far = DigitCounts(np.array([25] + [9] * 3 + [8] * 6), flat.expected, flat.covariance, 100, 100.0)
        >>> [float(f"{far.chance_off(by):.3g}") for by in (0.0, 0.5)]
        [0.00276, 0.00444]
        """
        if not self.freedom:
            return 1.0
        terms = np.arange(FEW)
        weights = np.exp(terms * math.log(by / 2) - by / 2 - gammaln(terms + 1)) if by > 0 else (terms == 0) * 1.0
        return float(min(1.0, max(TINY, weights @ chdtrc(self.freedom + 2 * terms, self.statistic))))

    @property
    def mean(self) -> Against:
        """The mean digit."""
        return self._weighted(np.arange(10.0))

    def share_of(self, digits: Sequence[int]) -> Against:
        """The share that some digits have together."""
        weights = np.zeros(10)
        weights[list(digits)] = 1.0
        return self._weighted(weights)

    @property
    def ends(self) -> Against:
        """The share of 0 and 5, at which people who invent or round figures like to end."""
        return self.share_of((0, 5))

    def _weighted(self, weights: Real) -> Against:
        number = max(1, self.counted)
        spread = math.sqrt(max(0.0, float(weights @ self.covariance @ weights)))
        return Against(
            float(weights @ self.observed) / number, float(weights @ self.expected) / number, spread / number
        )


def together(parts: Sequence[DigitCounts]) -> DigitCounts:
    """The last digits of several groups of units as those of one; second digits do not add up in this way.

    Examples
    --------
    >>> flat = DigitCounts(np.full(10, 10), np.full(10, 10.0), 100 * (np.eye(10) / 10 - 0.01), 100, 100.0)
    >>> both = together([flat, flat])
    >>> both.units, both.observed.tolist() == [20] * 10
    (200, True)
    """
    return DigitCounts(
        observed=np.sum([part.observed for part in parts], axis=0),
        expected=np.sum([part.expected for part in parts], axis=0),
        covariance=np.sum([part.covariance for part in parts], axis=0),
        units=sum(part.units for part in parts),
        effective=sum(part.effective for part in parts),
    )


def disagreement(one: DigitCounts, other: DigitCounts) -> float:
    """How far two nulls are apart for the same units: what the statistic of one gains where the other is true.

    Counting again by a law smooths what was found, so that honest counts are a little less smooth than what is expected
    of them. A wider law smooths once more, and what that changes is about what the first one is wrong by. Where this is
    not small, whether digits are unusual is a matter of the law that one takes, and no statement can be made. Where it
    is, it is still reckoned with (`DigitCounts.chance_off`): taken for nought, 0.5 would make a chance of 5 % one of
    6.6 % and one of 8.3e-4 one of 1.4e-3.

    Examples
    --------
    >>> flat = DigitCounts(np.full(10, 10), np.full(10, 10.0), 100 * (np.eye(10) / 10 - 0.01), 100, 100.0)
    >>> bent = DigitCounts(np.full(10, 10), np.array([13, 7] + [10.0] * 8), flat.covariance, 100, 100.0)
    >>> round(disagreement(flat, bent), 6)
    1.8
    """
    return quadratic_form(one.expected - other.expected, one.covariance)[0]


def sound(own: DigitCounts, unsure: DigitCounts, usable: float) -> bool:
    """Whether there is a statement to make: most digits are free, and the two laws expect nearly the same of them.

    Both are needed. With many units the laws disagree before they mislead; with a few thousand whose counts are small
    they need not, and it is the freedom of the digits that tells.

    Parameters
    ----------
    own, unsure
        The digits of the same units under the two laws.
    usable
        The least part of the information that must be there, such as `scrutiny.stats.last_digits.USABLE`.
    """
    return own.units > 0 and own.usable >= usable and disagreement(own, unsure) <= NEAR


def quadratic_form(deviation: Real, covariance: Real) -> tuple[float, int]:
    """d' V⁺ d and the rank of V. V⁺ is the pseudo-inverse, so that no digit has to be singled out and dropped.

    Examples
    --------
    Pearson's χ² of 60 throws of a die, 5 8 9 8 10 20, expected 10 each:

    >>> thrown = np.array([5, 8, 9, 8, 10, 20]) - 10.0
    >>> statistic, freedom = quadratic_form(thrown, 60 * (np.eye(6) / 6 - 1 / 36))
    >>> round(statistic, 6), freedom
    (13.4, 5)
    """
    values, vectors = np.linalg.eigh(covariance)
    has = values > FLAT * max(float(values[-1]), 1.0)
    along = deviation @ vectors[:, has]
    return float((along**2 / values[has]).sum()), int(has.sum())
