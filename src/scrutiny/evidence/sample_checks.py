"""Whether what is said of a sample can be: days in their order, numbers of people and places, shares, intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scrutiny.errors import Problem
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.naming import nearest, one_of

Loc = tuple[str | int, ...]
Where = Callable[[Loc], str]


def sample_problems(case: CaseFile, claim: Claim, where: Where) -> Iterator[Problem]:
    """Everything in the sample of a claim that cannot be as it is typed.

    What its makers printed wrongly is no mistake of the case: that becomes a note where the samples are read.
    """
    sample = claim.sample
    if sample is None:
        return
    if sample.began is not None and sample.ended is not None and sample.began > sample.ended:
        found = f"{sample.began}, after `ended`, {sample.ended}"
        yield Problem(where(("sample", "began")), found, "the first day on which people were asked")
    for name in ("people", "drawn"):
        number = getattr(sample, name)
        if number is not None and number < 1:
            yield Problem(where(("sample", name)), str(number), "1 or more; left out where it is not known")
    if sample.reported is not None and not 0 <= sample.reported <= (sample.drawn or sample.reported):
        expected = "0 or more, and at most as many as were drawn"
        yield Problem(where(("sample", "reported")), str(sample.reported), expected)
    for name in ("refused", "undecided"):
        share = getattr(sample, name)
        if share is not None and not 0 <= share <= 100:
            yield Problem(where(("sample", name)), str(share), "a percentage from 0 to 100")
    if sample.margin is not None and sample.margin < 0:
        yield Problem(where(("sample", "margin")), str(sample.margin), "points, 0 or more")
    contest = case.contest_by_id.get(case.contest_of(claim))
    for option, between in sample.intervals.items():
        place = where(("sample", "intervals", option))
        if between.low > between.high:
            yield Problem(place, f"{between.low} to {between.high}", "the lower end first")
        if contest is not None and contest.by_id and option not in contest.by_id:
            known = list(contest.by_id)
            found = f"{option!r} is no option of {contest.id}"
            yield Problem(place, found, one_of(known), nearest(option, known))
