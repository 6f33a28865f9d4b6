"""Can all figures of an announcement be right together, if the published sheets are?

Null: none; this is arithmetic. A way in which an announcement is right together with the sheets is a choice: which of
the sheets it counted, how many units that are not in the record, and which votes of how many registered voters there.
Each announced figure is a limit on that choice. Either one way that meets them all is shown, or weights of the limits
under which no choice meets them (a certificate of Farkas); both are checked in whole numbers, so that no tolerance of
a solver decides. Assumes: the sheets are genuine, were read correctly and were counted by the announcement unless it
left them out; each registered voter votes once at most, at their unit. Honest causes that trip it: as for a single
figure, a coverage of something else, a wrong number of units, annulled sheets; and a participation of another register.
Cannot show: which of the statements is wrong; a way that is shown is one of many, and need not be what happened.
Reference: J. Farkas, Theorie der einfachen Ungleichungen (1902). Venezuela 2024: of bulletin 2 three statements
cannot hold together with the sheets, and all its other figures can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scrutiny.evidence.facts import Frame
from scrutiny.findings.against import coverage_of, publisher_of
from scrutiny.findings.breaking import picture
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Figure, Finding, Kind, Scope, Verdict
from scrutiny.findings.joint import COVERAGE, INVALID, TURNOUT, VOTES, Conflict, Joint
from scrutiny.findings.left_out import Sheets, compared
from scrutiny.findings.origins import called, column_of, named, nature, printed_in, with_computed
from scrutiny.findings.parts import ballots_cast
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say, series
from scrutiny.stats.feasibility import Possible

ORDER = 85


def _applies(subject: Subject) -> Message | None:
    rule = subject.contest.rule
    if rule.kind == "plurality" and (rule.seats or 1) > 1:
        return say(
            _("{contest}: a voter may vote for several, so that votes are no number of voters"),
            contest=subject.contest.name,
        )
    joint = Joint(subject, None)
    if not joint.options:
        return say(
            _("{claim} and {record} have no option in common that could be compared sheet by sheet"),
            claim=subject.announcement.label,
            record=subject.counts.title,
        )
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    claim = subject.announcement
    assert claim.figures is not None
    frames = subject.case.frames_of(subject.contest.id, claim.figures.coverage_of)
    joint = Joint(subject, frames[0] if frames else None)
    if len(joint.keys) < 2:
        return  # one figure alone is held against the sheets by another check
    if not joint.sound or not joint.fits:
        yield _finding(subject, joint, frames, Verdict.CANNOT_TELL, _no_count(joint), ())
        return
    conflicts = [alone for option in joint.options if (alone := joint.alone(option)) is not None]
    found: Possible | None = None
    if not conflicts:
        answer = joint.answer(joint.keys)
        found = answer if isinstance(answer, Possible) else None
        conflict = joint.conflict(joint.keys) if found is None else None
        conflicts = [conflict] if conflict is not None else []
    if found is not None and not joint.prints:
        yield _finding(subject, joint, frames, Verdict.CANNOT_TELL, _prints_as_nothing(subject, joint), ())
    elif found is not None:
        yield _finding(subject, joint, frames, Verdict.AGREES, _a_way(subject, joint, found), (), found)
    elif not conflicts:
        yield _finding(subject, joint, frames, Verdict.CANNOT_TELL, _unknown(subject), ())
    else:
        yield _finding(subject, joint, frames, Verdict.CONTRADICTS, _cannot(subject, joint, conflicts), conflicts)


def _finding(
    subject: Subject,
    joint: Joint,
    frames: tuple[Frame, ...],
    verdict: Verdict,
    statement: Message,
    conflicts: Sequence[Conflict],
    found: Possible | None = None,
) -> Finding:
    claim, against = subject.announcement, verdict is Verdict.CONTRADICTS
    numbers, labels, origins = _numbers(subject, joint, conflicts, found)
    left, left_over = joint.known.left_out.height, _not_compared(joint)
    why = say(_("votes of some option are not known there, or rows of one name differ")) if left else None
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=verdict,
        about=subject.about,
        title=say(
            _("The counts and the coverage of {claim} together, and {record}"),
            claim=called(claim),
            record=named(subject.counts),
        ),
        statement=statement,
        rests_on=(*_rests_on(subject, joint, frames, conflicts, against), *((left_over,) if left_over else ())),
        breaks_if=_breaks(subject, joint, conflicts) if against else (),
        does_not_show=say(_("Which of the statements is wrong."))
        if against
        else say(_("That it was so: the way that is shown is one of many."))
        if found is not None
        else None,
        would_settle=say(
            _("Results by unit for {claim}, or the sheets of the authority beside those that were published."),
            claim=called(claim),
        )
        if against or found is None
        else None,
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, origins),
        scope=Scope(joint.known.rows.height, left, why),
        figure=_picture(subject, joint, conflicts),
        sources=(*subject.counts.sources, claim.id),
        # One option that the coverage leaves no room for is told by the check that holds figures one by one.
        repeats="/".join(("counted.against_announced", *subject.about))
        if against and all(COVERAGE in conflict.keys and len(conflict.keys) == 2 for conflict in conflicts)
        else "",
        prominent=75 if against else 0,
    )


def _statement_of(subject: Subject, joint: Joint, key: str) -> Message:
    """A statement of the announcement, as part of a sentence."""
    figures = joint.figures
    if key == COVERAGE:
        coverage, frame = coverage_of(figures), joint.frame
        assert coverage is not None and frame is not None
        return say(_("{coverage} of {frame} units counted"), coverage=coverage, frame=frame.number)
    if key == TURNOUT:
        assert figures.turnout is not None
        return say(
            _("a participation of {turnout} with {ballots} ballots"),
            turnout=Percent.as_announced(figures.turnout),
            ballots=ballots_cast(figures) or 0,
        )
    if key == INVALID:
        return say(_("{votes} invalid votes"), votes=joint.announced(key))
    return say(_("{votes} votes for {option}"), votes=joint.announced(key), option=_option(subject, key))


def _option(subject: Subject, key: str) -> Name:
    return subject.name(key.removeprefix(VOTES))


def _cannot(subject: Subject, joint: Joint, conflicts: Sequence[Conflict]) -> Message:
    """The smallest set of statements that cannot hold together, and whether the others can."""
    claim, first = subject.announcement, conflicts[0]
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "publisher": publisher_of(subject),
        "claim": called(claim),
        "statements": series([_statement_of(subject, joint, key) for key in first.keys]),
        "rest": _rest(subject, joint, conflicts),
    }
    if len(first.keys) == 1:
        return Message(CANNOT_ALONE[first.register], values)
    return Message(CANNOT[first.register, any(TURNOUT in conflict.keys for conflict in conflicts)], values)


CANNOT: Mapping[tuple[bool, bool], str] = {
    (False, False): _(
        "If the figures of {record} ({publisher}) are genuine and were read correctly, these statements of {claim} "
        "cannot hold together, whichever units it counted: {statements}. {rest}"
    ),
    (True, False): _(
        "If the figures of {record} ({publisher}) are genuine and were read correctly, and nobody voted outside the "
        "largest register that is known, these statements of {claim} cannot hold together, whichever units it "
        "counted: {statements}. {rest}"
    ),
    (True, True): _(
        "If the figures of {record} ({publisher}) are genuine and were read correctly, nobody voted outside the "
        "largest register that is known, and the participation is that of the register of the units counted, these "
        "statements of {claim} cannot hold together, whichever units it counted: {statements}. {rest}"
    ),
}
"""By whether it takes the register, and the participation (which takes the register)."""
CANNOT_ALONE: Mapping[bool, str] = {
    True: _(
        "If the figures of {record} ({publisher}) are genuine and were read correctly, and nobody voted outside the "
        "largest register that is known, one figure of {claim} cannot be right, whichever units it counted: "
        "{statements}. {rest}"
    ),
    False: _(
        "If the figures of {record} ({publisher}) are genuine and were read correctly, one figure of {claim} cannot be "
        "right, whichever units it counted: {statements}. {rest}"
    ),
}
"""By whether it takes the register."""


def _rest(subject: Subject, joint: Joint, conflicts: Sequence[Conflict]) -> Message:
    """What becomes of the announcement's other figures without those that are excluded."""
    votes = [key for conflict in conflicts for key in conflict.keys if key.startswith(VOTES)]
    dropped = tuple(dict.fromkeys(votes or [key for conflict in conflicts for key in conflict.keys]))
    # A participation is one of ballots, and these hold the votes that are taken away.
    rest = tuple(key for key in joint.keys if key not in dropped and not (votes and key == TURNOUT))
    what = series([_statement_of(subject, joint, key) for key in dropped])
    values: dict[str, Value] = {"what": what, "others": Count(len(rest))}
    answer = joint.answer(rest)
    if votes and (holding := _holding(joint)):
        values["holding"] = series(holding)
        if isinstance(answer, Possible):
            return Message(
                _(
                    "Without “{what}”, and what is made with it ({holding}), its {others} other statements can hold "
                    "together."
                ),
                values,
            )
    if isinstance(answer, Possible):
        return Message(_("Without “{what}” its {others} other statements can hold together."), values)
    if answer is None:
        return Message(_("Whether its {others} other statements can, without “{what}”, cannot be told."), values)
    return Message(_("Without “{what}” its {others} other statements cannot hold together either."), values)


def _holding(joint: Joint) -> list[Value]:
    """Figures of the announcement that contain the votes of every option, so that they fall with any of them."""
    figures = joint.figures
    made: list[Value] = []
    if figures.valid is not None:
        made.append(say(_("{votes} valid votes"), votes=figures.valid))
    if figures.cast is not None:
        made.append(say(_("{votes} ballots"), votes=figures.cast))
    if figures.turnout is not None:
        made.append(say(_("the participation of {turnout}"), turnout=Percent.as_announced(figures.turnout)))
    if figures.shares:
        made.append(say(_("the percentages")))
    return made


def _not_compared(joint: Joint) -> Message | None:
    """Figures of the announcement that are no limit here, so that nobody takes them for compared."""
    figures = joint.figures
    left: list[Value] = []
    if figures.shares:
        left.append(say(_("the percentages")))
    if figures.turnout is not None and TURNOUT not in joint.keys:
        left.append(say(_("the participation of {turnout}"), turnout=Percent.as_announced(figures.turnout)))
    if figures.coverage is not None and COVERAGE not in joint.keys:
        left.append(say(_("the coverage")))
    if figures.invalid is not None and INVALID not in joint.keys:
        left.append(say(_("the invalid votes")))
    missing = [o for o in figures.votes if VOTES + o not in joint.keys]
    left += [say(_("the votes for {option}"), option=joint.subject.name(option)) for option in missing]
    return say(_("Not compared here: {left}."), left=series(left)) if left else None


def _a_way(subject: Subject, joint: Joint, found: Possible) -> Message:
    """A way in which everything holds."""
    counted = int(found.taken.sum())
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "claim": called(subject.announcement),
        "statements": Count(len(joint.keys)),
        "counted": Count(counted),
        "sheets": Count(len(found.taken)),
        "others": Count(found.others[0]),
        "votes": Count(_outside_votes(joint, found)),
    }
    if joint.left_out is None or not found.others[0]:
        return Message(
            _(
                "By the figures of {record}, the {statements} statements of {claim} that are compared can hold "
                "together: for instance if it counted {counted} of the {sheets} sheets, and {votes} votes elsewhere."
            ),
            values,
        )
    return Message(
        _(
            "By the figures of {record}, the {statements} statements of {claim} that are compared can hold "
            "together: for instance if it counted {counted} of the {sheets} sheets and {others} units that are not in "
            "the record, which then hold {votes} votes."
        ),
        values,
    )


def _outside_votes(joint: Joint, found: Possible) -> int:
    return sum(_outside_of(joint, found, key) for key in joint.keys if key.startswith(VOTES) or key == INVALID)


def _outside_of(joint: Joint, found: Possible, key: str) -> int:
    """Votes that are announced and not on the sheets that were counted."""
    held = joint.rows.filter(found.taken)[key].sum()
    return joint.announced(key) - int(held or 0)


def _unknown(subject: Subject) -> Message:
    return say(
        _(
            "By the figures of {record}, neither a way in which all figures of {claim} hold together nor a proof that "
            "there is none was found."
        ),
        record=named(subject.counts),
        claim=called(subject.announcement),
    )


def _prints_as_nothing(subject: Subject, joint: Joint) -> Message:
    coverage = coverage_of(joint.figures)
    assert coverage is not None and joint.frame is not None
    return say(
        _(
            "No whole number of {frame} units prints as {coverage}, so the coverage of {claim} is of something else, "
            "and what its other figures leave room for by themselves is no agreement."
        ),
        frame=joint.frame.number,
        coverage=coverage,
        claim=called(subject.announcement),
    )


def _no_count(joint: Joint) -> Message:
    record = named(joint.subject.counts)
    if not joint.fits and joint.frame is not None:
        return say(
            _(
                "{record} or {claim} has more units than the {frame} that exist by {who}, so that nothing can be told "
                "of how many were left out."
            ),
            record=record,
            claim=called(joint.claim),
            frame=joint.frame.number,
            who=Name(joint.frame.said_by),
        )
    return say(_("The figures of {record} are no counts of votes that could be compared."), record=record)


def _rests_on(
    subject: Subject, joint: Joint, frames: tuple[Frame, ...], conflicts: Sequence[Conflict], against: bool
) -> tuple[Message, ...]:
    made = [say(_("The sheets are genuine: they say what was counted at their units, and were read correctly."))]
    if joint.left_out is not None:
        made += [
            say(_("There are {number} units, by {who}."), number=frame.number, who=Name(frame.said_by))
            for frame in frames[:1]
        ]
        made.append(say(_("The coverage is of all units and is a rounded figure.")))
        if against:
            made += [_under(subject, frame, conflicts) for frame in frames[1:]]
    if joint.register is not None:
        made.append(say(_("Each registered voter votes once at most, in the unit in whose register they stand.")))
        made.append(
            say(
                _("At most {register} voters are registered, the largest number that is cited."),
                register=joint.register,
            )
        )
    elif joint.law is not None:
        made.append(say(_("No unit has more voters than the law allows, {law}."), law=joint.law))
    if joint.turnout is not None:
        made.append(say(_("The participation is that of the register of the units counted.")))
    return (*made, *nature(subject, subject.counts))


def _under(subject: Subject, frame: Frame, conflicts: Sequence[Conflict]) -> Message:
    """Whether another number of units gives the same answer."""
    values: dict[str, Value] = {"number": Count(frame.number), "who": Name(frame.said_by)}
    other = Joint(subject, frame)
    alone = [key for c in conflicts for key in c.keys if key.startswith(VOTES) and len(c.keys) <= 2]
    if not other.fits:
        return Message(_("With {number} units, by {who}, it cannot be told."), values)
    if alone and all(other.alone(key.removeprefix(VOTES)) is not None for key in alone):
        return Message(_("With {number} units, by {who}, the answer is the same."), values)
    answer = other.answer(other.keys)
    if answer is None:
        return Message(_("With {number} units, by {who}, it cannot be told."), values)
    if isinstance(answer, Possible):
        return Message(_("With {number} units, by {who}, the answer would be another."), values)
    return Message(_("With {number} units, by {who}, the answer is the same."), values)


def _breaks(subject: Subject, joint: Joint, conflicts: Sequence[Conflict]) -> tuple[Message, ...]:
    """Which statements would have to be false, and by how much where one number tells it."""
    made: list[Message] = []
    for conflict in conflicts:
        told = series([_statement_of(subject, joint, key) for key in conflict.keys])
        if conflict.smallest or not conflict.irreducible:
            made.append(say(_("The sheets do not say what was counted, or one of these is wrong: {what}."), what=told))
        else:
            made.append(
                say(
                    _(
                        "The sheets do not say what was counted, or one of these is wrong, none of which can be left "
                        "out: {what}."
                    ),
                    what=told,
                )
            )
        if (excess := _excess(conflict)) is not None:
            text = (
                _("{claim} gives {option} at least {excess} votes too many.")
                if conflict.too_many
                else _("{claim} gives {option} at least {excess} votes too few.")
            )
            if len(excess[0]) > 1:
                text = _("{claim} gives {option} together at least {excess} votes too many.")
            options = series([_option(subject, key) for key in excess[0]])
            made.append(say(text, claim=called(subject.announcement), option=options, excess=excess[1]))
    return tuple(made)


def _picture(subject: Subject, joint: Joint, conflicts: Sequence[Conflict]) -> Figure | None:
    """The frontier of what must be false, for the first option that the coverage excludes."""
    if joint.frame is None or joint.left_out is None or joint.grouped:
        return None
    for conflict in conflicts:
        if COVERAGE in conflict.keys and len(conflict.keys) == 2:
            (option,) = (key.removeprefix(VOTES) for key in conflict.keys if key != COVERAGE)
            sheets = Sheets(subject, joint.figures.coverage_of)
            one = next((c for c in compared(sheets, joint.figures) if c.option == option), None)
            if one is not None:
                return picture(subject, one, joint.frame, joint.left_out)
    return None


def _excess(conflict: Conflict) -> tuple[tuple[str, ...], int] | None:
    """By how many votes the figures of options are off, and of which, where the weights count votes one by one.

    A limit that two options share, such as the register, tells only what they have too much together.
    """
    rows = [(by, weight) for by, weight in conflict.weights if any(key.startswith(VOTES) for key in by)]
    if not rows or any(weight != 1 for _by, weight in rows):
        return None
    meant = {key for by, _weight in rows for key in by if key.startswith(VOTES)}
    others = {key for by, _weight in rows for key in by} - meant
    if others or (len(rows) > 1 and len(meant) > 1) or any(set(by) != meant for by, _weight in rows):
        return None
    return tuple(key for key in conflict.keys if key in meant), conflict.shown.gap


def _numbers(
    subject: Subject, joint: Joint, conflicts: Sequence[Conflict], found: Possible | None
) -> tuple[dict[str, Value], dict[str, Message], dict[str, Message]]:
    numbers: dict[str, Value] = {"sheets": Count(joint.rows.height), "statements": Count(len(joint.keys))}
    labels = {
        "sheets": say(_("units of the record that are compared")),
        "statements": say(_("statements of the announcement that are compared")),
    }
    origins: dict[str, Message] = {"sheets": say(_("{record}"), record=named(subject.counts))}

    def add(key: str, label: Message, value: Value, origin: Message | None = None) -> None:
        numbers[key], labels[key] = value, label
        if origin is not None:
            origins[key] = origin

    if joint.left_out is not None:
        add("left_out", say(_("units left out at most, of {number}"), number=_frame(joint)), Count(joint.left_out))
    if joint.outside is not None:
        add("outside", say(_("registered voters outside the sheets, at most")), Count(joint.outside))
    for key in joint.keys:
        if not (key.startswith(VOTES) or key == INVALID):
            continue
        option = _option(subject, key) if key != INVALID else say(_("invalid votes"))
        item = key.removeprefix(VOTES)
        figure = ("votes", item) if key != INVALID else (INVALID, "")
        said = printed_in(subject.announcement, *figure)
        add(f"announced:{item}", say(_("{option}, announced"), option=option), Count(joint.announced(key)), said)
        total = int(joint.rows[key].sum() or 0)
        add(f"total:{item}", say(_("{option}, on the sheets"), option=option), Count(total))
        if subject.counts.has(item):
            origins[f"total:{item}"] = column_of(subject, subject.counts, item)
        if found is not None:
            label = say(_("{option}, not on the sheets counted, in the way that is shown"), option=option)
            add(f"elsewhere:{item}", label, Count(_outside_of(joint, found, key)))
    if found is not None:
        add("counted", say(_("sheets counted, in the way that is shown")), Count(int(found.taken.sum())))
        if joint.left_out is not None:
            label = say(_("units counted that are not in the record, in the way that is shown"))
            add("others", label, Count(found.others[0]))
        if joint.outside is not None:
            label = say(_("registered voters there, in the way that is shown"))
            add("register_there", label, Count(found.others[1]))
    for position, conflict in enumerate(conflicts, 1):
        for by, weight in conflict.weights:
            keys = [key for key in joint.keys if key in by]
            what = series([_statement_of(subject, joint, key) for key in keys] or [say(_("the register"))])
            register = _("weight of what must lie outside the sheets, in the proof: {what}")
            text = register if len(by) > 1 else _("weight of a limit, in the proof: {what}")
            id_ = "+".join(key.removeprefix(VOTES) for key in keys) or "register"
            name = f"weight_{position}:{id_}"
            add(name if name not in numbers else f"{name}:outside", say(text, what=what), Count(weight))
        label = say(_("by so much the weighted limits are exceeded at least"))
        add(f"exceeded_{position}", label, Count(conflict.shown.gap))
    return numbers, labels, origins


def _frame(joint: Joint) -> int:
    assert joint.frame is not None
    return joint.frame.number


CHECK = Check(
    id="counted.joint",
    title=_("The announced counts and the coverage together"),
    asks=_("Can the counts, coverage and participation of an announcement be right together, if the sheets are?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="counts_and_announcement", figures=("votes",), by_unit=True, when=_applies),
    compute=compute,
    assumes=_(
        "The sheets are genuine and were read correctly, and the announcement counted each of them unless it left it "
        "out; its percentages are rounded figures; each registered voter votes once at most, at their unit."
    ),
    honest_causes=_(
        "A coverage of something else (of centres, of transmissions), a wrong number of units, sheets that were "
        "annulled after they were published, a participation of another register than those that are cited."
    ),
    cannot_show=_(
        "Which of the statements is wrong. Where they can hold together, the way that is shown is one of many and need "
        "not be what happened."
    ),
    references=(
        "J. Farkas, Theorie der einfachen Ungleichungen, Journal für die reine und angewandte Mathematik 124 (1902): "
        "limits are impossible together exactly when weights of them show it.",
        "Q. Huangfu, J. A. J. Hall, Parallelizing the dual revised simplex method (2018): the solver, HiGHS, which "
        "proposes the weights; that they show it is checked in whole numbers.",
    ),
    example=_(
        "Venezuela 2024, bulletin 2: 5,326,104 votes for one option and 96.87 % of 30,026 units cannot hold together "
        "with the sheets, by 1,370,253 votes; its other statements can."
    ),
)
