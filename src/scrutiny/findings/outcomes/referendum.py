"""A question that is accepted or rejected: a share of the votes, and quorums of the register."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from scrutiny.evidence.rule import Rule
from scrutiny.findings.outcomes.result import EVERYWHERE, Change, Outcome, Slack, Tally
from scrutiny.stats.least import least_number


def outcome_of_referendum(tally: Tally, rule: Rule) -> Outcome | None:
    """Accepted or rejected; None where the answers or what a quorum needs are not known.

    Examples
    --------
    Italy, 17 April 2016: 85.85 % of the valid votes for yes, and 31.19 % of the register took part; 50 % were needed.

    >>> from decimal import Decimal
    >>> from scrutiny.evidence.rule import Rule
    >>> rule = Rule(kind="referendum", yes="yes", turnout_quorum=Decimal(50), quorum_exceeded=True)
    >>> votes = {"yes": 13334607, "no": 2198805}
    >>> outcome_of_referendum(Tally(votes, cast=15806488, registered=50681772), rule).form
    'rejected'
    """
    if rule.yes is None or rule.yes not in tally.votes or len(tally.votes) != 2 or not tally.valid:
        return None
    no = next(option for option in tally.votes if option != rule.yes)
    if (rule.turnout_quorum is not None and (tally.cast is None or tally.registered is None)) or (
        rule.approval_quorum is not None and tally.registered is None
    ):
        return None
    yes = tally.votes[rule.yes]
    accepted = 100 * yes > Fraction(rule.winning_share) * tally.valid
    if rule.turnout_quorum is not None:
        accepted = accepted and _reaches(tally.cast or 0, tally.registered or 0, Fraction(rule.turnout_quorum), rule)
    if rule.approval_quorum is not None:
        accepted = accepted and _reaches(yes, tally.registered or 0, Fraction(rule.approval_quorum), rule)
    return Outcome((rule.yes,), "accepted") if accepted else Outcome((no,), "rejected")


def _reaches(part: int, whole: int, share: Fraction, rule: Rule) -> bool:
    return 100 * part > share * whole if rule.quorum_exceeded else 100 * part >= share * whole


def slack_of_referendum(tally: Tally, rule: Rule) -> Slack | None:
    """The smallest changes that turn acceptance into rejection, or the other way round.

    What turns an acceptance: votes moved from yes to no, added to no, removed from yes. What turns a rejection: votes
    moved from no to yes, added to yes, and removed from no as long as the turnout bears it. Each of them does more
    than any other change of as many votes.
    """
    now = outcome_of_referendum(tally, rule)
    if now is None or rule.yes is None:
        return None
    yes, no = rule.yes, next(option for option in tally.votes if option != rule.yes)
    up, down = (no, yes) if now.form == "accepted" else (yes, no)
    ways: dict[str, tuple[Callable[[int], dict[str, int]], int]] = {
        "moved": (lambda n: {down: -n, up: n}, tally.votes[down]),
        "added": (lambda n: {up: n}, 200 * (tally.valid + (tally.registered or 0) + 1)),
        "removed": (lambda n: {down: -n}, tally.votes[down]),
    }
    found: dict[str, int] = {}
    changes: dict[str, Change] = {}
    for way, (change, limit) in ways.items():

        def altered(number: int, change: Callable[[int], dict[str, int]] = change) -> bool:
            return outcome_of_referendum(Change({EVERYWHERE: change(number)}).of(tally), rule) != now

        number = _least(altered, limit, way, now, tally, rule)
        if number is not None:
            found[way], changes[way] = number, Change({EVERYWHERE: change(number)})
        elif way == "removed":  # without any vote nothing is decided
            everything = {option: -count for option, count in tally.votes.items() if count}
            found[way], changes[way] = tally.valid, Change({EVERYWHERE: everything})
    return Slack(found.get("moved"), found.get("added"), found.get("removed"), changes)


def _least(altered: Callable[[int], bool], limit: int, way: str, now: Outcome, tally: Tally, rule: Rule) -> int | None:
    if way == "removed" and now.form == "rejected":
        # Fewer votes for no raise the share and lower the turnout: the first number that suffices for the share is
        # the only one to look at.
        yes = tally.votes[rule.yes or ""]
        share = Fraction(rule.winning_share)
        most = Fraction(100 * yes) / share - yes if share else Fraction(limit)
        number = max(1, tally.valid - yes - (-(-most.numerator // most.denominator) - 1))
        return number if number <= limit and altered(number) else None
    return least_number(altered, limit)
