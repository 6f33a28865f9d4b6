"""Which versions of one announcement, as several sources print it, can be right?

Null: none; each version is held against its own sums and shares. A figure that an outlet does not print is taken from
the announcement as the case gives it. Assumes: the outlets report one and the same announcement. Honest causes of
differing versions: slips of the ear and of the pen in the night, swapped digits, figures rounded once more. Cannot
show: what was said; a version that adds up may still be misheard, and several may add up.
Reference: Venezuela 2024. Of bulletin 2, 152,306 in place of 152,360 for one candidate leaves the votes 54 short of the
12,335,884 valid ones; of bulletin 1, 51.20, 44.02 and 4.06 % add to 99.28 %, while 5,140,092 in place of 5,150,092
agrees with all shares and is not excluded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.consistent import faults
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.origins import called
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say, series

ORDER = 70

_WORDS = {
    "valid": _("valid votes {figure}"),
    "invalid": _("invalid votes {figure}"),
    "blank": _("blank votes {figure}"),
    "cast": _("ballots {figure}"),
    "registered": _("registered voters {figure}"),
    "counted_units": _("units counted {figure}"),
    "valid_share": _("share of valid votes {figure}"),
    "invalid_share": _("share of invalid votes {figure}"),
    "turnout": _("participation {figure}"),
    "coverage": _("units counted {figure}"),
}


@dataclass(frozen=True)
class _Version:
    """One set of figures, who prints it, how it differs from the announcement's own, and what cannot be true in it."""

    figures: Figures
    by: tuple[str, ...]
    differs: tuple[Message, ...]
    faults: tuple[Message, ...]

    @property
    def outlets(self) -> Value:
        return series([Name(outlet) for outlet in self.by])


def _applies(subject: Subject) -> Message | None:
    if any(report.figures is not None for report in subject.announcement.reports):
        return None
    return say(
        _("no figures of {claim} as single sources print them are in the case"), claim=called(subject.announcement)
    )


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    claim = subject.announcement
    versions = _versions(subject, claim)
    excluded = [version for version in versions if version.faults]
    fitting = len(versions) - len(excluded)
    # What single outlets misprinted is recorded; only an announcement that no outlet prints possibly is contradicted.
    # Where several versions add up in themselves, they still differ: that is no agreement.
    differ = bool(fitting and len(versions) > 1)
    verdict = Verdict.RECORDED if differ else Verdict.AGREES if fitting else Verdict.CONTRADICTS
    numbers: dict[str, Value] = {"versions": Count(len(versions)), "excluded": Count(len(excluded))}
    labels = {
        "versions": say(_("versions in print")),
        "excluded": say(_("versions that cannot be right")),
    }
    who = say(_("as printed, by the reports in the case"))
    origins = {"versions": who, "excluded": who}
    for position, version in enumerate(versions, 1):
        for key, told, label in (
            (f"differs-{position}", version.differs, _("printed otherwise by {outlets}")),
            (f"faults-{position}", version.faults, _("what cannot be true in the version of {outlets}")),
        ):
            if told:
                numbers[key], origins[key] = series(told), who
                labels[key] = Message(label, {"outlets": version.outlets})
    yield Finding(
        check=CHECK.id,
        kind=Kind.RECORD if differ else Kind.ARITHMETIC,
        verdict=verdict,
        about=subject.about,
        title=say(_("Versions of {claim} in print"), claim=called(claim)),
        statement=_statement(claim, versions, excluded),
        rests_on=(
            say(_("The outlets report the same announcement.")),
            say(
                _("A figure that an outlet does not print is taken from {claim} as this case gives it."),
                claim=called(claim),
            ),
        ),
        breaks_if=(say(_("A figure that was not printed was another one in that version.")),),
        does_not_show=say(
            _("Which version was read out; one that adds up may be misheard too, and nobody is blamed for a slip.")
        ),
        would_settle=say(_("A recording of the announcement, or the announcer's own document."))
        if len(versions) > 1
        else None,
        numbers=numbers,
        labels=labels,
        origins=origins,
        sources=(claim.id,),
        prominent=15 if fitting and excluded else 5 if fitting else 60,
    )


def _versions(subject: Subject, claim: Claim) -> list[_Version]:
    """Distinct sets of figures: the announcement's own first, then in the order of the reports."""
    assert claim.figures is not None
    printed: list[tuple[Figures, list[str]]] = [(claim.figures, [])]
    for report in claim.reports:
        if report.figures is None:
            continue
        figures = _together(claim.figures, report.figures)
        for known, by in printed:
            if known == figures:
                by.append(report.by)
                break
        else:
            printed.append((figures, [report.by]))
    if not printed[0][1]:
        printed[0][1].append(claim.label)
    rule = subject.case.facts.rounding
    return [
        _Version(
            figures,
            tuple(by),
            _differences(subject, claim.figures, figures),
            faults(subject.contest, claim, figures, rule),
        )
        for figures, by in printed
    ]


def _together(own: Figures, printed: Figures) -> Figures:
    """The announcement's own figures with those that an outlet prints in their place."""
    changed = {
        field.name: value
        for field in fields(Figures)
        if field.name in _WORDS and (value := getattr(printed, field.name)) is not None
    }
    # A share that prints the same number with other decimals (51.20 for 51.2) says no other thing of the announcement.
    shares = {option: share for option, share in printed.shares.items() if own.shares.get(option) != share}
    other = {name: value for name, value in changed.items() if getattr(own, name) != value}
    return replace(own, **other, votes={**own.votes, **printed.votes}, shares={**own.shares, **shares})


def _differences(subject: Subject, own: Figures, printed: Figures) -> tuple[Message, ...]:
    """Each figure that is printed otherwise."""
    made: list[Message] = []
    for option, votes in printed.votes.items():
        if own.votes.get(option) != votes:
            made.append(say(_("{option} {figure}"), option=subject.name(option), figure=votes))
    for option, share in printed.shares.items():
        if own.shares.get(option) != share:
            made.append(say(_("{option} {figure}"), option=subject.name(option), figure=Percent.as_announced(share)))
    for name, words in _WORDS.items():
        value = getattr(printed, name)
        if value is not None and value != getattr(own, name):
            shown: Value = Percent.as_announced(value) if isinstance(value, Decimal) else Count(value)
            made.append(Message(words, {"figure": shown}))
    return tuple(made)


def _statement(claim: Claim, versions: list[_Version], excluded: list[_Version]) -> Message:
    values: dict[str, Value] = {
        "claim": called(claim),
        "versions": Count(len(versions)),
        "excluded": Count(len(excluded)),
        "which": series([_which(version) for version in excluded]),
        "reports": Count(sum(report.figures is not None for report in claim.reports)),
    }
    if len(versions) == 1 and not excluded:
        return Message(
            _("The {reports} reports of {claim} with figures print the same, and arithmetic does not exclude it."),
            values,
            _("The one report of {claim} with figures prints the same, and arithmetic does not exclude it."),
            "reports",
        )
    if not excluded:
        return Message(
            _(
                "{versions} versions of {claim} are in print, which differ ({differences}); read with the figures of "
                "the announcement that they do not print, arithmetic excludes none of them, and does not say which was "
                "announced."
            ),
            values | {"differences": series(_apart(versions))},
        )
    if len(excluded) == len(versions):
        return Message(
            _(
                "Read with the figures of the announcement that it does not print, no version of {claim} can be right "
                "in all its figures: {which}."
            ),
            values,
        )
    return Message(
        _(
            "Of the {versions} ways in which {claim} is printed, {excluded} have a figure that cannot be right, read "
            "with the figures of the announcement that they do not print: {which}; arithmetic excludes no other, and "
            "what an outlet misprints says nothing of the announcement."
        ),
        values,
        _(
            "Of the {versions} ways in which {claim} is printed, one has a figure that cannot be right, read with the "
            "figures of the announcement that it does not print: {which}; arithmetic excludes no other, and what an "
            "outlet misprints says nothing of the announcement."
        ),
        "excluded",
    )


def _apart(versions: list[_Version]) -> list[Message]:
    """Every version that differs from the announcement as the case gives it, and its first difference."""
    return [
        say(_("{outlets}: {figure}"), outlets=version.outlets, figure=series(version.differs[:2]))
        for version in versions
        if version.differs
    ]


def _which(version: _Version) -> Message:
    return say(_("{outlets} ({fault})"), outlets=version.outlets, fault=version.faults[0])


CHECK = Check(
    id="announced.versions",
    title=_("One announcement in several versions"),
    asks=_("Which versions of an announcement, as sources print it, agree with the arithmetic, and which cannot?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="announcement", when=_applies),
    compute=compute,
    assumes=_("The outlets report the same announcement; what one does not print is as the case gives it."),
    honest_causes=_("Slips of the ear and of the pen, swapped digits, figures rounded once more on the way."),
    cannot_show=_("Which version was read out; several may add up, and one that adds up may be misheard too."),
    references=(
        "Venezuela 2024, bulletin 2: 152,306 printed for 152,360 leaves the votes 54 short of the valid ones.",
        "Venezuela 2024, bulletin 1: 51.20, 44.02 and 4.06 % add to 99.28 %.",
    ),
)
