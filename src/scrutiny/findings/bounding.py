"""Sentences of what is missing from a record and the outcome."""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.findings.outside import Known, Outside, rate_of
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say
from scrutiny.stats.bounds import share_that_turns


def counted_once(known: Known, statement: Message) -> Message:
    """The statement with its condition where a unit stands more than once."""
    if not known.repeated:
        return statement
    return say(
        _(
            "{statement} Each of the {repeated} units that stand more than once is counted once in this, and "
            "the {differing} of them whose rows differ are taken as missing."
        ),
        one=_(
            "{statement} The unit that stands more than once is counted once in this, or taken as missing where "
            "its rows differ."
        ),
        counts="repeated",
        statement=statement,
        repeated=known.repeated,
        differing=known.differing,
    )


def decides(known: Known, outside: Sequence[Outside], usable: Sequence[Outside], needed: int | None) -> Message:
    """What is missing cannot alter the outcome under any register that can be used."""
    by, most = known.by, max(usable, key=lambda o: o.missing)
    first, second = by.ranked[:2]
    if most.missing == 0 and not by.contest.rule.by_lead and needed:
        # Under such a rule the lead is not what decides, so it would say more than it can.
        return say(
            _(
                "If the figures of {record} are genuine, nothing is missing that could alter the outcome ({outcome}): "
                "every registered voter is in its units. It rests on {needed} votes: so many more would alter it."
            ),
            record=by.whose,
            outcome=by.sentence or Name(""),
            needed=needed,
        )
    if most.missing == 0:
        return say(
            _(
                "If the figures of {record} are genuine, nothing is missing that could alter the outcome: "
                "every registered voter is in its units, and {first} is {lead} votes ahead of {second}."
            ),
            record=by.whose,
            first=by.name(first),
            lead=known.lead,
            second=by.name(second),
        )
    if by.contest.rule.by_lead:
        return say(
            _(
                "If the figures of {record} are genuine, nothing that is missing can alter who leads: "
                "{first} is {lead} votes ahead of {second}, and {outside}."
            ),
            record=by.whose,
            first=by.name(first),
            lead=known.lead,
            second=by.name(second),
            outside=_outside(known, outside, usable),
        )
    return say(
        _(
            "If the figures of {record} are genuine, nothing that is missing can alter the outcome "
            "({outcome}): at least {needed} more votes would be needed, and {outside}."
        ),
        record=by.whose,
        outcome=by.sentence or Name(""),
        needed=needed or 0,
        outside=_outside(known, outside, usable),
    )


def _outside(known: Known, outside: Sequence[Outside], usable: Sequence[Outside]) -> Message:
    """How many voters are outside the record, under which registers."""
    least, most = min(o.missing for o in usable), max(o.missing for o in usable)
    values: dict[str, Value] = {
        "least": Count(least),
        "most": Count(most),
        "sheets": Count(known.sheets),
        "usable": Count(len(usable)),
        "registers": Count(len(outside)),
    }
    if usable[0].register is None:
        return Message(
            _(
                "at most {most} voters are outside its {sheets} units, if each unit that is missing has the "
                "largest register that the law allows"
            ),
            values,
        )
    if len(usable) < len(outside):
        return Message(
            _(
                "at most {most} registered voters are outside its {sheets} units, under {usable} of the "
                "{registers} registers that are cited (the record alone has more voters than the others)"
            ),
            values,
        )
    if len(usable) == 1:
        return Message(_("at most {most} registered voters are outside its {sheets} units"), values)
    if least == most:
        return Message(
            _(
                "{most} registered voters are outside its {sheets} units under each of the {registers} "
                "registers that are cited"
            ),
            values,
        )
    return Message(
        _(
            "{least} to {most} registered voters are outside its {sheets} units, depending on the register "
            "({registers} are cited)"
        ),
        values,
    )


def _under(under: Sequence[Outside], outside: Sequence[Outside]) -> Message:
    if outside[0].register is None:
        return say(_("if each unit that is missing has the largest register that the law allows"))
    if len(outside) == 1:
        return say(_("by the one register that is cited"))
    return say(_("under {open} of the {registers} registers that are cited"), open=len(under), registers=len(outside))


def open_(known: Known, under: Sequence[Outside], outside: Sequence[Outside], needed: int) -> Message:
    """What is missing could alter the outcome `under` some registers."""
    by, most = known.by, max(under, key=lambda o: o.missing)
    rate = rate_of(known.rows)
    share = share_that_turns(needed, most.missing * rate) if rate is not None else None
    first, second = by.ranked[:2]
    if not by.contest.rule.by_lead or share is None:
        return say(
            _(
                "If the figures of {record} are genuine, what is missing could still alter the outcome "
                "({outcome}): {needed} more votes for one option would do, and {missing} registered voters "
                "are outside its {sheets} units, {under}."
            ),
            record=by.whose,
            outcome=by.sentence or Name(""),
            needed=needed,
            missing=most.missing,
            sheets=known.sheets,
            under=_under(under, outside),
        )
    if share <= 1:
        return say(
            _(
                "If the figures of {record} are genuine, what is missing could still alter who leads: "
                "{first} is {lead} votes ahead of {second}, {missing} registered voters are outside its "
                "{sheets} units, {under}, and at the turnout of the record {second} would need {share} of "
                "the missing votes of the two for a tie."
            ),
            record=by.whose,
            first=by.name(first),
            lead=known.lead,
            second=by.name(second),
            missing=most.missing,
            sheets=known.sheets,
            under=_under(under, outside),
            share=Percent(100 * share),
        )
    return say(
        _(
            "If the figures of {record} are genuine, what is missing could alter who leads only at a "
            "turnout above that of the record: {first} is {lead} votes ahead of {second}, {missing} "
            "registered voters are outside its {sheets} units, {under}, and {turnout} of them would have to "
            "vote for {second} and none for {first}."
        ),
        record=by.whose,
        first=by.name(first),
        lead=known.lead,
        second=by.name(second),
        missing=most.missing,
        sheets=known.sheets,
        under=_under(under, outside),
        turnout=Percent.of(known.lead, most.missing),
    )
