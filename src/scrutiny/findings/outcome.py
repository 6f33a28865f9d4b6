"""From counts to an outcome, and the smallest change of votes that alters it.

Rules with a module here: plurality, majority with run-off, majority or lead. Others are stored in the case and
their slack is *not available*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from scrutiny.evidence.contest import Rule


@dataclass(frozen=True)
class Outcome:
    """Who is chosen.

    Parameters
    ----------
    winners
        The options chosen; several when a run-off or a tie leaves several.
    form
        `elected`, `run_off` or `tie`.
    """

    winners: tuple[str, ...]
    form: str


@dataclass(frozen=True)
class Slack:
    """The smallest number of votes that alters the outcome, in three ways; None where no number of them does.

    Parameters
    ----------
    moved
        Votes taken from one option and given to another.
    added
        Votes added to options.
    removed
        Votes removed from options.
    """

    moved: int | None
    added: int | None
    removed: int | None


def outcome(votes: Mapping[str, int], rule: Rule) -> Outcome | None:
    """The outcome of whole-number votes under a rule, or None where the rule has no module.

    A tie at the top is reported as a tie; no lot is drawn.

    Examples
    --------
    >>> outcome({"NM": 5150092, "EG": 4445978}, Rule()).winners
    ('NM',)
    """
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] <= 0:
        return None
    tops = tuple(option for option, count in ranked if count == ranked[0][1])
    match rule.kind:
        case "plurality":
            return Outcome(tops, "elected" if len(tops) == 1 else "tie")
        case "majority" | "majority_or_lead":
            if _elected(votes, rule, ranked[0][0]):
                return Outcome((ranked[0][0],), "elected")
            if len(ranked) < 2:
                return Outcome(tops, "run_off")
            reached = tuple(sorted(option for option, count in ranked if count >= ranked[1][1]))
            return Outcome(reached, "run_off" if len(reached) == 2 else "tie")
        case _:
            return None


def _elected(votes: Mapping[str, int], rule: Rule, leader: str) -> bool:
    """Whether the leader is elected in the first round."""
    total = sum(votes.values())
    if 100 * votes[leader] > Fraction(rule.winning_share) * total:
        return True
    if rule.kind != "majority_or_lead" or rule.lead_share is None or rule.lead_points is None:
        return False
    second = max((count for option, count in votes.items() if option != leader), default=0)
    return (
        100 * votes[leader] >= Fraction(rule.lead_share) * total
        and 100 * (votes[leader] - second) >= Fraction(rule.lead_points) * total
    )


def slack(votes: Mapping[str, int], rule: Rule) -> Slack | None:
    """The smallest numbers of votes that, moved, added or removed, alter the outcome (a tie counts as altered).

    Exact. What alters an outcome is one of: somebody else comes first, somebody is elected, the elected one no longer
    is, a third reaches the second. For each of these the cheapest change is known (from one option to another, or
    from the largest others together), its effect grows with the number of votes, and the least number is found by
    bisection. None where the present outcome is itself a tie or the rule has no module.

    Examples
    --------
    >>> slack({"NM": 5150092, "EG": 4445978, "others": 462704}, Rule())
    Slack(moved=352057, added=704114, removed=704114)
    """
    now = outcome(votes, rule)
    if now is None or now.form == "tie" or len(votes) < 2:
        return None

    def least(changes: Iterator[_Change]) -> int | None:
        numbers = [_least(change, limit, lambda v: outcome(v, rule) != now) for change, limit in changes]
        return min((number for number in numbers if number is not None), default=None)

    return Slack(least(_moves(votes)), least(_additions(votes)), least(_removals(votes)))


_Change = tuple[Callable[[int], Mapping[str, int]], int]


def _near(votes: Mapping[str, int]) -> list[str]:
    """The options that the cheapest changes go between: the first, the second, the third, and one more.

    Under these rules an outcome follows from the first three places and the total; whoever stands further back needs
    more votes for the same effect.
    """
    return sorted(votes, key=lambda option: -votes[option])[:4]


def _moves(votes: Mapping[str, int]) -> Iterator[_Change]:
    for target in _near(votes):
        for source in _near(votes):
            if source != target:
                yield partial(_transferred, votes, source, target), votes[source]
        yield partial(_gathered, votes, target), sum(votes.values()) - votes[target]


def _additions(votes: Mapping[str, int]) -> Iterator[_Change]:
    for target in _near(votes):
        yield partial(_transferred, votes, None, target), 200 * (sum(votes.values()) + 1)


def _removals(votes: Mapping[str, int]) -> Iterator[_Change]:
    for option in _near(votes):
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


def _least(
    change: Callable[[int], Mapping[str, int]], limit: int, altered: Callable[[Mapping[str, int]], bool]
) -> int | None:
    """The least number of votes of a change that alters the outcome; None when the whole of it does not."""
    if limit <= 0 or not altered(change(limit)):
        return None
    low, high = 0, limit
    while high - low > 1:
        middle = (low + high) // 2
        if altered(change(middle)):
            high = middle
        else:
            low = middle
    return high
