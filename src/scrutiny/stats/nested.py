"""Covariances of nested levels by the method of moments, with known sampling error taken away.

Values y of a unit are the sum of an effect of its outer group, one of its inner group, one of its own, and an error of
sampling whose covariance is known. Sums of squares at each level have expectations that are linear in the three
covariances (Henderson, Biometrics 9, 1953, method 1; Searle, Casella, McCulloch, *Variance Components*, 1992, ch. 5),
so that they are solved from the inside to the outside. No shape of the distribution is assumed.

A covariance solved from moments may have negative eigenvalues, mostly where the level has no effect: those are set
to 0, which is the nearest positive semi-definite matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Nested:
    """Covariances of three nested levels, each of shape (d, d), and the mean of each outer group.

    Parameters
    ----------
    outer, inner, unit
        Covariance of the effects of outer groups, of inner groups in an outer one, of units in an inner group.
    means
        Mean of each coordinate in each outer group, shape (groups, d); 0 where the coordinate is unknown.
    """

    outer: Floats
    inner: Floats
    unit: Floats
    means: Floats


def semidefinite(matrix: Floats) -> Floats:
    """The nearest positive semi-definite matrix (in the Frobenius norm).

    Examples
    --------
    >>> semidefinite(np.array([[2.0, 0.0], [0.0, -1.0]])).tolist()
    [[2.0, 0.0], [0.0, 0.0]]
    """
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return np.asarray((vectors * np.maximum(values, 0)) @ vectors.T)


def root(covariance: Floats) -> Floats:
    """A matrix R with R Rᵀ = covariance, for one that may be singular (a Cholesky factor need not exist)."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0)))


def _sum(codes: Whole, values: Floats, groups: int) -> Floats:
    """Sum of the values of each group."""
    return np.bincount(codes, values, groups).astype(np.float64, copy=False)


def _sums(codes: Whole, values: Floats, groups: int) -> Floats:
    """Sum of the rows of each group, shape (groups, columns)."""
    return np.column_stack([_sum(codes, column, groups) for column in values.T])


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Element by element, 0 where there is nothing to divide by: such a covariance is not seen at this level."""
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator > 1e-9)


def nested_covariances(
    values: Floats,
    own: Floats,
    shared: Floats,
    inner: Whole,
    outer: Whole,
    known: Flags,
    weights: Floats | None = None,
    unit_effects: bool = True,
) -> Nested:
    """Solve the covariances of units in inner groups in outer groups.

    Parameters
    ----------
    values
        Shape (n, d).
    own, shared
        The covariance of the sampling error of unit i is diag(own[i]) - shared[i] shared[i]ᵀ; both of shape (n, d).
        (A multinomial has this form on the scale of logarithms.)
    inner, outer
        Codes of the groups of each unit, from 0; an inner group lies in one outer group.
    known
        Which coordinates exist in which outer group, shape (groups, d). A pair of coordinates is solved from the
        outer groups that have both.
    weights
        How much each unit counts, shape (n,), all above 0; by default equally. The covariances are right with any
        weights if effects do not depend on them, and otherwise those of a unit drawn with them.
    unit_effects
        Whether units of an inner group may differ by more than sampling; without, that covariance is 0.

    Examples
    --------
    Two inner groups whose units differ by sampling alone, with a variance of 1:

    >>> y = np.array([[0.0], [np.sqrt(2)], [5.0], [5 + np.sqrt(2)]])
    >>> codes = np.array([0, 0, 1, 1])
    >>> found = nested_covariances(y, np.ones((4, 1)), np.zeros((4, 1)), codes, 0 * codes, np.ones((1, 1), bool))
    >>> round(float(found.unit[0, 0]), 6), round(float(found.inner[0, 0]), 6)
    (0.0, 12.0)
    """
    outers, inners = int(outer.max()) + 1, int(inner.max()) + 1
    mask = known.astype(np.float64)
    here = mask[outer]
    values, own, shared = values * here, own * here, shared * here

    def error(times: Floats) -> Floats:
        """The sum of the sampling covariances of the units, each so many times."""
        return np.asarray(np.diag(times @ own) - (times[:, None] * shared).T @ shared)

    def pairs(times: Floats) -> Floats:
        """For each pair of coordinates the sum over the outer groups that have both."""
        return np.asarray((mask * times[:, None]).T @ mask)

    heavy = np.ones(len(inner)) if weights is None else weights
    weight = _sum(inner, heavy, inners)
    parent = np.zeros(inners, dtype=np.int64)
    parent[inner] = outer
    part = heavy / weight[inner]
    of_inner = _sums(inner, values * part[:, None], inners)
    d = values.shape[1]

    spread = values - of_inner[inner]
    within = heavy * (1 - part)
    unit = np.zeros((d, d))
    if unit_effects:
        squares = (spread * heavy[:, None]).T @ spread
        unit = semidefinite(_ratio(squares - error(within), pairs(_sum(outer, within, outers))))

    whole = _sum(parent, weight, outers)
    means = _sums(parent, of_inner * weight[:, None], outers) / np.maximum(whole, 1e-300)[:, None]
    spread = of_inner - means[parent]
    kept = weight * (1 - weight / np.maximum(whole[parent], 1e-300))
    # The mean of an inner group holds the effects and the errors of its units, each with the square of its part.
    held = kept[inner] * part**2
    explained = unit * pairs(_sum(outer, held, outers)) + error(held)
    squares = (spread * weight[:, None]).T @ spread
    among = semidefinite(_ratio(squares - explained, pairs(_sum(parent, kept, outers))))

    # A mean of few inner groups carries their effects; those of units and of sampling in it are too small to count.
    carried = _sum(parent, (weight / np.maximum(whole[parent], 1e-300)) ** 2, outers)
    there = mask * (whole > 0)[:, None]
    number = there.T @ there
    spread = (means - _ratio(means.sum(axis=0), there.sum(axis=0))) * there
    explained = among * _ratio(pairs(carried) * (number - 1), number)
    # Outer groups count equally: they are few, and the largest would decide alone.
    between = semidefinite(_ratio(spread.T @ spread - explained, number - 1))
    return Nested(between, among, unit, means)
