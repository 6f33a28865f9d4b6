"""Seats for lists: thresholds first, then quotients or remainders, district by district."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.rule import Rule
from scrutiny.findings.outcomes.result import EVERYWHERE, Outcome, Tally
from scrutiny.stats.apportionment import Divisor, Seats, divisors, highest_averages, largest_remainders

STEP = {"dhondt": 1, "sainte_lague": 2}


def outcome_of_seats(tally: Tally, rule: Rule) -> Outcome | None:
    """Seats by list; None where something that the rule needs is not known.

    Examples
    --------
    Germany, European Parliament 2024 (Sainte-Laguë, 96 seats), the two smallest that got one and the first without:

    >>> from scrutiny.evidence.rule import Rule
    >>> rule = Rule(kind="seats_by_quotient", divisors="sainte_lague", seats=3)
    >>> outcome_of_seats(Tally({"A": 60, "B": 25, "C": 15}), rule).seats
    (('A', 2), ('B', 1))
    """
    parts = districts_of(tally, rule)
    if parts is None or not tally.valid:
        return None
    total: dict[str, int] = {}
    told: list[tuple[str, tuple[tuple[str, int], ...]]] = []
    tied: list[str] = []
    for name, (part, seats) in parts.items():
        reached = qualified(tally, part, rule)
        if reached is None:
            return None
        made = _allotted({option: part.votes[option] for option in reached}, seats, rule)
        tied += made.tied
        for option, number in made.by.items():
            total[option] = total.get(option, 0) + number
        told.append((name, _ranked(made.by)))
    if tied:
        return Outcome(tuple(sorted(set(tied))), "tie", _ranked(total), tuple(told))
    ranked = _ranked(total)
    return Outcome(tuple(option for option, _number in ranked), "seats", ranked, tuple(told))


def _ranked(seats: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    having = [(option, number) for option, number in seats.items() if number]
    return tuple(sorted(having, key=lambda item: (-item[1], item[0])))


def districts_of(tally: Tally, rule: Rule) -> dict[str, tuple[Tally, int]] | None:
    """Each district with its seats; None where the votes of one, or its seats, are not known."""
    if rule.district_level is None:
        return None if rule.seats is None else {EVERYWHERE: (tally, rule.seats)}
    if set(rule.district_seats) - set(tally.districts):
        return None
    return {name: (tally.districts[name], seats) for name, seats in rule.district_seats.items()}


def share_needed(option: str, rule: Rule) -> Decimal:
    """The threshold of an option in percent; 0 where it needs none."""
    return rule.thresholds.get(option, rule.threshold or Decimal(0))


def base_of(tally: Tally, rule: Rule) -> int | None:
    """What the threshold is a percentage of."""
    match rule.threshold_of:
        case "valid":
            return tally.valid
        case "valid_and_blank":
            return None if tally.blank is None else tally.valid + tally.blank
        case "cast":
            return tally.cast


def reaches(votes: int, base: int, share: Decimal, rule: Rule) -> bool:
    """Whether votes reach a share of a base."""
    numerator, denominator = share.as_integer_ratio()
    part, needed = 100 * votes * denominator, numerator * base
    return part > needed if rule.threshold_exceeded and share else part >= needed


def admitted(whole: Tally, part: Tally, rule: Rule) -> tuple[str, ...] | None:
    """Lists of a district that no threshold keeps out; None where the base of the threshold is not known."""
    tally = part if rule.threshold_in == "district" else whole
    if not any(share_needed(option, rule) for option in part.votes):
        return tuple(part.votes)
    base = base_of(tally, rule)
    if base is None:
        return None
    return tuple(
        option
        for option in part.votes
        if not share_needed(option, rule)
        or (tally.votes[option] > 0 and reaches(tally.votes[option], base, share_needed(option, rule), rule))
    )


def qualified(whole: Tally, part: Tally, rule: Rule) -> tuple[str, ...] | None:
    """Lists that are admitted and have votes in the district."""
    found = admitted(whole, part, rule)
    return None if found is None else tuple(option for option in found if part.votes[option] > 0)


def divisor_of(rule: Rule) -> Divisor:
    return divisors(Fraction(1) if rule.first_divisor is None else Fraction(rule.first_divisor), STEP[rule.divisors])


def quota_of(total: int, seats: int, rule: Rule) -> Fraction:
    """Votes for one seat.

    Examples
    --------
    >>> from scrutiny.evidence.rule import Rule
    >>> [str(quota_of(100, 9, Rule(quota=q))) for q in ("hare", "droop", "hagenbach_bischoff")]
    ['100/9', '11', '10']
    """
    match rule.quota:
        case "hare":
            return Fraction(total, seats)
        case "droop":
            return Fraction(total // (seats + 1) + 1)
        case "hagenbach_bischoff":
            return Fraction(total, seats + 1)


def agreed(reached: tuple[str, ...] | list[str], rule: Rule) -> list[tuple[str, ...]]:
    """Lists that receive seats together, where both qualify; the others each by themselves."""
    pairs = [pair for pair in rule.agreements if all(option in reached for option in pair)]
    inside = {option for pair in pairs for option in pair}
    return [*pairs, *((option,) for option in reached if option not in inside)]


def _allotted(votes: Mapping[str, int], seats: int, rule: Rule) -> Seats:
    if rule.kind == "seats_by_remainder":
        return largest_remainders(votes, seats, quota_of(sum(votes.values()), seats, rule))
    divisor, larger = divisor_of(rule), rule.ties == "most_votes"
    groups = agreed(tuple(votes), rule)
    if len(groups) == len(votes):
        return highest_averages(votes, seats, divisor, larger)
    names = {"+".join(group): group for group in groups}
    together = highest_averages({n: sum(votes[o] for o in g) for n, g in names.items()}, seats, divisor, larger)
    made: dict[str, int] = dict.fromkeys(votes, 0)
    tied = [option for name in together.tied for option in names[name]]
    left = together.left
    for name, group in names.items():
        inside = highest_averages({o: votes[o] for o in group}, together.by[name], divisor, larger)
        made |= inside.by
        tied += inside.tied
        left += inside.left
    return Seats(made, tuple(sorted(tied)), left)
