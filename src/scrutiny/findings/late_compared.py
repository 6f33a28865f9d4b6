"""Early against late stations by every yardstick there is, and how that is told in numbers and in a picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import stdtrit

from scrutiny.findings.check import Subject
from scrutiny.findings.earlier import Earlier, earlier
from scrutiny.findings.early_late import Parts
from scrutiny.findings.families import chance, nine_in_ten
from scrutiny.findings.finding import Figure, Tested
from scrutiny.findings.origins import named
from scrutiny.messages import Count, Message, Name, Percent, Points, Quantity, Value, _, say, series
from scrutiny.stats.earlier_result import from_earlier
from scrutiny.stats.late_shift import Comparison, Composition, Contrast, Shift, composition, contrast, shift, within

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Asked:
    """What is compared: the votes of one option, or the lead of one over another.

    Parameters
    ----------
    options
        One option, or the first and the second.
    amount
        Of each station: votes, or the difference.
    """

    options: tuple[str, ...]
    amount: Whole

    @property
    def margin(self) -> bool:
        return len(self.options) > 1

    @property
    def key(self) -> str:
        return "-".join(self.options)


@dataclass(frozen=True, eq=False)
class Compared:
    """Everything that is told of one comparison.

    Parameters
    ----------
    raw
        All late units against all early ones.
    inside
        Late less early inside polling places; None without such places or without any that has both.
    given
        The same with the size and the number of each unit within its place taken into account; None also where these
        alone tell which units are late.
    foretold
        Late units as early ones of their place would have foretold them.
    levels
        The same on every level.
    before, then
        An earlier election of the places, and late units as it foretells them.
    """

    raw: Shift
    inside: Contrast | None
    given: Contrast | None
    foretold: Comparison | None
    levels: Composition
    before: Earlier | None
    then: Comparison | None

    @property
    def tested(self) -> Contrast | None:
        """What is tested: `least_rare` of the two."""
        return least_rare(self.inside, self.given)

    def seen(self, limit: float) -> Message:
        """What a test that rings from that chance on would find nine times in ten: an alarm needs both comparisons."""
        both = [found for found in (self.inside, self.given) if found is not None]
        reach = max(nine_in_ten(limit, found.df, 2) * found.error for found in both)
        return say(
            _(
                "A difference of about {points} points inside polling places would have been found with a chance "
                "of 90 in 100."
            ),
            points=points(reach),
        )


def least_rare(inside: Contrast | None, given: Contrast | None) -> Contrast | None:
    """The comparison with the larger chance, or None where one of them cannot be made.

    Larger units report later everywhere, and vote otherwise in many places: in honest elections with such units the
    plain comparison rings. Where share goes with size by 3 points and lateness with size, its chance is below .01 in 69
    of a hundred, that with size and number given in one. A difference that size and number explain is none.
    """
    if inside is None or given is None or not (inside.error > _NOTHING and given.error > _NOTHING):
        return None
    return max(inside, given, key=lambda found: found.chance)


_NOTHING = 1e-9
"""Shares whose standard error is smaller are all alike, or explained to the last vote, but for rounding."""


def _both(
    amount: Whole, total: Whole, late: npt.NDArray[np.bool_], group: Whole, more: npt.NDArray[np.float64]
) -> tuple[Contrast | None, Contrast | None]:
    return contrast(amount, total, late, group), contrast(amount, total, late, group, more)


def _size_and_number(made: Parts) -> npt.NDArray[np.float64]:
    size = np.log(np.maximum(1, made.found.ballots))
    # Size decides in its own way in each town: it enters by itself and squared.
    return np.column_stack([size, size**2, made.number, made.number**2])


def beside(made: Parts, options: Iterable[str]) -> dict[str, Contrast]:
    """What is tested of the votes of options that nobody asks about."""
    more = _size_and_number(made)
    tested = {
        option: least_rare(*_both(made.found.votes[option], made.valid, made.late, made.levels[0].group, more))
        for option in options
    }
    return {option: found for option, found in tested.items() if found is not None}


def asked_of(made: Parts, options: tuple[str, ...]) -> Asked:
    votes = made.found.votes
    return Asked(options, votes[options[0]] - votes[options[1]] if len(options) > 1 else votes[options[0]])


def compared_of(subject: Subject, made: Parts, asked: Asked) -> Compared:
    amount, total, late = asked.amount, made.valid, made.late
    group = made.levels[0].group
    inside = given = foretold = None
    if made.place is not None:
        inside, given = _both(amount, total, late, group, _size_and_number(made))
        foretold = within(amount, total, late, group)
    before = earlier(subject, made.found, made.levels[0].name, asked.options) if made.levels[0].name else None
    then = None
    if before is not None:
        region = made.levels[-2].group if len(made.levels) > 2 else made.levels[-1].group
        then = from_earlier(amount, total, late, before.shares, region, group)
    return Compared(
        raw=shift(amount, total, late),
        inside=inside,
        given=given,
        foretold=foretold,
        levels=composition(amount, total, late, made.levels),
        before=before,
        then=then,
    )


def level_name(subject: Subject, level: str) -> Name:
    return Name(subject.case.level_names.get(level, level))


def points(share: float, places: int = 2) -> Points:
    return Points(decimal(100 * share, places), places)


def decimal(number: float, places: int = 2) -> Decimal:
    made = Decimal(f"{number:.{places}f}")
    return made if made else abs(made)


def numbers_of(subject: Subject, made: Parts, compared: Compared) -> tuple[dict[str, Value], dict[str, Message]]:
    numbers: dict[str, Value] = {}
    labels: dict[str, Message] = {}

    def add(key: str, label: Message, value: Value) -> None:
        numbers[key], labels[key] = value, label

    late = int(made.late.sum())
    add("early_units", say(_("early units")), Count(made.found.number - late))
    add("late_units", say(_("late units")), Count(late))
    add("late_valid", say(_("valid votes of late units")), Count(int(made.valid[made.late].sum())))
    add("shift", say(_("late less early, all units (points)")), points(compared.raw.difference))
    inside, given, foretold = compared.inside, compared.given, compared.foretold
    if inside is not None and not math.isnan(inside.error):
        add("inside_units", say(_("late units in places that also have early ones")), Count(inside.units))
        add("inside_places", say(_("polling places with both")), Count(inside.groups))
        add("inside", say(_("late less early inside polling places (points)")), points(inside.difference))
        add("inside_error", say(_("its standard error (points)")), points(inside.error))
        add("inside_lots", say(_("its standard deviation if lots decided (points)")), points(inside.lots))
        add("inside_chance", say(_("chance of so large a difference")), chance(inside.chance))
    if given is not None and not math.isnan(given.error):
        add("given", say(_("the same with size and number within the place (points)")), points(given.difference))
        add("given_error", say(_("its standard error (points), size and number given")), points(given.error))
        add("given_chance", say(_("chance of so large a difference, size and number given")), chance(given.chance))
    if foretold is not None:
        add("foretold", say(_("what early units of the same places foretold (points)")), points(foretold.predicted))
        add("came", say(_("what came in late units of these places (points)")), points(foretold.actual))
        add(
            "votes",
            say(_("votes that the difference from what was foretold amounts to")),
            Quantity(decimal(foretold.difference * foretold.weight, 0), 0),
        )
    for matched in compared.levels.levels:
        found = matched.comparison
        if found is None or matched.informative:
            continue
        of: dict[str, Value] = {"level": level_name(subject, matched.level) if matched.level else say(_("the whole"))}
        key = matched.level or "all"
        add(f"units:{key}", Message(_("late units matched on a coarser level: {level}"), of), Count(found.units))
        add(
            f"off:{key}",
            Message(_("these less what early units of the level have, not informative (points): {level}"), of),
            points(found.difference),
        )
    if not math.isnan(compared.levels.explained):
        add(
            "explained",
            say(_("part of the shift that all levels together foretell")),
            Percent(decimal(100 * compared.levels.explained, 1), 1),
        )
    if compared.before is not None and compared.then is not None:
        add(
            "earlier_found",
            say(_("part of the votes in places of the earlier election")),
            Percent(decimal(100 * compared.before.found, 1), 1),
        )
        add(
            "earlier_foretold",
            say(_("late units as the earlier election foretells (points)")),
            points(compared.then.predicted),
        )
        add("earlier_off", say(_("late units less that (points)")), points(compared.then.difference))
        if not math.isnan(compared.then.error):
            add("earlier_error", say(_("its standard error (points), no test")), points(compared.then.error))
    return numbers, labels


def regions(made: Parts, asked: Asked, least: int) -> tuple[pl.DataFrame | None, list[Tested]]:
    """The test inside each place of the largest level that has at least so many places with both.

    It is the same as that of the whole: the less rare of the two comparisons.
    """
    if len(made.levels) < 3:
        return None, []
    more = _size_and_number(made)
    level = made.levels[-2].name
    codes, names = made.found.place(level)
    rows, tests = [], []
    for code, name in enumerate(names):
        here = codes == code
        if not name or here.all():
            continue
        group = np.unique(made.levels[0].group[here], return_inverse=True)[1].astype(np.int64)
        found = least_rare(*_both(asked.amount[here], made.valid[here], made.late[here], group, more[here]))
        if found is None or found.groups < least:
            continue
        tests.append(Tested(f"{level}={name}:{asked.key}", found.chance, family="regional"))
        both = (round(100 * value, 2) for value in (found.difference, found.error))
        rows.append((name, found.units, found.groups, *both, float(f"{found.chance:.3g}")))
    if not rows:
        return None, []
    columns = ["unit", "late_units", "places", "difference", "error", "chance"]
    return pl.DataFrame(rows, schema=columns, orient="row").sort("chance", "unit"), tests


def picture(subject: Subject, made: Parts, asked: Asked, compared: Compared) -> Figure | None:
    """Late units less each yardstick, in points."""
    inside = compared.inside
    rows: list[dict[str, Any]] = [
        {"of": "all", "points": _float(compared.raw.difference), "units": int(made.late.sum())}
    ]
    if inside is not None and not math.isnan(inside.error):
        spread = float(stdtrit(inside.df, 0.975)) * inside.error
        rows.append(
            {
                "of": "place",
                "points": _float(inside.difference),
                "low": _float(inside.difference - spread),
                "high": _float(inside.difference + spread),
                "units": inside.units,
            }
        )
    for matched in compared.levels.levels:
        if matched.comparison is not None and matched.level and not matched.informative:
            rows.append(
                {
                    "of": "level",
                    "name": subject.case.level_names.get(matched.level, matched.level),
                    "points": _float(matched.comparison.difference),
                    "units": matched.comparison.units,
                }
            )
    if compared.then is not None:
        rows.append({"of": "earlier", "points": _float(compared.then.difference), "units": compared.then.units})
    told = [
        Message(
            _TOLD[str(row["of"])], {"points": Points(decimal(row["points"])), "level": Name(str(row.get("name", "")))}
        )
        for row in rows
    ]
    return Figure(
        kind="late_shift",
        title=say(_("Late units against each yardstick")),
        data={"option": asked.options[0], "rows": rows},
        caption=say(
            _(
                "By how many points late units of {record} differ from what each yardstick gives. Only the same "
                "polling place is a test, here with its 95% interval; larger areas mix places of different kinds."
            ),
            record=named(subject.counts),
        ),
        alternative=say(_("Late units differ by: {rows}."), rows=series(told)),
    )


_TOLD = {
    "all": _("{points} points from all early units"),
    "place": _("{points} points from early units of the same polling place"),
    "level": _("{points} points from early units of the same area, where no closer one is early ({level})"),
    "earlier": _("{points} points from what an earlier election of the place foretells"),
}


def _float(share: float) -> float:
    return round(100 * share, 3)
