"""Votes concerned by a finding, held against what would alter the outcome of a record or an announcement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from scrutiny.evidence.contest import Contest, Rule
from scrutiny.evidence.counts import Counts
from scrutiny.findings.finding import Weight
from scrutiny.findings.known import lacking, once, repeats, votes_known
from scrutiny.findings.outcome import Outcome, Slack, outcome, slack
from scrutiny.messages import Message, Name, _, say, series


@dataclass(frozen=True)
class Standing:
    """Votes of every option, the outcome that follows from them, and its slack.

    Parameters
    ----------
    votes
        Votes by option, the largest first.
    whose
        The record or announcement that says so.
    contest
        The contest, whose rule it is.
    outcome, slack
        None where the rule has no module; the slack also where the outcome is a tie.
    """

    votes: Mapping[str, int]
    whose: Name
    contest: Contest
    outcome: Outcome | None
    slack: Slack | None

    @property
    def ranked(self) -> tuple[str, ...]:
        return tuple(self.votes)

    @property
    def lead(self) -> int:
        """Votes of the first over the second; of the first alone where there is no second."""
        first, *rest = self.votes.values()
        return first - (rest[0] if rest else 0)

    @property
    def sentence(self) -> Message | None:
        """Whose outcome it is, as a sentence."""
        if self.outcome is None:
            return None
        by_votes = sorted(self.outcome.winners, key=self.ranked.index)
        winners = series([self.name(option) for option in by_votes])
        match self.outcome.form:
            case "elected":
                return say(_("{winners} elected, by the figures of {whose}"), winners=winners, whose=self.whose)
            case "run_off":
                return say(_("a run-off of {winners}, by the figures of {whose}"), winners=winners, whose=self.whose)
            case _:
                return say(_("a tie of {winners}, by the figures of {whose}"), winners=winners, whose=self.whose)

    def name(self, option: str) -> Name:
        return Name(self.contest.name_of(option), "option", option)

    def weigh(self, low: int, high: int | None = None, by: str = "") -> Weight:
        """Hold votes against the slack.

        Parameters
        ----------
        low, high
            Bounds of the votes concerned; one number when they are known exactly.
        by
            `moved`, `added` or `removed`; the smaller of added and removed when it is not known which it would be.
        """
        high = low if high is None else high
        least: int | None = None
        if self.slack is not None:
            known = {"moved": self.slack.moved, "added": self.slack.added, "removed": self.slack.removed}
            if not by:
                sizes = [(size, how) for how in ("added", "removed") if (size := known[how]) is not None]
                by = min(sizes)[1] if sizes else ""
            least = known.get(by)
        alters = None if self.slack is None else least is not None and high >= least
        return Weight(low, high, least, by if least is not None else "", self.sentence, alters)


def standing(votes: Mapping[str, int], contest: Contest, whose: Name, rule: Rule | None = None) -> Standing:
    """Rank options and find outcome and slack under the contest's rule."""
    rule = rule or contest.rule
    ranked = dict(sorted(votes.items(), key=lambda item: (-item[1], item[0])))
    made = outcome(ranked, rule)
    return Standing(ranked, whose, contest, made, slack(ranked, rule) if made is not None else None)


def without_outcome(made: Standing) -> Standing:
    """A standing whose votes are not all that there are: no outcome follows from them."""
    return replace(made, outcome=None, slack=None)


def standing_of(counts: Counts, as_it_stands: bool = False) -> Standing | None:
    """The standing by a record's sums; None when it has no options.

    Parameters
    ----------
    as_it_stands
        Count every row. Otherwise a unit whose name stands more than once counts once, and not at all where its
        rows differ. No outcome is told where a valid option has no column.
    """
    if not counts.valid_options:
        return None
    if as_it_stands or not repeats(counts):
        votes = {option: total.value for option, total in counts.totals_of(counts.valid_options).items()}
    else:
        columns = {option: counts.column(option) for option in counts.valid_options}
        known = votes_known(counts)
        table, _repeated, _differing = once(counts.table.with_columns(known.alias("known")), list(columns.values()))
        kept = table.filter("known")
        votes = {option: int(kept.get_column(c).cast(pl.Int128).sum() or 0) for option, c in columns.items()}
    made = standing(votes, counts.contest, Name(counts.title, "source", counts.record))
    return without_outcome(made) if lacking(counts) else made
