"""Could the votes not yet counted still have altered the outcome that an announcement gives?

Null: none; this is a bound. Two ways: as many votes at each unit not yet counted as at those counted (how large a lead
among them would have altered the outcome?), and no more votes than registered voters who had not voted in the units
counted (could they alter it at all?). The announced coverage is a rounded figure. Assumes: coverage is of all units;
for the first way, units are alike in votes. Honest causes of calling a result irreversible that arithmetic leaves open:
a forecast from the places not yet counted, which the announcement does not print. Cannot show: how those votes fell.
Reference: Venezuela 2024, bulletin 1, "80 %" counted and a lead of 704,114 of 10,058,774 votes: a lead of 27.1 to 28.9
points among the rest would have turned it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Figure, Finding, Kind, Verdict
from scrutiny.findings.origins import called, computed, printed_in
from scrutiny.findings.parts import ballots_cast, parts
from scrutiny.findings.weighing import Standing, standing
from scrutiny.messages import Count, Message, Name, Percent, Points, Quantity, Value, _, say
from scrutiny.stats.rounding import interval

ORDER = 60


def _figures(claim: Claim) -> Figures:
    assert claim.figures is not None
    return claim.figures


def _standing(subject: Subject) -> Standing | None:
    """The standing by the announced votes; None where options are missing, so that nobody's lead is known."""
    figures = _figures(subject.announcement)
    listed = parts(subject.contest, figures.votes)
    votes = {option: figures.votes[option] for option in listed.options}
    if not listed.complete or min(votes.values(), default=-1) < 0 or len(votes) < 2:
        return None
    found = standing(votes, subject.contest, called(subject.announcement))
    return found if found.slack is not None and found.slack.added is not None else None


def _covered(subject: Subject) -> tuple[Fraction, Fraction] | None:
    """The least and the greatest share of the units that was counted, above 0 and at most 1."""
    figures = _figures(subject.announcement)
    if figures.counted_units is not None:
        frames = subject.case.frames_of(subject.contest.id, figures.coverage_of)
        if frames and frames[0].number > 0 and figures.counted_units > 0:
            share = min(Fraction(1), Fraction(figures.counted_units, frames[0].number))
            return share, share
    if figures.coverage is None:
        return None
    printed = interval(figures.coverage, subject.case.facts.rounding)
    low, high = max(Fraction(0), printed.low / 100), min(Fraction(1), printed.high / 100)
    return (low, high) if 0 < low <= high else None


def _applies(subject: Subject) -> Message | None:
    claim = subject.announcement
    if _covered(subject) is None:
        return say(_("{claim} does not say how many units were counted"), claim=called(claim))
    if _standing(subject) is None:
        return say(_("the lead in {claim}, or what would alter it, is not known"), claim=called(claim))
    return None


def _registers(subject: Subject, done: int) -> list[tuple[str, Name, int]]:
    """The whole registers that are known, each number once.

    One that was announced with a part of the count may be that of the part: it counts only when everything was
    counted or the case cites the same number. One that is smaller than the votes bounds nothing.
    """
    claim = subject.announcement
    figures = _figures(claim)
    cited = [r for r in subject.case.registers_of(subject.contest.id) if r.of != "counted_tables"]
    made: list[tuple[str, Name, int]] = []
    announced = figures.registered
    whole = figures.coverage is not None and figures.coverage >= 100
    if announced and (whole or announced in {register.number for register in cited}):
        made.append(("announced", called(claim), announced))
    for register in cited:
        if register.number not in {number for *_rest, number in made}:
            made.append((register.id, Name(register.name, "register", register.id), register.number))
    return [item for item in made if item[2] > 0 and item[2] >= done]


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    claim, by, covered = subject.announcement, _standing(subject), _covered(subject)
    assert by is not None and by.slack is not None and by.slack.added is not None and covered is not None
    needed, total = by.slack.added, sum(by.votes.values())
    # As many votes at a unit not yet counted as at those counted: total × (1 − c) / c of them remain.
    fewest, most = (total * (1 - c) / c for c in (covered[1], covered[0]))
    ballots = ballots_cast(_figures(claim))
    done = total if ballots is None else ballots
    registers = [(key, name, number, number - done) for key, name, number in _registers(subject, done)]
    everything = covered[0] == 1
    decided = everything or (bool(registers) and all(rest < needed for *_names, rest in registers))
    # At equal votes too little may be left; that units are alike is an assumption, so that it decides nothing.
    verdict = Verdict.DECIDES if decided else Verdict.CANNOT_TELL if most < needed else Verdict.LEAVES_OPEN
    numbers, labels, origins = _numbers(subject, by, needed, covered, (fewest, most), registers)
    yield Finding(
        check=CHECK.id,
        kind=Kind.BOUND,
        verdict=verdict,
        about=subject.about,
        title=say(_("What was not yet counted in {claim}"), claim=called(claim)),
        statement=_called(claim, _statement(subject, by, needed, (fewest, most), registers, decided)),
        rests_on=_rests_on(subject, decided),
        breaks_if=_breaks_if(subject, needed, total, covered, registers, decided),
        does_not_show=say(_("How the votes not yet counted fell, or whether the votes announced were counted so.")),
        would_settle=say(_("Results by unit, of the units counted and of those not yet counted.")),
        numbers=numbers,
        labels=labels,
        origins=origins,
        weight=by.weigh(_whole(fewest), _whole(most), "added"),
        figure=_picture(claim, by, needed, (fewest, most), registers),
        sources=(claim.id,),
        prominent=65 if verdict is Verdict.LEAVES_OPEN else 30 if decided else 0,
    )


def _called(claim: Claim, told: Message) -> Message:
    """What is computed, after what was said on the same figures."""
    if claim.irreversible:
        return say(_("On {claim} the result was called irreversible. {told}"), claim=called(claim), told=told)
    if claim.act == "proclaims":
        return say(_("On {claim} a winner was proclaimed. {told}"), claim=called(claim), told=told)
    return told


def _whole(number: Fraction) -> int:
    return number.numerator // number.denominator


def _points(needed: int, rest: Fraction) -> Points | None:
    """The lead among the remaining votes that makes up for a lead, in points."""
    return Points(Fraction(100 * needed) / rest, 1) if rest > 0 else None


def _statement(
    subject: Subject,
    by: Standing,
    needed: int,
    rest: tuple[Fraction, Fraction],
    registers: list[tuple[str, Name, int, int]],
    decided: bool,
) -> Message:
    claim = subject.announcement
    least, most = _points(needed, rest[1]), _points(needed, rest[0])
    values: dict[str, Value] = {
        "claim": called(claim),
        "needed": Count(needed),
        "fewest": Count(_whole(rest[0])),
        "most": Count(_whole(rest[1])),
        "first": by.name(by.ranked[0]),
        "second": by.name(by.ranked[1]),
    }
    if decided and rest[0] == rest[1] == 0:
        return Message(
            _("If {claim} counted every unit, as it says, nothing was left that could alter the outcome."), values
        )
    if decided:
        _key, _name, number, left = max(registers, key=lambda item: item[3])
        values |= {"left": Count(max(0, left)), "register": Count(number)}
        return Message(
            _(
                "If the figures of {claim} are right, nothing that was not yet counted could alter the outcome: of a "
                "register of {register} at most {left} voters had not voted, and it takes {needed} votes."
            ),
            values,
        )
    plurality = subject.contest.rule.by_lead
    if rest[1] < needed:
        if not registers:
            return Message(
                _(
                    "If the units not yet counted in {claim} had as many votes as those counted, {fewest} to {most} "
                    "remained and could not alter the outcome, for which it takes {needed}; no register is known that "
                    "excludes more."
                ),
                values,
            )
        return Message(
            _(
                "If the units not yet counted in {claim} had as many votes as those counted, {fewest} to {most} "
                "remained and could not alter the outcome, for which it takes {needed}; the registers of this case "
                "alone do not exclude it."
            ),
            values,
        )
    if plurality and least is not None and most is not None and most.value <= 100:
        values |= {"least_points": least, "most_points": most}
        return Message(
            _(
                "If the units not yet counted in {claim} had as many votes as those counted, {fewest} to {most} "
                "remained, and a lead of {second} over {first} among them of {least_points} to {most_points} points "
                "would have turned the outcome: it was not decided by arithmetic."
            ),
            values,
        )
    if plurality and least is not None:
        values["least_points"] = least
        return Message(
            _(
                "If the units not yet counted in {claim} had as many votes as those counted, up to {most} remained, "
                "and a lead of {second} over {first} among them of {least_points} points or more could have turned the "
                "outcome: it was not decided by arithmetic."
            ),
            values,
        )
    return Message(
        _(
            "If the units not yet counted in {claim} had as many votes as those counted, {fewest} to {most} remained, "
            "and {needed} votes for one option are enough to alter the outcome: it was not decided by arithmetic."
        ),
        values,
    )


def _rests_on(subject: Subject, decided: bool) -> tuple[Message, ...]:
    claim = subject.announcement
    made = [say(_("The votes of {claim} are right as far as they go."), claim=called(claim))]
    if _figures(claim).counted_units is None:
        made.append(say(_("The coverage is of all units and is a rounded figure.")))
    if decided:
        made.append(say(_("Nobody who voted at a unit that was counted could vote again.")))
    else:
        made.append(say(_("The units not yet counted had as many votes each as those counted.")))
    if ballots_cast(_figures(claim)) is None:
        made.append(say(_("Invalid votes were not announced; who cast one is counted as not having voted.")))
    return tuple(made)


def _breaks_if(
    subject: Subject,
    needed: int,
    total: int,
    covered: tuple[Fraction, Fraction],
    registers: list[tuple[str, Name, int, int]],
    decided: bool,
) -> tuple[Message, ...]:
    if decided:
        made = [say(_("The register is larger than those of this case, or the announced votes are wrong."))]
        if registers:
            most = max(number for *_names, number, _left in registers)
            left = max(left for *_names, left in registers)
            made.append(
                say(_("That is, it has at least {register} voters."), register=most + max(0, needed - max(0, left)))
            )
        return tuple(made)
    # Where as many votes a unit would not do, they would have to have had more; where they would, fewer.
    too_few = total * (1 - covered[0]) / covered[0] < needed
    made = [
        say(_("The units not yet counted had far more votes than those counted."))
        if too_few
        else say(_("The units not yet counted had far fewer votes than those counted."))
    ]
    frames = subject.case.frames_of(subject.contest.id, _figures(subject.announcement).coverage_of)
    uncounted = frames[0].number * (1 - covered[0]) if frames else Fraction(0)
    if uncounted >= 1:
        values: dict[str, Value] = {
            "units": Count(_whole(uncounted)),
            "votes": Quantity(needed / uncounted),
            "counted": Quantity(total / (frames[0].number - uncounted)),
        }
        text = (
            _(
                "That is, each of the {units} units not yet counted had {votes} votes or more on average, against "
                "{counted}."
            )
            if too_few
            else _(
                "That is, each of the {units} units not yet counted had fewer than {votes} votes on average, against "
                "{counted}."
            )
        )
        made.append(Message(text, values))
    share = Percent(Fraction(100 * total, total + needed), 2)
    made.append(
        say(_("Or at most {share} of the units were counted."), share=share)
        if too_few
        else say(_("Or more than {share} of the units were counted."), share=share)
    )
    return tuple(made)


def _numbers(
    subject: Subject,
    by: Standing,
    needed: int,
    covered: tuple[Fraction, Fraction],
    rest: tuple[Fraction, Fraction],
    registers: list[tuple[str, Name, int, int]],
) -> tuple[dict[str, Value], dict[str, Message], dict[str, Message]]:
    claim = subject.announcement
    numbers: dict[str, Value] = {}
    labels: dict[str, Message] = {}
    origins: dict[str, Message] = {}

    def add(key: str, label: Message, value: Value | None, origin: Message | None = None) -> None:
        if value is not None:
            numbers[key], labels[key], origins[key] = value, label, origin or computed()

    said = printed_in(claim)
    add("lead", say(_("lead of the first over the second")), Count(by.lead))
    add("needed", say(_("votes added to one option that alter the outcome")), Count(needed))
    add("votes", say(_("votes counted")), Count(sum(by.votes.values())), said)
    add("coverage-least", say(_("units counted, at least")), Percent(100 * covered[0], 3), said)
    add("coverage-most", say(_("units counted, at most")), Percent(100 * covered[1], 3), said)
    add("rest-least", say(_("votes not yet counted, at as many a unit, at least")), Count(_whole(rest[0])))
    add("rest-most", say(_("the same, at most")), Count(_whole(rest[1])))
    add("points-least", say(_("lead among them that makes up for it, in points, at least")), _points(needed, rest[1]))
    add("points-most", say(_("the same, at most")), _points(needed, rest[0]))
    for key, name, number, left in registers:
        label = say(_("voters not among the votes counted, of {number} ({name})"), number=number, name=name)
        add(f"left-{key}", label, Count(left))
        # The counted part of a register is its announced coverage where units are of average size.
        share = say(
            _("lead that makes up for it if everybody at the units not yet counted votes, of {number} ({name})"),
            number=number,
            name=name,
        )
        outside = number * (1 - covered[0])
        add(f"points-{key}", share, _points(needed, outside))
    return numbers, labels, origins


def _picture(
    claim: Claim,
    by: Standing,
    needed: int,
    rest: tuple[Fraction, Fraction],
    registers: list[tuple[str, Name, int, int]],
) -> Figure:
    return Figure(
        kind="needed_against_rest",
        title=say(_("Votes that would alter the outcome, and votes not yet counted")),
        data={
            "needed": needed,
            "rest": {"least": _whole(rest[0]), "most": _whole(rest[1])},
            "registers": [{"id": key, "name": str(name.text), "left": left} for key, name, _n, left in registers],
        },
        caption=say(
            _(
                "Votes that had to be added to one option of {claim}, beside the votes not yet counted at as many a "
                "unit as at those counted, and the registered voters who were not among the votes counted."
            ),
            claim=called(claim),
        ),
        alternative=say(
            _("{needed} votes would alter the outcome; {least} to {most} were not yet counted."),
            needed=needed,
            least=_whole(rest[0]),
            most=_whole(rest[1]),
        ),
    )


CHECK = Check(
    id="announced.irreversible",
    title=_("What was not yet counted"),
    asks=_("Could the votes not yet counted still have altered the outcome that an announcement gives?"),
    kind=Kind.BOUND,
    needs=Needs(per="announcement", figures=("votes",), when=_applies),
    compute=compute,
    assumes=_(
        "The votes announced are right; the coverage is of all units; units not yet counted are like the others."
    ),
    honest_causes=_(
        "A forecast from the places that were not yet counted, which may be sound; the announcement does not print it."
    ),
    cannot_show=_("How the votes not yet counted fell, and whether the votes announced were counted so."),
    references=(
        "Venezuela 2024, bulletin 1: 704,114 votes of lead, 80 % counted; 27.1 to 28.9 points among the rest turn it.",
    ),
)
