"""Measuring the tests: the same result however the work is shared out and interrupted, kept and used by digest."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from scipy.stats import nct, norm
from scipy.stats import t as student

from scrutiny.calibrate.measured import alarms_of, measured, text_of, too_loud
from scrutiny.calibrate.running import calibrated_case
from scrutiny.calibrate.trial import HONEST, Setting, Trial, allotment_of, every_hand, setting_of, trial
from scrutiny.calibrate.work import Work, computed
from scrutiny.calibrations import kept, key_of, shipped_for
from scrutiny.checks.shipped import calibrated
from scrutiny.errors import CaseError
from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.mapping import Allotment
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.calibrated import Calibrated, Found, tail, upper_bound
from scrutiny.findings.check import Subject
from scrutiny.findings.examined import Examined
from scrutiny.findings.families import chance, judged, nine_in_ten
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.finding import Tested as Outcome
from scrutiny.findings.levels import levels_of
from scrutiny.messages import Chance, Message, Words, say
from tests.conformance.cases import honest

from .conftest import Cli

CHECK = "patterns.integer_percentages"
PLAN = Plan(checks=(CHECK,))
WORK = Work(cases=6, hands=("whole_percentages",), doses=(0.2, 0.5), power=3)


def setting(stations: int = 600) -> Setting:
    evidence = honest(7, stations=stations)
    return setting_of(evidence, evidence.counts[0], PLAN)


class TestWork:
    def test_the_same_election_whoever_draws_it(self) -> None:
        one, other = setting(), setting()
        made = [trial(one, HONEST, 0.0, i) for i in range(3)]
        assert made == [trial(other, HONEST, 0.0, i) for i in range(3)]
        assert len({t.ballots for t in made}) == 3, "of another number it is another election"

    def test_every_hand_and_dose_has_elections_of_its_own(self) -> None:
        made = [trial(setting(), *key, 1) for key in (("stuffing", 0.1), ("stuffing", 0.2), ("transfer", 0.1))]
        assert len({t.ballots for t in made}) == 3
        seeded = replace(setting(), plan=replace(PLAN, seed=1))
        assert trial(seeded, "stuffing", 0.1, 1).ballots != made[0].ballots

    def test_interrupted_work_gives_the_same_bytes(self, tmp_path: Path) -> None:
        made = setting()
        whole = text_of("k", measured(made, computed(made, WORK, workers=1)))
        log = tmp_path / "log.jsonl"
        computed(made, replace(WORK, cases=2, hands=()), log, workers=1)
        # Cut off in the middle of a line, as by a crash.
        log.write_bytes(log.read_bytes()[:-7])
        again = computed(made, WORK, log, workers=1)
        assert text_of("k", measured(made, again)) == whole
        lines = [line for line in log.read_text().splitlines() if line.endswith("}")]
        assert len(lines) == WORK.cases + 2 * WORK.power  # what was whole was not computed again

    def test_processes_give_the_same_as_one(self) -> None:
        made = setting(300)
        work = Work(cases=12, hands=(), power=1)
        assert computed(made, work, workers=2) == computed(made, work, workers=1)

    def test_a_cluster_of_two_workers_gives_the_same(self) -> None:
        distributed = pytest.importorskip("distributed")
        made = setting(300)
        work = Work(cases=10, hands=("stuffing",), doses=(0.1,), power=2)
        with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            assert computed(made, work, scheduler=cluster.scheduler_address) == computed(made, work, workers=1)

    def test_progress_reaches_the_end(self) -> None:
        seen: list[tuple[int, int]] = []
        computed(setting(300), Work(cases=7, hands=()), workers=1, progress=lambda done, of: seen.append((done, of)))
        assert seen[0] == (0, 7) and seen[-1] == (7, 7)


RULE = Allotment("centre", "alphabet", "the electoral law")


class TestAsked:
    """What a test was not asked is no silence of it."""

    def test_a_test_that_was_never_asked_has_no_measurement(self) -> None:
        evidence = honest(7, stations=600)
        plan = Plan(checks=(CHECK, "patterns.neighbours"))
        made = setting_of(evidence, evidence.counts[0], plan)
        work = Work(cases=2, hands=("stuffing",), doses=(0.1,), power=2)
        assert [one["check"] for one in measured(made, computed(made, work, workers=1))] == [CHECK]

    def test_the_rule_of_the_record_goes_with_its_elections(self) -> None:
        evidence = honest(7, stations=600)
        counts = replace(evidence.counts[0], allotted=RULE)
        made = setting_of(evidence, counts, Plan(checks=("patterns.neighbours",)))
        assert allotment_of(made.record) == RULE
        work = Work(cases=2, hands=("even_neighbours",), doses=(1.0,), power=2)
        (one,) = measured(made, computed(made, work, workers=1))
        assert one["alarms"] == 0 and one["of"] == 2
        (cell,) = one["power"]
        assert cell["found"] == cell["of"] == 2

    def test_a_hand_that_leaves_nothing_to_ask_has_no_cell(self) -> None:
        trials = [
            Trial(HONEST, 0.0, 0, (CHECK,), (), (), 0, 900),
            Trial("stuffing", 0.1, 0, (), (), (), 10, 900),
            Trial("stuffing", 0.2, 0, (), (), (), 20, 900),
            Trial("stuffing", 0.2, 1, (CHECK,), (CHECK,), (), 30, 1000),
        ]
        (one,) = measured(setting(300), trials)
        assert one["power"] == [{"hand": "stuffing", "dose": 0.2, "votes": 30, "ballots": 1000, "found": 1, "of": 1}]

    def test_the_largest_places_of_a_simulated_election_are_its_regions(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[tuple[str, ...]] = []

        def look(evidence: Evidence, *rest: object, **more: object) -> Examined:
            subject = Subject(evidence, evidence.counts[0].contest, (), evidence.counts)
            seen.append(levels_of(subject))
            return examine(evidence, *rest, **more)  # type: ignore[arg-type]

        monkeypatch.setattr("scrutiny.calibrate.trial.examine", look)
        for levels in (("centre",), ("state", "municipality", "parish", "centre", "station"), ()):
            made = setting(300)
            trial(replace(made, case=replace(made.case, levels=levels)), HONEST, 0.0, 0)
        assert seen == [("region", "centre")] * 3

    def test_a_test_that_rings_too_often_takes_no_verdict_but_its_own(self) -> None:
        rings = [
            Trial(HONEST, 0.0, i, (CHECK, "patterns.digits"), (CHECK,) if i < 30 else (), (), 0, 9) for i in range(400)
        ]
        assert too_loud(alarms_of(rings), 0.01) == {CHECK}
        plan = Plan(checks=(CHECK, "patterns.digits"))
        evidence = honest(7, stations=300)
        one, other = measured(setting_of(evidence, evidence.counts[0], plan), rings)
        assert {one["check"]: one["alarms"], other["check"]: other["alarms"]} == {CHECK: 30, "patterns.digits": 0}
        assert one["any_alarms"] == other["any_alarms"] == 0

    def test_a_rule_about_places_that_the_elections_do_not_have_is_not_told(self) -> None:
        counts = replace(honest(7, stations=600).counts[0], allotted=replace(RULE, level="parish"))
        assert allotment_of(counts) is None


class TestMeasured:
    def test_a_large_hand_is_found_and_its_votes_are_told(self) -> None:
        made = setting(2000)
        (one,) = measured(made, computed(made, Work(4, ("whole_percentages",), (0.5,), 4), workers=1))
        (cell,) = one["power"]
        assert one["check"] == CHECK and one["of"] == 4
        assert cell["found"] == 4 and cell["votes"] > 0

    def test_one_of_a_thing_is_told_as_one(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        evidence = honest(7, stations=300)
        rang = [Trial(HONEST, 0.0, 0, (CHECK,), (CHECK,), (), 0, 9)]
        monkeypatch.setattr("scrutiny.calibrate.running.computed", lambda *given: rang)
        told = calibrated_case(tmp_path, evidence, evidence.counts[0], PLAN, cases=1, hands=["none"])
        assert told[0].startswith(f"{CHECK}: 1 alarm on 1 honest election (at most")

    def test_every_hand_that_applies_is_known(self) -> None:
        assert {"stuffing", "transfer", "swapped_columns"} <= set(every_hand(setting(100)))

    def test_a_case_keeps_its_measurement_until_its_counts_change(self, tmp_path: Path) -> None:
        evidence = honest(7, stations=300)
        counts = evidence.counts[0]
        lines = calibrated_case(tmp_path, evidence, counts, PLAN, cases=3, hands=["none"], workers=1)
        assert "3 honest elections" in lines[0]
        (one,) = kept(tmp_path, evidence, PLAN)[0]
        assert (one.check, one.record, one.of) == (CHECK, counts.record, 3)

    def test_whatever_alters_the_answer_has_another_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        evidence = honest(7, stations=300)
        counts = evidence.counts[0]
        least = min(counts.valid_options, key=lambda o: counts.total(o).value)
        said = Claim(
            id="other", act="announces_figure", speaker="Party", contest=counts.contest.id,
            figures=Figures(shares={least: Decimal(99)}),
        )  # fmt: skip
        claims = replace(evidence, case=replace(evidence.case, claims=(*evidence.case.claims, said)))
        other = replace(counts, contest=replace(counts.contest, id="other"))
        keys = [
            key_of(evidence, counts, PLAN),
            key_of(evidence, counts, replace(PLAN, seed=1)),
            key_of(evidence, counts, replace(PLAN, significance=Decimal("0.05"))),
            key_of(evidence, counts, replace(PLAN, settings={CHECK: {"least": 50}})),
            key_of(claims, counts, PLAN),
            key_of(replace(evidence, counts=(other,)), other, PLAN),
            key_of(evidence, replace(counts, table=counts.table.head(200)), PLAN),
        ]
        monkeypatch.setattr("scrutiny.calibrations.program", lambda: "another")
        keys.append(key_of(evidence, counts, PLAN))
        assert len(set(keys)) == len(keys)

    def test_two_contests_of_one_record_keep_each_its_own(self, tmp_path: Path) -> None:
        evidence = honest(7, stations=300)
        counts = evidence.counts[0]
        other = replace(counts, contest=replace(counts.contest, id="other"))
        case = replace(evidence.case, contests=(*evidence.case.contests, other.contest))
        both = replace(evidence, case=case, counts=(counts, other))
        for one, cases in ((counts, 2), (other, 3)):
            calibrated_case(tmp_path, both, one, PLAN, cases=cases, hands=["none"], workers=1)
        made = kept(tmp_path, both, PLAN)[0]
        assert [(one.contest, one.of) for one in made] == [(counts.contest.id, 2), ("other", 3)]

    def test_fewer_elections_than_before_take_nothing_away(self, tmp_path: Path) -> None:
        evidence = honest(7, stations=300)
        counts = evidence.counts[0]
        calibrated_case(tmp_path, evidence, counts, PLAN, cases=4, hands=["none"], workers=1)
        calibrated_case(tmp_path, evidence, counts, PLAN, cases=2, hands=["none"], workers=1)
        (one,) = kept(tmp_path, evidence, PLAN)[0]
        assert one.of == 4

    def test_a_hand_that_is_named_twice_is_tried_once(self) -> None:
        work = Work(1, ("stuffing", "stuffing"), (0.1, 0.1), 2)
        assert len(list(work.trials())) == 3

    def test_mistakes_are_told(self, tmp_path: Path) -> None:
        evidence = honest(7, stations=300)
        with pytest.raises(CaseError, match="one of: "):
            calibrated_case(tmp_path, evidence, evidence.counts[0], PLAN, hands=["magic"])
        few = replace(evidence.counts[0], table=evidence.counts[0].table.head(5))
        with pytest.raises(CaseError, match="polling stations have a shape"):
            calibrated_case(tmp_path, evidence, few, PLAN)


class TestCommands:
    def test_a_contest_of_a_file_of_several_can_be_chosen(self) -> None:
        from scrutiny.cli.calibrating import _one, _records

        evidence = honest(7, stations=300)
        counts = evidence.counts[0]
        other = replace(counts, contest=replace(counts.contest, id="other"))
        both = replace(evidence, counts=(counts, other))
        assert _records(both, None, None) == [counts, other]
        assert _records(both, counts.record, "other") == [other] and _one(both, None, "other") is other
        with pytest.raises(CaseError, match="a record of several contests"):
            _one(both, None, None)
        with pytest.raises(CaseError, match="no contest of single sheets"):
            _records(both, None, "nowhere")

    def test_simulate_writes_elections_and_says_how(self, case: Path, cli: Cli, tmp_path: Path) -> None:
        out = tmp_path / "drawn"
        code, told, _err = cli("simulate", case, "--output", out, "--cases", "2", "--hand", "transfer", "--dose", "0.5")
        assert code == 0 and "2 elections" in told
        manifest = json.loads((out / "manifest.json").read_text())
        assert [one["election"] for one in manifest["elections"]] == [1, 2]
        assert sorted(p.name for p in out.glob("*.csv")) == [
            "altered-0001.csv",
            "altered-0002.csv",
            "election-0001.csv",
            "election-0002.csv",
        ]
        again = tmp_path / "again"
        cli("simulate", case, "--output", again, "--cases", "2", "--hand", "transfer", "--dose", "0.5")
        assert all((again / p.name).read_bytes() == p.read_bytes() for p in out.iterdir())

    @pytest.mark.parametrize(
        ("tokens", "said"),
        [
            (["--hand", "magic"], "one of: "),
            (["--dose", "2"], "at most 1"),
            (["--cases", "0"], "1 or more"),
            (["--record", "nowhere"], "no record of single sheets"),
        ],
    )
    def test_mistakes_are_told(self, case: Path, cli: Cli, tmp_path: Path, tokens: list[str], said: str) -> None:
        code, _out, err = cli("simulate", case, "--output", tmp_path / "x", *tokens)
        assert code == 2 and said in err and "Traceback" not in err

    def test_calibrate_keeps_its_result_with_the_case(self, case: Path, cli: Cli) -> None:
        code, out, err = cli("calibrate", case, "--cases", "2", "--hands", "none", "--workers", "1")
        assert code == 0, err
        assert "Next: scrutiny examine" in out
        assert {p.suffix for p in (case / "calibration").iterdir()} == {".json", ".jsonl"}


def one_test(p: float, of: str = "x", family: str = "national", beside: bool = False) -> Outcome:
    return Outcome(of, p, family, beside)  # type: ignore[arg-type]


def finding(*tests: Outcome, about: str = "a") -> Finding:
    return Finding(
        check=CHECK,
        kind=Kind.TEST,
        verdict=Verdict.CANNOT_TELL,
        about=("c", "r", about),
        title=say("title"),
        statement=say("statement."),
        rests_on=(say("it rests"),),
        breaks_if=(say("it breaks"),),
        tests=tests,
    )


SOUND = Calibrated(CHECK, "", 0.01, 1, 1000, 0, 100, say("shape"), contests=20, elections=5)
LEVEL = Fraction(1, 100)


class TestJudged:
    def test_without_a_measurement_nothing_is_unusual(self) -> None:
        (one,) = judged([finding(one_test(1e-9))], LEVEL, [])
        assert one.verdict is Verdict.CANNOT_TELL and "has not been measured" in str(one.statement)

    def test_a_test_that_rings_too_often_loses_its_verdict(self) -> None:
        loud = replace(SOUND, alarms=40)
        (one,) = judged([finding(one_test(1e-9))], LEVEL, [loud])
        assert one.verdict is Verdict.CANNOT_TELL and "too often" in str(one.statement)
        real = replace(SOUND, real_alarms=12)
        (one,) = judged([finding(one_test(1e-9))], LEVEL, [real])
        assert one.verdict is Verdict.CANNOT_TELL

    def test_the_other_tests_are_counted(self) -> None:
        one, _other = judged([finding(one_test(0.004)), finding(one_test(0.5), about="b")], LEVEL, [SOUND])
        assert one.verdict is Verdict.UNUSUAL and one.tests[0].adjusted == pytest.approx(0.008)
        many = [finding(one_test(0.004)), *(finding(one_test(0.5), about=str(i)) for i in range(9))]
        assert judged(many, LEVEL, [SOUND])[0].verdict is Verdict.NOTHING_UNUSUAL

    def test_what_stands_beside_alarms_nobody(self) -> None:
        (one,) = judged([finding(one_test(0.5), one_test(1e-12, "y", beside=True))], LEVEL, [SOUND])
        assert one.verdict is Verdict.NOTHING_UNUSUAL and one.tests[1].adjusted is None

    def test_places_are_marked_and_do_not_decide(self) -> None:
        places = [one_test(1e-8, f"p{i}", "regional") for i in range(3)] + [one_test(0.6, "q", "regional")]
        (one,) = judged([finding(one_test(0.5), *places)], LEVEL, [SOUND])
        assert one.verdict is Verdict.NOTHING_UNUSUAL
        assert one.numbers["places_marked"].value == 3  # type: ignore[union-attr]

    def test_places_of_one_finding_are_not_marked_by_those_of_another(self) -> None:
        real = finding(one_test(0.5), *(one_test(1e-9, f"p{i}", "regional") for i in range(80)))
        none = finding(one_test(0.5), *(one_test((i + 1) / 81, f"q{i}", "regional") for i in range(80)), about="b")
        one, other = judged([real, none], LEVEL, [SOUND])
        assert one.numbers["places_marked"].value == 80  # type: ignore[union-attr]
        assert other.numbers["places_marked"].value == 0  # type: ignore[union-attr]

    def test_places_are_not_marked_where_the_test_is_not_sound(self) -> None:
        places = [one_test(1e-9, f"p{i}", "regional") for i in range(3)]
        (one,) = judged([finding(one_test(0.5), *places)], LEVEL, [replace(SOUND, alarms=400)])
        assert "places_marked" not in one.numbers and "places" in one.numbers

    def test_the_statement_names_the_test_that_the_verdict_rests_on(self) -> None:
        rare = replace(one_test(1e-9, "y"), what=say("multiples of 5"))
        (one,) = judged([finding(one_test(0.5), rare)], LEVEL, [SOUND])
        text = Words("en").plain(one.statement)
        assert one.verdict is Verdict.UNUSUAL
        assert "Of its 2 tests, that of multiples of 5 has the least chance: 1 in 1,000,000,000." in text

    def test_what_rings_beside_it_is_told(self) -> None:
        tests = [one_test(1e-9), one_test(1e-8, "y", beside=True), one_test(0.4, "z", beside=True)]
        (one,) = judged([finding(*tests)], LEVEL, [SOUND])
        assert "as rare for 1 of 2 that stand beside it" in Words("en").plain(one.statement)

    def test_what_would_have_been_seen_depends_on_the_number_of_tests(self) -> None:
        def seen(limit: float) -> Message:
            return say("limit {limit}", limit=Chance(Fraction(f"{limit:.3g}")))

        one, _other = judged([replace(finding(one_test(0.5)), sees=seen), finding(one_test(0.5), about="b")], LEVEL, [])
        assert "limit 5 in 1,000" in Words("en").plain(one.statement) and one.sees is None

    def test_no_chance_is_told_as_an_impossibility(self) -> None:
        assert "0.000" not in Words("en").plain(say("{p}", p=chance(0.0)))

    def test_an_effect_of_that_size_rings_nine_times_in_ten(self) -> None:
        # Exactly for the normal law; a little less by Student's, whose quantiles do not just add up.
        assert norm.sf(norm.isf(0.002) - nine_in_ten(0.002)) == pytest.approx(0.9)
        assert nct.sf(student.isf(0.001, 9), 9, nine_in_ten(0.002, 9, 2)) == pytest.approx(0.9, abs=0.05)

    def test_the_measurement_of_the_records_own_shape_speaks_first(self) -> None:
        own = replace(SOUND, record="r", contest="c", alarms=400)
        (one,) = judged([finding(one_test(1e-9))], LEVEL, [SOUND, own])
        assert one.verdict is Verdict.CANNOT_TELL

    def test_a_few_elections_are_no_measurement(self) -> None:
        few = replace(SOUND, alarms=0, of=299)
        (one,) = judged([finding(one_test(1e-9))], LEVEL, [few])
        assert one.verdict is Verdict.CANNOT_TELL
        own = replace(few, record="r", contest="c")
        loud = replace(SOUND, alarms=400)
        (one,) = judged([finding(one_test(1e-9))], LEVEL, [loud, own])
        assert one.verdict is Verdict.CANNOT_TELL and "400" in str(one.statement.values)

    def test_all_alarms_together_are_held_against_the_level(self) -> None:
        loud = replace(SOUND, any_alarms=30, any_of=1000)
        (one,) = judged([finding(one_test(1e-9))], LEVEL, [loud])
        assert one.verdict is Verdict.CANNOT_TELL and "all alarms together" in str(one.statement)

    def test_looks_at_one_contest_count_as_that_contest(self) -> None:
        loud = replace(SOUND, contests=20, contests_rang=3)
        (one,) = judged([finding(one_test(1e-9))], LEVEL, [loud])
        assert one.verdict is Verdict.CANNOT_TELL

    def test_one_real_election_is_too_few(self) -> None:
        (one,) = judged([finding(one_test(1e-9))], LEVEL, [replace(SOUND, elections=1)])
        assert one.verdict is Verdict.CANNOT_TELL and "too few to tell" in str(one.statement)

    def test_a_simulation_does_not_absolve_of_what_real_contests_rang(self) -> None:
        own = replace(SOUND, record="r", contest="c", real_alarms=0, real_of=0)
        (one,) = judged([finding(one_test(1e-9))], LEVEL, [replace(SOUND, real_alarms=12), own])
        assert one.verdict is Verdict.CANNOT_TELL

    def test_what_is_shipped_speaks_for_the_tests_it_was_made_with(self) -> None:
        ids = {one.check for one in shipped_for(Plan())}
        assert CHECK in ids
        altered = Plan(settings={CHECK: {"least": 50}})
        assert {one.check for one in shipped_for(altered)} == ids - {CHECK}
        assert {one.check for one in shipped_for(Plan(settings={CHECK: {"least": 100}}))} == ids
        assert shipped_for(Plan(significance=Decimal("0.2"))) == ()
        assert {one.check for one in shipped_for(Plan(significance=Decimal("0.001")))} == ids


class TestCalibrated:
    def test_bounds_of_a_rate(self) -> None:
        # Clopper and Pearson (1934): no alarm in n trials leaves 1 − 0.05^(1/n).
        for n in (50, 1000, 4200):
            assert float(upper_bound(0, n)) == pytest.approx(1 - 0.05 ** (1 / n), abs=1.1e-5)
        assert tail(3, 100, 0.01) == pytest.approx(0.0794, abs=1e-4)

    def test_plain_data_and_back(self) -> None:
        data = {
            "check": CHECK,
            "level": 0.01,
            "alarms": 1,
            "of": 400,
            "contests": 9,
            "elections": 3,
            "rang_at": [],
            "any_alarms": 2,
            "any_of": 400,
            "shape": "s",
            "power": [{"hand": "stuffing", "dose": 0.1, "votes": 5, "found": 9, "of": 10}],
        }
        one = calibrated(data)
        assert one.power == (Found("stuffing", 0.1, 5, 9, 10),) and one.sound
        assert (one.contests, one.elections, one.any_alarms, one.any_of) == (9, 3, 2, 400)
        assert "found in 90 of 100 elections" in str(one.told().power)
