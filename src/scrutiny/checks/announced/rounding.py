"""Do announced counts and shares go together, and are the shares possible at all?

Null: none; each usual rule of rounding is tried. Assumes: counts and shares are of one count. Honest causes that trip
it: a misprint, shares of another total (ballots, register), shares computed before a correction. Cannot show: which of
the two is right.
Reference: Crimea 2014: 9,097 of 1,274,096 is not the announced 0.72 % (its count would lie from 9,110 to 9,237).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scrutiny.evidence.claim import Figures
from scrutiny.evidence.facts import Rounding
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.origins import called, computed, printed_in
from scrutiny.findings.parts import ballots_cast, parts, valid_votes
from scrutiny.messages import Count, Message, Percent, Quantity, Value, _, say, series
from scrutiny.stats.rounding import RULES, Interval, fits, interval, is_largest_remainder, possible, possible_totals

ORDER = 30

RULE_NAMES = {
    "half_up": _("to the nearest (halves up)"),
    "half_even": _("to the nearest (halves to the even digit)"),
    "down": _("cut off"),
    "up": _("up"),
    "largest_remainder": _("by largest remainders"),
    "unknown": _("to the nearest"),
}
DENOMINATORS = {"valid": _("valid votes"), "cast": _("ballots"), "registered": _("registered voters")}


@dataclass(frozen=True)
class _Pair:
    option: str
    votes: int
    printed: Decimal


def _pairs(subject: Subject) -> list[_Pair]:
    figures = _figures(subject)
    return [_Pair(o, figures.votes[o], figures.shares[o]) for o in figures.shares if o in figures.votes]


def _figures(subject: Subject) -> Figures:
    assert subject.announcement.figures is not None
    return subject.announcement.figures


def _totals(subject: Subject) -> dict[str, int]:
    """The totals of which the shares may be shares, those that the claim names first."""
    figures = _figures(subject)
    found: dict[str, int | None] = {
        "valid": valid_votes(subject.announcement, subject.contest),
        "cast": ballots_cast(figures),
        "registered": figures.registered,
    }
    first = figures.shares_of
    ordered = [first, *(name for name in found if name != first)]
    return {name: total for name in ordered if (total := found[name])}


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    pairs, totals = _pairs(subject), _totals(subject)
    figures = _figures(subject)
    stated = subject.case.facts.rounding
    if pairs and (figures.shares_of in totals or _good(pairs, totals, stated)):
        yield _together(subject, pairs, totals)
    elif any(pair.votes > 0 for pair in pairs):
        yield _of_some_total(subject, pairs)
    listed = parts(subject.contest, figures.shares)
    some = any(figures.shares.values())  # before the first unit is counted every share is 0, and says nothing
    if (
        some
        and figures.shares_of == "valid"
        and len(listed.options) > 1
        and listed.complete
        and not _covers(pairs, listed.options)
    ):
        yield _alone(subject, listed.options)


def _covers(pairs: Sequence[_Pair], options: Sequence[str]) -> bool:
    return {pair.option for pair in pairs} >= set(options)


def _holds(pairs: Sequence[_Pair], total: int, rule: str) -> bool:
    if rule == "largest_remainder":
        return sum(p.votes for p in pairs) == total and is_largest_remainder(
            [p.votes for p in pairs], [p.printed for p in pairs], total
        )
    return all(fits(Fraction(100 * p.votes, total), p.printed, rule) for p in pairs)


def _usual(stated: Rounding) -> list[str]:
    """The stated rule first, then the other usual ones."""
    return [*(rule for rule in (stated,) if rule != "unknown"), *(rule for rule in RULES if rule != stated)]


def _good(pairs: Sequence[_Pair], totals: Mapping[str, int], stated: Rounding) -> list[tuple[str, str]]:
    """The totals and rules under which each share is that of its count."""
    return [(name, rule) for name, total in totals.items() for rule in _usual(stated) if _holds(pairs, total, rule)]


def _together(subject: Subject, pairs: list[_Pair], totals: dict[str, int]) -> Finding:
    claim, stated = subject.announcement, subject.case.facts.rounding
    good = _good(pairs, totals, stated)
    name, total = next(iter(totals.items())) if not good else (good[0][0], totals[good[0][0]])
    nearest = "unknown" if stated == "unknown" else stated
    off = [p for p in pairs if not fits(Fraction(100 * p.votes, total), p.printed, nearest)]
    values: dict[str, Value] = {
        "claim": called(claim),
        "number": Count(len(pairs)),
        "total": Count(total),
        "of": say(DENOMINATORS[name]),
        "rules": series([say(RULE_NAMES[rule]) for of, rule in good if of == name]),
        "off": series([_off(subject, p, total) for p in off]),
    }
    if good:
        text = _(
            "If each share is a rounded figure, the {number} shares of {claim} are those of its counts among {total} "
            "{of}; rules of rounding that give them: {rules}."
        )
    else:
        text = _(
            "Under no usual rule of rounding are all {number} shares of {claim} those of its counts: among {total} "
            "{of}, rounded to the nearest, {off}."
        )
    numbers: dict[str, Value] = {"total": Count(total)}
    labels = {"total": say(_("total of which they are shares"))}
    for p in pairs:
        numbers[f"share-{p.option}"] = Percent(Fraction(100 * p.votes, total), 6)
        labels[f"share-{p.option}"] = say(_("share of the count of {option}"), option=subject.name(p.option))
        numbers[f"printed-{p.option}"] = Percent.as_announced(p.printed)
        labels[f"printed-{p.option}"] = say(_("printed share of {option}"), option=subject.name(p.option))
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.AGREES if good else Verdict.CONTRADICTS,
        about=(*subject.about, "together"),
        title=say(_("Counts and shares in {claim}"), claim=called(claim)),
        statement=Message(text, values),
        rests_on=(say(_("Counts and shares stand as {claim} printed them."), claim=called(claim)),),
        breaks_if=(say(_("A count or a share was printed wrongly, or the shares are of another total.")),),
        does_not_show=say(_("Whether the counts were made from the ballots or from the shares.")),
        would_settle=None if good else say(_("The announcement in the announcer's own document.")),
        numbers=numbers,
        labels=labels,
        origins=dict.fromkeys(numbers, computed())
        | {f"printed-{p.option}": printed_in(claim, "shares", p.option) for p in pairs},
        sources=(claim.id,),
        prominent=5 if good else 60,
    )


def _of_some_total(subject: Subject, pairs: list[_Pair]) -> Finding:
    """Counts and shares of a total that was not announced: is there any that makes all of them true?"""
    claim, figures = subject.announcement, _figures(subject)
    listed = parts(subject.contest, figures.votes)
    least = max(1, sum(figures.votes[option] for option in listed.options))
    found: list[tuple[int, int | None, str]] = []
    for rule in _usual(subject.case.facts.rounding):
        ends = [interval(pair.printed, rule).totals(pair.votes) for pair in pairs if pair.votes > 0]
        low = max([least, *(end[0] for end in ends)])
        high = min((end[1] for end in ends if end[1] is not None), default=None)
        none = all(0 in interval(pair.printed, rule) for pair in pairs if pair.votes <= 0)
        if none and (high is None or low <= high):
            found.append((low, high, rule))
    values: dict[str, Value] = {
        "claim": called(claim),
        "number": Count(len(pairs)),
        "of": say(DENOMINATORS[figures.shares_of]),
    }
    numbers: dict[str, Value] = {"number": Count(len(pairs))}
    labels = {"number": say(_("options with a count and a share"))}
    text = _(
        "The {of} of {claim} were not announced, and under no usual rule of rounding does any total make all {number} "
        "shares those of its counts."
    )
    if found:
        low, high, rule = found[0]
        values |= {"low": Count(low), "rule": say(RULE_NAMES[rule])}
        numbers["first"], labels["first"] = Count(low), say(_("smallest total possible"))
        text = _(
            "The {of} of {claim} were not announced; rounded {rule}, its {number} shares are those of its counts if "
            "they are {low} or more."
        )
        if high is not None:
            values["high"] = numbers["last"] = Count(high)
            labels["last"] = say(_("greatest total possible"))
            text = _(
                "The {of} of {claim} were not announced; rounded {rule}, its {number} shares are those of its counts "
                "if they are from {low} to {high}."
            )
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.AGREES if found else Verdict.CONTRADICTS,
        about=(*subject.about, "together"),
        title=say(_("Counts and shares in {claim}"), claim=called(claim)),
        statement=Message(text, values),
        rests_on=(say(_("Counts and shares stand as {claim} printed them."), claim=called(claim)),),
        breaks_if=(say(_("A count or a share was printed wrongly, or the shares are not all of one total.")),),
        does_not_show=say(_("Which total it was, and whether the counts were made from the ballots.")),
        would_settle=say(_("The total of which the shares are shares.")),
        numbers=numbers,
        labels=labels,
        origins=dict.fromkeys(numbers, computed()),
        sources=(claim.id,),
        prominent=5 if found else 60,
    )


def _off(subject: Subject, pair: _Pair, total: int) -> Message:
    return say(
        _("{option} has {exact} and was given {printed}"),
        option=subject.name(pair.option),
        exact=Percent(Fraction(100 * pair.votes, total), 4),
        printed=Percent.as_announced(pair.printed),
    )


def _rule_that_works(shares: Sequence[Decimal], stated: Rounding, total: int | None) -> tuple[str, list[Interval]]:
    """The stated rule, or the first usual one under which a result exists where it gives none."""
    for rule in dict.fromkeys((stated, *(r for r in RULES if r != "largest_remainder"))):
        ends = [interval(share, rule) for share in shares]
        if possible(ends, total) if total else possible_totals(ends).smallest is not None:
            return rule, ends
    return stated, [interval(share, stated) for share in shares]


def _alone(subject: Subject, options: Sequence[str]) -> Finding:
    """Shares without all counts: is there a result in whole votes that has them?"""
    claim, figures = subject.announcement, _figures(subject)
    shares = [figures.shares[o] for o in options]
    total = valid_votes(claim, subject.contest) if figures.shares_of == "valid" else None
    stated, ends = _rule_that_works(shares, subject.case.facts.rounding, total)
    values: dict[str, Value] = {
        "claim": called(claim),
        "number": Count(len(shares)),
        "rule": say(RULE_NAMES[stated]),
    }
    numbers: dict[str, Value] = {"sum": Quantity(sum(shares, Decimal(0)), 3)}
    labels = {"sum": say(_("sum of the shares"))}
    if total:
        numbers["total"], labels["total"] = Count(total), say(_("valid votes"))
        values["total"] = Count(total)
        fine = possible(ends, total)
        text = (
            _(
                "With {total} valid votes there are whole-number results that have the {number} shares of "
                "{claim}, rounded {rule}."
            )
            if fine
            else _(
                "With {total} valid votes no whole-number result has the {number} shares of {claim} under a usual rule."
            )
        )
    else:
        totals = possible_totals(ends)
        fine = totals.smallest is not None
        text = _(
            "Under no usual rule of rounding has a whole-number result of any size the {number} shares of {claim}."
        )
        if totals.smallest is not None:
            numbers["first"], labels["first"] = Count(totals.smallest), say(_("smallest total possible"))
            values["first"] = Count(totals.smallest)
            text = _(
                "There are whole-number results with the {number} shares of {claim}, rounded {rule}; the smallest has "
                "{first} votes."
            )
        if totals.every_from is not None:
            numbers["from"], labels["from"] = Count(totals.every_from), say(_("every total from here on is possible"))
            values["from"] = Count(totals.every_from)
            text = _(
                "There are whole-number results with the {number} shares of {claim}, rounded {rule}: the smallest has "
                "{first} votes, and from {from} votes on every total has one."
            )
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.AGREES if fine else Verdict.CONTRADICTS,
        about=(*subject.about, "alone"),
        title=say(_("Shares without counts in {claim}"), claim=called(claim)),
        statement=Message(text, values),
        rests_on=(say(_("The shares of {claim} are of all options of the ballot."), claim=called(claim)),),
        breaks_if=(say(_("A share was printed wrongly, or was rounded by another rule.")),),
        does_not_show=say(_("Which result it was; many results have the same rounded shares.")),
        would_settle=say(_("The counts.")),
        numbers=numbers,
        labels=labels,
        origins=dict.fromkeys(numbers, computed()),
        sources=(claim.id,),
        prominent=2 if fine else 60,
    )


CHECK = Check(
    id="announced.rounding",
    title=_("Counts and shares"),
    asks=_(
        "Do announced counts and shares go together under a usual rule of rounding, and are the shares possible at all?"
    ),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="announcement", figures=("shares",)),
    compute=compute,
    assumes=_("Counts and shares are of one count; the options of the case are the whole ballot."),
    honest_causes=_("A misprint, shares of another total, shares computed before a correction of the counts."),
    cannot_show=_("Which of a count and a share is right, and whether counts were made from ballots or from shares."),
    references=(
        "Crimea 2014: 9,097 of 1,274,096 cannot be 0.72 %; the count would lie from 9,110 to 9,237.",
        "Brown, Heathers (2017): the GRIM test, the same membership for means.",
    ),
)
