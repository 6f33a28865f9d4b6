"""Votes concerned by a finding, held against what would alter the outcome of a record or an announcement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import MEASURE, PLACE, Counts
from scrutiny.evidence.rule import Rule
from scrutiny.findings.finding import Weight
from scrutiny.findings.known import lacking, once, repeats, votes_known
from scrutiny.findings.outcomes import Outcome, Slack, Tally, outcome, slack
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
            case "seats":
                seats = series([say(_("{n} for {option}"), n=n, option=self.name(o)) for o, n in self.outcome.seats])
                return say(_("seats: {seats}, by the figures of {whose}"), seats=seats, whose=self.whose)
            case "accepted":
                return say(_("{winners} accepted, by the figures of {whose}"), winners=winners, whose=self.whose)
            case "rejected":
                return say(_("{winners} prevails, by the figures of {whose}"), winners=winners, whose=self.whose)
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
        unknown = self.slack is None or (by or "added") in self.slack.unknown
        alters = None if unknown else least is not None and high >= least
        return Weight(low, high, least, by if least is not None else "", self.sentence, alters)


def standing(
    votes: Mapping[str, int], contest: Contest, whose: Name, rule: Rule | None = None, tally: Tally | None = None
) -> Standing:
    """Rank options and find outcome and slack under the contest's rule.

    Parameters
    ----------
    tally
        The same votes with what the rule may need besides: districts, blank votes, the register.
    """
    rule = rule or contest.rule
    ranked = dict(sorted(votes.items(), key=lambda item: (-item[1], item[0])))
    held = tally or Tally(ranked)
    made = outcome(held, rule)
    return Standing(ranked, whose, contest, made, slack(held, rule) if made is not None else None)


def tally_of(counts: Counts, rows: pl.DataFrame, votes: Mapping[str, int]) -> Tally:
    """Votes of rows of a record with what the rule of its contest needs besides.

    A figure that the record does not have, or not at each row, is not known; a district that has no row has no votes
    here, so that the seats of it are not known either.
    """
    rule, options = counts.contest.rule, list(votes)

    def whole(table: pl.DataFrame, measure: str) -> int | None:
        column = MEASURE + measure
        if column not in table.columns or table[column].null_count():
            return None
        return int(table[column].cast(pl.Int128).sum() or 0)

    def tally(table: pl.DataFrame, counted: Mapping[str, int], districts: Mapping[str, Tally] | None = None) -> Tally:
        blank, cast = whole(table, "blank"), whole(table, "cast")
        return Tally(counted, blank, cast, whole(table, "registered"), districts or {})

    level = PLACE + rule.district_level if rule.district_level is not None else ""
    if not rule.distributes or level not in rows.columns:
        return tally(rows, votes)
    districts = {}
    for (name, *_none), part in rows.partition_by(level, as_dict=True).items():
        # Only lists that stand in a district can get votes there: those with a figure in one of its rows.
        standing_ = [o for o in options if part[counts.column(o)].null_count() < part.height]
        sums = {o: int(part[counts.column(o)].cast(pl.Int128).sum() or 0) for o in standing_}
        districts[str(name)] = tally(part, sums)
    return tally(rows, votes, districts)


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
    rows = counts.table
    if as_it_stands or not repeats(counts):
        votes = {option: total.value for option, total in counts.totals_of(counts.valid_options).items()}
    else:
        columns = {option: counts.column(option) for option in counts.valid_options}
        known = votes_known(counts)
        table, _repeated, _differing = once(counts.table.with_columns(known.alias("known")), list(columns.values()))
        rows = kept = table.filter("known")
        votes = {option: int(kept.get_column(c).cast(pl.Int128).sum() or 0) for option, c in columns.items()}
    whose = Name(counts.title, "source", counts.record)
    made = standing(votes, counts.contest, whose, tally=tally_of(counts, rows, votes))
    return without_outcome(made) if lacking(counts) else made
