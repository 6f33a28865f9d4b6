"""The model of strata: its density, what it finds in data with known shares, and what the check says of it.

One shape of data for all, since the sampler is compiled anew for each.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
import pytest

from scrutiny.checks.sampled import quick_count_model
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.messages import languages
from scrutiny.stats.no_u_turn import Convergence
from scrutiny.stats.pooled_strata import Posterior, Stations, _model, pooled
from scrutiny.stats.ratio import combined
from tests.conformance.cases import printed
from tests.conftest import each_of
from tests.test_checks_quick_count import EVERY, bulletin, case, draw, number, shares

pytest.importorskip("numpyro")

CHECK = "sampled.quick_count_model"
SHORT: dict[str, Any] = {"chains": 2, "warmup": 250, "draws": 250}
PLAN = Plan(settings={CHECK: SHORT})
RATE = each_of(5)
REACH = NormalDist().inv_cdf(1 - RATE / 2)
"""So many standard deviations may lie between a truth and an estimate of it."""
SAMPLE = draw()
"""Forty stations of each of six strata; who lives in the country is known to nobody here."""


def of_sample(seed: int, lean: float = 0.0) -> Posterior:
    table, every = SAMPLE.sort("unit"), EVERY.sort("unit")
    stations = Stations(every["stratum"].str.tail(1).cast(int).to_numpy(), every["registered"].cast(float).to_numpy())
    return pooled(
        table.select("a", "b", "x").to_numpy(),
        table["registered"].to_numpy(),
        table["stratum"].str.tail(1).cast(int).to_numpy(),
        stations,
        seed,
        lean=lean,
        **SHORT,
    )


@pytest.fixture(scope="module")
def made() -> Posterior:
    return of_sample(3, lean=0.02)


class TestModel:
    def test_its_density_is_that_of_a_normal_vector(self) -> None:
        """Against scipy, at two points: the parts that no parameter alters cancel."""
        import jax
        from numpyro import handlers
        from scipy.stats import multivariate_normal

        rng = np.random.default_rng(4)
        n, k, strata = 12, 3, 4
        y, log_size = rng.uniform(0.1, 0.6, (n, k)), rng.normal(0, 0.4, n)
        bends, stratum = rng.normal(0, 1, (n, 2)), rng.integers(0, strata, n)
        centre, scale = np.log([0.3, 0.25, 0.05]), np.array([0.1, 0.12, 0.03])

        def point(seed: int) -> dict[str, Any]:
            own = np.random.default_rng(seed)
            factors = [np.linalg.cholesky([[1, r, 0], [r, 1, 0], [0, 0, 1]]) for r in own.uniform(-0.8, 0.8, 2)]
            return {
                "rate": own.normal(0, 0.1, k), "spread": own.uniform(0.05, 0.3, k), "strata": factors[0],
                "z": own.normal(0, 1, (strata, k)), "bend": own.normal(0, 0.1, (2, k)),
                "size": own.normal(0, 0.2, k), "stations": factors[1], "growth": float(own.uniform(0.1, 0.9)),
            }  # fmt: skip

        def ours(at: dict[str, Any]) -> float:
            with jax.enable_x64(True):
                told = handlers.trace(handlers.substitute(_model(), {name: np.asarray(v) for name, v in at.items()}))
                arrays = (y, log_size, bends, stratum, np.zeros(strata), centre, scale)
                return float(told.get_trace(*map(jax.numpy.asarray, arrays))["votes"]["fn"].log_factor)

        def scipys(at: dict[str, Any]) -> float:
            total = 0.0
            for i in range(n):
                logs = centre + at["rate"] + at["strata"] @ at["z"][stratum[i]] * at["spread"] + bends[i] @ at["bend"]
                register = np.exp(log_size[i])
                deviation = scale * np.exp(at["size"]) * register ** ((1 + at["growth"]) / 2)
                covariance = np.outer(deviation, deviation) * (at["stations"] @ at["stations"].T)
                total += multivariate_normal(register * np.exp(logs), covariance).logpdf(y[i])
            return total

        one, other = point(1), point(2)
        assert ours(one) - ours(other) == pytest.approx(scipys(one) - scipys(other), rel=1e-9)

    def test_it_holds_the_truth_and_agrees_with_the_design(self, made: Posterior) -> None:
        assert made.converged.reached
        truth = np.array([shares()[o] for o in ("a", "b", "x")])
        mean, error = made.share.mean(axis=0), made.share.std(axis=0)
        assert (abs(mean - truth) < REACH * error).all()
        table = SAMPLE.sort("unit")
        votes, stratum = table.select("a", "b", "x").to_numpy(), table["stratum"].str.tail(1).cast(int).to_numpy()
        design = combined(votes, votes.sum(axis=1), stratum, np.full(6, EVERY.height / 6))
        assert (abs(mean - design.share) < 1.5 * design.error).all()
        assert (error[:2] < 1.4 * design.error[:2]).all() and (error[:2] > 0.5 * design.error[:2]).all()

    def test_what_was_not_seen_is_as_exact_as_station_by_station(self) -> None:
        """Registers as uneven as they are, and a strong bend: classes against the sum over every station."""
        from scrutiny.stats.pooled_strata import _Bend, _Unseen

        rng = np.random.default_rng(8)
        register, stratum = np.exp(rng.normal(6, 0.9, 4000)).round() + 1, rng.integers(0, 5, 4000)
        bend, rates = _Bend.of(register), rng.normal(-1, 0.3, (5, 2))
        by = np.array([[0.3, -0.2], [0.1, 0.05]])
        seen = rng.permutation(4000)[:300]
        left = np.setdiff1d(np.arange(4000), seen)
        unseen = _Unseen.of(stratum, register, stratum[seen], register[seen], 5, bend)
        exact = (register[left][:, None] * np.exp(rates[stratum[left]] + bend.at(register[left]) @ by)).sum(axis=0)
        assert unseen.expected(rates, by) == pytest.approx(exact, rel=1e-4)
        assert unseen.stations.sum() == len(left)

    def test_shares_are_shares(self, made: Posterior) -> None:
        for draws in (made.share, made.leaning):
            assert draws.shape == (500, 3)
            assert np.allclose(draws.sum(axis=1), 1.0) and (draws >= 0).all()
        assert 1 <= made.growth <= 2

    def test_a_lean_widens_and_moves_nothing(self, made: Posterior) -> None:
        plain, lean = made.share[:, 0], made.leaning[:, 0]
        assert lean.std() > plain.std()
        assert abs(lean.mean() - plain.mean()) < REACH * lean.std() / np.sqrt(made.converged.ess)

    def test_one_seed_gives_one_posterior(self, made: Posterior) -> None:
        again = of_sample(3, lean=0.02)
        assert np.array_equal(made.share, again.share) and np.array_equal(made.leaning, again.leaning)


@pytest.fixture
def kept(made: Posterior, monkeypatch: pytest.MonkeyPatch) -> None:
    """The posterior of the whole sample, worked out once: what is told of it is what is tested."""
    monkeypatch.setattr(quick_count_model, "pooled", lambda *_args, **_how: made)


def found(whole: Evidence) -> tuple[Finding, ...]:
    return examine(whole, PLAN, only=[CHECK]).findings


def only(whole: Evidence) -> Finding:
    (finding,) = found(whole)
    assert finding.kind is Kind.ESTIMATE
    return finding


class TestCheck:
    def test_it_reads_the_sample_of_a_case(self) -> None:
        """From the case to the sampler and back, nothing in between replaced."""
        finding = only(case(SAMPLE, drawn=SAMPLE))
        assert finding.verdict is Verdict.WITHIN
        lead = 100 * abs(shares()["a"] - shares()["b"])
        middle, reach = (
            number(finding, "lead:model"),
            number(finding, "lead:model:high") - number(finding, "lead:model"),
        )
        # The end is that of four intervals of 95 % together.
        assert abs(middle - lead) < REACH * reach / NormalDist().inv_cdf(1 - 0.05 / 8)
        assert number(finding, "rhat") < 1.05

    @pytest.mark.usefixtures("kept")
    def test_it_stands_beside_the_design(self) -> None:
        finding = only(case(SAMPLE, drawn=SAMPLE))
        assert finding.verdict is Verdict.WITHIN
        assert "where the design of the sample gives" in str(finding.statement)
        assert finding.figure is not None
        (row, *_rest) = finding.figure.data["rows"]
        assert [read["reading"] for read in row["readings"]] == ["stratum", "model"]
        assert set(finding.numbers) == set(finding.labels)
        assert set(finding.numbers) == set(finding.origins)

    @pytest.mark.usefixtures("kept")
    def test_what_only_the_model_has_outside_is_no_finding(self) -> None:
        far = {"a": shares()["b"], "b": shares()["a"], "x": shares()["x"]}
        finding = only(case(SAMPLE, [bulletin(far)], drawn=SAMPLE))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "alone decides nothing" in str(finding.statement)

    @pytest.mark.usefixtures("kept")
    def test_a_sheet_that_is_missing_gives_it_a_lean(self) -> None:
        finding = only(case(SAMPLE.head(230), drawn=SAMPLE))
        assert "lead:leaning:low" in finding.numbers
        assert number(finding, "lead:leaning:low") < number(finding, "lead:model:low")

    def test_chains_that_did_not_come_together_say_nothing(
        self, made: Posterior, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        apart = replace(made, converged=Convergence(1.4, 12.0, 0, 500))
        monkeypatch.setattr(quick_count_model, "pooled", lambda *_args, **_how: apart)
        finding = only(case(SAMPLE, drawn=SAMPLE))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "did not come together" in str(finding.statement) and "1.400" in str(finding.statement)
        assert not [name for name in finding.numbers if "model" in name]
        assert finding.figure is None

    def test_without_a_list_of_all_stations_it_does_not_apply(self) -> None:
        sizes = {f"r{s}": EVERY.height // 6 for s in range(6)}
        whole = case(SAMPLE, drawn=SAMPLE, frame=None, stations=sizes)
        (why,) = examine(whole, PLAN, only=[CHECK]).not_applicable[CHECK]
        assert "list of all stations" in str(why)

    def test_a_list_with_a_station_without_register_says_so(self) -> None:
        every = EVERY.with_columns(registered=pl.when(EVERY["unit"] == "s0000").then(None).otherwise("registered"))
        (why,) = examine(case(SAMPLE, drawn=SAMPLE, frame=every), PLAN, only=[CHECK]).not_applicable[CHECK]
        assert "one station of the list has no register" in str(why)

    @pytest.mark.usefixtures("kept")
    def test_a_bulletin_in_the_middle_of_the_count_is_no_whole_one(self) -> None:
        claim = bulletin(shares())
        assert claim.figures is not None
        early = replace(claim, figures=replace(claim.figures, coverage=Decimal(20)))
        finding = only(case(SAMPLE, [early], drawn=SAMPLE))
        assert "had not yet counted (20% was counted) is like the rest" in str(finding.statement)
        assert any("is not like the rest" in str(line) for line in finding.breaks_if)

    def test_what_lies_within_the_lean_is_told_so(self, made: Posterior, monkeypatch: pytest.MonkeyPatch) -> None:
        wide = made.share + np.random.default_rng(2).normal(0, 0.3, (len(made.share), 1)) * np.array([1, -1, 0])
        monkeypatch.setattr(quick_count_model, "pooled", lambda *_args, **_how: replace(made, leaning=wide))
        far = {"a": shares()["a"] - 0.1, "b": shares()["b"] + 0.1, "x": shares()["x"]}
        finding = only(case(SAMPLE.head(230), [bulletin(far)], drawn=SAMPLE))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "all of it within those that allow for a lean" in str(finding.statement)

    def test_it_runs_only_where_it_is_named(self) -> None:
        checks = {finding.check for finding in examine(case(SAMPLE, drawn=SAMPLE), only=["sampled"]).findings}
        assert CHECK not in checks

    def test_settings_are_checked(self) -> None:
        from scrutiny.errors import PlanError

        with pytest.raises(PlanError, match="chains"):
            examine(case(SAMPLE, drawn=SAMPLE), Plan(settings={CHECK: {"chains": "many"}}), only=[CHECK])
        for name, odd in (("chains", 0), ("draws", 3), ("warmup", -1), ("allowance", -1)):
            with pytest.raises(PlanError, match=name):
                examine(case(SAMPLE, drawn=SAMPLE), Plan(settings={CHECK: {name: odd}}), only=[CHECK])

    @pytest.mark.usefixtures("kept")
    @pytest.mark.parametrize("language", languages())
    def test_every_sentence_has_its_words(self, language: str) -> None:
        registerless = EVERY.with_columns(registered=EVERY["registered"] * (EVERY["unit"] != "s0000"))
        for whole in (
            case(SAMPLE.head(230), drawn=SAMPLE, frame=registerless),
            case(SAMPLE, [bulletin({"a": 0.2, "b": 0.7, "x": 0.1})], drawn=SAMPLE),
        ):
            text = printed(only(whole), language)
            assert "{" not in text
            assert language == "en" or "a model in which strata" not in text
