"""From counts to an outcome, and the smallest change of votes that alters it.

Rules with a module here: plurality, majority with run-off, majority or lead. Others are stored in the case and
their slack is *not available*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

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
            cut = ranked[1][1]
            return Outcome(tuple(sorted(option for option, count in ranked if count >= cut)), "run_off")
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

    Searched exactly: for each kind of change the cheapest way is known (help the nearest rival, hurt the leader, push
    a share across its threshold), and the least number is found by bisection where the effect is monotone.

    Examples
    --------
    >>> slack({"NM": 5150092, "EG": 4445978, "others": 462704}, Rule())
    Slack(moved=352057, added=704114, removed=704114)
    """
    now = outcome(votes, rule)
    if now is None or now.form == "tie" or len(votes) < 2:
        return None

    def altered(changed: Mapping[str, int]) -> bool:
        return outcome(changed, rule) != now

    found: dict[str, int | None] = {}
    for how in ("moved", "added", "removed"):
        best: int | None = None
        for source in (None, *votes) if how != "added" else (None,):
            for target in (None, *votes) if how != "removed" else (None,):
                least = _least(votes, how, source, target, altered)
                if least is not None and (best is None or least < best):
                    best = least
        found[how] = best
    return Slack(found["moved"], found["added"], found["removed"])


def _least(votes: Mapping[str, int], how: str, source: str | None, target: str | None, altered: object) -> int | None:
    """The least number of votes moved from `source` to `target` (None: from or to nowhere) that alters the outcome."""
    assert callable(altered)
    if how == "moved" and (source is None or target is None or source == target):
        return None
    if (source is None) == (target is None) and how != "moved":
        return None
    limit = votes[source] if source is not None else 4 * sum(votes.values()) + 4

    def after(number: int) -> dict[str, int]:
        changed = dict(votes)
        if source is not None:
            changed[source] -= number
        if target is not None:
            changed[target] += number
        return changed

    if not altered(after(limit)):
        return None
    low, high = 0, limit
    while high - low > 1:
        middle = (low + high) // 2
        if altered(after(middle)):
            high = middle
        else:
            low = middle
    return high
