"""One or several of those with most votes: plurality, majority with run-off, majority or lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial

from scrutiny.evidence.rule import Rule
from scrutiny.findings.outcomes.result import EVERYWHERE, Change, Outcome, Slack
from scrutiny.stats.least import least_number


def outcome_of_votes(votes: Mapping[str, int], rule: Rule) -> Outcome | None:
    """The outcome of whole-number votes under a rule, or None where the rule has no module.

    A tie at the top is reported as a tie; no lot is drawn.

    Examples
    --------
    >>> outcome_of_votes({"NM": 5150092, "EG": 4445978}, Rule()).winners
    ('NM',)
    """
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] <= 0:
        return None
    tops = tuple(option for option, count in ranked if count == ranked[0][1])
    match rule.kind:
        case "plurality" if (rule.seats or 1) > 1:
            return _several(ranked, rule.seats or 1)
        case "plurality":
            return Outcome(tops, "elected" if len(tops) == 1 else "tie")
        case "majority" | "majority_or_lead":
            if _elected(votes, rule, ranked[0][0]):
                # Below a half two may have the share: no name decides between them.
                return Outcome(tuple(sorted(tops)), "elected" if len(tops) == 1 else "tie")
            if len(ranked) < 2:
                return Outcome(tops, "run_off")
            reached = tuple(sorted(option for option, count in ranked if count >= ranked[1][1]))
            return Outcome(reached, "run_off" if len(reached) == 2 else "tie")
        case _:
            return None


def _several(ranked: list[tuple[str, int]], seats: int) -> Outcome:
    """As many as there are seats; those who share the last place of them tie."""
    having = [(option, count) for option, count in ranked if count > 0]
    if len(having) <= seats:
        return Outcome(tuple(sorted(option for option, _count in having)), "elected")
    last = having[seats - 1][1]
    if having[seats][1] == last:
        return Outcome(tuple(sorted(option for option, count in having if count == last)), "tie")
    return Outcome(tuple(sorted(option for option, _count in having[:seats])), "elected")


def _elected(votes: Mapping[str, int], rule: Rule, leader: str) -> bool:
    """Whether the leader is elected in the first round."""
    total = sum(votes.values())
    if 100 * votes[leader] > Fraction(rule.winning_share) * total:
        return True
    if rule.kind != "majority_or_lead" or rule.lead_share is None or rule.lead_points is None:
        return False
    second = max((count for option, count in votes.items() if option != leader), default=0)
    lead, needed = 100 * (votes[leader] - second), Fraction(rule.lead_points) * total
    return 100 * votes[leader] >= Fraction(rule.lead_share) * total and (
        lead > needed if rule.lead_exceeded else lead >= needed
    )


def slack_of_votes(votes: Mapping[str, int], rule: Rule) -> Slack | None:
    """The smallest numbers of votes that, moved, added or removed, alter the outcome (a tie counts as altered).

    Exact. What alters an outcome is one of: somebody else comes first, somebody is elected, the elected one no longer
    is, a third reaches the second. For each of these the cheapest change is known (from one option to another, or
    from the largest others together), its effect grows with the number of votes, and the least number is found by
    bisection. None where the present outcome is itself a tie or the rule has no module.

    Examples
    --------
    >>> slack_of_votes({"NM": 5150092, "EG": 4445978, "others": 462704}, Rule())
    Slack(moved=352057, added=704114, removed=704114)
    """
    now = outcome_of_votes(votes, rule)
    if now is None or now.form == "tie" or len(votes) < 2:
        return None
    found: dict[str, int | None] = {}
    changes: dict[str, Change] = {}
    near = _near(votes, rule.seats or 1)
    for way, families in (("moved", _moves), ("added", _additions), ("removed", _removals)):
        found[way] = None
        for change, limit in families(votes, near):
            number = least_number(lambda n, change=change: outcome_of_votes(change(n), rule) != now, limit)  # type: ignore[misc]
            best = found[way]
            if number is not None and (best is None or number < best):
                found[way] = number
                after = change(number)
                moved = {option: after[option] - votes[option] for option in votes if after[option] != votes[option]}
                changes[way] = Change({EVERYWHERE: moved})
    return Slack(found["moved"], found["added"], found["removed"], changes)


_Family = tuple[Callable[[int], Mapping[str, int]], int]


def _near(votes: Mapping[str, int], seats: int) -> list[str]:
    """The options that the cheapest changes go between: those with seats, the first ones without, and two more.

    Under these rules an outcome follows from the first places and the total; whoever stands further back needs more
    votes for the same effect.
    """
    return sorted(votes, key=lambda option: -votes[option])[: seats + 3]


def _moves(votes: Mapping[str, int], near: list[str]) -> Iterator[_Family]:
    for target in near:
        for source in near:
            if source != target:
                yield partial(_transferred, votes, source, target), votes[source]
        yield partial(_gathered, votes, target), sum(votes.values()) - votes[target]


def _additions(votes: Mapping[str, int], near: list[str]) -> Iterator[_Family]:
    for target in near:
        yield partial(_transferred, votes, None, target), 200 * (sum(votes.values()) + 1)


def _removals(votes: Mapping[str, int], near: list[str]) -> Iterator[_Family]:
    for option in near:
        yield partial(_transferred, votes, option, None), votes[option]
        yield partial(_levelled, votes, option), sum(votes.values()) - votes[option]


def _transferred(votes: Mapping[str, int], source: str | None, target: str | None, number: int) -> dict[str, int]:
    """Votes after `number` went from one option to another; from or to nowhere where it is None."""
    return {
        option: count - number * (option == source) + number * (option == target) for option, count in votes.items()
    }


def _gathered(votes: Mapping[str, int], target: str, number: int) -> dict[str, int]:
    """Votes after `number` went from the largest others to one option."""
    return _transferred(_levelled(votes, target, number), None, target, number)


def _levelled(votes: Mapping[str, int], spared: str, number: int) -> dict[str, int]:
    """Votes after `number` were taken from all but one option, always from the one that is largest."""
    made = dict(votes)
    others = sorted((option for option in votes if option != spared), key=lambda option: -votes[option])
    left = number
    for rank, _ in enumerate(others):
        above = others[: rank + 1]
        floor = votes[others[rank + 1]] if rank + 1 < len(others) else 0
        room = (made[above[0]] - floor) * len(above)
        if left >= room:
            left -= room
            made.update(dict.fromkeys(above, floor))
            continue
        each, rest = divmod(left, len(above))
        for position, option in enumerate(above):
            made[option] -= each + (position < rest)
        break
    return made
