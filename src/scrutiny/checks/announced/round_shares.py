"""Were the announced counts made from rounded shares?

Null: given the total, every division of it into whole numbers is equally likely; a count then lies as often far from a
rounded share as near it. Assumes: no more than that counts vary smoothly on the scale of a step of the
shares. Honest causes that trip it: somebody passed on a total and rounded percentages, and another computed votes from
them; an early figure that is a projection. Cannot show: who did so, or whether the percentages are wrong.
Reference: Venezuela 2024, first bulletin: 376,479 of C(10,058,776, 2) results, 7.44e-9; the published simple form, all
501,501 choices of the shares, is 9.91e-9. New Democracy (Greece) 2015, 404,078 votes, four options: 1.02e-8.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from typing import ClassVar

from scrutiny.evidence.claim import Figures
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Calibration, Figure, Finding, Kind, Verdict
from scrutiny.findings.origins import called, computed, printed_in
from scrutiny.findings.parts import parts
from scrutiny.messages import Chance, Count, Message, Name, Quantity, Value, _, say, series
from scrutiny.simulate.hands import counts_from_rounded_shares
from scrutiny.stats.lattice import Lattice, at_most, lattice, nearest, on_lattice

ORDER = 40


@dataclass(frozen=True)
class Settings:
    """Settings of this check."""

    __pydantic_config__: ClassVar = STRICT

    decimals: tuple[int, ...] = (0, 1, 2, 3)
    """Decimals of the percentages from which counts may have been made."""
    level: Decimal = Decimal("0.001")
    """Chance, all forms looked at counted, below which a form is called unusual."""
    least_votes_for_a_step: int = 30
    """Forms whose step of shares is fewer votes than this are not looked at: near small steps everything lies."""


Listing = Sequence[tuple[Name | Message, int]]
"""Counts in the order of the announcement, each with its name."""


@dataclass(frozen=True, eq=False)
class Form:
    """One way to look: a list of counts, and the decimals of the shares they may have been made from.

    Counts of 0 are left out: they are nearest to a share of 0 whatever the others are.
    """

    decimals: int
    listing: tuple[tuple[Name | Message, int], ...]
    of: str

    @property
    def counts(self) -> list[int]:
        return [count for _name, count in self.listing]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def divisions(self) -> int:
        return int(10 ** (self.decimals + 2))


def forms_of(listings: Sequence[tuple[str, Listing]], settings: Settings) -> tuple[list[Form], int]:
    """Every form that is looked at, and how many were set aside because the total is too small for them.

    Besides each list as announced these are its largest one, two or three options with all others together, as an
    announcer may group them.
    """
    made: list[Form] = []
    seen: set[tuple[int, ...]] = set()
    weak = 0
    for of, listing in listings:
        for grouping in _groupings([(name, count) for name, count in listing if count]):
            counts = tuple(count for _name, count in grouping)
            if len(counts) < 2 or min(counts) < 0 or counts in seen:
                continue
            seen.add(counts)
            for decimals in settings.decimals:
                form = Form(decimals, tuple(grouping), of)
                if form.total > max(settings.least_votes_for_a_step, len(counts)) * form.divisions:
                    made.append(form)
                else:
                    weak += 1
    return made, weak


def _groupings(listing: Listing) -> Iterator[Listing]:
    yield listing
    ranked = sorted(listing, key=lambda item: -item[1])
    for kept in (1, 2, 3):
        if len(ranked) > kept + 1:
            rest = sum(count for _name, count in ranked[kept:])
            yield [*ranked[:kept], (say(_("all others")), rest)]


@dataclass(frozen=True)
class Hit:
    """The form that holds and is the least likely, with its chance, alone and with all forms looked at."""

    form: Form
    lattice: Lattice
    adjusted: Fraction


def least_likely(forms: Sequence[Form]) -> Hit | None:
    """The form that holds and is the least likely of those that do.

    A form that holds at some decimals holds at more of them; the fewest say most.
    """
    found = [form for form in forms if on_lattice(form.counts, form.divisions)]
    hits = [Hit(form, made, min(Fraction(1), made.chance * len(forms))) for form in found if (made := _chance(form))]
    return min(hits, key=lambda hit: hit.lattice.chance, default=None)


def _chance(form: Form) -> Lattice:
    return lattice(form.total, len(form.counts), form.divisions)


OF = {"valid": _("valid votes"), "cast": _("ballots")}


def _figures(subject: Subject) -> Figures:
    assert subject.announcement.figures is not None
    return subject.announcement.figures


def _listings(subject: Subject) -> list[tuple[str, list[tuple[Name | Message, int]]]]:
    """The lists of counts that one could look at: as announced, in declared groups, with invalid votes."""
    figures, contest = _figures(subject), subject.contest
    found = parts(contest, figures.votes)
    if not found.complete:
        return []
    announced: list[tuple[Name | Message, int]] = [(subject.name(o), figures.votes[o]) for o in found.options]
    made = [("valid", announced)]
    grouped: dict[str, int] = {}
    for option in found.options:
        top = ([option, *contest.ancestors(option)])[-1]
        grouped[top] = grouped.get(top, 0) + figures.votes[option]
    if len(grouped) not in (1, len(announced)):
        made.append(("valid", [(subject.name(o), n) for o, n in grouped.items()]))
    if figures.invalid:
        made.append(("cast", [*announced, (say(_("invalid votes")), figures.invalid)]))
    return [(of, listing) for of, listing in made if len(listing) > 1]


def _applies(subject: Subject) -> Message | None:
    if not _listings(subject):
        return say(_("{claim} does not give the votes of all options"), claim=called(subject.announcement))
    return None


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    forms, weak = forms_of(_listings(subject), settings)
    if not forms:
        yield _too_small(subject, weak)
        return
    hit = least_likely(forms)
    yield _nothing(subject, forms) if hit is None else _hit(subject, hit, len(forms), settings)


def _decimals(number: int) -> Message:
    return say(_("{n} decimals"), one=_("one decimal"), counts="n", n=number) if number else say(_("no decimals"))


def _hit(subject: Subject, hit: Hit, looked: int, settings: Settings) -> Finding:
    claim, form, found = subject.announcement, hit.form, hit.lattice
    calibration = _calibration()
    verdict = Verdict.NOTHING_UNUSUAL
    if hit.adjusted <= Fraction(settings.level):
        verdict = Verdict.UNUSUAL if calibration is not None else Verdict.CANNOT_TELL
    values: dict[str, Value] = {
        "claim": called(claim),
        "number": Count(len(form.counts)),
        "decimals": _decimals(form.decimals),
        "of": say(OF[form.of]),
        "total": Count(form.total),
        "chance": _at_most(found.chance, found.exact),
        "adjusted": _at_most(hit.adjusted, found.exact),
        "forms": Count(looked),
    }
    statement = Message(
        _(
            "Each of the {number} counts of {claim} is the whole number nearest to its {total} {of} times a percentage "
            "of {decimals}, as happens when votes are worked out from a total and percentages; if every division of "
            "the total were equally likely, {chance} would have that form, and {adjusted} one of the {forms} forms "
            "looked at."
        ),
        values,
    )
    if calibration is not None:
        statement = _with_others(statement, calibration, subject)
    distances = [nearest(count, form.total, form.divisions)[1] for count in form.counts]
    numbers: dict[str, Value] = {
        "total": Count(form.total),
        "results": Count(found.results),
        "every": Count(found.every),
        "chance": Chance(found.chance),
        "points": Count(found.points),
        "simple": Chance(found.simple),
        "forms": Count(looked),
        "adjusted": Chance(hit.adjusted),
        "step": Quantity(Fraction(form.total, form.divisions), 1),
    }
    labels = dict(_LABELS)
    for position, ((name, count), distance) in enumerate(zip(form.listing, distances, strict=True), 1):
        numbers[f"distance-{position}"] = Quantity(distance, 3)
        labels[f"distance-{position}"] = say(
            _("votes between {count} ({name}) and the nearest rounded share"), count=count, name=name
        )
    return Finding(
        check=CHECK.id,
        kind=Kind.TEST,
        verdict=verdict,
        about=subject.about,
        title=_title(subject),
        statement=statement,
        rests_on=(
            say(
                _("Counts vary smoothly on the scale of a step of the shares, here {step} votes."), step=numbers["step"]
            ),
            say(_("The counts of {claim} are those that were announced."), claim=called(claim)),
        ),
        breaks_if=(say(_("A count was printed wrongly by a single vote or more.")),),
        does_not_show=_LIMITS if _KNOWN in _ballots(subject) else _BESIDE,
        would_settle=say(_("The file from which the announcement was read, or results by polling station.")),
        numbers=numbers,
        effect="chance",
        labels=labels,
        origins={"total": printed_in(claim)} | {k: computed() for k in numbers if k != "total"},
        calibration=calibration,
        figure=_picture(subject, form, distances),
        sources=(claim.id,),
        settings={"decimals": list(settings.decimals), "level": str(settings.level)},
        prominent=80 if verdict is Verdict.UNUSUAL else 10,
    )


def _with_others(statement: Message, calibration: Calibration, subject: Subject) -> Message:
    """How many totals that nobody disputed have the form, the one that is known to have it included."""
    values: dict[str, Value] = {
        "said": statement,
        "alarms": Count(calibration.alarms),
        "totals": Count(calibration.of),
    }
    if _KNOWN in _ballots(subject):
        return Message(
            _("{said} Of {totals} totals of districts that nobody disputed, {alarms} have it as rarely."), values
        )
    return Message(
        _(
            "{said} Of {totals} totals of districts that nobody disputed, {alarms} have it as rarely; the leadership "
            "ballot of a Greek party in 2015, whose outcome was not contested either, has it."
        ),
        values,
    )


def _ballots(subject: Subject) -> set[tuple[str, date]]:
    return {(subject.case.country, election.date) for election in subject.case.elections}


def _title(subject: Subject) -> Message:
    return say(_("Counts and rounded percentages in {claim}"), claim=called(subject.announcement))


def _at_most(chance: Fraction, exact: bool) -> Value:
    return Chance(chance) if exact else say(_("at most {chance}"), chance=Chance(chance))


def _nothing(subject: Subject, forms: list[Form]) -> Finding:
    claim = subject.announcement
    by_chance = sum((at_most(form.total, len(form.counts), form.divisions) for form in forms), Fraction(0))
    by_chance = min(Fraction(1), by_chance)
    values: dict[str, Value] = {
        "claim": called(claim),
        "decimals": _decimals(max(form.decimals for form in forms)),
        "forms": Count(len(forms)),
        "chance": Chance(by_chance),
    }
    return Finding(
        check=CHECK.id,
        kind=Kind.TEST,
        verdict=Verdict.NOTHING_UNUSUAL,
        about=subject.about,
        title=_title(subject),
        statement=Message(
            _(
                "The counts of {claim} do not all lie nearest to rounded shares; counts rounded to the nearest from "
                "percentages of up to {decimals} that add to 100 would have been seen, and one of the {forms} forms "
                "looked at would hold by chance in {chance} divisions of the total or fewer."
            ),
            values,
        ),
        rests_on=(say(_("The counts of {claim} are those that were announced."), claim=called(claim)),),
        breaks_if=(
            say(
                _(
                    "Counts were made from percentages of more decimals, were cut off instead of rounded, were made "
                    "with another total, or were altered afterwards."
                )
            ),
        ),
        does_not_show=say(_("That the counts were counted; it only speaks of one way to write them down.")),
        numbers={"forms": Count(len(forms)), "chance": Chance(by_chance), "total": Count(forms[0].total)},
        labels=_LABELS | {"chance": say(_("share of divisions that have one of the forms by chance, at most"))},
        origins={"forms": computed(), "chance": computed(), "total": printed_in(claim)},
        calibration=_calibration(),
        sources=(claim.id,),
    )


def _too_small(subject: Subject, weak: int) -> Finding:
    claim = subject.announcement
    return Finding(
        check=CHECK.id,
        kind=Kind.TEST,
        verdict=Verdict.CANNOT_TELL,
        about=subject.about,
        title=_title(subject),
        statement=say(
            _("The total of {claim} is too small for this question: every count lies near some rounded share."),
            claim=called(claim),
        ),
        numbers={"set_aside": Count(weak)},
        labels={"set_aside": say(_("forms set aside because the total is too small"))},
        sources=(claim.id,),
    )


def _picture(subject: Subject, form: Form, distances: list[Fraction]) -> Figure:
    claim = subject.announcement
    step = Fraction(form.total, form.divisions)
    rows = [
        {"name": name.text if isinstance(name, Name) else str(name), "count": count, "distance": float(distance)}
        for (name, count), distance in zip(form.listing, distances, strict=True)
    ]
    return Figure(
        kind="round_shares",
        title=say(_("How far each count lies from the nearest rounded share")),
        data={"rows": rows, "step": float(step), "decimals": form.decimals},
        caption=say(
            _(
                "Votes between each count of {claim} and the nearest count made from a percentage of {decimals}. An "
                "ordinary count lies anywhere up to {half} votes away; these lie within half a vote."
            ),
            claim=called(claim),
            decimals=_decimals(form.decimals),
            half=Quantity(step / 2, 0),
        ),
        alternative=say(
            _("Distances in votes: {distances}; possible distances go up to {half}."),
            distances=series([Quantity(d, 3) for d in distances]),
            half=Quantity(step / 2, 0),
        ),
    )


@functools.cache
def _calibration() -> Calibration | None:
    """The measured rate of alarms on real totals that nobody disputed, as shipped."""
    file = resources.files("scrutiny.checks.announced").joinpath("round_shares.calibration.json")
    if not file.is_file():
        return None
    data = json.loads(file.read_text(encoding="utf-8"))
    return Calibration(
        alarms=int(data["alarms"]),
        of=int(data["of"]),
        upper=Fraction(data["upper"]),
        corpus=say(
            _(
                "real totals of {n} districts of {elections} elections, of which {expected} hits were expected by"
                " chance"
            ),
            n=int(data["of"]),
            elections=int(data["elections"]),
            expected=Quantity(Fraction(data["expected"]), 2),
        ),
        power=say(
            _("counts made from shares of one decimal were found in {found} of {of} simulated elections"),
            found=int(data["found"]),
            of=int(data["planted"]),
        ),
    )


_KNOWN = ("GR", date(2015, 12, 20))
"""Country and day of the ballot that stands beside every hit; it is not held up to itself."""
_LIMITS = say(
    _(
        "Whether anybody worked the counts out from percentages, who, or whether the percentages are wrong: it speaks "
        "of how counts were written down, not of who won, and the chance is not that of a wrong or invented result. "
        "Where votes were worked out so, the printed votes are not those that were counted, while the percentages may "
        "be right; that happens when somebody passes on a total and percentages and another fills in the votes."
    )
)
_BESIDE = say(
    _(
        "{limits} The leadership ballot of a Greek party (New Democracy, 20 December 2015) has the same form about as "
        "strongly, 1 in 98 million."
    ),
    limits=_LIMITS,
)
_LABELS = {
    "total": say(_("total of the counts")),
    "results": say(_("divisions of the total that have the form")),
    "every": say(_("all divisions of that total")),
    "chance": say(_("share of divisions that have the form")),
    "points": say(_("all choices of the shares (the published simple form counts these)")),
    "simple": say(_("chance in the published simple form")),
    "forms": say(_("forms looked at: decimals, groupings, totals")),
    "adjusted": say(_("chance, all forms looked at counted")),
    "step": say(_("votes between neighbouring shares")),
}

CHECK = Check(
    id="announced.round_shares",
    title=_("Counts made from rounded shares"),
    asks=_("Is every announced count the whole number nearest to a rounded percentage of the total?"),
    kind=Kind.TEST,
    needs=Needs(per="announcement", figures=("votes",), when=_applies),
    compute=compute,
    settings=Settings,
    null=_("Given the total, every division of it into whole numbers is equally likely."),
    assumes=_("Counts vary smoothly on the scale of one step of the shares; no more is assumed."),
    honest_causes=_(
        "Somebody passed on only a total and rounded percentages, and another computed the votes from them; an early "
        "bulletin that is a projection; the leadership ballot of New Democracy (Greece) in 2015 has the form as well."
    ),
    cannot_show=_("Who computed them, why, or whether the percentages are wrong; it does not speak of who won."),
    references=(
        "A. Gelman, Statistical Modeling, 31 July 2024: about 1 in 100 million (the simple form, 9.91e-9).",
        "T. Tao, What are the odds II, 2 August 2024: such a chance alone says nothing of its cause.",
        "New Democracy 2015: 160,823 / 115,162 / 82,028 / 46,065 of 404,078, one decimal, 1.02e-8.",
    ),
    planted=counts_from_rounded_shares,
)
