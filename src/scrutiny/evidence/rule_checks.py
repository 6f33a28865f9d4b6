"""Whether a decision rule can be what it says, and fits the contest that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from scrutiny.errors import Problem
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.naming import nearest, one_of
from scrutiny.evidence.rule import Rule

Loc = tuple[str | int, ...]
Where = Callable[[Loc], str]

_ONLY_SEATS = ("divisors", "first_divisor", "quota", "threshold", "thresholds", "agreements", "district_level")
_ONLY_REFERENDUM = ("yes", "turnout_quorum", "approval_quorum")
_ONLY_LEAD = ("lead_share", "lead_points", "lead_exceeded")


def rule_problems(case: CaseFile, contest: Contest, where: Where) -> Iterator[Problem]:
    """Everything in the rule of a contest that cannot be, or that does not fit its kind, options or levels."""
    rule = contest.rule
    yield from _shares(rule, where)
    yield from _misplaced(rule, where)
    if rule.seats is not None and rule.seats < 1:
        yield Problem(where(("seats",)), str(rule.seats), "seats to be filled: 1 or more")
    if rule.first_divisor is not None and rule.first_divisor <= 0:
        yield Problem(where(("first_divisor",)), str(rule.first_divisor), "a divisor: more than 0 (1.4)")
    if rule.distributes:
        yield from _seats(case, contest, where)
    if rule.kind == "majority_or_lead" and (rule.lead_share is None or rule.lead_points is None):
        missing = "lead_share" if rule.lead_share is None else "lead_points"
        yield Problem(where((missing,)), "missing", "the share and the lead that suffice", f"add `{missing} = ...`")
    if rule.kind == "referendum":
        yield from _referendum(contest, where)
    for option in rule.thresholds:
        yield from _known(contest, option, where(("thresholds", option)))
    paired: set[str] = set()
    for position, pair in enumerate(rule.agreements):
        for option in pair:
            yield from _known(contest, option, where(("agreements", position)))
            if option in paired:
                place = where(("agreements", position))
                yield Problem(place, f"{option!r} stands in two agreements", "one agreement for each list")
        paired.update(pair)


def _shares(rule: Rule, where: Where) -> Iterator[Problem]:
    shares: list[tuple[Loc, Decimal | None]] = [
        (("winning_share",), rule.winning_share),
        (("lead_share",), rule.lead_share),
        (("lead_points",), rule.lead_points),
        (("turnout_quorum",), rule.turnout_quorum),
        (("approval_quorum",), rule.approval_quorum),
        (("threshold",), rule.threshold),
    ]
    shares += [(("thresholds", option), share) for option, share in rule.thresholds.items()]
    for loc, share in shares:
        if share is not None and not 0 <= share <= 100:
            yield Problem(where(loc), str(share), "a percentage from 0 to 100")


def _misplaced(rule: Rule, where: Where) -> Iterator[Problem]:
    """Keys that only another kind of rule reads: they would be passed over in silence."""
    default = Rule()
    for keys, fits, kinds in (
        (_ONLY_SEATS, rule.distributes, "seats_by_quotient or seats_by_remainder"),
        (_ONLY_REFERENDUM, rule.kind == "referendum", "referendum"),
        (_ONLY_LEAD, rule.kind == "majority_or_lead", "majority_or_lead"),
    ):
        for key in keys:
            if not fits and rule.kind != "other" and getattr(rule, key) != getattr(default, key):
                yield Problem(where((key,)), f"a rule of kind {rule.kind!r} does not read it", f"kind = {kinds}")
    if rule.seats not in (None, 1) and rule.kind in ("majority", "majority_or_lead", "referendum"):
        yield Problem(where(("seats",)), f"a rule of kind {rule.kind!r} elects one", "kind = plurality or seats_by_...")
    second = {"dhondt": 2, "sainte_lague": 3}[rule.divisors]
    if rule.first_divisor is not None and not 0 < rule.first_divisor <= second:
        expected = f"above 0 and at most {second}, the divisor of the second seat"
        yield Problem(where(("first_divisor",)), str(rule.first_divisor), expected)
    if rule.kind == "seats_by_remainder" and rule.agreements:
        yield Problem(where(("agreements",)), "only quotients are shared by agreement", "seats_by_quotient")


def _seats(case: CaseFile, contest: Contest, where: Where) -> Iterator[Problem]:
    rule = contest.rule
    if rule.district_level is None:
        if rule.district_seats:
            place = where(("district_seats",))
            yield Problem(place, "seats of districts without their level", "a level", "add `district_level = ...`")
        return
    if rule.district_level not in case.levels:
        place = where(("district_level",))
        yield Problem(place, f"{rule.district_level!r} is no level", one_of(case.levels))
    if not rule.district_seats:
        yield Problem(where(("district_seats",)), "missing", "the seats of each district: { A = 4, B = 7 }")
    for district, seats in rule.district_seats.items():
        if seats < 1:
            yield Problem(where(("district_seats", district)), str(seats), "seats to be filled: 1 or more")
    total = sum(rule.district_seats.values())
    if rule.seats is not None and rule.district_seats and rule.seats != total:
        yield Problem(where(("seats",)), f"{rule.seats}, and the districts have {total}", "the same number, or none")


def _referendum(contest: Contest, where: Where) -> Iterator[Problem]:
    answers = [o.id for o in contest.options if o.valid and not contest.children.get(o.id)]
    if contest.rule.yes is None:
        yield Problem(where(("yes",)), "missing", "the option that is accepted or rejected", "add `yes = ...`")
    else:
        yield from _known(contest, contest.rule.yes, where(("yes",)))
    if contest.options and len(answers) != 2:
        yield Problem(where(("kind",)), f"a referendum with {len(answers)} answers", "two options: yes and no")


def _known(contest: Contest, option: str, place: str) -> Iterator[Problem]:
    if contest.options and option not in contest.by_id:
        known = list(contest.by_id)
        yield Problem(place, f"{option!r} is no option of {contest.id}", one_of(known), nearest(option, known))
