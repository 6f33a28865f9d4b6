"""What is said of polls and a result, and what the numbers of such a finding are called."""

from __future__ import annotations

from collections.abc import Iterator

from scrutiny.findings.poll_miss import Miss
from scrutiny.findings.rounding import rounded
from scrutiny.messages import Count, Message, Name, Points, Value, _
from scrutiny.stats.past_misses import Rank

ONE_WITHIN = _(
    "If the polls of this case err as polls of other elections did, with errors {wider} times as large, the lead of "
    "{first} over {second} in {result}, {lead} points, is within what they allow, {low} to {high}."
)
ONE_OUTSIDE = _(
    "If the polls of this case err as polls of other elections did, with errors {wider} times as large, the lead of "
    "{first} over {second} in {result}, {lead} points, is outside what they allow, {low} to {high}."
)
TWO_OUTSIDE = _(
    "The houses contradict each other, and no mean of all of them is taken. If polls err here as they did in other "
    "elections, with errors {wider} times as large, the lead of {first} over {second} in {result}, {lead} points, is "
    "outside what either side of them allows."
)
TWO_WITHIN = _(
    "The houses contradict each other, and no mean of all of them is taken. If polls err here as they did in other "
    "elections, with errors {wider} times as large, the lead of {first} over {second} in {result}, {lead} points, is "
    "within what each side of them allows."
)
TWO_APART = _(
    "The houses contradict each other, and no mean of all of them is taken. If polls err here as they did in other "
    "elections, with errors {wider} times as large, the lead of {first} over {second} in {result}, {lead} points, is "
    "within what those that saw {leader} ahead allow, {low} to {high}, and outside what the others allow."
)
HANGS = _(
    "That hangs on single houses: without any one of {houses}, the result would be on the other side of the end of "
    "what its polls allow."
)
SAW = _("The latest polls of {n} houses saw {leader} ahead by {mean} points on average, {miss} points from that.")
ONE_SAW = _("The latest poll of {n} house saw {leader} ahead by {mean} points, {miss} points from that.")
MISSED = _("The mean of three or more polls missed by as much or more in {k} of {of} races of other elections.")
NEVER_MISSED = _(
    "That is more than the mean of three or more polls missed by in any of {of} races of other elections (at most "
    "{largest})."
)
TOGETHER = _("All polls of a cycle together missed by as much or more in {k} of {of} cycles.")
NEVER_TOGETHER = _("All polls of a cycle together never missed by as much in {of} cycles (at most {largest}).")
LEVEL = _("Houses that saw {first} and {second} level, and are of neither side: {houses}.")
FAR = _(
    "How far this case is from those races: another country ({country}), polls up to {days} days before the vote, "
    "houses chosen by who published. Intervals made without the cycle that they were tried on held {inside} of {tried} "
    "results there."
)
NEAR = _(
    "How far this case is from those races: polls up to {days} days before the vote, houses chosen by who published. "
    "Intervals made without the cycle that they were tried on held {inside} of {tried} results there."
)
WORST = _("In the cycle in which such intervals held least, {year}, they held {share} of its results.")
ENOUGH = _(
    "Errors {factor} times as large as in those races would bring the result to the end of what the houses that saw "
    "{leader} ahead allow."
)
ONLY_WIDER = _(
    "With errors less than {factor} times as large as in those races, the result would be outside what the houses that "
    "saw {leader} ahead allow."
)

LABELS = {
    "houses": _("houses, each with its latest poll"),
    "mean": _("mean lead, as printed"),
    "of_two": _("mean lead among those who named one of the two"),
    "all_to_first": _("mean lead if all others had voted for the first"),
    "all_to_second": _("mean lead if all others had voted for the second"),
    "low": _("lowest lead that the polls allow"),
    "high": _("highest lead that the polls allow"),
    "miss": _("points between the polls and the result"),
    "as_large": _("races in which the mean of three or more polls missed by as much or more"),
    "races": _("races of other elections"),
    "largest": _("largest miss among them"),
    "cycles_as_large": _("cycles whose polls missed together by as much or more"),
    "cycles": _("cycles of other elections"),
    "largest_cycle": _("largest miss of a cycle"),
    "factor": _("how many times as large errors would have to be"),
    "without_least": _("smallest distance without one of the houses"),
    "without_most": _("largest distance without one of the houses"),
    "recent": _("mean lead in polls of the last 21 days"),
    "recent_houses": _("houses with polls of the last 21 days"),
    "moving_polls": _("polls in the moving average"),
    "moving": _("lead on the day of the vote, all polls as a moving average"),
    "moving_low": _("lowest lead that the moving average allows"),
    "moving_high": _("highest lead that the moving average allows"),
}


def distance_told(one: Miss, leader: Name | Message, cycles: bool) -> Iterator[Message]:
    """How far houses are from a result and, where enough of them speak, how often polls were as far from one.

    The archive ranks the mean of three polls or more of a race. One poll or two miss by more, so that fewer houses
    than three have no rank in it.

    Parameters
    ----------
    leader
        The option that these houses saw ahead.
    cycles
        Whether the cycles of the archive are of the kind of contest that is the yardstick.
    """
    values: dict[str, Value] = {
        "n": Count(len(one.group.latest)),
        "leader": leader,
        "mean": Points(abs(one.group.mean), 1),
        "miss": Points(one.distance, 1),
    }
    yield Message(SAW, values, one=ONE_SAW, counts="n")
    if one.ranked:
        yield _ranked(MISSED, NEVER_MISSED, one.races)
        if cycles:
            yield _ranked(TOGETHER, NEVER_TOGETHER, one.cycles)


def _ranked(some: str, never: str, rank: Rank) -> Message:
    if rank.as_large:
        return Message(some, {"k": Count(rank.as_large), "of": Count(rank.of)})
    return Message(never, {"of": Count(rank.of), "largest": Points(rounded(rank.largest, 1), 1)})
