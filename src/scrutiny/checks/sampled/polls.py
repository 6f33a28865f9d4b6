"""How large a miss of the polls does the result need, and how often have polls missed by as much?

Estimate: the interval for the lead in the result, from the latest poll of each house, the error that all polls of a
race share and the one that each has of its own, both measured on other elections and taken wider where the case is
unlike them. Assumes: polls here err as those did, so many times as much. Honest causes of a distance: people who will
not say what they think, who do not answer or do not vote, a late change, a house that asks some and not others. Cannot
show: which of the two errs. Houses that contradict each other are kept apart, never averaged.
References: Shirani-Mehr, Rothschild, Goel and Gelman (2018); Jackman (2005); Jennings and Wlezien (2018).
Published: general elections of the USA, 906 races with three polls or more (ranks are of their means, so that
fewer houses than three have none): largest mean error 17.8 points, 55 of 10
points or more; Venezuela 2024: eight houses of one side 42 points from the first bulletin, three of the other 29.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from scrutiny.checks.past_misses import ContestKind, PastMisses, past_misses
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Figure, Finding, Kind, Scope, Verdict
from scrutiny.findings.intervals import quantity
from scrutiny.findings.origins import with_computed
from scrutiny.findings.partial import counted_part, rest_could, rest_unlike
from scrutiny.findings.poll_groups import Group, Taken, taken
from scrutiny.findings.poll_miss import FACTORS, Errors, Miss, interval, miss, moving_level
from scrutiny.findings.poll_picture import poll_picture
from scrutiny.findings.poll_sentences import (
    ENOUGH,
    FAR,
    HANGS,
    LABELS,
    LEVEL,
    NEAR,
    ONE_OUTSIDE,
    ONE_WITHIN,
    ONLY_WIDER,
    TWO_APART,
    TWO_OUTSIDE,
    TWO_WITHIN,
    WORST,
    distance_told,
)
from scrutiny.findings.polled import Polled, Result, described, facts_of, polls_of, results_of
from scrutiny.findings.rounding import rounded
from scrutiny.messages import Count, Message, Name, Percent, Points, Value, _, say, sentences, series

ORDER = 30


@dataclass(frozen=True)
class Settings:
    """Which polls are taken, and which elections they are held against. To be fixed before the result is seen."""

    __pydantic_config__: ClassVar = STRICT

    kind: ContestKind = "any"
    """Contests of the archive whose polls are the yardstick: `president`, `governor`, `senate`, `house`, or `any`."""
    wider: Decimal | None = None
    """How many times as large as in the archive errors are taken. When left out: 1 in the USA, where it was made, and
    2 elsewhere."""
    days: int = 100
    """Polls that ended more days before the vote are left out."""


def _applies(subject: Subject) -> Message | None:
    polls = polls_of(subject.case, subject.contest, ("poll",))
    if not polls:
        return say(
            _("{contest}: the case holds no poll with figures and a sample (`sample` of a claim)"),
            contest=subject.contest.name,
        )
    results = _results(subject)
    if not results:
        return say(
            _("{contest}: no result gives the shares of two options, to set polls against"),
            contest=subject.contest.name,
        )
    if not any(_pair(result, polls) for result in results):
        return say(_("{contest}: no poll gives both options that are ahead"), contest=subject.contest.name)
    return None


def _results(subject: Subject) -> tuple[Result, ...]:
    return results_of(subject.case, subject.contest, subject.announcements, subject.records)


def _pair(result: Result, polls: Sequence[Polled]) -> tuple[str, str] | None:
    """The two options that are ahead in a result, if some poll gives both."""
    first, second = result.order[:2]
    return (first, second) if any(poll.lead(first, second) is not None for poll in polls) else None


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    polls = polls_of(subject.case, subject.contest, ("poll",))
    past = past_misses(settings.kind)
    wider = settings.wider if settings.wider is not None else Decimal(1 if subject.case.country == "US" else 2)
    errors = Errors(past.between, past.within, float(wider))
    vote = next((e.date for e in subject.case.elections if e.id == subject.contest.election), None)
    drawn = False
    moving: _Moving = {}
    for result in _results(subject):
        pair = _pair(result, polls)
        if pair is None:
            continue
        chosen = taken(polls, *pair, vote, settings.days, errors.wider * errors.within)
        if not chosen.groups:
            continue
        lead = result.lead(*pair)
        misses = [
            miss(group, lead, errors, past.every, [error for _year, error in past.cycles], vote)
            for group in chosen.groups
        ]
        if not subject.bare:
            for group in chosen.groups:
                key = tuple(poll.claim.id for poll in group.every)
                if key not in moving:  # the same polls stand against every result
                    moving[key] = pair[0], moving_level(group, errors, vote)
        about = _About(subject, result, pair, chosen, misses, past, errors, wider, settings, moving)
        yield about.finding(with_figure=not drawn and not subject.bare)
        drawn = True


_Moving = dict[tuple[str, ...], tuple[str, tuple[int, float, float, float] | None]]
"""By the polls: the option whose lead is meant; how many polls, their level on the day of the vote, and its "
"interval."""


@dataclass(frozen=True)
class _About:
    """One result against the polls: everything that its finding is made from."""

    subject: Subject
    result: Result
    pair: tuple[str, str]
    chosen: Taken
    misses: list[Miss]
    past: PastMisses
    errors: Errors
    wider: Decimal
    settings: Settings
    moving: _Moving

    def finding(self, with_figure: bool) -> Finding:
        numbers, labels = self._numbers()
        left_out = (*self.chosen.left_out, *self.chosen.level)
        return Finding(
            check=CHECK.id,
            kind=Kind.ESTIMATE,
            verdict=self._verdict(),
            about=(self.subject.contest.id, self.result.id),
            title=say(_("The polls and {result}"), result=self.result.called),
            statement=self._statement(),
            rests_on=tuple(self._rests_on()),
            breaks_if=tuple(self._breaks_if()),
            does_not_show=say(
                _(
                    "Which of the two errs, the polls or the result. People may not say what they think, may not "
                    "answer, may change their mind or stay at home; and how polls have missed in other countries says "
                    "little of this one."
                )
            ),
            would_settle=say(_("Results of every polling station, and independent samples of the count itself.")),
            numbers=numbers,
            labels=labels,
            origins=with_computed(numbers, {}),
            scope=Scope(
                sum(len(one.group.latest) for one in self.misses),
                len(left_out),
                say(_("left out: {polls}"), polls=series([described(poll) for poll in left_out])) if left_out else None,
            ),
            sources=tuple(dict.fromkeys([*self._claims(), self.result.id])),
            settings={"kind": self.settings.kind, "wider": str(self.wider), "days": self.settings.days},
            figure=self._figure() if with_figure else None,
            prominent=15 if self._verdict() is Verdict.OUTSIDE else 5,
        )

    @property
    def _has_cycles(self) -> bool:
        """The archive's cycles are of all kinds of contests: they are no yardstick for one kind."""
        return self.past.kind == "any"

    def _claims(self) -> list[str]:
        return [poll.claim.id for one in self.misses for poll in one.group.latest]

    def _verdict(self) -> Verdict:
        """Within or outside only where no single house turns it, and where houses do not contradict each other."""
        inside = [one.inside for one in self.misses]
        if any(one.turning for one in self.misses) or any(inside) != all(inside):
            return Verdict.CANNOT_TELL
        if all(inside):
            return Verdict.WITHIN
        return Verdict.CANNOT_TELL if self._open else Verdict.OUTSIDE

    @property
    def _open(self) -> bool:
        """Whether what the result does not count could bring it inside what some of the houses allow."""
        partial = self.result.partial
        return partial is not None and any(
            partial.could_be(one.lead, Fraction(one.interval.low), Fraction(one.interval.high), -100, 100)
            for one in self.misses
        )

    def _figure(self) -> Figure:
        bands = [(one.group, one.interval) for one in self.misses]
        return poll_picture(self.subject.contest, self.pair, bands, _results(self.subject), self.wider)

    # ------------------------------------------------------------------------------------------------ sentences

    def _statement(self) -> Message:
        values: dict[str, Value] = {
            "first": self.subject.name(self.pair[0]),
            "second": self.subject.name(self.pair[1]),
            "result": self.result.called,
            "lead": _points(self.result.lead(*self.pair)),
            "wider": quantity(float(self.wider), 1),
        }
        parts = [self._head(values)]
        if self.result.partial is not None:
            parts.append(counted_part(self.result.partial, self.result.called))
            if not any(one.inside for one in self.misses):
                parts.append(rest_could(self._open))
        turning = [poll for one in self.misses for poll in one.turning]
        if turning:
            parts.append(say(HANGS, houses=series([poll.name for poll in turning])))
        for one in self.misses:
            parts += distance_told(one, self._leader(one.group), self._has_cycles)
        return sentences(parts)

    def _head(self, values: dict[str, Value]) -> Message:
        inside = [one for one in self.misses if one.inside]
        if len(self.misses) == 1:
            only = self.misses[0].interval
            values |= {"low": _real(only.low), "high": _real(only.high)}
            return Message(ONE_WITHIN if inside else ONE_OUTSIDE, values)
        if not inside:
            return Message(TWO_OUTSIDE, values)
        if len(inside) == 2:
            return Message(TWO_WITHIN, values)
        values |= {"low": _real(inside[0].interval.low), "high": _real(inside[0].interval.high)}
        return Message(TWO_APART, values | {"leader": self._leader(inside[0].group)})

    def _leader(self, group: Group) -> Name | Message:
        return self.subject.name(group.leader) if group.leader else say(_("neither"))

    def _rests_on(self) -> Iterable[Message]:
        past, days = self.past, self.settings.days
        for one in self.misses:
            yield say(
                _("Houses, each with its latest poll ({leader} ahead): {houses}."),
                leader=self._leader(one.group),
                houses=series([described(poll) for poll in one.group.latest]),
            )
        if self.chosen.level:
            houses = series([described(poll) for poll in self.chosen.level])
            first, second = (self.subject.name(option) for option in self.pair)
            yield Message(LEVEL, {"first": first, "second": second, "houses": houses})
        if any(poll.sample.people is None for one in self.misses for poll in one.group.latest):
            yield say(_("Houses without a number do not say how many people they asked."))
        yield say(
            _(
                "Polls miss together: in {polls} polls of {races} races of general elections of the USA, 1998 to 2022 "
                "(FiveThirtyEight, CC BY 4.0, polls of the last 21 days), the shared error had a spread of {between} "
                "points, that of each poll {within}. Both are taken {wider} times as large here."
            ),
            polls=past.polls,
            races=past.races,
            between=_real(past.between),
            within=_real(past.within),
            wider=quantity(float(self.wider), 1),
        )
        values: dict[str, Value] = {
            "days": Count(days),
            "inside": Count(past.inside),
            "tried": Count(past.of),
        }
        if self.subject.case.country == "US":
            yield Message(NEAR, values)
        else:
            yield Message(FAR, values | {"country": Name(self.subject.case.country)})
        if self._has_cycles:
            share = Percent(Decimal(str(past.worst_share)) * 100, 1)
            yield Message(WORST, {"share": share, "year": Name(str(past.worst_year))})
        for one in self.misses:
            yield from self._robust(one)
        for poll in (poll for one in self.misses for poll in one.group.latest):
            yield from facts_of(poll)

    def _robust(self, one: Miss) -> Iterable[Message]:
        """What the distance becomes with other choices."""
        if one.without is not None:
            yield say(
                _("Without any one of the houses that saw {leader} ahead, the distance is {least} to {most} points."),
                leader=self._leader(one.group),
                least=_points(one.without[0]),
                most=_points(one.without[1]),
            )
        moved = self._moving(one.group)
        if moved is not None:
            polls, level, low, high = moved
            if self._sign(one.group) < 0:
                level, low, high = -level, -high, -low
            yield say(
                _(
                    "The {n} polls of these houses that say when and how many they asked, as an average that moves "
                    "from day to day: a lead of {ahead} of {level} points on the day of the vote, {low} to {high} with "
                    "the same shared error."
                ),
                n=polls,
                ahead=self.subject.name(self._oriented(one.group)[0]),
                level=_real(level),
                low=_real(low),
                high=_real(high),
            )

    def _breaks_if(self) -> Iterable[Message]:
        if self.result.partial is not None:
            yield rest_unlike(self.result.called)
        for one in self.misses:
            values: dict[str, Value] = {"factor": quantity(one.factor, 1), "leader": self._leader(one.group)}
            if not one.inside:
                yield Message(ENOUGH, values)
            elif one.factor > 1:
                yield Message(ONLY_WIDER, values)
            ahead, other = self._oriented(one.group)
            yield say(
                _(
                    "If all who named neither had voted for {other}, these polls would give {ahead} a lead of {low} "
                    "points on average, and {high} if they had voted for {ahead}."
                ),
                ahead=self.subject.name(ahead),
                other=self.subject.name(other),
                low=_points(self._sign(one.group) * one.group.given_to(other)),
                high=_points(self._sign(one.group) * one.group.given_to(ahead)),
            )

    def _oriented(self, group: Group) -> tuple[str, str]:
        """The two options, the one that these houses saw ahead first."""
        return (group.second, group.first) if group.leader == group.second else (group.first, group.second)

    def _sign(self, group: Group) -> int:
        return -1 if group.leader == group.second else 1

    # -------------------------------------------------------------------------------------------------- numbers

    def _numbers(self) -> tuple[dict[str, Value], dict[str, Message]]:
        first, second = (self.subject.name(option) for option in self.pair)
        numbers: dict[str, Value] = {"lead": _points(self.result.lead(*self.pair))}
        labels = {"lead": say(_("lead of {first} over {second} in the result"), first=first, second=second)}
        for number, one in enumerate(self.misses, 1):
            mine, told = self._of_group(one)
            who = self._leader(one.group)
            numbers |= {f"{name}_{number}": value for name, value in mine.items()}
            labels |= {
                f"{name}_{number}": say(_("{what} (houses with {leader} ahead)"), what=say(LABELS[name]), leader=who)
                for name in mine
                if name in LABELS
            }
            labels |= {f"{name}_{number}": text for name, text in told.items()}
        return numbers, labels

    def _of_group(self, one: Miss) -> tuple[dict[str, Value], dict[str, Message]]:
        group = one.group
        band, of_lead = self.past.of_lead(float(group.mean))
        numbers: dict[str, Value] = {
            "houses": Count(len(group.latest)),
            "mean": _points(group.mean),
            "of_two": _points(group.of_two),
            "all_to_first": _points(group.given_to(self.pair[0])),
            "all_to_second": _points(group.given_to(self.pair[1])),
            "low": _real(one.interval.low),
            "high": _real(one.interval.high),
            "miss": _points(one.distance),
            "factor": quantity(one.factor, 2),
        }
        if one.ranked:
            numbers |= {
                "as_large": Count(one.races.as_large),
                "races": Count(one.races.of),
                "largest": _real(one.races.largest),
                "as_large_of_lead": Count(sum(past >= float(one.distance) for past in of_lead)),
                "races_of_lead": Count(len(of_lead)),
            }
        if one.ranked and self._has_cycles:
            numbers |= {
                "cycles_as_large": Count(one.cycles.as_large),
                "cycles": Count(one.cycles.of),
                "largest_cycle": _real(one.cycles.largest),
            }
        labels = {
            name: say(_("{what}, polled lead of {band} points or more"), what=say(LABELS[kind]), band=band)
            for name, kind in (("as_large_of_lead", "as_large"), ("races_of_lead", "races"))
            if name in numbers
        }
        for factor in FACTORS:
            may = interval(group, Errors(self.errors.between, self.errors.within, float(factor)))
            for end, value in (("low", may.low), ("high", may.high)):
                name = f"{end}:{float(factor):g}"
                numbers[name] = _real(value)
                labels[name] = say(
                    _("{what}, errors {factor} times as large"),
                    what=say(LABELS[end]),
                    factor=quantity(float(factor), 1),
                )
        if one.without is not None:
            numbers |= {"without_least": _points(one.without[0]), "without_most": _points(one.without[1])}
        if one.recent is not None:
            numbers |= {"recent": _points(one.recent[0]), "recent_houses": Count(one.recent[1])}
        moved = self._moving(group)
        if moved is not None:
            polls, level, low, high = moved
            numbers |= {"moving_polls": Count(polls), "moving": _real(level)}
            numbers |= {"moving_low": _real(low), "moving_high": _real(high)}
        return numbers, labels

    def _moving(self, group: Group) -> tuple[int, float, float, float] | None:
        """Polls of the moving average, its level on the day of the vote, and its interval: of the first option's "
        "lead."""
        meant, found = self.moving.get(tuple(poll.claim.id for poll in group.every), ("", None))
        if found is None or meant == group.first:
            return found
        polls, level, low, high = found
        return polls, -level, -high, -low


def _points(value: Any) -> Points:
    return Points(value if not isinstance(value, int) else Decimal(value), 1)


def _real(value: float) -> Points:
    return Points(rounded(value, 1), 1)


CHECK = Check(
    id="sampled.polls",
    title=_("Opinion polls and the result"),
    asks=_("How large a miss of the polls does the result need, and how often have polls missed by as much?"),
    kind=Kind.ESTIMATE,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    settings=Settings,
    assumes=_(
        "Polls of this case err as polls of general elections of the USA did, so many times as much as is said; each "
        "house counts once, with its latest poll, as it was printed."
    ),
    honest_causes=_(
        "People who will not say what they think, who do not answer or do not vote, a late change, a house that "
        "reaches some and not others, an archive of another country."
    ),
    cannot_show=_(
        "Which of the two errs, the polls or the result. A result outside what polls allow is no statement about the "
        "count, and one within it does not confirm it."
    ),
    references=(
        "Shirani-Mehr, Rothschild, Goel and Gelman, Disentangling bias and variance in election polls, Journal of the "
        "American Statistical Association 113 (2018), 607-614.",
        "Jackman, Pooling the polls over an election campaign, Australian Journal of Political Science 40 (2005), "
        "499-517.",
        "Jennings and Wlezien, Election polling errors across time and space, Nature Human Behaviour 2 (2018), "
        "276-283.",
        "FiveThirtyEight, pollster-ratings/2023/raw-polls.csv, CC BY 4.0: 9,627 polls of 1,858 races; a summary of it "
        "is shipped.",
    ),
    example=_(
        "Venezuela 2024: the houses that saw González ahead and those that saw Maduro ahead are both far from the "
        "first bulletin."
    ),
)
