"""What goes wrong in honest elections: rarely, in figures alone, and never more ballots than voters."""

from __future__ import annotations

import numpy as np

from scrutiny.simulate.honest import honest_draw
from scrutiny.simulate.imperfect import SLIPS, imperfect
from tests.test_simulate import invented


def test_so_many_stations_have_a_slip_as_it_says() -> None:
    draw = honest_draw(invented(20_000, 3), np.random.default_rng(1))
    made = imperfect(draw, np.random.default_rng(2), doubled=0)
    altered = (made.votes != draw.votes).any(axis=1)
    assert 0 < altered.mean() <= SLIPS + 5.2 * (SLIPS / 20_000) ** 0.5  # 5.2 standard deviations
    assert (made.invalid == draw.invalid).all()


def test_a_sheet_entered_twice_is_the_row_before_in_one_region() -> None:
    draw = honest_draw(invented(5_000, 3), np.random.default_rng(1))
    made = imperfect(draw, np.random.default_rng(2), slips=0, doubled=0.05)
    rows = np.flatnonzero((made.votes != draw.votes).any(axis=1))
    assert len(rows)
    assert (made.votes[rows] == draw.votes[rows - 1]).all() and (made.invalid[rows] == draw.invalid[rows - 1]).all()
    assert (draw.region[rows] == draw.region[rows - 1]).all()


def test_more_ballots_than_voters_are_noticed() -> None:
    draw = honest_draw(invented(5_000, 3), np.random.default_rng(1))
    made = imperfect(draw, np.random.default_rng(2), slips=1, doubled=0.5)
    assert made.registered is not None and (made.cast <= made.registered).all() and (made.votes >= 0).all()


def test_nothing_goes_wrong_where_nothing_is_to() -> None:
    draw = honest_draw(invented(300, 2), np.random.default_rng(1))
    made = imperfect(draw, np.random.default_rng(2), slips=0, doubled=0)
    assert (made.votes == draw.votes).all()
