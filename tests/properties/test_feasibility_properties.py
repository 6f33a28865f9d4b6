"""What the solver proposes is believed only when whole numbers show it: held against every choice there is."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scrutiny.stats.feasibility import Impossible, Possible, System, decide, gap, meets


@st.composite
def systems(draw: st.DrawFn) -> System:
    things, limits, further = draw(st.integers(1, 6)), draw(st.integers(1, 4)), draw(st.integers(0, 2))
    numbers = st.integers(-6, 6)
    rows = [[draw(numbers) for _ in range(things)] for _ in range(limits)]
    factors = tuple(tuple(draw(st.integers(-2, 2)) for _ in range(further)) for _ in range(limits))
    most = tuple(draw(st.integers(0, 3)) for _ in range(further))
    bounds = tuple(draw(st.integers(-12, 9)) for _ in range(limits))
    return System(np.array(rows, dtype=np.int64), factors, most, bounds)


def every_choice(system: System) -> bool:
    """Whether some choice meets every limit, by trying all of them."""
    things = system.things.shape[1]
    for taken in itertools.product((0, 1), repeat=things):
        for others in itertools.product(*(range(most + 1) for most in system.most)):
            held = [
                sum(int(row[i]) * taken[i] for i in range(things))
                + sum(f * y for f, y in zip(factors, others, strict=True))
                for row, factors in zip(system.things, system.others, strict=True)
            ]
            if all(h <= b for h, b in zip(held, system.bounds, strict=True)):
                return True
    return False


@settings(max_examples=400, deadline=None)
@given(systems())
def test_possible_and_impossible_are_what_trying_every_choice_finds(system: System) -> None:
    found = decide(system)
    if isinstance(found, Possible):
        assert meets(system, found) and every_choice(system)
    if isinstance(found, Impossible):
        assert gap(system, found.weights) == found.gap > 0
        assert min(found.weights) >= 0
        assert not every_choice(system)


@settings(max_examples=300, deadline=None)
@given(systems(), st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_no_weights_show_a_possible_system_to_be_impossible(system: System, weights: list[int]) -> None:
    assume(every_choice(system))
    assert gap(system, weights[: len(system.bounds)]) <= 0


def test_most_small_systems_are_decided() -> None:
    """Nothing is said only where whole numbers differ from fractions; that must stay rare."""
    random = np.random.default_rng(5)
    silent = 0
    for _trial in range(500):
        things, limits = int(random.integers(1, 7)), int(random.integers(1, 5))
        rows = random.integers(-6, 7, (limits, things))
        bounds = tuple(int(b) for b in random.integers(-12, 9, limits))
        silent += decide(System(rows, ((),) * limits, (), bounds)) is None
    assert silent < 25


def test_sums_beyond_64_bits_are_exact() -> None:
    system = System(np.full((1, 5), 2**61, dtype=np.int64), ((),), (), (2**63,))
    assert gap(system, (1,)) == -(2**63)
    assert meets(system, Possible(np.array([True] * 4 + [False]), ()))
    assert not meets(system, Possible(np.ones(5, dtype=np.bool_), ()))


def test_many_things_are_decided_by_those_that_matter() -> None:
    """More things than the solver sees at a time: the weights settle the rest, and all are checked."""
    random = np.random.default_rng(8)
    votes = random.integers(0, 700, (2, 60_000))
    left_out = 2_000
    least = [int(row.sum() - np.sort(row)[-left_out:].sum()) for row in votes]
    rows = np.vstack([votes, -np.ones((1, 60_000), dtype=np.int64)])
    none = ((), (), ())
    # Each option alone just fits when the sheets with its most votes are left out; both cannot be.
    both = decide(System(rows, none, (), (least[0], least[1], -(60_000 - left_out))))
    assert isinstance(both, Impossible) and both.gap > 0
    roomy = decide(System(rows, none, (), (least[0] + 400_000, least[1] + 400_000, -(60_000 - left_out))))
    assert isinstance(roomy, Possible)
