"""Elections made by a known hand, honest or not: figures that add up, an exact account, a shape that comes back."""

from __future__ import annotations

from dataclasses import fields, replace
from statistics import NormalDist

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.evidence.contest import Contest, Option
from scrutiny.evidence.counts import ATTRIBUTE, MEASURE, OPTION, PLACE, UNIT
from scrutiny.simulate.draw import Draw, as_counts
from scrutiny.simulate.estimating import shaped_like
from scrutiny.simulate.hands import HANDS, counts_from_rounded_shares
from scrutiny.simulate.hands.copied_sheets import copied_sheets
from scrutiny.simulate.hands.hand import Hand
from scrutiny.simulate.hands.human_digits import human_digits
from scrutiny.simulate.hands.late_counts import late_counts
from scrutiny.simulate.hands.stuffing import stuffing
from scrutiny.simulate.hands.swapped_columns import swapped_columns
from scrutiny.simulate.hands.too_even import too_even
from scrutiny.simulate.hands.transfer import transfer
from scrutiny.simulate.hands.whole_percentages import whole_percentages
from scrutiny.simulate.honest import honest_case, honest_counts, honest_draw
from scrutiny.simulate.recorded import REST, as_draw
from scrutiny.simulate.resampled import resampled
from scrutiny.simulate.shape import Closed, Shape, bootstrapped, invented
from scrutiny.stats.nested import nested_covariances, root, semidefinite
from tests.conftest import each_of

Z = NormalDist().inv_cdf(1 - each_of(100) / 2)
"""Standard errors within which each of the random comparisons of this file, at most a hundred, has to lie."""
EACH_HAND = pytest.mark.parametrize("hand", HANDS.values(), ids=list(HANDS))


def contest(options: int) -> Contest:
    return Contest("c", "C", "e", options=tuple(Option(f"o{i}", f"Option {i}") for i in range(options)))


def adds_up(draw: Draw) -> None:
    assert (draw.votes >= 0).all() and (draw.invalid >= 0).all()
    assert draw.votes.dtype == draw.invalid.dtype == np.int64
    assert (draw.valid == draw.votes.sum(axis=1)).all() and (draw.cast == draw.valid + draw.invalid).all()
    if draw.registered is not None:
        assert (draw.cast <= draw.registered).all()
    lengths = {len(getattr(draw, f.name)) for f in fields(draw) if getattr(draw, f.name) is not None}
    assert lengths == {draw.stations}
    if draw.arrival is not None:
        assert len(np.unique(draw.arrival)) == draw.stations


def same(one: Draw, other: Draw) -> bool:
    pairs = [(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)]
    return all((a is None and b is None) or (a.dtype, a.tobytes()) == (b.dtype, b.tobytes()) for a, b in pairs)


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    shape = invented(
        draw(st.integers(1, 60)),
        draw(st.integers(2, 5)),
        draw(st.integers(1, 4)),
        draw(st.integers(0, 50)),
        draw(st.sampled_from([1.0, 2.5, 8.0])),
    )
    turnout = draw(st.sampled_from([0.02, 0.5, 0.97, 1.0]))
    tails = draw(st.sampled_from([(np.inf, np.inf), (4.5, 6.0)]))
    closed = draw(st.sampled_from([None, Closed(300, 0.5, 0.98)]))
    registers = draw(st.booleans())
    spread = replace(shape.spread, tails=tails)
    return replace(shape, turnout=turnout, spread=spread, closed=closed, registers=registers)


class TestHonest:
    @given(shapes(), st.integers(0, 2**32))
    @settings(max_examples=60, deadline=None)
    def test_figures_add_up_and_the_seed_decides_them(self, shape: Shape, seed: int) -> None:
        made = honest_draw(shape, np.random.default_rng(seed))
        adds_up(made)
        assert same(made, honest_draw(shape, np.random.default_rng(seed)))
        if not shape.registers:
            assert made.registered is None and (made.cast == shape.registered).all()

    def test_replicates_of_one_sequence_differ(self) -> None:
        shape = invented(50)
        one, other = (honest_draw(shape, np.random.default_rng(s)) for s in np.random.SeedSequence(1).spawn(2))
        assert not same(one, other)

    def test_a_record_has_the_columns_of_a_real_one(self) -> None:
        shape = invented(40, 3)
        counts = honest_counts(shape, contest(3), np.random.default_rng(1))
        table = counts.table
        assert table[UNIT].n_unique() == counts.units == 40
        assert counts.levels == ("region", "centre")
        assert ATTRIBUTE + "arrival" in table.columns
        assert (table[MEASURE + "valid"] == table.select(pl.sum_horizontal(pl.col(f"^{OPTION}.*$"))).to_series()).all()
        assert (table[MEASURE + "cast"] == table[MEASURE + "valid"] + table[MEASURE + "invalid"]).all()
        assert table.group_by(PLACE + "centre").agg(pl.col(PLACE + "region").n_unique())[PLACE + "region"].max() == 1

    def test_a_case_names_its_levels(self) -> None:
        evidence = honest_case(invented(40), 1)
        assert evidence.case.levels == (*evidence.counts[0].levels, "station")
        assert counts_from_rounded_shares(evidence).case.claims != evidence.case.claims

    def test_means_are_those_of_the_shape(self) -> None:
        """Mean of 40 draws; their own spread gives the error, and half a thousandth is left to the integral."""
        shape = invented(2000, 4, regions=400, seed=3)
        draws = [honest_draw(shape, np.random.default_rng(s)) for s in np.random.SeedSequence(2).spawn(40)]
        assert all(d.registered is not None for d in draws)
        turnout = np.array([d.cast.sum() / shape.registered.sum() for d in draws])
        share = np.array([d.totals / d.totals.sum() for d in draws])
        for found, wanted in [(turnout, shape.turnout), *zip(share.T, shape.shares, strict=True)]:
            assert abs(found.mean() - wanted) < Z * found.std(ddof=1) / 40**0.5 + 0.004

    def test_another_number_of_stations_keeps_places_whole(self) -> None:
        shape = invented(100, 3)
        more = bootstrapped(shape, 1000, np.random.default_rng(1))
        adds_up(honest_draw(more, np.random.default_rng(1)))
        assert more.stations == 1000
        assert set(more.registered) <= set(shape.registered)
        for code in np.unique(more.place):
            assert len(np.unique(more.region[more.place == code])) == 1


class TestShape:
    def test_the_spread_of_a_simulated_election_comes_back(self) -> None:
        """Standard deviations on each level, averaged over elections; a twentieth is left to the scale of logits."""
        true = invented(2500, 3, regions=20, seed=5, place_effect=0.35, station_effect=0.2)
        found: list[np.ndarray] = []
        for sequence in np.random.SeedSequence(7).spawn(8):
            draw = honest_draw(true, np.random.default_rng(sequence))
            shape = shaped_like(as_counts(draw, contest(3)))
            found.append(np.array([_ratios(shape.spread.place), _ratios(shape.spread.station)]))
        mean, error = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / len(found) ** 0.5
        wanted = np.array([_ratios(true.spread.place), _ratios(true.spread.station)])
        assert (np.abs(mean - wanted) < Z * error + 0.05 * wanted).all()

    def test_means_come_back_exactly(self) -> None:
        counts = honest_counts(invented(300, 3), contest(3), np.random.default_rng(1))
        shape = shaped_like(counts)
        assert shape.options == ("o0", "o1", "o2")
        cast, registered = counts.total("cast").value, counts.total("registered").value
        assert shape.turnout == cast / registered
        assert shape.shares[0] == counts.total("o0").value / counts.total("valid").value

    def test_tables_of_a_random_split_differ_by_chance_alone(self) -> None:
        counts = honest_counts(invented(800, 3, per_place=5), contest(3), np.random.default_rng(1))
        assert not shaped_like(counts, random_split=True).spread.station.any()
        assert shaped_like(counts).spread.station.any()

    def test_where_stations_differ_by_chance_alone_almost_no_effect_is_found(self) -> None:
        shape = invented(3000, 3, per_place=5, station_effect=0.0)
        found = shaped_like(honest_counts(shape, contest(3), np.random.default_rng(1)))
        assert _ratios(found.spread.station).max() < 0.05

    def test_a_record_without_registers_or_places(self) -> None:
        """As in Chile 2021: ballots are known, voters are not."""
        counts = honest_counts(invented(300, 3), contest(3), np.random.default_rng(1))
        bare = replace(counts, table=counts.table.drop(MEASURE + "registered", PLACE + "region", PLACE + "centre"))
        shape = shaped_like(bare)
        assert not shape.registers and shape.regions == 1
        made = honest_draw(shape, np.random.default_rng(1))
        adds_up(made)
        assert (made.cast == counts.table[MEASURE + "cast"].to_numpy()).all()
        assert not shape.spread.place[0].any()

    def test_small_options_are_the_rest_and_nothing_is_lost(self) -> None:
        counts = honest_counts(invented(60, 7), contest(7), np.random.default_rng(1))
        recorded = as_draw(counts, options=3)
        assert recorded.options == ("o0", "o1", "o2", REST)
        assert recorded.draw.votes.sum() == counts.total("valid").value
        assert set(as_draw(counts, options=6).options) == {f"o{i}" for i in range(7)}, "one option is no rest"

    def test_an_option_gets_no_votes_where_it_did_not_stand(self) -> None:
        counts = honest_counts(invented(400, 3, regions=4), contest(3), np.random.default_rng(1))
        there = pl.col(PLACE + "region") == "R01"
        table = counts.table.with_columns(pl.when(there).then(0).otherwise(pl.col("option:o1")).alias("option:o1"))
        table = table.with_columns(
            pl.sum_horizontal(pl.col(f"^{OPTION}.*$")).alias(MEASURE + "valid"),
        ).with_columns((pl.col(MEASURE + "valid") + pl.col(MEASURE + "invalid")).alias(MEASURE + "cast"))
        shape = shaped_like(replace(counts, table=table))
        made = honest_draw(shape, np.random.default_rng(1))
        column = shape.options.index("o1")
        assert made.votes[made.region == 0, column].sum() == 0
        assert made.votes[made.region == 1, column].sum() > 0

    def test_a_known_arrival_is_kept_and_what_goes_with_it_measured(self) -> None:
        counts = honest_counts(invented(3000, 2), contest(2), np.random.default_rng(1))
        draw = as_draw(counts, arrival="arrival").draw
        assert draw.arrival is not None
        late = late_counts(draw, 0.5, np.random.default_rng(1), 0, share=0.3).draw
        table = as_counts(late, contest(2)).table
        shape = shaped_like(replace(counts, table=table), arrival="arrival")
        assert shape.slopes is not None and shape.arrival is not None
        assert (shape.arrival == draw.arrival).all()
        assert shape.slopes[1, 1] - shape.slopes[1, 2] > 0.3
        assert (honest_draw(shape, np.random.default_rng(1)).arrival == draw.arrival).all()

    def test_closed_institutions_are_a_share_and_no_tail(self) -> None:
        plain = replace(invented(3000, 3), closed=Closed(150, 0.6, 0.98))
        plain = replace(plain, registered=np.where(np.arange(3000) % 10, plain.registered, 100))
        shape = shaped_like(honest_counts(plain, contest(3), np.random.default_rng(1)))
        assert shape.closed is not None
        assert abs(shape.closed.turnout - 0.98) < 0.015
        assert 0.5 < shape.closed.share < 0.7

    def test_rows_without_a_figure_or_with_an_impossible_one_are_left_out(self) -> None:
        counts = honest_counts(invented(50, 3), contest(3), np.random.default_rng(1))
        row = pl.int_range(pl.len())
        table = counts.table.with_columns(
            pl.when(row == 3).then(None).otherwise(pl.col("measure:valid")).alias("measure:valid"),
            pl.when(row == 5).then(1).otherwise(pl.col("measure:registered")).alias("measure:registered"),
            pl.when(row == 7).then(-4).otherwise(pl.col("option:o1")).alias("option:o1"),
        )
        recorded = as_draw(replace(counts, table=table))
        assert recorded.left_out == 3
        assert not {3, 5, 7} & set(recorded.draw.unit.tolist())
        adds_up(recorded.draw)


def _ratios(covariance: np.ndarray) -> np.ndarray:
    """Standard deviations of the logit of turnout and of the log-ratios to the first option."""
    turnout = covariance[0, 0]
    shares = covariance[1:-1, 1:-1]
    ratios = np.diag(shares)[1:] + shares[0, 0] - 2 * shares[0, 1:]
    return np.sqrt(np.maximum([turnout, *ratios], 0))


class TestNested:
    def test_covariances_of_normal_effects_come_back(self) -> None:
        rng = np.random.default_rng(1)
        outer_of_inner = np.repeat(np.arange(60), 20)
        inner = np.repeat(np.arange(1200), 4)
        wanted = [np.array([[s, s / 3], [s / 3, s / 2]]) for s in (0.5, 0.3, 0.2)]
        found = []
        for _draw in range(12):
            effects = [rng.standard_normal((n, 2)) @ root(w).T for n, w in zip((60, 1200, 4800), wanted, strict=True)]
            y = effects[0][outer_of_inner[inner]] + effects[1][inner] + effects[2] + rng.normal(0, 0.3, (4800, 2))
            own = np.full((4800, 2), 0.09)
            known = np.ones((60, 2), dtype=np.bool_)
            made = nested_covariances(y, own, 0 * own, inner, outer_of_inner[inner], known)
            found.append([made.outer, made.inner, made.unit])
        error = np.std(found, axis=0, ddof=1) / len(found) ** 0.5
        # Twelve estimates give their own error with a long tail: its t quantile stands in for the normal one.
        assert (np.abs(np.mean(found, axis=0) - wanted) < 3 * Z * error).all()

    @given(st.lists(st.floats(-5, 5), min_size=9, max_size=9))
    def test_a_projection_is_semidefinite_and_leaves_what_is(self, numbers: list[float]) -> None:
        matrix = np.array(numbers).reshape(3, 3)
        made = semidefinite(matrix)
        assert np.linalg.eigvalsh(made).min() > -1e-9
        assert np.allclose(semidefinite(made), made)
        assert np.allclose(root(made) @ root(made).T, made)


class TestResampled:
    @given(shapes(), st.integers(0, 2**32))
    @settings(max_examples=30, deadline=None)
    def test_figures_add_up_and_the_seed_decides_them(self, shape: Shape, seed: int) -> None:
        source = honest_draw(shape, np.random.default_rng(0))
        made = resampled(source, np.random.default_rng(seed))
        adds_up(made)
        assert same(made, resampled(source, np.random.default_rng(seed)))

    def test_each_station_stays_near_its_own_counts(self) -> None:
        source = honest_draw(invented(2000, 3), np.random.default_rng(1))
        made = resampled(source, np.random.default_rng(2))
        assert not same(source, made)
        share, before = made.votes[:, 0] / made.cast, source.votes[:, 0] / source.cast
        deviation = (share - before) / np.sqrt(2 * before * (1 - before) / source.cast)
        assert abs(deviation.mean()) < Z / 2000**0.5 + 0.02
        assert 0.85 < deviation.std() < 1.15


def figures(draw: Draw, options: int) -> pl.DataFrame:
    """The record of a draw by the id of its units: a way to its figures that no hand uses."""
    columns = [UNIT, MEASURE + "invalid", *(OPTION + f"o{i}" for i in range(options))]
    table = as_counts(draw, contest(options)).table
    return table.select(columns).rename({c: c.replace(":", "_") for c in columns})


class TestHands:
    def test_every_hand_has_its_texts(self) -> None:
        assert len(HANDS) == 13
        for id_, hand in HANDS.items():
            assert hand.id == id_ and hand.title and hand.description.endswith(".")

    @EACH_HAND
    @given(shapes(), st.floats(0, 1), st.integers(0, 2**32), st.integers(0, 1))
    @settings(max_examples=25, deadline=None)
    def test_figures_still_add_up_and_the_account_is_exact(
        self, hand: Hand, shape: Shape, dose: float, seed: int, leader: int
    ) -> None:
        draw = honest_draw(shape, np.random.default_rng(seed))
        if not hand.applies(draw):
            with pytest.raises(ValueError, match="needs"):
                hand.alter(draw, dose, np.random.default_rng(seed), leader)
            return
        kept = {f.name: getattr(draw, f.name) for f in fields(draw)}
        copies = {name: None if value is None else value.copy() for name, value in kept.items()}
        done = hand.alter(draw, dose, np.random.default_rng(seed), leader)
        if hand.id != "deleted_stations":
            adds_up(done.draw)
        for name, value in kept.items():
            assert value is None or (value == copies[name]).all(), "what was given is left as it was"
        again = hand.alter(draw, dose, np.random.default_rng(seed), leader)
        assert same(done.draw, again.draw)
        assert done.altered.sum() <= round(dose * draw.stations)

        options = draw.votes.shape[1]
        joined = figures(draw, options).join(figures(done.draw, options), on=UNIT, how="left").fill_null(0)
        names = ["measure_invalid", *(f"option_o{i}" for i in range(options))]
        change = np.column_stack([(joined[f"{n}_right"] - joined[n]).to_numpy() for n in names])
        assert (done.change == change[:, 1:]).all() and (done.invalid == change[:, 0]).all()
        assert (done.gain == change[:, 1:].sum(axis=0)).all()
        assert done.added - done.removed == change.sum() == done.draw.cast.sum() - draw.cast.sum()
        assert done.moved + max(done.added, done.removed) <= np.abs(change).sum()
        registers = np.zeros(draw.stations, dtype=np.bool_)
        if draw.registered is not None and done.draw.stations == draw.stations:
            assert done.draw.registered is not None
            registers = done.draw.registered != draw.registered
            assert done.registered == (done.draw.registered - draw.registered).sum()
        gone = ~np.isin(draw.unit, done.draw.unit)
        assert (done.altered == (change.any(axis=1) | registers | gone)).all()

    @EACH_HAND
    def test_a_dose_of_nothing_changes_nothing(self, hand: Hand) -> None:
        draw = honest_draw(invented(100, 4), np.random.default_rng(1))
        done = hand.alter(draw, 0.0, np.random.default_rng(2))
        assert same(done.draw, draw)
        assert (done.altered.sum(), done.moved, done.added, done.removed, done.registered) == (0, 0, 0, 0, 0)

    @EACH_HAND
    def test_it_keeps_to_the_stations_it_may_choose(self, hand: Hand) -> None:
        draw = honest_draw(invented(400, 4), np.random.default_rng(1))
        among = draw.region == 2
        done = hand.alter(draw, 0.05, np.random.default_rng(2), among=among)
        assert done.altered.any()
        assert not (done.altered & ~among).any()

    @EACH_HAND
    def test_it_does_something_on_a_real_size(self, hand: Hand) -> None:
        draw = honest_draw(invented(2000, 4), np.random.default_rng(1))
        done = hand.alter(draw, 0.05, np.random.default_rng(2))
        assert 50 <= done.altered.sum() <= 100

    def test_stuffing_takes_the_stated_part_of_those_who_stayed_at_home(self) -> None:
        draw = honest_draw(invented(100, 3), np.random.default_rng(1))
        done = stuffing(draw, 1.0, np.random.default_rng(1), 2, share=0.4)
        assert draw.registered is not None
        assert (done.change[:, 2] == np.floor(0.4 * (draw.registered - draw.cast))).all()
        assert done.added == done.gain[2] and done.moved == done.removed == 0

    def test_a_transfer_moves_the_stated_part(self) -> None:
        draw = honest_draw(invented(1000, 3), np.random.default_rng(1))
        done = transfer(draw, 1.0, np.random.default_rng(1), 0, share=0.2, rival=1)
        votes = int(draw.totals[1])
        assert abs(done.moved - 0.2 * votes) < Z * (0.16 * votes) ** 0.5
        assert done.gain.tolist() == [done.moved, -done.moved, 0]

    def test_late_counts_are_the_last_that_arrived(self) -> None:
        draw = honest_draw(invented(100, 3), np.random.default_rng(1))
        done = late_counts(draw, 0.1, np.random.default_rng(1))
        assert draw.arrival is not None
        assert set(draw.arrival[done.altered]) == set(range(90, 100))

    @pytest.mark.parametrize("step", [1, 5])
    def test_targets_are_met_as_nearly_as_whole_votes_allow(self, step: int) -> None:
        draw = honest_draw(invented(500, 3), np.random.default_rng(1))
        done = whole_percentages(draw, 1.0, np.random.default_rng(1), 0, of="both", step=step)
        after = done.draw
        assert after.registered is not None
        for part, whole in ((after.votes[:, 0], after.cast), (after.cast, after.registered)):
            target = np.round(100 * part / whole / step) * step
            assert (np.abs(part - target * whole / 100) <= 0.5 + 1e-6).all()
        assert (done.change[:, 0] >= 0).all() and (done.change[:, 1:] <= 0).all()

    def test_copies_have_their_original_beside_them(self) -> None:
        draw = honest_draw(invented(500, 3), np.random.default_rng(1))
        done = copied_sheets(draw, 0.1, np.random.default_rng(1))
        rows = [tuple(row) for row in np.column_stack([done.draw.region, done.draw.invalid, done.draw.votes]).tolist()]
        originals = {row for row, altered in zip(rows, done.altered, strict=True) if not altered}
        assert all(row in originals for row, altered in zip(rows, done.altered, strict=True) if altered)

    def test_counts_too_even_lie_nearer_to_the_region_than_chance(self) -> None:
        draw = honest_draw(
            invented(500, 3, region_effect=0, place_effect=0, station_effect=0), np.random.default_rng(1)
        )
        done = too_even(draw, 1.0, np.random.default_rng(1))
        assert _chi_squared(draw) > 0.85
        assert _chi_squared(done.draw) < 0.3
        assert (done.draw.cast == draw.cast).all() and (done.invalid == 0).all()

    def test_made_up_digits_avoid_zero_and_nine(self) -> None:
        draw = honest_draw(invented(3000, 3), np.random.default_rng(1))
        done = human_digits(draw, 1.0, np.random.default_rng(1))
        digits = np.bincount(done.draw.votes[done.draw.votes >= 10] % 10, minlength=10)
        n = digits.sum()
        for digit in (0, 9):
            assert abs(digits[digit] - 0.06 * n) < Z * (0.06 * n) ** 0.5

    def test_a_swap_helps_who_leads_unless_it_is_a_slip(self) -> None:
        draw = honest_draw(invented(500, 3), np.random.default_rng(1))
        assert swapped_columns(draw, 0.05, np.random.default_rng(1)).gain[0] > 0
        assert swapped_columns(draw, 0.05, np.random.default_rng(1), where_it_helps=False).gain[0] < 0


def _chi_squared(draw: Draw) -> float:
    """Pearson chi-squared of the votes against the shares of the whole election, over the degrees of freedom."""
    expected = draw.valid[:, None] * (draw.totals / draw.totals.sum())
    return float(((draw.votes - expected) ** 2 / expected).sum() / (draw.stations * (draw.votes.shape[1] - 1)))
