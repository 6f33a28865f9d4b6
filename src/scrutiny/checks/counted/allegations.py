"""What follows if an allegation is right?

Null: none; an allegation is taken at its word and computed. So many sheets are said to be false: they are set aside
where that hurts the leader most, where it helps most, and at random, and what they and everything missing could then
still do is bounded. So many votes are said to be missing, or added: whether as many could alter the outcome. Shares are
said not to add to 100: whether rounding explains it. Assumes: what the allegation does not speak of is as the source
says. Honest causes: an allegation may be right, wrong or a misunderstanding; none of that shows in this arithmetic.
Cannot show: whether the allegation is true. Each side's allegations are computed in the same form. Which other findings
speak to an allegation, with figures or without, is told by `accepted.allegations`, which computes nothing.
Reference: Venezuela 2024, "9,468 sheets are forged": the leader of the published sheets leads on the other 15,064 by
1,176,264 at worst. Kenya 2022, "100.01 %": rounding; 0.01 % of 14,213,027 votes are 1,421.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from scrutiny.evidence.allegation import Allegation
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.findings.alleged import Told, of_votes
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.origins import alleged_in, nature, with_computed
from scrutiny.findings.origins import named as called_record
from scrutiny.findings.outside import known_of, outside_of
from scrutiny.findings.set_aside import Named, SetAside, named
from scrutiny.findings.speakers import spoken_by
from scrutiny.findings.weighing import Standing, standing
from scrutiny.messages import Count, Message, Name, Quantity, Value, _, say

ORDER = 95
ACTS = ("alleges_irregularity", "alleges_attack")


def _claims(subject: Subject) -> list[Claim]:
    return [c for c in subject.claims if c.alleges or c.act in ACTS]


def _applies(subject: Subject) -> Message | None:
    if not _claims(subject):
        return say(_("{contest}: the case holds no allegation"), contest=subject.contest.name)
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    for claim in _claims(subject):
        if not claim.alleges:
            yield _finding(subject, claim, (claim.id,), _without_figures(claim))
        for position, alleged in enumerate(claim.alleges, 1):
            about = (claim.id, str(position))
            if alleged.kind == "units_false":
                yield from _of_units(subject, claim, alleged, about)
            else:
                yield _finding(subject, claim, about, of_votes(subject, claim, alleged))


def _finding(subject: Subject, claim: Claim, about: tuple[str, ...], told: Told) -> Finding:
    return Finding(
        check=CHECK.id,
        kind=told.kind,
        verdict=told.verdict,
        about=(subject.contest.id, *about),
        title=told.title or say(_("Taken at its word: the allegation of {speaker}"), speaker=spoken_by(claim)),
        statement=told.statement,
        rests_on=tuple(told.rests),
        breaks_if=tuple(told.breaks),
        does_not_show=say(_("Whether the allegation is true.")),
        would_settle=told.settles,
        numbers=told.numbers,
        labels=told.labels,
        origins=with_computed(told.numbers, told.origins),
        sources=(claim.id, *told.sources),
        # What is taken from shares that rounding explains is on its card, not at the head of the report.
        prominent=-1 if told.explained else 40 if told.verdict in (Verdict.DECIDES, Verdict.LEAVES_OPEN) else 0,
    )


def _without_figures(claim: Claim) -> Told:
    statement = say(
        _("What {speaker} alleges is recorded; it holds no figure that could be computed."), speaker=Name(claim.speaker)
    )
    told = Told(Verdict.RECORDED, statement, Kind.RECORD)
    told.settles = say(_("Which units or votes are meant, how many, and what shows it."))
    return told


# ------------------------------------------------------------------------------------------------ units


def _of_units(subject: Subject, claim: Claim, alleged: Allegation, about: tuple[str, ...]) -> Iterator[Finding]:
    records = [c for c in subject.evidence.counts_of(subject.contest.id) if _meant(c, alleged)]
    if not records:
        statement = say(
            _("The counts of which {speaker} alleges that they are false are not here, so nothing can be computed."),
            speaker=Name(claim.speaker),
        )
        yield _finding(subject, claim, about, Told(Verdict.CANNOT_TELL, statement))
    for counts in records:
        here = replace(subject, records=(counts,))
        told = _names(here, claim, alleged) if alleged.names_units else _any(here, claim, alleged)
        told.rests += [
            say(_("The other units of {record} say what was counted there."), record=called_record(counts)),
            *nature(subject, counts),
        ]
        told.settles = say(
            _("Which units are meant; their paper with its signatures and codes, and the copies of others.")
            if not alleged.names_units
            else _("The paper of these units with its signatures and codes, and the copies of others.")
        )
        told.sources = counts.sources
        yield _finding(subject, claim, (*about, counts.record), told)


def _meant(counts: Counts, alleged: Allegation) -> bool:
    return alleged.record is None or alleged.record in (counts.record, counts.stands_in_for)


def _any(subject: Subject, claim: Claim, alleged: Allegation) -> Told:
    """So many units, whichever they are."""
    counts, known = subject.counts, known_of(subject.counts)
    number = alleged.number or 0
    aside = SetAside(known, number, subject.evidence.distribution_of(counts)) if len(known.by.ranked) > 1 else None
    if known.negative or known.by.outcome is None or aside is None or number > known.sheets:
        return Told(Verdict.CANNOT_TELL, _no_outcome(claim, counts))
    if not subject.contest.rule.by_lead and (same := aside.alone()) is not None:
        return _any_by_rule(claim, counts, aside, same)
    if not subject.contest.rule.by_lead or not aside.possible:
        text = _(
            "What follows if {number} units of {record} are set aside for what {speaker} alleges is not available here."
        )
        values: dict[str, Value] = {"number": Count(number), "record": called_record(counts)}
        return Told(Verdict.CANNOT_TELL, Message(text, values | {"speaker": Name(claim.speaker)}))
    by, worst = known.by, aside.worst
    missing = [o for o in outside_of(subject, known) if o.missing >= 0]
    most = max((o.missing for o in missing), default=None)
    stands = None if most is None else aside.stands(most)
    verdict = Verdict.CANNOT_TELL if stands is None else Verdict.DECIDES if stands else Verdict.LEAVES_OPEN
    values = {
        "number": Count(number),
        "record": called_record(counts),
        "speaker": Name(claim.speaker),
        "first": by.name(by.ranked[0]),
        "rival": by.name(worst.rival),
        "second": by.name(by.ranked[1]),
        "rest": Count(known.sheets - number),
        "lead": Count(abs(worst.lead)),
        "best": Count(aside.best.lead),
        "mean": Count(round(aside.random.mean)),
    }
    told = Told(verdict, Message(_ANY[worst.lead > 0, stands], values))
    if stands:
        told.breaks.append(say(_("More than {number} units do not say what was counted."), number=number))
    _any_numbers(told, claim, aside, known.sheets, most, by)
    return _whole_record(told, claim, alleged, known.sheets, called_record(counts))


def _whole_record(told: Told, claim: Claim, alleged: Allegation, units: int, record: Name) -> Told:
    """Say that a speaker means a whole record, which he counts otherwise than it is counted here."""
    if not alleged.whole:
        return told
    values: dict[str, Value] = {
        "speaker": Name(claim.speaker),
        "number": Count(alleged.number or 0),
        "record": record,
        "units": Count(units),
        "told": told.statement,
    }
    told.statement = Message(
        _(
            "{speaker} means all units of {record}, and counts {number} of them where there are {units} here; if all "
            "are false, nothing follows from this record. {told}"
        ),
        values,
    )
    told.rests.append(
        say(
            _("That only {number} units are meant, and which, was not said by {speaker}; it is the least reading."),
            number=alleged.number or 0,
            speaker=Name(claim.speaker),
        )
    )
    return told


def _any_by_rule(claim: Claim, counts: Counts, aside: SetAside, same: bool) -> Told:
    """So many units under a rule of shares or leads in percent: whether the outcome of the rest is the same."""
    by, sheets = aside.known.by, aside.known.sheets
    other = replace(by, outcome=aside.other).sentence
    values: dict[str, Value] = {
        "number": Count(aside.number),
        "record": called_record(counts),
        "speaker": Name(claim.speaker),
        "rest": Count(sheets - aside.number),
        "outcome": by.sentence or say(_("no outcome")),
        "other": other or say(_("no outcome")),
    }
    told = Told(Verdict.CANNOT_TELL if same else Verdict.LEAVES_OPEN, Message(_BY_RULE[same], values))
    told.add("alleged", say(_("units set aside")), Count(aside.number), alleged_in(claim))
    told.add("rest", say(_("units left")), Count(sheets - aside.number))
    return told


_BY_RULE: Mapping[bool, str] = {
    True: _(
        "If {number} units of {record} are set aside for what {speaker} alleges of them, the outcome on the other "
        "{rest} is the same whichever they are ({outcome}); what those set aside hold in truth is not known."
    ),
    False: _(
        "If {number} units of {record} are set aside for what {speaker} alleges of them, the outcome on the other "
        "{rest} depends on which they are: on all units it is: {outcome}; if they are those on which it rests most, it "
        "is: {other}."
    ),
}
"""By whether the outcome of the rest is the same whichever units are set aside."""


_ANY: Mapping[tuple[bool, bool | None], str] = {
    (True, True): _(
        "If {number} units of {record} are set aside for what {speaker} alleges of them, then whichever they are "
        "{first} leads on the other {rest}, by at least {lead} votes, and neither those set aside nor what is missing "
        "can turn it."
    ),
    (True, False): _(
        "If {number} units of {record} are set aside for what {speaker} alleges of them, then whichever they are "
        "{first} leads on the other {rest}, by at least {lead} votes over {rival} (over {second}: by {mean} when they "
        "are drawn at random, by {best} at most), but the units set aside and what is missing could turn it."
    ),
    (True, None): _(
        "If {number} units of {record} are set aside for what {speaker} alleges of them, then whichever they are "
        "{first} leads on the other {rest}, by at least {lead} votes over {rival} (over {second}: by {mean} when they "
        "are drawn at random, by {best} at most); what the units set aside and what is missing could do is not known."
    ),
    (False, False): _(
        "If {number} units of {record} are set aside for what {speaker} alleges of them, who leads on the other "
        "{rest} depends on which they are: at worst for {first}, {rival} is ahead by {lead} votes; drawn at random, "
        "{first} is {mean} votes ahead of {second}, at best {best}."
    ),
    (False, None): _(
        "If {number} units of {record} are set aside for what {speaker} alleges of them, who leads on the other "
        "{rest} depends on which they are: at worst for {first}, {rival} is ahead by {lead} votes; drawn at random, "
        "{first} is {mean} votes ahead of {second}, at best {best}."
    ),
}
"""By whether the first leads on the rest at worst, and whether that stands whatever the others say."""


def _any_numbers(told: Told, claim: Claim, aside: SetAside, sheets: int, most: int | None, by: Standing) -> None:
    told.add("alleged", say(_("units set aside")), Count(aside.number), alleged_in(claim))
    told.add("rest", say(_("units left")), Count(sheets - aside.number))
    told.add("lead", say(_("lead on all units")), Count(by.lead))
    sorted_ = say(_("the lead on all units less that on the {number} with the largest"), number=aside.number)
    told.add("worst", say(_("least lead on the rest")), Count(aside.worst.lead), sorted_)
    told.add("best", say(_("greatest lead on the rest")), Count(aside.best.lead))
    told.add("mean", say(_("lead on the rest when they are drawn at random, on average")), Quantity(aside.random.mean))
    spread = Fraction(aside.random.deviation).limit_denominator(10**6)
    how = say(_("standard deviation of a sum drawn without replacement"))
    told.add("deviation", say(_("its standard deviation")), Quantity(spread), how)
    if most is not None:
        told.add("missing", say(_("registered voters outside the record, at most")), Count(most))


def _names(subject: Subject, claim: Claim, alleged: Allegation) -> Told:
    """Units that are named."""
    counts, known = subject.counts, known_of(subject.counts)
    listed = subject.evidence.lists.get((alleged.units_in or "", alleged.column), ())
    unit_level = counts.is_by_unit or not (alleged.units or listed)
    here = all(f"place:{p.partition('=')[0].strip()}" in counts.table.columns for p in alleged.places)
    if known.negative or known.by.outcome is None or not unit_level or not here or len(known.by.ranked) < 2:
        return Told(Verdict.CANNOT_TELL, _no_outcome(claim, counts))
    wanted = (*alleged.units, *listed)
    aside = named(known, wanted, alleged.places)
    unknown = set(wanted) - set(counts.table.get_column(UNIT).to_list()) if wanted else set()
    if unknown or not aside.units:
        text = _(
            "Of the units of {record} of which {speaker} alleges something, {unknown} are not in it, so that nothing "
            "can be computed."
        )
        return Told(
            Verdict.CANNOT_TELL,
            say(text, record=called_record(counts), speaker=Name(claim.speaker), unknown=len(unknown)),
        )
    missing = [o.missing for o in outside_of(subject, known) if o.missing >= 0]
    most = max(missing, default=None)
    first, second = known.by.ranked[:2]
    lead = aside.lead(first, max(known.by.ranked[1:], key=lambda o: (aside.rest[o], o)))
    same = aside.outcome == known.by.outcome
    by_lead = subject.contest.rule.by_lead
    stands = same and by_lead and most is not None and lead > most + aside.freed
    values: dict[str, Value] = {
        "number": Count(aside.units),
        "record": called_record(counts),
        "speaker": Name(claim.speaker),
        "outcome": _outcome_of(known.by, aside, same),
        "first": known.by.name(first),
        "second": known.by.name(second),
        "lead": Count(aside.lead(first, second)),
        "before": Count(known.by.lead),
    }
    told = Told(Verdict.DECIDES if stands else Verdict.LEAVES_OPEN, Message(_NAMED[same, stands], values))
    if not by_lead or most is None:
        told.verdict = Verdict.CANNOT_TELL if same else Verdict.LEAVES_OPEN
    if stands:
        told.breaks.append(say(_("Further units do not say what was counted.")))
    told.add("alleged", say(_("units set aside")), Count(aside.units))
    told.add("voters", say(_("registered voters in them")), Count(aside.freed))
    for option in known.by.ranked:
        name = known.by.name(option)
        told.add(f"aside:{option}", say(_("{option}, on the units set aside"), option=name), Count(aside.aside[option]))
        told.add(f"rest:{option}", say(_("{option}, on the others"), option=name), Count(aside.rest[option]))
    if most is not None:
        told.add("missing", say(_("registered voters outside the record, at most")), Count(most))
    return told


_NAMED: Mapping[tuple[bool, bool], str] = {
    (True, True): _(
        "If the {number} units of {record} of which {speaker} alleges something are set aside, the outcome on the "
        "others is the same ({first} is {lead} votes ahead of {second}, {before} before), and neither they nor what is "
        "missing can turn it."
    ),
    (True, False): _(
        "If the {number} units of {record} of which {speaker} alleges something are set aside, the outcome on the "
        "others is the same ({first} is {lead} votes ahead of {second}, {before} before); what they and what is "
        "missing hold could still alter it, or is not known."
    ),
    (False, False): _(
        "If the {number} units of {record} of which {speaker} alleges something are set aside, the outcome on the "
        "others is another: {outcome} ({first} less {second}: {lead} votes, {before} before)."
    ),
}


def _outcome_of(by: Standing, aside: Named, same: bool) -> Message:
    if same or aside.outcome is None:
        return say(_("no outcome")) if aside.outcome is None else by.sentence or say(_("no outcome"))
    return standing(aside.rest, by.contest, by.whose).sentence or say(_("no outcome"))


def _no_outcome(claim: Claim, counts: Counts) -> Message:
    return say(
        _("No outcome is known from {record}, so what follows from the allegation of {speaker} cannot be computed."),
        record=called_record(counts),
        speaker=Name(claim.speaker),
    )


CHECK = Check(
    id="counted.allegations",
    title=_("Allegations, taken at their word"),
    asks=_("What follows if an allegation is right?"),
    kind=Kind.BOUND,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    assumes=_(
        "The allegation is taken at its word, and what it does not speak of is as its source says. Each side's "
        "allegations are computed in the same form."
    ),
    honest_causes=_(
        "An allegation may be right, wrong, or a misunderstanding of rounded figures; the arithmetic is the same."
    ),
    cannot_show=_("Whether the allegation is true, and which units or votes are meant where it does not name them."),
    references=(
        "Venezuela 2024, J. Rodríguez, 2 August: 9,468 published sheets are forged.",
        "Kenya 2022, four members of the electoral commission, 16 August: the shares add to 100.01 %.",
    ),
    example=_(
        "Venezuela 2024: with 9,468 of 24,532 sheets set aside where it hurts most, the leader of the sheets leads on "
        "the other 15,064 by 1,176,264 votes, but the tables set aside and missing could then turn it."
    ),
)
