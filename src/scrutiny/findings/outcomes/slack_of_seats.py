"""The smallest change of votes after which some list holds another number of seats.

An allotment is altered when some claimant *j* has a claim to one more seat that is at least the claim by which some
claimant *i* holds its last one. For a pair (i, j) the cheapest change is known: votes moved from i to j, added to j,
removed from i; any other change of as many votes does less for that pair, and the least number over all pairs is the
slack. Thresholds add two events: a list that holds seats falls below (it loses votes, or the base grows), and a list
below rises to it (and then needs a claim like any other).

Highest averages: the claim of the n-th seat is votes / divisor(n). Largest remainders: with the quota Q the seats s
are those for which no `votes_i − s_i Q` lies more than Q below another (Pukelsheim 2017, 5.6-5.9), so that the pair's
condition is `votes_i − votes_j + (1 + s_j − s_i) Q <= 0`, where Q follows the votes.

Where a threshold event changes the quota or an agreement of lists, and does not alter anything at once, what lies
between it and the cheapest other change is not searched; a slack that could lie there is told as not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from scrutiny.evidence.rule import Rule
from scrutiny.findings.outcomes.result import Change, Outcome, Slack, Tally
from scrutiny.findings.outcomes.seats import (
    admitted,
    agreed,
    base_of,
    districts_of,
    divisor_of,
    outcome_of_seats,
    share_needed,
)

WAYS = ("moved", "added", "removed")
Pairs = Callable[[str, str], int | None]


@dataclass(frozen=True)
class _Claimant:
    """A list, or lists that receive seats together."""

    members: tuple[str, ...]
    votes: int
    seats: int


@dataclass(frozen=True, eq=False)
class _District:
    """A district: its votes, whom no threshold keeps out, and who holds how many seats."""

    name: str
    tally: Tally
    size: int
    rule: Rule
    admitted: tuple[str, ...]
    seats: Mapping[str, int]

    @cached_property
    def total(self) -> int:
        return sum(self.tally.votes[option] for option in self.admitted)

    @cached_property
    def scale(self) -> int:
        """What makes every divisor whole."""
        return 1 if self.rule.first_divisor is None else Fraction(self.rule.first_divisor).denominator

    @cached_property
    def _divisor(self) -> Callable[[int], int]:
        plain, scale = divisor_of(self.rule), self.scale
        made: dict[int, int] = {}

        def whole(seat: int) -> int:
            if seat not in made:
                made[seat] = int(plain(seat) * scale)
            return made[seat]

        return whole

    def claimants(self) -> Iterator[list[_Claimant]]:
        """The races: lists and joined lists against each other, then the lists of each agreement among themselves."""
        groups = agreed(self.admitted, self.rule)
        yield [
            _Claimant(group, sum(self.tally.votes[o] for o in group), sum(self.seats.get(o, 0) for o in group))
            for group in groups
        ]
        for group in groups:
            if len(group) > 1:
                yield [_Claimant((o,), self.tally.votes[o], self.seats.get(o, 0)) for o in group]

    @property
    def vacant(self) -> bool:
        """Whether seats are left because nobody has a claim to them."""
        return sum(self.seats.values()) < self.size

    def needed(self, way: str, i: _Claimant, j: _Claimant) -> int | None:
        """The least number of votes after which j has a claim to the last seat of i. None where none suffices."""
        if i.seats < 1:
            return None
        if self.rule.kind == "seats_by_remainder":
            return self._by_remainder(way, i, j)
        d_i, d_j = self._divisor(i.seats), self._divisor(j.seats + 1)
        match way:
            case "moved":
                number = -((i.votes * d_j - j.votes * d_i) // -(d_i + d_j))
            case "added":
                number = -((i.votes * d_j - j.votes * d_i) // -d_i)
            case _:
                number = -((i.votes * d_j - j.votes * d_i) // -d_j)
        number = max(number, 0)
        if self.rule.ties == "most_votes":
            a = number if way != "added" else 0
            b = number if way != "removed" else 0
            equal = (i.votes - a) * d_j == (j.votes + b) * d_i
            if equal and j.votes + b < i.votes - a:
                number += 1  # equal quotients go to the list with more votes, which still is i
        return number

    def _by_remainder(self, way: str, i: _Claimant, j: _Claimant) -> int | None:
        """The condition `votes_i - votes_j + factor * quota <= 0`, times what makes the quota whole."""
        factor = 1 + j.seats - i.seats
        hare = self.rule.quota == "hare"
        parts = self.size if hare else self.size + 1
        out, into = int(way != "added"), int(way != "removed")
        gap = (i.votes - j.votes) * parts + factor * self.total
        # What each vote takes off: as many parts as it is moved for, and what it does to the quota.
        each = (out + into) * parts + factor * (out - into)
        if self.rule.quota == "droop" and factor < 0:
            gap += factor * parts  # the next whole number is at most one above the fraction
        if each <= 0:
            return None
        number = max(0, -(-gap // each))
        if self.rule.quota == "droop":
            # The whole number above moves in steps: from the first number that the fraction allows upwards.
            while (i.votes - j.votes - number * (out + into)) + factor * (
                (self.total + number * (into - out)) // parts + 1
            ) > 0:
                number += 1
                if number > i.votes + self.total:
                    return None
        return number if way == "added" or number <= i.votes else None


@dataclass
class _Best:
    """The least number found so far for each way, with its change, and the least that could not be decided."""

    number: dict[str, int]
    change: dict[str, Change]
    open: dict[str, int]

    def offer(self, way: str, number: int, change: Change) -> None:
        if way not in self.number or number < self.number[way]:
            self.number[way], self.change[way] = number, change

    def tried(self, way: str, number: int, change: Change, tally: Tally, rule: Rule, now: Outcome) -> None:
        """Keep a change that may alter the outcome, if it does."""
        if number < self.number.get(way, number + 1) and outcome_of_seats(change.of(tally), rule) != now:
            self.offer(way, number, change)

    def leave(self, way: str, number: int) -> None:
        self.open[way] = min(number, self.open.get(way, number))


def slack_of_seats(tally: Tally, rule: Rule) -> Slack | None:
    """The smallest numbers of votes that, moved within a district, added or removed, alter some list's seats.

    Examples
    --------
    >>> from scrutiny.evidence.rule import Rule
    >>> slack_of_seats(Tally({"A": 100, "B": 80, "C": 30}), Rule(kind="seats_by_quotient", seats=8))
    Slack(moved=8, added=20, removed=10)
    """
    now = outcome_of_seats(tally, rule)
    parts = districts_of(tally, rule)
    if now is None or now.form == "tie" or parts is None:
        return None
    held = {name: dict(seats) for name, seats in now.by_district}
    districts = [
        _District(name, part, size, rule, admitted(tally, part, rule) or (), held[name])
        for name, (part, size) in parts.items()
    ]
    best = _Best({}, {}, {})
    for district in districts:
        _pairs(district, best)
    if any(share_needed(option, rule) for option in tally.votes):
        if rule.threshold_in == "district":
            for district in districts:
                _Events(district.tally, [district], tally, rule, now).look(best)
        else:
            _Events(tally, districts, tally, rule, now).look(best)
    for district in districts:  # without any vote there nobody holds a seat
        everything = {option: -district.tally.votes[option] for option in district.admitted}
        if district.total and district.seats:
            best.offer("removed", district.total, Change({district.name: everything}))
    for district in districts:
        _out_of_the_race(district, best, tally, rule, now)
    if tally.valid:  # without any vote there is no outcome
        all_votes = {d.name: {o: -n for o, n in d.tally.votes.items() if n} for d in districts}
        best.offer("removed", tally.valid, Change(all_votes))
    for way in list(best.number):
        altered = outcome_of_seats(best.change[way].of(tally), rule)
        if altered == now or not _possible(
            way, best.change[way], {d.name: d.tally for d in districts}
        ):  # never believed without being tried
            best.leave(way, best.number[way])
    unknown = tuple(way for way in WAYS if way in best.open and best.open[way] <= best.number.get(way, best.open[way]))
    found = {way: None if way in unknown else best.number.get(way) for way in WAYS}
    changes = {way: best.change[way] for way in WAYS if found[way] is not None}
    return Slack(found["moved"], found["added"], found["removed"], changes, unknown)


def _possible(way: str, change: Change, tallies: Mapping[str, Tally]) -> bool:
    """Whether votes change where the options stand, and as many are given in a district as are taken there."""
    for name, part in change.votes.items():
        if not set(part) <= set(tallies[name].votes) or (way == "moved" and sum(part.values()) != 0):
            return False
    return True


def _out_of_the_race(district: _District, best: _Best, tally: Tally, rule: Rule, now: Outcome) -> None:
    """Changes besides those of a pair: a list loses every vote, or gives votes to one that gets no seats.

    The quota of largest remainders follows the votes of the lists that take part.
    """
    votes = district.tally.votes
    outsiders = [option for option in votes if option not in district.admitted]
    for option in district.admitted:
        others = [o for o in votes if o != option]
        if not votes[option]:
            continue
        best.tried("removed", votes[option], Change({district.name: {option: -votes[option]}}), tally, rule, now)
        for other in sorted(others, key=lambda o: (-votes[o], o))[:2] + outsiders:
            if other != option:
                moved = Change({district.name: {option: -votes[option], other: votes[option]}})
                best.tried("moved", votes[option], moved, tally, rule, now)
    if not outsiders:
        return
    target = max(outsiders, key=lambda o: (votes[o], o))
    for race in district.claimants():
        for i in race:
            for j in race:
                if i is j:
                    continue
                source = max(i.members, key=lambda o: (votes[o], o))
                receiver = max(j.members, key=lambda o: (votes[o], o))
                # To an outsider it is for the others as if removed, from an outsider as if added.
                for way, giver, taker in (("removed", source, target), ("added", target, receiver)):
                    number = district.needed(way, i, j)
                    if number is not None and 0 < number <= votes[giver]:
                        moved = Change({district.name: {giver: -number, taker: number}})
                        best.tried("moved", number, moved, tally, rule, now)


def _pairs(district: _District, best: _Best) -> None:
    """Every pair of claimants within a district."""
    votes = district.tally.votes
    for race in district.claimants():
        holding = [claimant for claimant in race if claimant.seats]
        if district.vacant and not holding:
            for j in race:  # whoever may hold seats and has no vote needs one
                source = max(votes, key=lambda o: (votes[o] if o not in j.members else -1, o))
                best.offer("added", 1, Change({district.name: {j.members[0]: 1}}))
                if votes[source] and source not in j.members:
                    best.offer("moved", 1, Change({district.name: {source: -1, j.members[0]: 1}}))
        for i in holding:
            for j in race:
                if j is i:
                    continue
                for way in WAYS:
                    number = district.needed(way, i, j)
                    if number is None or number >= best.number.get(way, number + 1):
                        continue
                    best.offer(way, number, _change(way, number, i.members, j.members, votes, district.name))


def _change(
    way: str, number: int, losing: tuple[str, ...], winning: tuple[str, ...], votes: Mapping[str, int], district: str
) -> Change:
    """The change itself: from the largest of those who lose a seat, to the largest of those who win one."""
    source, target = (max(members, key=lambda o: (votes[o], o)) for members in (losing, winning))
    made: dict[str, int] = {}
    if way != "added":
        made[source] = -number
    if way != "removed":
        made[target] = number
    return Change({district: made})


@dataclass(frozen=True, eq=False)
class _Events:
    """Lists that fall below a threshold or rise to it, in the tally of which the threshold is a percentage."""

    tally: Tally
    districts: list[_District]
    whole: Tally
    rule: Rule
    now: Outcome

    def look(self, best: _Best) -> None:
        base = base_of(self.tally, self.rule)
        assert base is not None
        reached = {option for district in self.districts for option in district.admitted}
        for option, votes in self.tally.votes.items():
            if not share_needed(option, self.rule):
                continue
            for way in WAYS:
                rises = option not in reached
                number = (self._rise if rises else self._fall)(option, votes, base, way)
                if number is None:
                    continue
                if rises and not self._plain:
                    self._tried(option, number, way, best)
                elif rises:
                    self._entering(option, number, way, best)
                else:
                    self._leaving(option, number, way, best)

    @property
    def _plain(self) -> bool:
        """Whether a list that rises changes nothing but by its own claims: no quota and no agreement follows it."""
        return self.rule.kind == "seats_by_quotient" and not self.rule.agreements

    @cached_property
    def _parts(self) -> Mapping[str, tuple[int, int]]:
        """The threshold of each option as `part` of `whole`."""
        shares = {option: Fraction(share_needed(option, self.rule)) / 100 for option in self.tally.votes}
        return {option: (share.numerator, share.denominator) for option, share in shares.items()}

    def _reaches(self, option: str, votes: int, base: int) -> bool:
        part, whole = self._parts[option]
        over = votes * whole - part * base
        return votes > 0 and (over > 0 if self.rule.threshold_exceeded else over >= 0)

    def _rise(self, option: str, votes: int, base: int, way: str) -> int | None:
        """The least number of votes that bring a list to its threshold."""
        part, whole = self._parts[option]
        lacking = part * base - votes * whole
        match way:
            case "moved":
                return self._first(lacking // whole, lambda n: self._reaches(option, votes + n, base), base - votes)
            case "added":
                if part >= whole:
                    return None
                start = lacking // (whole - part)
                return self._first(start, lambda n: self._reaches(option, votes + n, base + n), None)
            case _:
                limit = self.tally.valid - votes
                return self._first(lacking // part, lambda n: self._reaches(option, votes, base - n), limit)

    def _fall(self, option: str, votes: int, base: int, way: str) -> int | None:
        """The least number of votes that bring a list below its threshold."""
        part, whole = self._parts[option]
        over = votes * whole - part * base
        match way:
            case "moved":
                return self._first(over // whole, lambda n: not self._reaches(option, votes - n, base), votes)
            case "added":
                limit = None if len(self.tally.votes) > 1 else 0
                return self._first(over // part, lambda n: not self._reaches(option, votes, base + n), limit)
            case _:
                if part >= whole:
                    return None
                start = over // (whole - part)
                return self._first(start, lambda n: not self._reaches(option, votes - n, base - n), votes)

    @staticmethod
    def _first(start: int, holds: Callable[[int], bool], limit: int | None) -> int | None:
        """The least whole number near a bound that holds; equality may or may not be enough."""
        number = max(0, start - 1)
        for candidate in range(number, number + 4):
            if holds(candidate):
                return candidate if limit is None or candidate <= limit else None
        return None

    def _leaving(self, option: str, number: int, way: str, best: _Best) -> None:
        if self._plain and not any(district.seats.get(option) for district in self.districts):
            return
        if number >= best.number.get(way, number + 1):
            return
        change = self._from(option, number) if way != "added" else {}
        if way != "removed":
            change = _plus(change, self._to_others(option, number))
        self._settle(way, number, change, best)

    def _entering(self, option: str, number: int, way: str, best: _Best) -> None:
        """Highest averages: the list needs its threshold, and in some district a claim to the last seat of another."""
        for district in self.districts:
            if option not in district.tally.votes:
                continue
            j = _Claimant((option,), district.tally.votes[option], 0)
            if district.vacant and number < best.number.get(way, number + 1):
                source = max(district.tally.votes, key=lambda o: (o != option, district.tally.votes[o], o))
                self._offer_entry(option, number, way, district, source, best)
            for i_option, seats in district.seats.items():
                if not seats:
                    continue
                i = _Claimant((i_option,), district.tally.votes[i_option], seats)
                pair = district.needed(way, i, j)
                if pair is None:
                    continue
                needed = max(pair, number)
                if needed < best.number.get(way, needed + 1):
                    self._offer_entry(option, needed, way, district, i_option, best)

    def _offer_entry(self, option: str, number: int, way: str, district: _District, source: str, best: _Best) -> None:
        """Votes to the list in the district where it wins the seat, from the holder of that seat first."""
        change: dict[str, dict[str, int]] = {}
        if way != "added":
            taken = min(number, district.tally.votes[source])
            change[district.name] = {source: -taken}
            change = _plus(change, self._from_others({option, source}, number - taken, district.name))
        if way != "removed":
            # Votes are moved within a district: each district gives the list what it took from others there.
            given = {name: {option: -sum(part.values())} for name, part in change.items()} if way == "moved" else {}
            change = _plus(change, given or {district.name: {option: number}})
        if sum(-n for part in change.values() for n in part.values() if n < 0) < number and way != "added":
            best.leave(way, number)
            return
        best.offer(way, number, Change(change))

    def _tried(self, option: str, number: int, way: str, best: _Best) -> None:
        """A list that rises where quotas or agreements follow it: tried with each source of the votes."""
        if number >= best.number.get(way, number + 1):
            return
        for district in self.districts:
            if option not in district.tally.votes:
                continue
            sources = [o for o, n in district.tally.votes.items() if o != option and n >= number]
            for source in sources if way != "added" else [option]:
                change: dict[str, int] = {} if way == "added" else {source: -number}
                if way != "removed":
                    change[option] = number
                made = Change({district.name: change})
                if outcome_of_seats(made.of(self.whole), self.rule) != self.now:
                    best.offer(way, number, made)
                    return
        best.leave(way, number)

    def _settle(self, way: str, number: int, change: dict[str, dict[str, int]], best: _Best) -> None:
        made = Change(change)
        if outcome_of_seats(made.of(self.whole), self.rule) != self.now:
            best.offer(way, number, made)
        else:
            best.leave(way, number)

    def _from(self, option: str, number: int) -> dict[str, dict[str, int]]:
        """Votes taken from a list, where it has most of them first."""
        made: dict[str, dict[str, int]] = {}
        for district in sorted(self.districts, key=lambda d: (-d.tally.votes.get(option, 0), d.name)):
            taken = min(number, district.tally.votes.get(option, 0))
            if taken:
                made[district.name] = {option: -taken}
                number -= taken
        return made

    def _to_others(self, option: str, number: int) -> dict[str, dict[str, int]]:
        """Votes given to somebody else: in each district as many as were taken there, to the largest other list."""
        made: dict[str, dict[str, int]] = {}
        for district in sorted(self.districts, key=lambda d: (-d.tally.votes.get(option, 0), d.name)):
            others = [o for o in district.tally.votes if o != option]
            if not others or not number:
                continue
            given = min(number, district.tally.votes.get(option, 0)) or number
            made[district.name] = {max(others, key=lambda o: (district.tally.votes[o], o)): given}
            number -= given
        return made

    def _from_others(self, spared: set[str], number: int, first: str) -> dict[str, dict[str, int]]:
        """Votes taken from others than some, in one district first."""
        made: dict[str, dict[str, int]] = {}
        for district in sorted(self.districts, key=lambda d: (d.name != first, d.name)):
            for option, votes in sorted(district.tally.votes.items(), key=lambda item: (-item[1], item[0])):
                taken = min(number, votes) if option not in spared else 0
                if taken:
                    made.setdefault(district.name, {})[option] = -taken
                    number -= taken
        return made


def _plus(one: Mapping[str, Mapping[str, int]], other: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    made = {name: dict(changes) for name, changes in one.items()}
    for name, changes in other.items():
        here = made.setdefault(name, {})
        for option, number in changes.items():
            here[option] = here.get(option, 0) + number
    return made
