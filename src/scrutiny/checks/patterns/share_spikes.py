"""Which shares occur in more stations than counting again would give?

Null: each station's count falls by chance around its own share, and shares of stations spread smoothly, so that a tenth
of a percent holds as many stations as its neighbours and the sizes of stations give. Both laws of counting again must
find a share too frequent. Assumes: no share is aimed at. Looked at are shares from 5 to 95 %: nearer to none and all,
counts are small and crowd. It refuses where shares differ less than counting again makes them differ. Honest causes
that trip it: shares rounded in a summary and turned back into counts; many stations of one size. Cannot show: figures
altered without a common target; which stations.
Why it is a test: shares that crowd within a few points are spread by chance alone, and what is expected is fitted to
that (`scrutiny.stats.share_density`). Of 1,000 simulated honest elections of 2,000 to 60,000 stations, at one share or
within .3 to 10 points of one, two or three, in sizes alike or not, 4 fall below .01 and none below 8e-4. Of 70
options in undisputed elections (Germany, Poland, Spain, Israel, Bolivia 2020, Canada, Chile, Oregon) one has a chance
below .05, of .045.
Places are not tested by themselves: a tenth of a percent holds too few of their stations.
Reference: A. Rozenas, Political Analysis 25 (2017) 41-56, whose thousand draws are worked out here without drawing.
Russia 2011: 479 stations beyond expectation at 65.0, 70.0, 75.0, 80.0, 85.0 % and others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import ClassVar

import numpy as np

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.by_unit import by_unit, sampled
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders, nobody
from scrutiny.findings.families import chance
from scrutiny.findings.finding import Figure, Finding, Kind, Tested, Verdict
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.rounding import rounded
from scrutiny.findings.stations import Stations, Whole, stations
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Chance, Count, Message, Percent, Quantity, Value, _, say, series
from scrutiny.simulate.hands.planting import planted
from scrutiny.stats.share_density import Density, levelled

ORDER = 60


@dataclass(frozen=True)
class Settings:
    """Which stations and which shares are looked at."""

    __pydantic_config__: ClassVar = STRICT

    least: int = 100
    """Stations with fewer ballots are left out."""
    edge: int = 5
    """Shares nearer than so many points to 0 or 100 % are not tested."""
    level: Decimal = Decimal("0.01")
    """A share is called a spike where so many or more stations have, over all shares, at most this chance."""
    spread: Decimal = Decimal("10")
    """Counts must differ among stations by so many, as a standard deviation,"""
    scatter: Decimal = Decimal("0.5")
    """and the variance of shares must be so large a part of what counting gives where all stations are of one mind."""
    beside: int = 20_000
    """So many stations at most are looked at for the other options."""
    named: int = 12
    """So many spikes at most are named."""


@dataclass(frozen=True, eq=False)
class Spikes:
    """Stations at each tenth of a percent of an option's share.

    Parameters
    ----------
    own, unsure
        By the two laws of counting again; the second is worked out only where the first finds something.
    """

    own: Density
    unsure: Density | None

    @property
    def p(self) -> float:
        """The larger chance of the two laws; where the first alone is not small, that one."""
        return max(self.own.chance, self.unsure.chance) if self.unsure is not None else self.own.chance

    def at(self, level: Decimal) -> list[int]:
        """Tenths of a percent that are spikes by both laws, the largest excess first."""
        found = self.own.spikes(float(level))
        if self.unsure is not None:
            found = found & self.unsure.spikes(float(level))
        excess = self.own.observed - self.own.expected
        return sorted(np.flatnonzero(found).tolist(), key=lambda bin_: (-float(excess[bin_]), bin_))


SMALL = 0.1
"""From this chance on the second law is not asked: it could only make the chance larger."""


def spikes(found: Stations, option: str, settings: Settings) -> Spikes:
    """The spikes of an option's share."""
    k, n = found.votes[option], found.ballots
    first, last = 10 * settings.edge, 1_000 - 10 * settings.edge
    own = levelled(k, n).between(first, last)
    unsure = levelled(k, n, law="unsure").between(first, last) if own.chance < SMALL else None
    return Spikes(own, unsure)


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    who = contenders(subject)
    for option in who.asked:
        found = _kept(subject, option, settings)
        why = _unfit(found, option, settings)
        if found is None or why is not None:
            yield _cannot(subject, option, found, why)
            continue
        beside = {}
        for name in who.beside:
            other = _kept(subject, name, settings)
            if other is not None and _unfit(other, name, settings) is None:
                beside[name] = spikes(sampled(other, settings.beside)[0], name, settings)
        yield _finding(subject, settings, option, found, spikes(found, option, settings), beside)


def _kept(subject: Subject, option: str, settings: Settings) -> Stations | None:
    found = stations(subject, (option,), False)
    return None if found is None else by_unit(found.where(found.ballots >= settings.least, say(_("small"))))


def _unfit(found: Stations | None, option: str, settings: Settings) -> Message | None:
    """Why nothing can be said, as a clause."""
    if found is None or found.number < CHECK.needs.units:
        return say(
            _("{n} of its stations have votes and ballots and are large enough; {least} are needed"),
            n=found.number if found is not None else 0,
            least=CHECK.needs.units,
        )
    spread = float(found.votes[option].std())
    if spread < settings.spread:
        return say(
            _("its votes differ among stations by {spread} only (standard deviation), and {least} are needed"),
            spread=Quantity(rounded(spread, 1), 1),
            least=Quantity(settings.spread, 0),
        )
    if _scatter(found.votes[option], found.ballots) < settings.scatter:
        return say(_("its shares differ less among stations than chance alone would make them differ"))
    return None


def _scatter(k: Whole, n: Whole) -> float:
    """The variance of shares about the common one, as a part of what counting gives: 1 where all are of one mind."""
    common = float(k.sum()) / float(n.sum())
    return float((n * (k / n - common) ** 2).mean()) / max(common * (1 - common), 1e-12)


def _title(subject: Subject, option: str) -> Message:
    return say(_("Frequent shares of {option} in {record}"), option=subject.name(option), record=named(subject.counts))


def _cannot(subject: Subject, option: str, found: Stations | None, why: Message | None) -> Finding:
    assert why is not None
    return cannot_tell(
        CHECK,
        subject,
        (option,),
        _title(subject, option),
        say(
            _("Whether some shares of {option} in {record} are too frequent cannot be told: {why}."),
            option=subject.name(option),
            record=named(subject.counts),
            why=why,
        ),
        found,
    )


def _share(bin_: int) -> Percent:
    return Percent(Decimal(bin_) / 10, 1)


def _finding(
    subject: Subject, settings: Settings, option: str, found: Stations, made: Spikes, beside: dict[str, Spikes]
) -> Finding:
    at = made.at(settings.level)
    own = made.own
    numbers: dict[str, Value] = {
        "stations": Count(found.number),
        "chance": chance(made.p),
        "chance_own": chance(own.chance),
        "spikes": Count(len(at)),
        "excess": Quantity(rounded(sum(float(own.observed[b] - own.expected[b]) for b in at), 1), 1),
    }
    labels = {
        "stations": say(_("stations that were looked at")),
        "chance": say(_("chance of so frequent a share anywhere")),
        "chance_own": say(_("that chance where each station has just its own share")),
        "spikes": say(_("shares that are too frequent by both laws of chance")),
        "excess": say(_("stations at them beyond expectation")),
    }
    for bin_ in at[: settings.named]:
        numbers[f"observed-{bin_}"] = Count(int(own.observed[bin_]))
        labels[f"observed-{bin_}"] = say(_("stations with a share of {share}"), share=_share(bin_))
        numbers[f"expected-{bin_}"] = Quantity(rounded(float(own.expected[bin_]), 1), 1)
        labels[f"expected-{bin_}"] = say(_("stations expected with a share of {share}"), share=_share(bin_))
    for name, other in beside.items():
        numbers[f"beside:{name}"] = chance(other.p)
        labels[f"beside:{name}"] = say(
            _("chance of so frequent a share of {option}, which nobody says has won"), option=subject.name(name)
        )
    return Finding(
        check=CHECK.id,
        kind=Kind.TEST,
        verdict=Verdict.CANNOT_TELL,  # until all tests of the plan are known
        about=(*subject.about, option),
        title=_title(subject, option),
        statement=_statement(subject, settings, option, found, made, at),
        sees=partial(_seen, own),
        rests_on=(
            say(
                _(
                    "The votes of each station are taken to fall around its own share as coins do. What is expected "
                    "at each tenth of a percent is brought to what its neighbours hold, within about two standard "
                    "deviations of that chance."
                )
            ),
            *nature(subject, subject.counts),
        ),
        breaks_if=(
            say(
                _(
                    "Shares were rounded in a summary and turned back into counts, or many stations of one size have "
                    "few shares that they can have."
                )
            ),
        ),
        does_not_show=say(
            _(
                "Anything that does not bring many stations to the same share. Where it rings it cannot say in which "
                "stations, by whom or why."
            )
        ),
        would_settle=say(_("The sheets of the stations, beside the figures of the record.")),
        numbers=numbers,
        effect="excess",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts)}),
        scope=found.scope,
        figure=None if subject.bare else _picture(subject, settings, option, made, at),
        sources=subject.counts.sources,
        settings={key: str(v) if isinstance(v, Decimal) else v for key, v in asdict(settings).items()},
        tests=(
            Tested(f"spike:{option}", made.p),
            *(Tested(f"spike:{name}", other.p, beside=True) for name, other in beside.items()),
        ),
    )


def _seen(own: Density, limit: float) -> Message:
    """A spike counts for what is expected at it too: a part of it falls there when its stations are drawn anew."""
    inner = own.tested
    above = own.envelope(limit) - own.expected + _NINE_IN_TEN * own.sd
    falls = 1 + 1 / (2 * math.sqrt(math.pi) * np.maximum(own.fuzz, 1e-9))
    return say(
        _(
            "A share met by about {stations} stations more than its neighbours give would have been seen with"
            " a chance of 90 in 100, wherever it lies."
        ),
        stations=math.ceil(float((above * falls)[inner].max(initial=1.0))),
    )


_NINE_IN_TEN = 1.2816
"""A normal law exceeds its mean less so many standard deviations nine times in ten."""


def _statement(
    subject: Subject, settings: Settings, option: str, found: Stations, made: Spikes, at: list[int]
) -> Message:
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "option": subject.name(option),
        "stations": Count(found.number),
        "chance": chance(made.p),
        "low": Percent(Decimal(settings.edge), 0),
        "high": Percent(Decimal(100 - settings.edge), 0),
    }
    if not at:
        return Message(
            _(
                "In {record}, no share of {option} from {low} to {high} occurs in so many of {stations} stations "
                "that chance would rarely give it. As frequent a share anywhere has a chance of {chance}."
            ),
            values,
        )
    excess = sum(float(made.own.observed[b] - made.own.expected[b]) for b in at)
    return Message(
        _(
            "In {record}, some shares of {option} occur in more of {stations} stations than chance gives: "
            "{shares}, together {excess} stations beyond expectation. If chance alone makes the shares, one "
            "as frequent anywhere from {low} to {high} has a chance of {chance}."
        ),
        values
        | {
            "shares": series([_share(bin_) for bin_ in sorted(at[: settings.named])]),
            "excess": Quantity(rounded(excess, 1), 1),
        },
    )


def _picture(subject: Subject, settings: Settings, option: str, made: Spikes, at: list[int]) -> Figure:
    own = made.own
    bound = own.envelope(float(settings.level))
    inner = np.flatnonzero(own.tested)
    rows = [[int(b), int(own.observed[b]), float(f"{own.expected[b]:.4g}"), float(f"{bound[b]:.4g}")] for b in inner]
    return Figure(
        kind="share_spikes",
        title=say(_("How many stations have each share")),
        data={"option": option, "rows": rows},
        caption=say(
            _(
                "Stations of {record} at each tenth of a percent of the share of {option}. A spike, marked with a"
                " dot, is a share that more stations have than the grey band allows. Chance alone puts one or "
                "more anywhere above the band with a chance of {level}."
            ),
            record=named(subject.counts),
            option=subject.name(option),
            level=Chance(Fraction(settings.level)),
        ),
        alternative=say(
            _("Shares above the band: {rows}."),
            rows=series(
                [
                    say(
                        _("{share}: {observed} stations, expected {expected}"),
                        share=_share(b),
                        observed=int(own.observed[b]),
                        expected=Quantity(rounded(float(own.expected[b]), 1), 1),
                    )
                    for b in at[: settings.named]
                ]
            ),
        )
        if at
        else say(_("No share stands above the band.")),
    )


CHECK = Check(
    id="patterns.share_spikes",
    title=_("Frequent shares"),
    asks=_("Which shares occur in more stations than chance gives?"),
    kind=Kind.TEST,
    needs=Needs(per="counts", by_unit=True, units=200, when=nobody),
    compute=compute,
    settings=Settings,
    null=_(
        "The votes of each station fall around its own share by either of two laws of chance, and "
        "neighbouring tenths of a percent hold as many stations as their sizes give."
    ),
    assumes=_("No share is aimed at; shares near none and all, where counts are small and crowd, are not looked at."),
    honest_causes=_(
        "Shares rounded in a summary and turned back into counts, and many stations of one size, which can have few "
        "shares."
    ),
    cannot_show=_("Figures altered without a common target; which stations were altered; who gained."),
    references=(
        "A. Rozenas, Political Analysis 25 (2017) 41-56; resampling in the package spikes, here without draws.",
    ),
    example=_("Russia 2011: 65.0, 75.0, 80.0 and 85.0 % and others; Canada 2011: none."),
    planted=planted("whole_percentages", 0.2, step=5),
)
