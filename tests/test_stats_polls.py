"""Errors of polls, their average and the answers of exit polls: by hand, by a second computation, by simulation."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from scipy.stats import t as student

from scrutiny.stats.past_misses import rank
from scrutiny.stats.poll_average import NODES, REACH, START, Average, Priors, average, lead_variance
from scrutiny.stats.poll_errors import allowed, components, factor_needed, group_means, quantile, student_fit, unlike
from scrutiny.stats.response_ratio import cluster_error, margin_bias, ratio_needed, seen, within_place
from tests.conftest import each_of

RATE = each_of(10)


class TestComponents:
    def test_two_groups_of_two_by_hand(self) -> None:
        # Means 2 and 8 with deviations of 1: inside 4/2 = 2, across 2 (9 + 9)/1 = 36, usual size 2.
        found = components(np.array([5, 5, 9, 9]), np.array([1.0, 3.0, 7.0, 9.0]))
        assert (found.within, found.between) == (pytest.approx(math.sqrt(2)), pytest.approx(math.sqrt(17)))
        assert (found.values, found.groups) == (4, 2)

    def test_groups_that_are_alike_share_nothing(self) -> None:
        found = components(np.array([1, 1, 2, 2]), np.array([0.0, 2.0, 0.0, 2.0]))
        assert found.between == 0

    def test_the_order_does_not_matter(self) -> None:
        rng = np.random.default_rng(3)
        codes, value = rng.integers(0, 40, 300), rng.normal(size=300)
        order = rng.permutation(300)
        one, other = components(codes, value), components(codes[order], value[order])
        assert one.between == pytest.approx(other.between, rel=1e-12)
        assert one.within == pytest.approx(other.within, rel=1e-12)

    @pytest.mark.parametrize(("codes", "value"), [([1, 1], [1.0, 2.0]), ([1, 2], [1.0, 2.0])])
    def test_too_little_is_refused(self, codes: list[int], value: list[float]) -> None:
        with pytest.raises(ValueError, match="groups"):
            components(np.array(codes), np.array(value))

    def test_means_of_groups_with_enough_values(self) -> None:
        group, mean, size = group_means(np.array([3, 1, 3, 3]), np.array([1.0, 9.0, 2.0, 6.0]), 3)
        assert (group.tolist(), mean.tolist(), size.tolist()) == ([3], [3.0], [3])

    def test_a_student_distribution_is_found_again(self) -> None:
        found = student_fit(np.random.default_rng(8).standard_t(4, 30_000) * 2 - 1)
        assert (found.freedom, found.centre, found.scale) == (
            pytest.approx(4, abs=0.4),
            pytest.approx(-1, abs=0.06),
            pytest.approx(2, abs=0.06),
        )


class TestAllowed:
    def test_averaging_takes_out_only_what_each_poll_has_of_its_own(self) -> None:
        assert allowed(0, 10**9, 5.0, 4.0).spread == pytest.approx(5.0)
        assert allowed(0, 4, 3.0, 8.0).spread == pytest.approx(5.0)
        assert allowed(0, 4, 3.0, 1.0, seen=8.0).spread == pytest.approx(5.0), "the larger spread is taken"

    def test_the_interval_is_that_of_a_student_distribution(self) -> None:
        found = allowed(10.0, 1, 3.0, 4.0, freedom=7.0, level=0.95)
        assert found.high - 10 == pytest.approx(5 * student.ppf(0.975, 7))
        assert quantile(math.inf, 0.95) == pytest.approx(1.959964, abs=1e-6)

    @given(st.floats(0.1, 80), st.integers(1, 60), st.floats(0.5, 8), st.floats(0.5, 8), st.floats(0, 20))
    def test_the_factor_puts_the_result_at_the_end(
        self, miss: float, polls: int, between: float, within: float, apart: float
    ) -> None:
        factor = factor_needed(miss, polls, between, within, seen=apart)
        reach = allowed(0, polls, between, within, wider=factor, seen=apart).high
        assert reach == pytest.approx(miss, rel=1e-6) if factor > 0 else reach >= miss

    def test_a_simulated_result_lies_inside_as_often_as_is_said(self) -> None:
        rng = np.random.default_rng(41)
        runs, polls, between, within = 4000, 6, 4.0, 3.0
        shared = between * rng.standard_normal(runs)
        mean = shared + (within * rng.standard_normal((runs, polls))).mean(axis=1)
        reach = allowed(0, polls, between, within, freedom=math.inf).high
        inside = int((np.abs(mean) <= reach).sum())
        low, high = binom.ppf([RATE / 2, 1 - RATE / 2], runs, 0.95)
        assert low <= inside <= high
        alone = allowed(0, polls, 0.0, within, freedom=math.inf).high
        assert (np.abs(mean) <= alone).mean() < 0.5, "without the shared error hardly half of them do"


class TestUnlike:
    def test_one_value_is_like_itself(self) -> None:
        assert unlike(np.array([30.0]), 4.0) == 1.0

    def test_two_clusters_are_not_one(self) -> None:
        assert unlike(np.array([47.1, 34.5, 51, 38, -33.1, -33.5, -43]), 8.5) < 1e-12
        assert unlike(np.array([2.0, -1.0, 3.0, -2.0]), 4.2) > 0.5


class TestRank:
    def test_equal_counts_as_large(self) -> None:
        assert rank(5.0, [5.0, -5.0, 4.9]).as_large == 2
        assert rank(-5.0, [5.0, -5.0, 4.9]).p == pytest.approx(3 / 4)

    def test_beyond_all_of_them_there_is_no_smaller_chance(self) -> None:
        assert rank(50.0, [1.0] * 99).p == rank(5e9, [1.0] * 99).p == 0.01

    def test_nothing_to_compare_with_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no earlier"):
            rank(1.0, [])


class TestResponseRatio:
    @given(st.floats(0.01, 0.99), st.floats(0.1, 10))
    def test_the_ratio_needed_is_the_one_that_was_there(self, share: float, ratio: float) -> None:
        assert ratio_needed(seen(share, ratio), share) == pytest.approx(ratio)

    @given(st.floats(0.01, 0.99), st.floats(0.1, 10))
    def test_swapped_sides_turn_the_ratio_over(self, share: float, ratio: float) -> None:
        assert ratio_needed(1 - seen(share, ratio), 1 - share) == pytest.approx(1 / ratio)
        assert margin_bias(share, ratio) == pytest.approx(-margin_bias(1 - share, 1 / ratio))

    def test_no_odds_no_ratio(self) -> None:
        with pytest.raises(ValueError, match="odds"):
            ratio_needed(1.0, 0.5)

    def test_a_known_ratio_is_found_inside_places(self) -> None:
        rng = np.random.default_rng(12)
        votes, share = np.full(400, 1000.0), rng.beta(8, 6, 400)
        counted = rng.binomial(1000, share).astype(float)
        asked = rng.binomial(60, 1.3 * counted / (1.3 * counted + (votes - counted)))
        found = within_place(asked.astype(float), 60.0 - asked, counted, votes - counted)
        assert found.log_ratio == pytest.approx(math.log(1.3), abs=5 * found.log_standard_error)
        assert found.error == pytest.approx(-margin_bias(0.57, 1.3), abs=5 * found.standard_error)

    def test_the_error_of_clusters_is_that_of_drawing_them(self) -> None:
        rng = np.random.default_rng(9)
        size = rng.integers(200, 3000, 800).astype(float)
        share = rng.beta(6, 3, 800)
        said = cluster_error(share, size, 50, 50 * 60)
        drawn = []
        for _run in range(3000):
            chosen = rng.choice(800, 50, p=size / size.sum())
            drawn.append((rng.binomial(60, share[chosen]) / 60).mean())
        assert np.std(drawn) == pytest.approx(said.error, rel=0.06)
        assert said.effect > 5, "people of one place are alike"

    def test_a_sample_of_nothing_is_refused(self) -> None:
        with pytest.raises(ValueError, match="nothing"):
            cluster_error(np.array([0.5]), np.array([1.0]), 0, 100)


def campaign(
    rng: np.random.Generator, polls: int, houses: int, spreads: tuple[float, float, float], between: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]:
    """Days, houses, leads, variances of polls over 60 days, and the result: the model's own world."""
    step, own, extra = spreads
    level = 5 + np.cumsum(rng.normal(0, step, 61))
    day = np.sort(rng.integers(0, 60, polls)).astype(float)
    house = rng.integers(0, houses, polls)
    house[0] = houses - 1
    variance = rng.uniform(6, 14, polls)
    value = level[day.astype(int)] + rng.normal(0, own, houses)[house]
    value += rng.normal(0, np.sqrt(variance + extra**2))
    return day, house, value, variance, float(level[60] + between * rng.standard_t(7))


class TestAverage:
    def test_given_the_spreads_it_is_the_least_squares_of_levels_and_houses(self) -> None:
        """A second computation: one unknown for each day and house, the prior as rows of the equations."""
        rng = np.random.default_rng(5)
        day, house, value, variance, _result = campaign(rng, 25, 4, (0.4, 3.0, 2.0), 0.0)
        priors = Priors(step=0.2, house=1.5, extra=1.0)
        step, own, extra = (REACH / 2 * scale for scale in (priors.step, priors.house, priors.extra))  # the only node
        found = average(day, house, value, variance, np.arange(61.0), between=1.0, priors=priors, nodes=1)
        assert found.spreads == (pytest.approx(step), pytest.approx(own), pytest.approx(extra))
        rows = np.zeros((25 + 61 + 4, 61 + 4))
        right, sd = np.zeros(len(rows)), np.zeros(len(rows))
        for k in range(25):
            rows[k, int(day[k])] = rows[k, 61 + house[k]] = 1
            right[k], sd[k] = value[k], math.sqrt(variance[k] + extra**2)
        rows[25, 0], sd[25] = 1, START
        for d in range(1, 61):
            rows[25 + d, d], rows[25 + d, d - 1], sd[25 + d] = 1, -1, step
        rows[86:, 61:], sd[86:] = np.eye(4), own
        weighed = rows / sd[:, None]
        solved = np.linalg.solve(weighed.T @ weighed, weighed.T @ (right / sd))
        inverse = np.linalg.inv(weighed.T @ weighed)
        assert found.level == pytest.approx(solved[:61], abs=1e-6)
        assert found.house == pytest.approx(solved[61:], abs=1e-6)
        assert found.spread == pytest.approx(np.sqrt(np.diag(inverse)[:61]), abs=1e-6)

    def test_a_hundred_polls_take_less_than_twenty_seconds(self) -> None:
        day, house, value, variance, _result = campaign(np.random.default_rng(6), 100, 15, (0.4, 3.0, 2.0), 4.0)
        begun = time.process_time()
        average(day, house, value, variance, np.arange(61.0), between=4.0).interval()
        assert time.process_time() - begun < 20

    def test_a_finer_grid_says_the_same(self) -> None:
        day, house, value, variance, _result = campaign(np.random.default_rng(7), 30, 6, (0.4, 3.0, 2.0), 4.0)
        one, other = (
            average(day, house, value, variance, np.array([60.0]), between=4.0, nodes=n).interval() for n in (NODES, 18)
        )
        assert one == pytest.approx(other, abs=0.25)

    def test_the_shared_error_never_shrinks(self) -> None:
        """Even a thousand people in each of very many polls leave what all of them share."""
        n = 90
        found = average(
            np.linspace(0, 59, n),
            np.arange(n) % 30,
            np.full(n, 10.0),
            np.full(n, 0.01),
            np.array([60.0]),
            between=5.0,
            nodes=8,
        )
        low, high = found.interval()
        assert high - low > 2 * 0.95 * 5 * student.ppf(0.975, 7)

    def test_results_lie_inside_as_often_as_is_said_in_its_own_world(self) -> None:
        rng = np.random.default_rng(21)
        runs, inside, above = 60, 0, 0
        for _run in range(runs):
            day, house, value, variance, result = campaign(rng, 14, 5, (0.4, 3.0, 2.0), 4.0)
            made = average(day, house, value, variance, np.array([60.0]), between=4.0, nodes=6)
            position = made.below(result)
            inside += 0.025 <= position <= 0.975
            above += position > 0.5
        assert binom.cdf(inside, runs, 0.95) > RATE
        assert RATE < binom.cdf(above, runs, 0.5) < 1 - RATE

    def test_swapped_options_give_the_mirror(self) -> None:
        day, house, value, variance, _result = campaign(np.random.default_rng(3), 12, 3, (0.4, 3.0, 2.0), 4.0)
        one, other = (
            average(day, house, sign * value, variance, np.array([60.0]), between=4.0, nodes=6).interval()
            for sign in (1, -1)
        )
        assert one == pytest.approx((-other[1], -other[0]), abs=1e-6)

    def test_polls_without_any_variance_are_no_accident(self) -> None:
        found = average(
            np.array([1.0, 1.0]),
            np.array([0, 0]),
            np.array([4.0, 4.0]),
            np.zeros(2),
            np.array([2.0]),
            between=1.0,
            nodes=4,
        )
        assert isinstance(found, Average)
        assert found.level[0] == pytest.approx(4, abs=0.2)

    def test_no_polls_are_refused(self) -> None:
        with pytest.raises(ValueError, match="no polls"):
            average(np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0), np.array([0.0]), between=1.0)

    def test_the_variance_of_a_lead(self) -> None:
        # 600 of 1000 for one, 300 for the other: n (p + q - (p - q)^2) people squared.
        assert lead_variance(np.array([60.0]), np.array([30.0]), np.array([1000.0]))[0] == pytest.approx(8.1)

    def test_a_sampler_gives_the_same_posterior(self) -> None:
        """The same model drawn by the no-U-turn sampler of NumPyro, on a small case."""
        numpyro = pytest.importorskip("numpyro", reason='needs NumPyro: pip install "scrutiny[bayes]"')
        import jax
        import jax.numpy as jnp
        import numpyro.distributions as dist
        from numpyro.infer import MCMC, NUTS

        day, house, value, variance, _result = campaign(np.random.default_rng(14), 14, 3, (0.4, 3.0, 2.0), 4.0)
        priors = Priors()
        found = average(day, house, value, variance, np.array([60.0]), between=4.0, nodes=16)
        days = np.unique(np.concatenate([day, [60.0]]))
        gaps, at = np.sqrt(np.diff(days)), np.searchsorted(days, day)

        def model() -> None:
            step = numpyro.sample("step", dist.HalfNormal(priors.step))
            own = numpyro.sample("own", dist.HalfNormal(priors.house))
            extra = numpyro.sample("extra", dist.HalfNormal(priors.extra))
            begin = numpyro.sample("begin", dist.Normal(0.0, START))
            moves = numpyro.sample("moves", dist.Normal(0, 1).expand([len(gaps)]).to_event(1))
            of_house = numpyro.sample("of_house", dist.Normal(0, 1).expand([3]).to_event(1))
            level = begin + jnp.concatenate([jnp.zeros(1), jnp.cumsum(step * gaps * moves)])
            numpyro.deterministic("last", level[-1])
            numpyro.sample(
                "y",
                dist.Normal(level[at] + own * of_house[house], jnp.sqrt(variance + extra**2)),
                obs=jnp.asarray(value),
            )

        with jax.enable_x64(True):
            sampler = MCMC(NUTS(model), num_warmup=300, num_samples=1000, progress_bar=False)
            sampler.run(jax.random.PRNGKey(3))
            drawn = {name: np.asarray(values) for name, values in sampler.get_samples().items()}
        assert found.level[-1] == pytest.approx(drawn["last"].mean(), abs=0.35)
        assert found.spread[-1] == pytest.approx(drawn["last"].std(), rel=0.15)
        for mine, name in zip(found.spreads, ("step", "own", "extra"), strict=True):
            assert mine == pytest.approx(drawn[name].mean(), rel=0.15, abs=0.1)


@settings(max_examples=20)
@given(st.lists(st.floats(-60, 60), min_size=1, max_size=6))
def test_any_few_polls_have_an_average(leads: list[float]) -> None:
    n = len(leads)
    found = average(
        np.arange(n, dtype=float),
        np.zeros(n, dtype=np.int64),
        np.array(leads),
        np.full(n, 9.0),
        np.array([9.0]),
        between=4.0,
        nodes=3,
    )
    low, high = found.interval()
    assert low < found.level[-1] < high
    assert 0.01 < found.below(float(found.level[-1])) < 0.99
