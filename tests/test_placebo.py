"""Elections that nobody disputes beside the one in question: the same tests, judged apart, and told beside."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scrutiny.checks import all_checks
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.placebo import alarm, rang, undisputed
from scrutiny.messages import Name, Words, as_json, from_json, say
from scrutiny.report.compose import leads, matrix
from scrutiny.report.json import to_json
from scrutiny.report.placebos import placebos
from scrutiny.simulate.hands.planting import planted
from tests.conformance.cases import beside_undisputed, honest

EN, ES = Words("en"), Words("es")
NOW, THEN = honest(11, stations=600), honest(12, stations=600)
STATIONS = "patterns.integer_percentages"
ROUNDED = planted("whole_percentages", 0.5)
SOUND = [Calibrated(check.id, "", 0.01, 0, 1000, 0, 0, say("supposed"), elections=3) for check in all_checks()]


def run(evidence: Evidence, *only: str, measured: bool = True) -> Examined:
    return examine(evidence, Plan(), only=only or ["patterns"], calibrations=SOUND if measured else [])


def of(examined: Examined, contest: str, check: str = STATIONS) -> Finding:
    (found,) = [f for f in examined.findings if f.check == check and f.contest == contest]
    return found


def with_status(evidence: Evidence, **status: str | None) -> Evidence:
    elections = tuple(replace(e, status=status.get("_" + e.id, e.status)) for e in evidence.case.elections)
    return replace(evidence, case=replace(evidence.case, elections=elections))


def told(finding: Finding, ending: str) -> list[str]:
    """The numbers that stand beside a finding."""
    return [
        EN.value(value)
        for name, value in finding.numbers.items()
        if name.startswith("placebo:") and name.endswith(":" + ending)
    ]


class TestWhichElections:
    def test_one_that_nobody_disputes_beside_one_that_is(self) -> None:
        case = beside_undisputed(NOW, THEN).case
        assert {contest: election.id for contest, election in undisputed(case).items()} == {"president-2025": "2025"}

    def test_one_alone_is_no_placebo(self) -> None:
        assert NOW.case.elections[0].status == "undisputed"
        assert undisputed(NOW.case) == {}

    def test_where_none_is_in_question_none_stands_beside(self) -> None:
        assert undisputed(with_status(beside_undisputed(NOW, THEN), _e="undisputed").case) == {}

    @pytest.mark.parametrize("status", ["annulled", None])
    def test_annulled_or_not_said_is_in_question(self, status: str | None) -> None:
        assert set(undisputed(with_status(beside_undisputed(NOW, THEN), _e=status).case)) == {"president-2025"}

    def test_a_disputed_one_is_no_placebo(self) -> None:
        assert undisputed(with_status(beside_undisputed(NOW, THEN), _2025="disputed").case) == {}


class TestTheLevel:
    def test_a_placebo_spends_nothing_of_it(self) -> None:
        alone, both = run(NOW, STATIONS), run(beside_undisputed(NOW, THEN), STATIONS)
        one, same = of(alone, "president"), of(both, "president")
        assert one.tests == same.tests
        assert one.numbers.items() <= same.numbers.items()
        assert EN(one.statement) == EN(same.statement)

    def test_its_own_tests_are_counted_by_themselves(self) -> None:
        alone, both = run(THEN, STATIONS), run(beside_undisputed(NOW, THEN), STATIONS)
        one, placebo = of(alone, "president"), of(both, "president-2025")
        assert [test.adjusted for test in placebo.tests] == [test.adjusted for test in one.tests]
        assert all(test.beside for test in placebo.tests)
        assert placebo.verdict is one.verdict is Verdict.NOTHING_UNUSUAL

    def test_two_placebos_do_not_count_each_other(self) -> None:
        three = beside_undisputed(beside_undisputed(NOW, THEN), honest(13, stations=600))
        older, (newer, first), counts = three.case.contests[-1], three.case.elections, three.counts[-1]
        contest = replace(older, id="president-2020", election="2020")
        case = replace(
            three.case,
            contests=(*three.case.contests[:2], contest),
            elections=(replace(newer, id="2020", name="the election of 2020"), newer, first),
        )
        last = replace(counts, contest=contest, record="stations-2020", title="results of 2020")
        found = run(replace(three, case=case, counts=(*three.counts[:2], last)), STATIONS)
        assert {f.placebo for f in found.findings} == {"", "2025", "2020"}
        number = {f.placebo: EN.value(f.numbers["tests"]) for f in found.findings}
        assert number == {"": "2", "2025": "2", "2020": "2"}
        assert len(told(of(found, "president"), "alarm")) == 2


class TestWhatIsSaid:
    BOTH = run(beside_undisputed(NOW, THEN))

    def test_title_and_condition_say_that_it_is_a_placebo(self) -> None:
        for finding in self.BOTH.findings:
            assert bool(finding.placebo) == (finding.contest == "president-2025")
            assert ("(placebo: the election of 2025)" in EN(finding.title)) == bool(finding.placebo)
            if finding.placebo:
                assert "nobody disputes this election" in EN(finding.rests_on[0])
                assert "placebo" in ES(finding.rests_on[0])
                assert finding.prominent < 0

    def test_every_check_stands_beside_its_own(self) -> None:
        """What a check gives of a placebo is on its cards: how large, how rare, whether the alarm rang."""
        for finding in self.BOTH.findings:
            if finding.placebo or finding.verdict is Verdict.CANNOT_TELL:
                continue
            mates = [f for f in self.BOTH.findings if f.placebo and f.check == finding.check]
            mates = [f for f in mates if f.about[2:] == finding.about[2:]]
            assert len(mates) == 1
            (mate,) = mates
            key = f"placebo:{'/'.join(mate.about)}:"
            assert mate.effect
            assert finding.numbers[key + mate.effect] == mate.numbers[mate.effect]
            assert (key + "alarm" in finding.numbers) == (finding.kind is Kind.TEST)
            if finding.kind is Kind.TEST:
                assert finding.numbers[key + "adjusted"] == mate.numbers["adjusted"]
                assert EN.value(finding.numbers[key + "alarm"]) == "none"
            for name in (n for n in finding.numbers if n.startswith("placebo:")):
                assert "(placebo: the election of 2025)" in EN(finding.labels[name])
                assert mate.id in EN(finding.origins[name])
                assert from_json(json.loads(json.dumps(as_json(finding.numbers[name])))) == finding.numbers[name]

    def test_a_placebo_has_nothing_beside_it(self) -> None:
        assert not [n for f in self.BOTH.findings if f.placebo for n in f.numbers if n.startswith("placebo:")]

    def test_sums_and_sheets_of_another_election_are_no_placebo(self) -> None:
        found = run(beside_undisputed(NOW, THEN), "counted", "announced")
        assert not [f.id for f in found.findings if f.placebo and f.check != "announced.round_shares"]

    def test_an_option_stands_beside_whoever_led_then(self) -> None:
        """The leader of another election has another name; the test is the same."""
        old = THEN.case.contests[0]
        contest = replace(old, options=tuple(replace(o, id="x" + o.id, name=o.name + " then") for o in old.options))
        table = THEN.counts[0].table.rename({f"option:{o.id}": f"option:x{o.id}" for o in old.options})
        then = replace(
            THEN,
            case=replace(THEN.case, contests=(contest,)),
            counts=(replace(THEN.counts[0], contest=contest, table=table),),
        )
        finding = of(run(beside_undisputed(NOW, then), STATIONS), "president")
        names = [EN(finding.labels[name]) for name in finding.numbers if name.startswith("placebo:")]
        assert len(names) == 3
        assert all("Alder then" in name for name in names)


class TestWhereItRings:
    def test_on_both(self) -> None:
        found = run(beside_undisputed(ROUNDED(NOW), ROUNDED(THEN)), STATIONS)
        asked, placebo = of(found, "president"), of(found, "president-2025")
        assert rang(asked) and rang(placebo)
        assert "The same alarm rings on the election of 2025, which nobody disputes" in EN(asked.statement)
        assert "says little" in EN(asked.statement)
        assert "que nadie disputa" in ES(asked.statement)
        assert told(asked, "alarm") == ["alarm"]
        assert asked.verdict is Verdict.UNUSUAL
        alone = of(run(ROUNDED(NOW), STATIONS), "president")
        assert asked.prominent < alone.prominent
        assert EN(asked.statement).startswith(EN(alone.statement))

    def test_on_the_one_in_question_only(self) -> None:
        asked = of(run(beside_undisputed(ROUNDED(NOW), THEN), STATIONS), "president")
        assert rang(asked)
        assert told(asked, "alarm") == ["none"]
        assert EN(asked.statement) == EN(of(run(ROUNDED(NOW), STATIONS), "president").statement)

    def test_on_the_placebo_only(self) -> None:
        found = run(beside_undisputed(NOW, ROUNDED(THEN)), STATIONS)
        asked, placebo = of(found, "president"), of(found, "president-2025")
        assert (rang(asked), rang(placebo)) == (False, True)
        assert placebo.verdict is Verdict.UNUSUAL
        assert "this election, which nobody disputes, the chance is" in EN(placebo.statement)
        assert told(asked, "alarm") == ["alarm"]
        assert "rings" not in EN(asked.statement)

    def test_without_a_measured_rate_it_rings_all_the_same(self) -> None:
        found = run(beside_undisputed(ROUNDED(NOW), ROUNDED(THEN)), STATIONS, measured=False)
        asked, placebo = of(found, "president"), of(found, "president-2025")
        assert asked.verdict is placebo.verdict is Verdict.CANNOT_TELL
        assert EN(alarm(placebo)) == "alarm"
        assert "The same alarm rings on the election of 2025" in EN(asked.statement)

    def test_where_a_test_cannot_be_made_that_is_said(self) -> None:
        then = replace(THEN, counts=(replace(THEN.counts[0], table=THEN.counts[0].table.head(40)),))
        found = run(beside_undisputed(NOW, then), "patterns.rounded_totals")
        assert {a for f in found.findings if not f.placebo for a in told(f, "alarm")} <= {"cannot tell", "none"}


class TestTheReport:
    BOTH = run(beside_undisputed(NOW, ROUNDED(THEN)))

    def test_a_table_of_the_tests(self) -> None:
        (table,) = placebos(self.BOTH, "patterns")
        tests = [f for f in self.BOTH.findings if f.placebo and f.kind is Kind.TEST]
        assert len(table.rows) == len(tests) > 5
        assert {row[1] for row in table.rows} == {Name("the election of 2025")}
        alarms = [EN.value(row[3]) for row in table.rows]
        assert {"alarm", "none"} <= set(alarms) <= {"alarm", "none", "cannot tell"}

    def test_no_table_without_placebos(self) -> None:
        assert placebos(run(NOW, STATIONS), "patterns") == ()
        assert placebos(self.BOTH, "counted") == ()

    def test_a_placebo_is_no_answer(self) -> None:
        assert any(f.verdict is Verdict.UNUSUAL for f in self.BOTH.findings if f.placebo)
        assert Verdict.UNUSUAL not in {lead.verdict for lead in leads(self.BOTH.findings)}
        rows = {link.href: row for link, row in matrix(self.BOTH).rows}
        assert sum(rows["#patterns"].values()) == sum(not f.placebo for f in self.BOTH.findings)

    def test_plain_data_names_it(self) -> None:
        found = to_json(self.BOTH)["findings"]
        assert {f["placebo"] for f in found} == {"", "2025"}
        assert all(test["beside"] for f in found if f["placebo"] for test in f["tests"])


@pytest.mark.data
def test_bolivia_2020_beside_2019(data: object) -> None:
    """The annulled election of 2019 with that of 2020, which nobody of weight disputed, as its placebo."""
    from tests.helpers_stations import evidence

    old, new = evidence("bolivia-2019"), evidence("bolivia-2020")
    contest = replace(new.case.contests[0], id="president-2020")
    later = replace(new.counts[0], contest=contest, record="computo-2020", title="Official count of 2020")
    case = replace(
        old.case,
        elections=(*old.case.elections, *new.case.elections),
        contests=(*old.case.contests, contest),
    )
    count = next(c for c in old.counts if c.record == "computo")
    both = replace(old, case=case, counts=(count, later))
    found = run(both, STATIONS, "patterns.digits", "patterns.invalid_votes", measured=False)
    alone = run(replace(old, counts=(count,)), STATIONS, "patterns.digits", "patterns.invalid_votes", measured=False)
    for finding in alone.findings:
        (same,) = [f for f in found.findings if f.id == finding.id]
        assert finding.numbers.items() <= same.numbers.items()
    asked = of(found, "president")
    assert told(asked, "alarm") == ["none"]
    assert "2020" in EN(of(found, "president-2020").title)
