"""Whole seats for fractional claims: highest averages and largest remainders. Exact; equal claims are told, not drawn.

Sources: M. L. Balinski, H. P. Young, Fair Representation (1982); F. Pukelsheim, Proportional Representation (2017).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Divisor = Callable[[int], Fraction]
"""The divisor of the first, second, ... seat, counted from 1."""


@dataclass(frozen=True)
class Seats:
    """Who gets how many.

    Parameters
    ----------
    by
        Seats that are certain, for each claimant.
    tied
        Claimants with equal claims to the seats that are left, none of which is in `by`.
    left
        How many seats they are tied for.
    """

    by: Mapping[str, int]
    tied: tuple[str, ...] = ()
    left: int = 0


def divisors(first: Fraction, step: int) -> Divisor:
    """Divisors `first`, then `1 + step`, `1 + 2 step`, ...

    Examples
    --------
    >>> [str(divisors(Fraction(7, 5), 2)(seat)) for seat in (1, 2, 3)]
    ['7/5', '3', '5']
    """
    return lambda seat: first if seat == 1 else Fraction(1 + step * (seat - 1))


def highest_averages(votes: Mapping[str, int], seats: int, divisor: Divisor, larger_first: bool = False) -> Seats:
    """Each seat goes to the largest quotient of votes and divisor.

    Parameters
    ----------
    larger_first
        Of equal quotients that of the claimant with more votes comes first; equal votes still tie.

    Examples
    --------
    The example of the Spanish law (LOREG, article 163): 480,000 votes and 8 seats.

    >>> votes = dict(A=168000, B=104000, C=72000, D=64000, E=40000, F=32000)
    >>> highest_averages(votes, 8, divisors(Fraction(1), 1)).by
    {'A': 4, 'B': 2, 'C': 1, 'D': 1, 'E': 0, 'F': 0}
    """
    made = dict.fromkeys(votes, 0)
    queue = [_claim(name, count, 1, divisor, larger_first) for name, count in votes.items() if count > 0]
    heapq.heapify(queue)
    left = seats
    while left and queue:
        best = queue[0][0]
        equal = []
        while queue and queue[0][0] == best:
            equal.append(heapq.heappop(queue)[1])
        if len(equal) > left:
            return Seats(made, tuple(sorted(equal)), left)
        left -= len(equal)
        for name in equal:
            made[name] += 1
            heapq.heappush(queue, _claim(name, votes[name], made[name] + 1, divisor, larger_first))
    return Seats(made)


def _claim(name: str, votes: int, seat: int, divisor: Divisor, larger_first: bool) -> tuple[tuple[Fraction, int], str]:
    return (-votes / divisor(seat), -votes if larger_first else 0), name


def largest_remainders(votes: Mapping[str, int], seats: int, quota: Fraction) -> Seats:
    """Whole quotas first, then a seat for each of the largest remainders.

    Examples
    --------
    >>> largest_remainders(dict(A=47000, B=16000, C=15900, D=12000, E=6000, F=3100), 10, Fraction(100000, 10)).by
    {'A': 5, 'B': 2, 'C': 1, 'D': 1, 'E': 1, 'F': 0}
    """
    made = {name: int(count / quota) if quota else 0 for name, count in votes.items()}
    left = seats - sum(made.values())
    if left < 0:  # a quota of votes / (seats + 1) that is met exactly by all: as many claims more than seats
        taking = sorted((name for name in made if votes[name] == made[name] * quota and made[name]), key=str)
        for name in taking:
            made[name] -= 1
        return Seats(made, tuple(taking), len(taking) + left) if len(taking) + left else Seats(made)
    # With fewer claimants than seats the remainders go round again.
    while left > 0 and votes:
        remainders = {name: votes[name] - made[name] * quota for name in votes}
        for value in sorted(set(remainders.values()), reverse=True):
            equal = sorted(name for name in remainders if remainders[name] == value)
            if len(equal) > left:
                return Seats(made, tuple(equal), left)
            for name in equal:
                made[name] += 1
            left -= len(equal)
            if not left:
                break
    return Seats(made)
