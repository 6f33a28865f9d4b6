"""Can a choice among many things meet a few limits? A solver guesses; whole numbers decide.

There are *n* things, each of which is taken or not, and a few further whole numbers, each between 0 and a most. Every
limit says that a weighted sum of them is at most a bound. Such a system is

- *possible* when a choice is shown that meets every limit, checked in whole numbers;
- *impossible* when weights are shown, one for each limit and none negative, under which even the best choice exceeds
  the weighted bounds: summed up with these weights the limits ask for less than there can be. Also checked in whole
  numbers, so that no tolerance of a solver decides anything (Farkas 1902; here over a box).

Where neither is found, nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

ROOM = 2**62
"""Products and their sums over limits stay below this, so that 64 bits hold them."""
CORE = 20_000
"""So many things are left to the solver at a time; the weights settle the others."""
ROUNDS = 6


@dataclass(frozen=True, eq=False)
class System:
    """Limits on a choice.

    Parameters
    ----------
    things
        Limits × things: what each thing adds to each limit when it is taken.
    others
        Limits × further numbers: the factor of each in each limit.
    most
        The greatest value of each further number.
    bounds
        What each limit may come to at most.
    """

    things: Whole
    others: tuple[tuple[int, ...], ...]
    most: tuple[int, ...]
    bounds: tuple[int, ...]

    def only(self, rows: Sequence[int]) -> System:
        """The system with some of its limits."""
        return System(
            self.things[list(rows)],
            tuple(self.others[row] for row in rows),
            self.most,
            tuple(self.bounds[row] for row in rows),
        )


@dataclass(frozen=True)
class Impossible:
    """Weights of the limits, and by how much the weighted limits are exceeded at least."""

    weights: tuple[int, ...]
    gap: int


@dataclass(frozen=True, eq=False)
class Possible:
    """A choice that meets every limit: which things are taken, and the further numbers."""

    taken: NDArray[np.bool_]
    others: tuple[int, ...]


def gap(system: System, weights: Sequence[int]) -> int:
    """The least by which the weighted sum of all limits is exceeded, over every choice. Exact.

    Above 0 no choice meets every limit: if one did, the weighted sum would not be exceeded.

    Examples
    --------
    Two sheets with 5 and 3 votes, of which one at most was left out, and 2 votes announced:

    >>> sheets = np.array([[5, 3], [-1, -1]])
    >>> system = System(sheets, ((), ()), (), (2, -1))
    >>> gap(system, (1, 3))
    1
    """
    reduced = _reduced(system.things, weights)
    made = _sum(np.minimum(reduced, 0)) - sum(w * b for w, b in zip(weights, system.bounds, strict=True))
    for position, most in enumerate(system.most):
        factor = sum(w * row[position] for w, row in zip(weights, system.others, strict=True))
        made += min(0, factor * most)
    return made


def meets(system: System, choice: Possible) -> bool:
    """Whether a choice meets every limit. Exact."""
    if any(not 0 <= number <= most for number, most in zip(choice.others, system.most, strict=True)):
        return False
    for row, factors, bound in zip(system.things, system.others, system.bounds, strict=True):
        held = _sum(row[choice.taken]) + sum(f * y for f, y in zip(factors, choice.others, strict=True))
        if held > bound:
            return False
    return True


def decide(system: System) -> Impossible | Possible | None:
    """Whether a system is possible, with what shows it; None when neither could be shown.

    Examples
    --------
    >>> sheets = np.array([[5, 3], [-1, -1]])
    >>> decide(System(sheets, ((), ()), (), (2, -1)))
    Impossible(weights=(1, 3), gap=1)
    >>> found = decide(System(sheets, ((), ()), (), (3, -1)))
    >>> found.taken.tolist()
    [False, True]
    """
    n = system.things.shape[1]
    for simple in (np.ones(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)):
        others = _fitted(system, simple, np.zeros(len(system.most)))
        if others is not None and meets(system, Possible(simple, others)):
            return Possible(simple, others)
    free, fixed = _first(system)
    for _round in range(ROUNDS):
        solved = _solve(system, free, fixed)
        if solved is None:
            return None
        for weights in _whole_weights(system, solved.prices):
            exceeded = gap(system, weights)
            if exceeded > 0:
                return _shortened(system, weights, exceeded)
        if solved.excess < _SURE:
            for choice in _rounded(system, free, fixed, solved):
                if meets(system, choice):
                    return choice
        if len(free) == n:
            return None
        order = np.argsort(np.abs(_priced(system, solved.prices)), kind="stable")
        again = np.sort(order[: min(n, max(CORE, 2 * len(free)))])
        fixed = _priced(system, solved.prices) < 0
        free = again
    return None


_SURE = 1e-7


def _sum(numbers: Whole) -> int:
    """A sum that may pass 64 bits."""
    high, low = numbers >> 32, numbers & 0xFFFFFFFF
    return (int(high.sum()) << 32) + int(low.sum())


def _reduced(things: Whole, weights: Sequence[int]) -> Whole:
    """What each thing adds to the weighted sum of all limits."""
    made = np.zeros(things.shape[1], dtype=np.int64)
    for row, weight in zip(things, weights, strict=True):
        if weight:
            made += row * weight
    return made


def _priced(system: System, prices: Real) -> Real:
    made = np.zeros(system.things.shape[1])
    for row, price in zip(system.things, prices, strict=True):
        if price:
            made += row * price
    return made


def _first(system: System) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The things that the solver sees first: all of them, or those that a sample's weights leave undecided."""
    n = system.things.shape[1]
    everything = np.arange(n, dtype=np.int64)
    if n <= CORE:
        return everything, np.zeros(n, dtype=np.bool_)
    step = -(-n // (CORE // 2))
    sample = System(np.ascontiguousarray(system.things[:, ::step]) * step, system.others, system.most, system.bounds)
    solved = _solve(
        sample, np.arange(sample.things.shape[1], dtype=np.int64), np.zeros(sample.things.shape[1], dtype=np.bool_)
    )
    if solved is None:
        return everything, np.zeros(n, dtype=np.bool_)
    priced = _priced(system, solved.prices)
    return np.sort(np.argsort(np.abs(priced), kind="stable")[:CORE]), priced < 0


@dataclass(frozen=True, eq=False)
class _Solved:
    """What the solver says: by how much the limits are exceeded in the best case, the choice, and prices of limits."""

    excess: float
    taken: Real
    others: Real
    prices: Real


def _solve(system: System, free: NDArray[np.int64], fixed: NDArray[np.bool_]) -> _Solved | None:
    """The best choice among the free things when each may be taken in part: the least common excess over the limits.

    The excess of a limit is measured in what rounding can add to it, so that an excess of -1 leaves room to round.
    """
    import highspy

    things = system.things[:, free]
    settled = fixed.copy()
    settled[free] = False
    bounds = [b - _sum(row[settled]) for row, b in zip(system.things, system.bounds, strict=True)]
    rows, many = things.shape
    further = len(system.most)
    # Fractional parts stand in as many things as there are limits at most: so much can rounding add.
    room = np.array([max(1, int(np.abs(row).max(initial=0))) * rows for row in things], dtype=float)
    size = np.array([max(1.0, r, *(abs(float(f)) for f in fs)) for r, fs in zip(room, system.others, strict=True)])
    matrix = np.empty((rows, many + further + 1))
    matrix[:, :many] = things / size[:, None]
    for position in range(further):
        matrix[:, many + position] = [row[position] / s for row, s in zip(system.others, size, strict=True)]
    matrix[:, -1] = -room / size
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = many + further + 1, rows
    model.col_cost_ = np.r_[np.zeros(many + further), 1.0]
    model.col_lower_ = np.r_[np.zeros(many + further), -1.0]
    model.col_upper_ = np.r_[np.ones(many), np.array(system.most, dtype=float), highspy.kHighsInf]
    model.row_lower_ = np.full(rows, -highspy.kHighsInf)
    model.row_upper_ = np.array([float(b) for b in bounds]) / size
    transposed = matrix.T
    held = transposed != 0
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.r_[0, np.cumsum(held.sum(axis=1))].astype(np.int32)
    model.a_matrix_.index_ = np.nonzero(held)[1].astype(np.int32)
    model.a_matrix_.value_ = transposed[held]
    # One thread and no presolve of our data's order: the same case must give the same bytes.
    for name, value in (("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    values, prices = np.array(solution.col_value), np.maximum(0.0, -np.array(solution.row_dual)) / size
    return _Solved(float(values[-1]), values[:many], values[many:-1], prices)


def _whole_weights(system: System, prices: Real) -> Iterator[tuple[int, ...]]:
    """Prices as whole numbers, from few digits to as many as 64 bits can bear."""
    used = [price for price in prices.tolist() if price > 1e-9 * float(prices.max(initial=0.0))]
    heaviest = [int(np.abs(row).max(initial=0)) for row in system.things]
    for digits in range(18):
        # Against the smallest price first: where one limit has the weight 1 the others are easily told.
        for unit in dict.fromkeys((min(used), max(used)) if used else ()):
            weights = tuple(round(price / unit * 10**digits) for price in prices.tolist())
            if sum(w * h for w, h in zip(weights, heaviest, strict=True)) < ROOM:
                yield weights


def _shortened(system: System, weights: tuple[int, ...], exceeded: int) -> Impossible:
    """Weights without a common factor; a limit that is not needed gets none."""
    for row, weight in enumerate(weights):
        if weight:
            without = (*weights[:row], 0, *weights[row + 1 :])
            less = gap(system, without)
            if less > 0:
                weights, exceeded = without, less
    common = math.gcd(*weights)
    return Impossible(tuple(w // common for w in weights), exceeded // common)


def _rounded(system: System, free: NDArray[np.int64], fixed: NDArray[np.bool_], solved: _Solved) -> Iterator[Possible]:
    """Choices near the solver's: few things are taken in part, and each is taken or not."""
    base = fixed.copy()
    base[free] = solved.taken > 0.5
    part = free[(solved.taken > 1e-9) & (solved.taken < 1 - 1e-9)]
    share = solved.taken[(solved.taken > 1e-9) & (solved.taken < 1 - 1e-9)]
    order = part[np.argsort(-share, kind="stable")]
    whole = round(float(share.sum()))
    counts = [whole, *(c for step in range(1, len(order) + 1) for c in (whole - step, whole + step))]
    for count in [c for c in counts if 0 <= c <= len(order)]:
        taken = base.copy()
        taken[order] = False
        taken[order[:count]] = True
        others = _fitted(system, taken, solved.others)
        if others is not None:
            yield Possible(taken, others)


def _fitted(system: System, taken: NDArray[np.bool_], near: Real) -> tuple[int, ...] | None:
    """Whole further numbers that meet the limits, one after the other; None when the next has no room.

    A limit on several of them is used for the last: those before it are taken as the solver has them.
    """
    left = [b - _sum(row[taken]) for row, b in zip(system.things, system.bounds, strict=True)]
    made: list[int] = []
    for position, most in enumerate(system.most):
        low, high = 0, most
        for factors, bound in zip(system.others, left, strict=True):
            factor = factors[position]
            if not factor or any(factors[position + 1 :]):
                continue
            rest = bound - sum(f * y for f, y in zip(factors, made, strict=False))
            if factor > 0:
                high = min(high, rest // factor)
            else:
                low = max(low, -(rest // -factor))
        if low > high:
            return None
        made.append(min(high, max(low, round(float(near[position])))))
    return tuple(made)
