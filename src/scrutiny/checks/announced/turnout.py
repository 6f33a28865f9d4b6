"""Which register makes the announced participation true?

Null: none; the announced turnout is a rounded figure, and each known register gives an interval for it. Assumes: for
the register of the tables counted, that these tables are of average size. Honest causes of a mismatch: an early
estimate, another register than those that the case knows. Cannot show: which register was meant.
Reference: Venezuela 2024, second bulletin: 59.97 % is 12,386,669 of 96.87 % of 21,321,805 (59.971), and no share of
the whole register (58.09).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.origins import called, computed, printed_in
from scrutiny.findings.parts import ballots_cast, parts, valid_votes
from scrutiny.messages import Count, Message, Percent, Value, _, say, series
from scrutiny.stats.rounding import Interval, interval

ORDER = 20


@dataclass(frozen=True)
class _Tried:
    """One register, whole or as far as it was counted, and the turnout that it gives."""

    key: str
    name: str
    number: int
    counted: bool
    low: Fraction
    high: Fraction
    fits: bool


def _applies(subject: Subject) -> Message | None:
    if _ballots(subject) is None:
        return say(_("{claim} gives no count of ballots or of votes"), claim=called(subject.announcement))
    if not _registers(subject):
        return say(_("no register is known for {claim}"), claim=called(subject.announcement))
    return None


def _figures(claim: Claim) -> Figures:
    assert claim.figures is not None
    return claim.figures


def _ballots(subject: Subject) -> tuple[int, bool] | None:
    """Ballots, and whether they are all ballots (valid votes alone give a turnout that is too low)."""
    figures = _figures(subject.announcement)
    cast = ballots_cast(figures)
    if cast is not None:
        return cast, True
    valid = valid_votes(subject.announcement, subject.contest)
    if valid is not None:
        return valid, False
    found = parts(subject.contest, figures.votes)
    return (sum(figures.votes[o] for o in found.options), False) if found.options else None


def _registers(subject: Subject) -> list[tuple[str, str, int]]:
    figures = _figures(subject.announcement)
    made: list[tuple[str, str, int]] = []
    if figures.registered:
        made.append(("announced", subject.announcement.label, figures.registered))
    known = {number for _key, _name, number in made}
    for register in subject.case.registers_of(subject.contest.id):
        if register.number > 0 and register.number not in known:
            made.append((register.id, register.name, register.number))
    return made


def _tried(subject: Subject, ballots: int, whole: bool, announced: Interval) -> list[_Tried]:
    figures, rule = _figures(subject.announcement), subject.case.facts.rounding
    # Invalid votes that were not announced only raise the turnout; without them a range is all that can be told.
    made: list[_Tried] = []
    for key, name, number in _registers(subject):
        exact = Fraction(100 * ballots, number)
        made.append(_Tried(key, name, number, False, exact, exact, announced.meets(exact, exact)))
        covered = None if figures.coverage is None else interval(figures.coverage, rule)
        # A coverage printed as 100 may be a little less: it is a rounded figure too.
        if covered is not None and covered.high > 0 and covered.low < 100:
            low = 100 * exact / min(covered.high, Fraction(100))
            high = 100 * exact / covered.low if covered.low > 0 else low
            made.append(_Tried(f"{key}-counted", name, number, True, low, high, announced.meets(low, high)))
    return made


def _rounded_otherwise(subject: Subject, ballots: int) -> str:
    """Where the rounding is not known and the usual one gives no register: another rule that gives one."""
    if subject.case.facts.rounding != "unknown":
        return ""
    turnout = _figures(subject.announcement).turnout or Decimal(0)
    shares = [Fraction(100 * ballots, number) for _key, _name, number in _registers(subject)]
    return next((rule for rule in _OTHERWISE if any(share in interval(turnout, rule) for share in shares)), "")


_OTHERWISE = {
    "down": _(
        "Cut off after its last digit, the participation of {turnout} in {claim} is the share of its {ballots} ballots "
        "or votes if the register is {fit}; rounded to the nearest it is that of no register in this case."
    ),
    "up": _(
        "Rounded up, the participation of {turnout} in {claim} is the share of its {ballots} ballots or votes if the "
        "register is {fit}; rounded to the nearest it is that of no register in this case."
    ),
}
"""By the rule of rounding that the participation would have."""


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    claim = subject.announcement
    figures, found = _figures(claim), _ballots(subject)
    assert figures.turnout is not None and found is not None
    ballots, whole = found
    tried = _tried(subject, ballots, whole, interval(figures.turnout, subject.case.facts.rounding))
    fit = [t for t in tried if t.fits]
    otherwise = "" if fit else _rounded_otherwise(subject, ballots)
    if otherwise:
        # Only whole registers: a part of one, with another rounding too, would fit too easily.
        tried = _tried(subject, ballots, whole, interval(figures.turnout, otherwise))
        fit = [t for t in tried if t.fits and not t.counted]
    own = next((t for t in tried if t.key == "announced"), None)
    impossible = not fit and whole and own is not None and _excluded(figures, own, subject.case.facts.rounding)
    verdict = Verdict.AGREES if fit else Verdict.CONTRADICTS if impossible else Verdict.CANNOT_TELL
    values: dict[str, Value] = {
        "claim": called(claim),
        "turnout": Percent.as_announced(figures.turnout),
        "ballots": Count(ballots),
        "fit": series([Count(t.number) for t in fit if t.counted == all(f.counted for f in fit)]),
        "whole": series([Count(t.number) for t in ([own] if impossible and own else tried) if not t.counted]),
        "least": Percent(own.low if impossible and own else min(t.low for t in tried if not t.counted), 2),
        "most": Percent(max(t.high for t in tried if not t.counted), 2),
    }
    numbers: dict[str, Value] = {"turnout": values["turnout"], "ballots": Count(ballots)}
    labels = {"turnout": say(_("participation as announced")), "ballots": say(_("ballots"))}
    origins = {"turnout": printed_in(claim, "turnout"), "ballots": printed_in(claim, "cast")}
    for t in tried:
        numbers[t.key], labels[t.key], origins[t.key] = Percent(t.low, 4), _label(t), computed()
        if t.high != t.low:
            numbers[f"{t.key}-most"] = Percent(t.high, 4)
            labels[f"{t.key}-most"], origins[f"{t.key}-most"] = say(_("the same, at most")), computed()
    yield Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=verdict,
        about=subject.about,
        title=say(_("Participation in {claim}"), claim=called(claim)),
        statement=Message(_OTHERWISE[otherwise] if otherwise else _statement(fit, whole, impossible), values),
        rests_on=_rests_on(claim, whole, any(t.counted for t in fit)),
        breaks_if=(say(_("Another register than those in this case was meant.")),),
        does_not_show=say(_("Which register was meant, and whether so many people voted.")),
        would_settle=say(_("The register of the units that were counted.")) if not fit or fit[0].counted else None,
        numbers=numbers,
        labels=labels,
        origins=origins,
        sources=(claim.id,),
        prominent=55 if impossible else (30 if whole else 20) if fit and fit[0].counted else 5,
    )


def _excluded(figures: Figures, own: _Tried, rule: str) -> bool:
    """Whether the announcement's own register excludes its participation, under any rounding that is left open.

    A part of a register gives a higher turnout than the whole. A turnout below that of the whole is therefore
    impossible whatever was counted; one above it only where all was counted.
    """
    loose = interval(figures.turnout or Decimal(0), "largest_remainder" if rule == "unknown" else rule)
    if loose.high < own.low:
        return True
    everything = figures.coverage is not None and figures.coverage >= 100
    return everything and loose.low > 100 * own.low / interval(figures.coverage or Decimal(100), rule).low


def _statement(fit: Sequence[_Tried], whole: bool, impossible: bool) -> str:
    if fit and all(t.counted for t in fit):
        if whole:
            return _(
                "If the tables counted are of average size, the participation of {turnout} in {claim} is the share of "
                "its {ballots} ballots in their register, when the whole register is {fit}; of whole registers they "
                "are {least} to {most}."
            )
        return _(
            "If the tables counted are of average size, the participation of {turnout} in {claim} is the share of its "
            "{ballots} votes, invalid ones not announced, in their register, when the whole register is {fit}; of "
            "whole registers they are {least} to {most}."
        )
    if fit:
        return _(
            "The participation of {turnout} in {claim} is the share of its {ballots} ballots or votes if the register "
            "is {fit}."
        )
    if impossible:
        return _(
            "If its register and its ballots are right, the participation of {turnout} in {claim} is not the share of "
            "its {ballots} ballots in {whole}, which is {least}, nor in the part of it that was counted."
        )
    return _(
        "Under no register in this case is the participation of {turnout} in {claim} the share of its {ballots} "
        "ballots or votes; in {whole} they are {least} to {most}."
    )


def _rests_on(claim: Claim, whole: bool, counted: bool) -> tuple[Message, ...]:
    made = [say(_("The participation of {claim} is a rounded figure."), claim=called(claim))]
    if counted:
        made.append(
            say(_("The tables counted are of average size: their register is the announced coverage of the whole."))
        )
    if not whole:
        made.append(say(_("Invalid votes were not announced; they would raise the participation.")))
    return tuple(made)


def _label(tried: _Tried) -> Message:
    if tried.counted:
        return say(_("turnout if the counted part of {number} is meant ({name})"), number=tried.number, name=tried.name)
    return say(_("turnout if {number} is meant ({name})"), number=tried.number, name=tried.name)


CHECK = Check(
    id="announced.turnout",
    title=_("Announced participation"),
    asks=_("Which register makes the announced participation true, and which do not?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="announcement", figures=("turnout",), when=_applies),
    compute=compute,
    assumes=_("For the register of the tables counted: that these tables are of average size."),
    honest_causes=_("An early estimate of participation, a register that the case does not know, rounding by hand."),
    cannot_show=_(
        "Which register was meant; a turnout that fits one of four registers is no confirmation of the count."
    ),
    references=("Venezuela 2024, second bulletin: 12,386,669 of 0.9687 × 21,321,805 is 59.971 %.",),
)
