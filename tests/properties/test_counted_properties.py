"""What the exact checks say against every possibility tried one after the other, on small invented elections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.evidence.claim import Figures
from scrutiny.evidence.counts import Distribution
from scrutiny.evidence.facts import Rounding
from scrutiny.evidence.rule import Rule
from scrutiny.findings.finding import Verdict
from scrutiny.findings.left_out import most_left_out
from scrutiny.findings.outcomes import outcome, slack
from scrutiny.stats.bounds import share_that_turns
from scrutiny.stats.largest import largest
from tests.helpers_counted import announced, evidence, made, run, value

OPTIONS = ("a", "b", "c")
few = settings(max_examples=60, deadline=None, derandomize=True)
votes_ = st.integers(0, 6)
sheets_ = st.lists(st.tuples(votes_, votes_, votes_), min_size=1, max_size=6)


def columns(sheets: Sequence[tuple[int, ...]]) -> dict[str, list[int]]:
    return {option: [sheet[i] for sheet in sheets] for i, option in enumerate(OPTIONS)}


@few
@given(st.lists(st.integers(-3, 9), max_size=7), st.integers(-2, 9), st.integers(-5, 40))
def test_the_largest_numbers_against_all_subsets(numbers: list[int], many: int, amount: int) -> None:
    subsets = [sub for k in range(len(numbers) + 1) for sub in combinations(numbers, k)]
    kept = largest(pl.Series(numbers, dtype=pl.Int64))
    assert kept.of(many) == max((sum(sub) for sub in subsets if len(sub) <= max(0, many)), default=0)
    enough = [len(sub) for sub in subsets if sum(sub) >= amount]
    assert kept.reaching(amount) == min(enough, default=None)
    pairs = Counter(numbers)
    again = largest(pl.Series(list(pairs), dtype=pl.Int64), pl.Series(list(pairs.values()), dtype=pl.Int64))
    assert (again.of(many), again.reaching(amount)) == (kept.of(many), kept.reaching(amount))
    assert (kept.total, kept.many) == (sum(numbers), len(numbers))


def completions(missing: int) -> Iterator[tuple[int, ...]]:
    """Every way in which at most so many voters may vote for three options or not at all."""
    return (added for added in product(range(missing + 1), repeat=3) if sum(added) <= missing)


@few
@pytest.mark.parametrize(
    "rule",
    [
        Rule(),
        Rule(kind="majority"),
        Rule(kind="majority_or_lead", lead_share=Decimal(40), lead_points=Decimal(10)),
    ],
    ids=lambda rule: rule.kind,
)
@given(sheets=sheets_, missing=st.integers(0, 7), second=st.integers(0, 7))
def test_bounds_against_every_completion(rule: Rule, sheets: list[tuple[int, ...]], missing: int, second: int) -> None:
    """`decides` exactly when no vote of those outside gives another outcome, under each of two registers."""
    registered = [sum(sheet) + 1 for sheet in sheets]
    counts = made(columns(sheets), {"registered": registered})
    inside = sum(registered)
    case = evidence(counts, registers=[inside + missing, inside + second], rule=rule)
    (found,) = run(case, "counted.bounds")
    now = {option: sum(column) for option, column in columns(sheets).items()}
    here = outcome(now, rule)
    if here is None:
        assert found.verdict is Verdict.CANNOT_TELL
        return
    after = [
        outcome({o: now[o] + added[i] for i, o in enumerate(OPTIONS)}, rule)
        for added in completions(max(missing, second))
    ]
    decided = here.form != "tie" and all(there == here for there in after)
    assert (found.verdict is Verdict.DECIDES) == decided
    assert found.verdict in (Verdict.DECIDES, Verdict.LEAVES_OPEN)
    for option in OPTIONS:
        assert value(found, f"least:{option}") == now[option]
        assert value(found, f"most:{option}") == now[option] + max(missing, second)


@few
@given(sheets_, st.integers(0, 12))
def test_how_many_sheets_must_be_false_against_every_subset(sheets: list[tuple[int, ...]], missing: int) -> None:
    """A false sheet gives back its whole register; with fewer false ones no completion ends the lead."""
    registered = [sum(sheet) + 2 for sheet in sheets]
    case = evidence(made(columns(sheets), {"registered": registered}), registers=[sum(registered) + missing])
    (found,) = run(case, "counted.bounds")
    if found.verdict is not Verdict.DECIDES:
        return
    totals = sorted(((sum(c), o) for o, c in columns(sheets).items()), key=lambda t: (-t[0], t[1]))
    first, second = (OPTIONS.index(option) for _votes, option in totals[:2])

    def open_without(false: tuple[int, ...]) -> bool:
        lead = sum(sheet[first] - sheet[second] for i, sheet in enumerate(sheets) if i not in false)
        return lead <= missing + sum(registered[i] for i in false)

    size = range(len(sheets))
    least = min(
        (k for k in range(len(sheets) + 1) for false in combinations(size, k) if open_without(false)),
        default=None,
    )
    told = [m.values["each"] for m in found.breaks_if if "so many of the sheets" in m.text]
    each = [item.values["least"].value for series in told for item in series.items]  # type: ignore[union-attr]
    assert each == ([least] if least is not None else [])


@few
@given(sheets_, st.tuples(*[st.integers(0, 25)] * 3), st.integers(0, 4), st.integers(0, 6))
def test_against_announced_against_every_set_of_left_out_sheets(
    sheets: list[tuple[int, ...]], said: tuple[int, ...], missing: int, left_out: int
) -> None:
    """`contradicts` exactly when no set of left-out sheets makes some announced figure, or their sum, possible."""
    counts = made(columns(sheets))
    frame = len(sheets) + missing
    counted = max(0, frame - left_out)
    claim = announced(dict(zip(OPTIONS, said, strict=True)), counted_units=counted)
    (found,) = run(evidence(counts, claims=[claim], frame=[frame]), "counted.against_announced")
    size = range(len(sheets))
    kept = [
        [i for i in size if i not in out]
        for k in range(min(frame - counted, len(sheets)) + 1)
        for out in combinations(size, k)
    ]
    least = [min(sum(sheets[i][o] for i in inside) for inside in kept) for o in range(3)]
    together = min(sum(sum(sheets[i]) for i in inside) for inside in kept)
    totals = [sum(sheet[o] for sheet in sheets) for o in range(3)]
    impossible = any(least[o] > said[o] for o in range(3)) or together > sum(said)
    # With every unit in the record no announcement can have more than the sheets.
    impossible |= missing == 0 and (any(s > t for s, t in zip(said, totals, strict=True)) or sum(said) > sum(totals))
    assert (found.verdict is Verdict.CONTRADICTS) == impossible
    for o, option in enumerate(OPTIONS):
        total = sum(sheet[o] for sheet in sheets)
        if total > said[o]:
            assert value(found, f"least_1:{option}") == least[o]
            needed = min(
                k
                for k in range(len(sheets) + 1)
                for out in combinations(size, k)
                if sum(sheets[i][o] for i in size if i not in out) <= said[o]
            )
            assert value(found, f"needed:{option}") == needed


@few
@given(sheets_, st.tuples(*[st.integers(0, 25)] * 3), st.integers(0, 8))
def test_sheets_and_their_distribution_give_the_same(
    sheets: list[tuple[int, ...]], said: tuple[int, ...], left_out: int
) -> None:
    """A record without single sheets, and the number of sheets with each value, say the same as the sheets."""
    counts = made(columns(sheets))
    claim = announced(dict(zip(OPTIONS, said, strict=True)), counted_units=max(0, 8 - left_out))
    (whole,) = run(evidence(counts, claims=[claim], frame=[8]), "counted.against_announced")
    sums = {option: [sum(column)] for option, column in columns(sheets).items()}
    total = made(sums, {"sheets": [len(sheets)]}, level="region")
    pairs = [
        (option, number, times)
        for option, column in columns(sheets).items()
        for number, times in Counter(column).items()
    ]
    values = pl.DataFrame(pairs, schema=["item", "value", "sheets"], orient="row")
    kept = Distribution("sheets", counts.contest, ("sheets",), values)
    (small,) = run(evidence(total, claims=[claim], frame=[8], distributions=[kept]), "counted.against_announced")
    if "announced:together" in whole.numbers:
        # How the votes lie together on single sheets is not in the numbers of sheets with each value.
        assert (whole.verdict, small.verdict) == (Verdict.CONTRADICTS, Verdict.AGREES)
        return
    assert small.verdict is whole.verdict
    assert dict(small.numbers) == dict(whole.numbers)
    assert [str(m) for m in small.breaks_if] == [str(m) for m in whole.breaks_if]


@few
@given(
    st.integers(1, 60),
    st.integers(0, 60),
    st.sampled_from([0, 1, 2]),
    st.sampled_from(["half_up", "half_even", "down", "up", "unknown"]),
)
def test_left_out_against_every_number_of_units_that_prints_so(
    frame: int, counted: int, places: int, rule: Rounding
) -> None:
    """No number of counted units that prints as announced leaves out more; where rounding is known, one is as small."""
    counted = min(counted, frame)

    def printed(n: int) -> Decimal:
        scaled = 100 * n * 10**places
        down, rest = divmod(scaled, frame)
        match rule:
            case "down":
                units = down
            case "up":
                units = down + (rest > 0)
            case "half_even":
                units = down + (2 * rest > frame or (2 * rest == frame and down % 2 == 1))
            case _:
                units = down + (2 * rest >= frame)
        return Decimal(units).scaleb(-places)

    coverage = printed(counted)
    found = most_left_out(Figures(coverage=coverage), frame, rule)
    possible = [frame - n for n in range(frame + 1) if printed(n) == coverage]
    assert found is not None
    if rule == "unknown":
        # Without a rule a half may have gone either way: the answer is the milder one.
        assert 0 <= found - max(possible) <= 1
    else:
        assert found == max(possible)


@few
@given(st.integers(1, 50), st.integers(1, 50))
def test_the_share_that_turns_makes_a_tie(lead: int, missing: int) -> None:
    share = share_that_turns(lead, missing)
    assert share is not None
    assert lead + missing * (1 - share) - missing * share == 0


@few
@given(sheets_, sheets_)
def test_agreement_against_counting_by_hand(left: list[tuple[int, ...]], right: list[tuple[int, ...]]) -> None:
    one, other = made(columns(left), record="one"), made(columns(right), record="other", publisher="Council")
    (found,) = run(evidence(one, other), "counted.agreement")
    pairs = list(zip(left, right, strict=False))
    differing = [(a, b) for a, b in pairs if a != b]
    assert value(found, "both") == len(pairs)
    assert value(found, "differ") == len(differing)
    assert value(found, "cells") == sum(x != y for a, b in pairs for x, y in zip(a, b, strict=True))
    assert value(found, "gross") == sum(abs(x - y) for a, b in pairs for x, y in zip(a, b, strict=True))
    for i, option in enumerate(OPTIONS):
        assert value(found, f"net:{option}") == sum(b[i] - a[i] for a, b in pairs)
    assert (found.verdict is Verdict.CONTRADICTS) == bool(differing)
    if differing and found.weight is not None:
        outcomes = [
            outcome({o: sum(sheet[i] for sheet in side) for i, o in enumerate(OPTIONS)}, Rule())
            for side in zip(*pairs, strict=True)
        ]
        if None in outcomes:
            assert found.weight.could_alter is None
        elif outcomes[0] != outcomes[1]:
            assert found.weight.could_alter is True
        else:  # as many other votes might alter it, by either record
            standings = [
                {o: sum(sheet[i] for sheet in side) for i, o in enumerate(OPTIONS)} for side in zip(*pairs, strict=True)
            ]
            slacks = [made_ for votes in standings if (made_ := slack(votes, Rule())) is not None]
            sizes = [n for one_ in slacks for n in (one_.added, one_.removed) if n is not None]
            gross = value(found, "gross")
            assert found.weight.could_alter == (gross >= min(sizes) if sizes else None)


@few
@given(sheets_, st.integers(0, 30), st.sampled_from(["region", "nation"]))
def test_a_total_and_its_units(sheets: list[tuple[int, ...]], said: int, where: str) -> None:
    """Below the sum it contradicts; above it, only when no unit is missing."""
    counts = made(columns(sheets), more={"place:region": ["r"] * len(sheets)})
    place = "region=r" if where == "region" else None
    for frame in (len(sheets), len(sheets) + 1):
        claim = announced({"a": said}, coverage=Decimal("100.00"))
        claim = type(claim)(**{**claim.__dict__, "place": place})
        frames = [type(f)(f.level, frame, "x", place=place) for f in evidence(counts, frame=[1]).case.frames]
        (found,) = run(evidence(counts, claims=[claim], frames=frames), "counted.rollup")
        total = sum(sheet[0] for sheet in sheets)
        wrong = said < total or (said > total and frame == len(sheets))
        assert (found.verdict is Verdict.CONTRADICTS) == wrong
        assert value(found, "equal") == (said == total)


@few
@given(sheets_, st.tuples(*[st.integers(0, 25)] * 3), st.permutations(range(3)))
def test_who_is_who_does_not_matter(sheets: list[tuple[int, ...]], said: tuple[int, ...], order: list[int]) -> None:
    """Options under other ids, in another order: the same verdicts, and the same numbers under the new ids."""
    totals = [sum(sheet[i] for sheet in sheets) for i in range(3)]
    excesses = [total - one for total, one in zip(totals, said, strict=True)]
    if len(set(totals)) < 3 or len(set(excesses)) < 3:
        return  # in a tie it does matter who is named first
    renamed = {OPTIONS[i]: OPTIONS[order[i]] for i in range(3)}

    def findings(names: dict[str, str]) -> list[tuple[Verdict, int, dict[str, object]]]:
        votes = {names[option]: column for option, column in columns(sheets).items()}
        counts = made(dict(sorted(votes.items())), {"registered": [sum(sheet) for sheet in sheets]})
        other = made({o: c[:1] for o, c in sorted(votes.items())}, record="other")
        claim = announced({names[o]: v for o, v in zip(OPTIONS, said, strict=True)}, counted_units=3)
        case = evidence(counts, other, claims=[claim], frame=[6], registers=[sum(totals) + 5])
        back = {new: old for old, new in names.items()}
        found = []
        for check in ("counted.bounds", "counted.against_announced", "counted.agreement", "counted.rollup"):
            for finding in run(case, check):
                numbers = {
                    ":".join(back.get(part, part) for part in name.split(":")): number
                    for name, number in finding.numbers.items()
                }
                found.append((finding.verdict, finding.slips, numbers))
        return found

    assert findings(renamed) == findings({option: option for option in OPTIONS})
