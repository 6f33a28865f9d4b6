"""A decision rule in words, for the report."""

from __future__ import annotations

from scrutiny.evidence.contest import Contest
from scrutiny.evidence.rule import Rule
from scrutiny.messages import Code, Message, Name, Percent, Value, _, say, series


def told(contest: Contest) -> tuple[Message, ...]:
    """What the rule of a contest says, a sentence for each part of it."""
    rule = contest.rule
    match rule.kind:
        case "plurality" if (rule.seats or 1) > 1:
            return (say(_("The {seats} options with most votes are elected."), seats=rule.seats or 1),)
        case "plurality":
            return (say(_("The option with most votes is elected.")),)
        case "majority":
            return (_outright(rule),)
        case "majority_or_lead" if rule.lead_share is not None and rule.lead_points is not None:
            lead = (
                _("Or with at least {share} and a lead of more than {points} points.")
                if rule.lead_exceeded
                else _("Or with at least {share} and a lead of at least {points} points.")
            )
            points = Name(format(rule.lead_points.normalize(), "f"))
            return (_outright(rule), say(lead, share=Percent.as_announced(rule.lead_share), points=points))
        case "referendum":
            return _referendum(rule, contest)
        case "seats_by_quotient" | "seats_by_remainder":
            return tuple(_seats(rule, contest))
        case _:
            return (
                say(_("A rule of kind {kind}; what could alter its outcome is not available."), kind=Code(rule.kind)),
            )


def _outright(rule: Rule) -> Message:
    share = Percent.as_announced(rule.winning_share)
    return say(_("Elected with more than {share} of the valid votes, else a run-off of the first two."), share=share)


def _referendum(rule: Rule, contest: Contest) -> tuple[Message, ...]:
    yes = Name(contest.name_of(rule.yes or ""), "option", rule.yes or "")
    made = [
        say(
            _("{yes} is accepted with more than {share} of the valid votes."),
            yes=yes,
            share=Percent.as_announced(rule.winning_share),
        )
    ]
    if rule.turnout_quorum is not None:
        text = (
            _("More than {share} of the register must have voted.")
            if rule.quorum_exceeded
            else _("At least {share} of the register must have voted.")
        )
        made.append(say(text, share=Percent.as_announced(rule.turnout_quorum)))
    if rule.approval_quorum is not None:
        text = (
            _("It needs the votes of more than {share} of the register.")
            if rule.quorum_exceeded
            else _("It needs the votes of at least {share} of the register.")
        )
        made.append(say(text, share=Percent.as_announced(rule.approval_quorum)))
    return tuple(made)


METHODS: dict[tuple[str, str], str] = {
    ("seats_by_quotient", "dhondt"): _("Seats by highest averages, divisors 1, 2, 3 and so on (D’Hondt)."),
    ("seats_by_quotient", "sainte_lague"): _("Seats by highest averages, divisors 1, 3, 5 and so on (Sainte-Laguë)."),
    ("seats_by_remainder", "hare"): _("Seats by largest remainders, quota votes / seats (Hare)."),
    ("seats_by_remainder", "droop"): _(
        "Seats by largest remainders, quota the next whole number above votes / (seats + 1) (Droop)."
    ),
    ("seats_by_remainder", "hagenbach_bischoff"): _("Seats by largest remainders, quota votes / (seats + 1)."),
}


def _seats(rule: Rule, contest: Contest) -> list[Message]:
    method = rule.divisors if rule.kind == "seats_by_quotient" else rule.quota
    made = [say(METHODS[rule.kind, method])]
    if rule.first_divisor is not None and rule.kind == "seats_by_quotient":
        first = Name(format(rule.first_divisor, "f"))
        made.append(say(_("The first seat is divided by {divisor}."), divisor=first))
    if rule.district_level is not None:
        level = Name(rule.district_level, "level", rule.district_level)
        seats, districts = sum(rule.district_seats.values()), len(rule.district_seats)
        made.append(
            say(
                _("{seats} seats in {districts} districts (level: {level})."),
                seats=seats,
                districts=districts,
                level=level,
            )
        )
    elif rule.seats is not None:
        made.append(say(_("{seats} seats."), one=_("One seat."), counts="seats", seats=rule.seats))
    if rule.threshold:
        made.append(say(THRESHOLDS[rule.threshold_in], share=Percent.as_announced(rule.threshold)))
    others: list[Value] = [
        say(_("{option}: {share}"), option=Name(contest.name_of(o), "option", o), share=Percent.as_announced(share))
        for o, share in rule.thresholds.items()
    ]
    if others:
        made.append(say(_("Other thresholds: {others}."), others=series(others)))
    for pair in rule.agreements:
        first_, second = (Name(contest.name_of(o), "option", o) for o in pair)
        made.append(say(_("{first} and {second} receive seats together."), first=first_, second=second))
    return made


THRESHOLDS: dict[str, str] = {
    "contest": _("A list needs {share} in the whole contest."),
    "district": _("A list needs {share} in its district."),
}
