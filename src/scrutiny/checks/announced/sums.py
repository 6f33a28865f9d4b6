"""Do the announced parts add to the announced totals?

Null: none; this is addition. Assumes: parts and total are of the same count. Honest causes that trip it: a misprint, a
candidate left out of a list, blank votes counted apart. Cannot show: which of the figures is wrong.
Reference: Venezuela 2024, second bulletin: ten counts add to 12,335,884; shares of two decimals add to 99.99, which the
rounding of ten figures allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scrutiny.evidence.claim import Figures
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.origins import called, computed, printed_in
from scrutiny.findings.parts import ballots_cast, parts, valid_votes
from scrutiny.findings.weighing import standing
from scrutiny.messages import Count, Message, Percent, Value, _, say, series
from scrutiny.stats.rounding import interval

ORDER = 10


def _applies(subject: Subject) -> Message | None:
    figures = subject.announcement.figures
    assert figures is not None
    if any(True for _finding in _findings(subject, figures)):
        return None
    return say(_("{claim} gives no total beside its parts"), claim=called(subject.announcement))


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    figures = subject.announcement.figures
    assert figures is not None
    yield from _findings(subject, figures)


def _findings(subject: Subject, figures: Figures) -> Iterable[Finding]:
    listed = parts(subject.contest, figures.votes)
    if figures.votes and figures.valid is not None:
        added = sum(figures.votes[option] for option in listed.options)
        if figures.blank is not None and added + figures.blank == figures.valid:
            added = figures.valid  # where blank ballots are valid votes (Spain), they are one of the parts
        if listed.complete or added > figures.valid:
            yield _votes(subject, added, figures.valid, len(listed.options), listed.complete)
    for group in listed.groups:
        members = subject.contest.children[group]
        yield _group(subject, group, figures.votes[group], sum(figures.votes[m] for m in members), len(members))
    for group, votes in figures.votes.items():
        told = [m for m in subject.contest.children.get(group, ()) if m in figures.votes]
        added = sum(figures.votes[m] for m in told)
        if told and group not in listed.groups and added > votes:
            yield _group(subject, group, votes, added, len(told))
    if figures.coverage is not None and figures.counted_units is not None:
        yield from _coverage(subject, figures.coverage, figures.counted_units)
    if figures.cast is not None and figures.valid is not None and figures.invalid is not None:
        # Blank votes are a third kind in some countries; in others they are among the valid or the invalid votes.
        two, three = figures.valid + figures.invalid, figures.valid + figures.invalid + (figures.blank or 0)
        yield _ballots(subject, figures, figures.cast, two if two == figures.cast else three)
    yield from _at_most(subject, figures)
    yield from _below_zero(subject, figures)
    yield from _shares_of_ballots(subject, figures)
    if len(figures.shares) > 1:
        yield from _shares(subject, figures)


def _base(subject: Subject, what: str, verdict: Verdict, title: Message, statement: Message, **more: Any) -> Finding:
    claim = subject.announcement
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=verdict,
        about=(*subject.about, what),
        title=title,
        statement=statement,
        rests_on=(say(_("The figures stand as {claim} printed them."), claim=called(claim)),),
        breaks_if=(say(_("One of the figures was printed wrongly, or the list of parts is not all of them.")),),
        does_not_show=say(_("Which of the figures is right, and whether any of them is the count.")),
        would_settle=say(_("The announcement in the announcer's own document."))
        if verdict is Verdict.CONTRADICTS
        else None,
        sources=(claim.id,),
        labels=_LABELS,
        origins={"parts": computed(), "difference": computed()}
        | {name: printed_in(claim) for name in ("total", "printed", "least", "most", "units")},
        prominent=60 if verdict is Verdict.CONTRADICTS else 5,
        **more,
    )


def _votes(subject: Subject, added: int, valid: int, number: int, complete: bool) -> Finding:
    claim, difference = subject.announcement, added - valid
    figures = claim.figures
    assert figures is not None
    by = standing(
        {o: figures.votes[o] for o in parts(subject.contest, figures.votes).options}, subject.contest, called(claim)
    )
    values: dict[str, Value] = {
        "claim": called(claim),
        "number": Count(number),
        "parts": Count(added),
        "total": Count(valid),
        "difference": Count(abs(difference)),
    }
    if not difference:
        text = _(
            "If the printed counts are those that were read out, the {number} counts of {claim} add to its "
            "{total} valid votes."
        )
    elif not complete:
        text = _(
            "If the printed counts are those that were read out, {number} counts of {claim} already add to {parts}, "
            "{difference} more than its {total} valid votes."
        )
    else:
        text = _(
            "If the printed counts are all of them, the {number} counts of {claim} add to {parts} and its valid votes "
            "are {total}: {difference} votes apart."
        )
    return _base(
        subject,
        "votes",
        Verdict.CONTRADICTS if difference else Verdict.AGREES,
        say(_("Votes and valid votes in {claim}"), claim=called(claim)),
        Message(text, values),
        numbers={name: values[name] for name in ("parts", "total", "difference")},
        weight=by.weigh(abs(difference)) if difference else None,
    )


def _group(subject: Subject, group: str, printed: int, added: int, number: int) -> Finding:
    claim, difference = subject.announcement, abs(printed - added)
    values: dict[str, Value] = {
        "claim": called(claim),
        "group": subject.name(group),
        "number": Count(number),
        "parts": Count(added),
        "total": Count(printed),
        "difference": Count(difference),
    }
    text = (
        _(
            "If they are its members, {number} counts that are part of {group} in {claim} add to {parts}, and it has "
            "{total}."
        )
        if difference
        else _("If they are its members, the {number} counts that make up {group} in {claim} add to its {total} votes.")
    )
    return _base(
        subject,
        f"group-{group}",
        Verdict.CONTRADICTS if difference else Verdict.AGREES,
        say(_("A group and its members in {claim}"), claim=called(claim)),
        Message(text, values),
        numbers={name: values[name] for name in ("parts", "total", "difference")},
    )


def _coverage(subject: Subject, printed: Decimal, units: int) -> Iterable[Finding]:
    """Announced coverage against the announced number of units, under each frame that the case knows."""
    claim = subject.announcement
    figures = claim.figures
    assert figures is not None
    frames = subject.case.frames_of(subject.contest.id, figures.coverage_of)
    if not frames:
        return
    shares = [Fraction(100 * units, frame.number) for frame in frames]
    fitting = [
        f for f, s in zip(frames, shares, strict=True) if any(s in interval(printed, r) for r in _rules(subject))
    ]
    values: dict[str, Value] = {
        "claim": called(claim),
        "printed": Percent.as_announced(printed),
        "units": Count(units),
        "frames": series([Count(frame.number) for frame in (fitting or frames)]),
        "share": Percent(shares[0], 4),
    }
    text = (
        _("The coverage of {printed} in {claim} is its {units} units among {frames}.")
        if fitting
        else _(
            "The coverage of {printed} in {claim} is not its {units} units among any number of units in this case "
            "({frames}); among the first it is {share}."
        )
    )
    # The number of units comes from another source: it may be the frame that does not fit.
    yield _base(
        subject,
        "coverage",
        Verdict.AGREES if fitting else Verdict.CANNOT_TELL,
        say(_("Units counted and coverage in {claim}"), claim=called(claim)),
        Message(text, values),
        numbers={name: values[name] for name in ("printed", "units", "share")},
    )


def _ballots(subject: Subject, figures: Figures, cast: int, added: int) -> Finding:
    claim, difference = subject.announcement, abs(cast - added)
    values: dict[str, Value] = {
        "claim": called(claim),
        "parts": Count(added),
        "total": Count(cast),
        "difference": Count(difference),
    }
    if not difference:
        text = _("As printed, valid and invalid votes of {claim} add to its {total} ballots.")
    elif figures.blank is None and added < cast:
        text = _(
            "Unless {difference} blank votes were counted apart and not announced, valid and invalid votes of {claim} "
            "add to {parts} and its ballots are {total}."
        )
    else:
        text = _(
            "If they are of one count, valid and invalid votes of {claim} add to {parts} and its ballots are {total}."
        )
    # Ballots beyond valid and invalid votes may be blank votes that nobody announced: that is no contradiction.
    open_ = bool(difference) and figures.blank is None and added < cast
    verdict = Verdict.CANNOT_TELL if open_ else Verdict.CONTRADICTS if difference else Verdict.AGREES
    return _base(
        subject,
        "ballots",
        verdict,
        say(_("Votes and ballots in {claim}"), claim=called(claim)),
        Message(text, values),
        numbers={name: values[name] for name in ("parts", "total", "difference")},
    )


def _at_most(subject: Subject, figures: Figures) -> Iterable[Finding]:
    """A part that is larger than what it is a part of; where it is not, there is nothing to tell."""
    claim, contest = subject.announcement, subject.contest
    valid = valid_votes(claim, contest)
    largest = max((n for n in (valid, figures.cast) if n is not None), default=None)
    title = _("A part and its whole in {claim}")
    for what, part, total, text in (
        (
            "valid-of-cast",
            valid,
            figures.cast if figures.invalid is None else None,
            _("As printed, {claim} has {parts} valid votes among {total} ballots, {difference} more than can be."),
        ),
        (
            "cast-of-registered",
            largest,
            figures.registered,
            _("If its register is that of all who could vote, {claim} has {parts} votes of {total} registered voters."),
        ),
    ):
        if part is None or total is None or part <= total:
            continue
        values: dict[str, Value] = {
            "claim": called(claim),
            "parts": Count(part),
            "total": Count(total),
            "difference": Count(part - total),
        }
        yield _base(
            subject,
            what,
            Verdict.CONTRADICTS,
            Message(title, {"claim": called(claim)}),
            Message(text, values),
            numbers={name: values[name] for name in ("parts", "total", "difference")},
        )


def _below_zero(subject: Subject, figures: Figures) -> Iterable[Finding]:
    """Counts below zero, which nobody can have counted."""
    claim = subject.announcement
    below = [(option, count) for option, count in figures.votes.items() if count < 0]
    if not below:
        return
    which = series([say(_("{option} ({count})"), option=subject.name(o), count=n) for o, n in below])
    yield _base(
        subject,
        "below-zero",
        Verdict.CONTRADICTS,
        say(_("Counts below zero in {claim}"), claim=called(claim)),
        say(
            _("As printed, {claim} has counts below zero, which cannot be: {which}."),
            claim=called(claim),
            which=which,
        ),
        numbers={"parts": Count(sum(count for _option, count in below))},
    )


def _shares_of_ballots(subject: Subject, figures: Figures) -> Iterable[Finding]:
    """Announced percentages of valid and invalid votes against their counts."""
    cast = ballots_cast(figures)
    if not cast:
        return
    for what, count, share, title, good, bad in (
        (
            "valid-share",
            figures.valid,
            figures.valid_share,
            _("Share of valid votes in {claim}"),
            _("The {printed} of valid votes in {claim} is the share of {total} in {cast} ballots, as rounding allows."),
            _(
                "Under every rule of rounding that the case leaves open, the {printed} of valid votes in {claim} "
                "is not the "
                "share of {total} in {cast} ballots, which is {share}."
            ),
        ),
        (
            "invalid-share",
            figures.invalid,
            figures.invalid_share,
            _("Share of invalid votes in {claim}"),
            _(
                "The {printed} of invalid votes in {claim} is the share of {total} in {cast} ballots, as rounding"
                " allows."
            ),
            _(
                "Under every rule of rounding that the case leaves open, the {printed} of invalid votes in "
                "{claim} is not the "
                "share of {total} in {cast} ballots, which is {share}."
            ),
        ),
    ):
        if count is None or share is None:
            continue
        exact = Fraction(100 * count, cast)
        fine = any(exact in interval(share, rule) for rule in _rules(subject))
        values: dict[str, Value] = {
            "claim": called(subject.announcement),
            "printed": Percent.as_announced(share),
            "total": Count(count),
            "cast": Count(cast),
            "share": Percent(exact, 4),
        }
        yield _base(
            subject,
            what,
            Verdict.AGREES if fine else Verdict.CONTRADICTS,
            Message(title, {"claim": called(subject.announcement)}),
            Message(good if fine else bad, values),
            numbers={name: values[name] for name in ("printed", "total", "cast", "share")},
        )


def _rules(subject: Subject) -> tuple[str, ...]:
    """The rule that the case states; every usual one where it states none."""
    stated = subject.case.facts.rounding
    return ("unknown", "down", "up") if stated == "unknown" else (stated,)


def _may_add_to_100(printed: list[Decimal], rule: str, complete: bool) -> tuple[bool, Fraction, Fraction]:
    """Whether rounded shares may stand for shares that add to 100 (not more than 100, when some are missing)."""
    ends = [interval(value, rule) for value in printed]
    least, most = sum((e.low for e in ends), Fraction(0)), sum((e.high for e in ends), Fraction(0))
    too_much = least > 100 or (least == 100 and not all(e.low_in for e in ends))
    too_little = complete and (most < 100 or (most == 100 and not all(e.high_in for e in ends)))
    return not too_much and not too_little, least, most


def _shares(subject: Subject, figures: Figures) -> Iterable[Finding]:
    """Announced shares add to 100 as far as the rounding of so many figures allows."""
    claim = subject.announcement
    listed = parts(subject.contest, figures.shares)
    printed = [figures.shares[option] for option in listed.options]
    if figures.shares_of != "valid" or not any(printed):
        return  # shares of nothing, as before the first unit is counted, add to nothing
    added = sum(printed, Decimal(0))
    tried = [_may_add_to_100(printed, rule, listed.complete) for rule in _rules(subject)]
    fine, least, most = next((one for one in tried if one[0]), tried[0])
    if fine and not listed.complete:
        return
    values: dict[str, Value] = {
        "claim": called(claim),
        "number": Count(len(printed)),
        "parts": Percent.as_announced(added),
        "least": Percent(least, 3),
        "most": Percent(most, 3),
        "shares": series([Percent.as_announced(value) for value in printed]),
    }
    text = (
        _(
            "The {number} shares of {claim} add to {parts}; as rounded figures they stand for sums between "
            "{least} and {most}, which include 100."
        )
        if fine
        else _(
            "Under every rule of rounding that the case leaves open, the {number} shares of {claim} add to "
            "{parts} and stand for"
            " sums between {least} and {most}, which do not include 100."
        )
    )
    yield _base(
        subject,
        "shares",
        Verdict.AGREES if fine else Verdict.CONTRADICTS,
        say(_("Sum of the shares in {claim}"), claim=called(claim)),
        Message(text, values),
        numbers={name: values[name] for name in ("parts", "least", "most")},
    )


_LABELS = {
    "parts": say(_("sum of the parts")),
    "total": say(_("announced")),
    "difference": say(_("difference")),
    "printed": say(_("share as printed")),
    "share": say(_("share of the counts")),
    "cast": say(_("ballots")),
    "units": say(_("units counted")),
    "least": say(_("sum that the rounded shares stand for, at least")),
    "most": say(_("the same, at most")),
}

CHECK = Check(
    id="announced.sums",
    title=_("Sums of the announced figures"),
    asks=_("Do the announced parts add to the announced totals, and the shares to 100 as far as rounding allows?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="announcement", when=_applies),
    compute=compute,
    assumes=_("Parts and totals are of one count, and the list of options in the case is the whole ballot."),
    honest_causes=_("A misprint, an option left out of a list, blank votes that are counted apart."),
    cannot_show=_("Which of two figures is wrong; figures made to fit each other add up as well."),
    references=(
        "Mosteller, Youtz, Zahn (1967): the distribution of sums of rounded percentages.",
        "Kenya 2022: four shares of two decimals add to 100.01, which their rounding allows.",
    ),
)
