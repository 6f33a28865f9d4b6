"""From votes to an outcome, and the smallest change of votes that alters it: a file for each family of rules.

Rules with a module here: plurality (also of several seats), majority with run-off, majority or lead, referendums with
quorums, seats by highest averages and largest remainders. Others are stored in the case and their slack is *not
available*.
"""

from __future__ import annotations

from collections.abc import Mapping

from scrutiny.evidence.rule import Rule
from scrutiny.findings.outcomes.referendum import outcome_of_referendum, slack_of_referendum
from scrutiny.findings.outcomes.result import EVERYWHERE, Change, Outcome, Slack, Tally
from scrutiny.findings.outcomes.seats import outcome_of_seats
from scrutiny.findings.outcomes.slack_of_seats import slack_of_seats
from scrutiny.findings.outcomes.votes import outcome_of_votes, slack_of_votes

__all__ = ["EVERYWHERE", "Change", "Outcome", "Slack", "Tally", "outcome", "slack"]


def outcome(votes: Mapping[str, int] | Tally, rule: Rule) -> Outcome | None:
    """The outcome of whole-number votes under a rule, or None where the rule has no module or lacks a figure.

    A tie is reported as a tie unless the rule breaks it; no lot is drawn.

    Examples
    --------
    >>> outcome({"NM": 5150092, "EG": 4445978}, Rule()).winners
    ('NM',)
    """
    tally = votes if isinstance(votes, Tally) else Tally(votes)
    if rule.distributes:
        return outcome_of_seats(tally, rule)
    if rule.kind == "referendum":
        return outcome_of_referendum(tally, rule)
    return outcome_of_votes(tally.votes, rule)


def slack(votes: Mapping[str, int] | Tally, rule: Rule) -> Slack | None:
    """The smallest numbers of votes that, moved, added or removed, alter the outcome, each with such a change.

    Exact; a tie counts as altered, and so does each change of who holds how many seats in a district. None where the
    present outcome is itself a tie or not known.

    Examples
    --------
    >>> slack({"NM": 5150092, "EG": 4445978, "others": 462704}, Rule())
    Slack(moved=352057, added=704114, removed=704114)
    """
    tally = votes if isinstance(votes, Tally) else Tally(votes)
    if rule.distributes:
        return slack_of_seats(tally, rule)
    if rule.kind == "referendum":
        return slack_of_referendum(tally, rule)
    return slack_of_votes(tally.votes, rule)
