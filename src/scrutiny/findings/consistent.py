"""What in a set of announced figures cannot all be true, told as clauses: for one version of an announcement at a time.

The kernels are those of the checks of sums and of rounding; here they are asked about figures that one outlet printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.facts import Rounding
from scrutiny.findings.parts import ballots_cast, parts, valid_votes
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say
from scrutiny.stats.rounding import Interval, interval, is_largest_remainder

USUAL = ("unknown", "down", "up")
"""Where no rule is stated: to the nearest with halves either way, cut off, up."""


def faults(contest: Contest, claim: Claim, figures: Figures, rounding: Rounding) -> tuple[Message, ...]:
    """Why figures cannot all be true, as clauses; none where arithmetic excludes nothing.

    Parameters
    ----------
    claim
        The announcement whose figures these are.
    figures
        One version of its figures.
    """
    rules = USUAL if rounding == "unknown" else (rounding,)
    return (
        *_sums(contest, figures),
        *_shares_add(contest, figures, rules),
        *_shares_of_ballots(figures, rules),
        *_counts_and_shares(contest, claim, figures, rules),
    )


def _sums(contest: Contest, figures: Figures) -> Iterator[Message]:
    listed = parts(contest, figures.votes)
    added = sum(figures.votes[option] for option in listed.options)
    if (
        figures.votes
        and figures.valid is not None
        and (added > figures.valid or (listed.complete and added < figures.valid))
    ):
        off = abs(added - figures.valid)
        values: dict[str, Value] = {"added": Count(added), "off": Count(off), "valid": Count(figures.valid)}
        if added > figures.valid:
            yield Message(_("the votes add to {added}, {off} more than the {valid} valid votes"), values)
        else:
            yield Message(_("the votes add to {added}, {off} fewer than the {valid} valid votes"), values)
    if figures.cast is not None and figures.valid is not None and figures.invalid is not None:
        ballots = figures.valid + figures.invalid + (figures.blank or 0)
        # Ballots beyond valid and invalid votes may be blank ones that nobody announced.
        if ballots > figures.cast or (ballots < figures.cast and figures.blank is not None):
            yield say(
                _("valid and invalid votes add to {added}, and the ballots are {cast}"),
                added=ballots,
                cast=figures.cast,
            )


def _shares_add(contest: Contest, figures: Figures, rules: tuple[str, ...]) -> Iterator[Message]:
    listed = parts(contest, figures.shares)
    printed = [figures.shares[option] for option in listed.options]
    if figures.shares_of != "valid" or len(printed) < 2:
        return
    if not any(_reaches(printed, rule, listed.complete) for rule in rules):
        places = max(max(0, -int(share.as_tuple().exponent)) for share in printed)
        yield say(
            _("the shares add to {added}, which rounding does not explain"),
            added=Percent(sum(printed, Decimal(0)), places),
        )


def _reaches(printed: list[Decimal], rule: str, complete: bool) -> bool:
    """Whether exact shares that print so can add to 100 (or, where some are missing, to no more)."""
    ends = [interval(share, rule) for share in printed]
    sums = Interval(
        sum((e.low for e in ends), Fraction(0)),
        sum((e.high for e in ends), Fraction(0)),
        all(e.low_in for e in ends),
        all(e.high_in for e in ends),
    )
    return 100 in sums if complete else sums.meets(Fraction(0), Fraction(100))


def _shares_of_ballots(figures: Figures, rules: tuple[str, ...]) -> Iterator[Message]:
    cast = ballots_cast(figures)
    if not cast or cast < 0:
        return
    if figures.valid is not None and figures.valid_share is not None:
        exact = Fraction(100 * figures.valid, cast)
        if not any(exact in interval(figures.valid_share, rule) for rule in rules):
            yield say(
                _("{valid} valid votes are {exact} of the ballots and not {printed}"),
                valid=figures.valid,
                exact=Percent(exact, 3),
                printed=Percent.as_announced(figures.valid_share),
            )
    if figures.invalid is not None and figures.invalid_share is not None:
        exact = Fraction(100 * figures.invalid, cast)
        if not any(exact in interval(figures.invalid_share, rule) for rule in rules):
            yield say(
                _("{invalid} invalid votes are {exact} of the ballots and not {printed}"),
                invalid=figures.invalid,
                exact=Percent(exact, 3),
                printed=Percent.as_announced(figures.invalid_share),
            )


def _counts_and_shares(contest: Contest, claim: Claim, figures: Figures, rules: tuple[str, ...]) -> Iterator[Message]:
    """Counts that are not their printed share of any total that is known, under one rule for all of them."""
    both = {option: share for option, share in figures.shares.items() if option in figures.votes}
    version = Claim(claim.id, claim.act, claim.speaker, contest=claim.contest, figures=figures)
    found = {
        "valid": valid_votes(version, contest),
        "cast": ballots_cast(figures),
        "registered": figures.registered,
    }
    named = found.pop(figures.shares_of)
    if named is None or named <= 0:
        return  # the total that they are shares of is not known, so that nothing follows
    totals = [named, *(total for total in found.values() if total is not None and total > 0)]
    listed = parts(contest, both)
    for total in totals:
        for rule in rules:
            if all(Fraction(100 * figures.votes[o], total) in interval(share, rule) for o, share in both.items()):
                return
        counts, shares = [figures.votes[o] for o in listed.options], [both[o] for o in listed.options]
        if counts and min(counts) >= 0 and sum(counts) == total and is_largest_remainder(counts, shares, total):
            return
    for option, share in both.items():
        exact = Fraction(100 * figures.votes[option], named)
        if exact not in interval(share, rules[0]):
            yield say(
                _("{votes} for {option} are {exact} of {total} and not {printed}"),
                votes=figures.votes[option],
                option=Name(contest.name_of(option), "option", option),
                exact=Percent(exact, 3),
                total=named,
                printed=Percent.as_announced(share),
            )
