"""A finding: one statement about the evidence, of a kind that limits what it may say."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

import polars as pl

from scrutiny.messages import Message, Value, _


class Kind(enum.StrEnum):
    """What sort of reasoning stands behind a finding."""

    ARITHMETIC = "arithmetic"
    BOUND = "bound"
    TEST = "test"
    ESTIMATE = "estimate"
    RECORD = "record"


class Verdict(enum.StrEnum):
    """The word that a finding is headed with."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    DECIDES = "decides"
    LEAVES_OPEN = "leaves_open"
    UNUSUAL = "unusual"
    NOTHING_UNUSUAL = "nothing_unusual"
    WITHIN = "within"
    OUTSIDE = "outside"
    RECORDED = "recorded"
    CANNOT_TELL = "cannot_tell"
    NOT_APPLICABLE = "not_applicable"


ALWAYS = frozenset({Verdict.CANNOT_TELL, Verdict.NOT_APPLICABLE})
MAY_SAY: Mapping[Kind, frozenset[Verdict]] = {
    Kind.ARITHMETIC: ALWAYS | {Verdict.AGREES, Verdict.CONTRADICTS},
    Kind.BOUND: ALWAYS | {Verdict.DECIDES, Verdict.LEAVES_OPEN},
    Kind.TEST: ALWAYS | {Verdict.UNUSUAL, Verdict.NOTHING_UNUSUAL},
    Kind.ESTIMATE: ALWAYS | {Verdict.WITHIN, Verdict.OUTSIDE},
    Kind.RECORD: ALWAYS | {Verdict.RECORDED},
}

HEADINGS: Mapping[Verdict, str] = {
    Verdict.AGREES: _("agrees"),
    Verdict.CONTRADICTS: _("cannot both be true"),
    Verdict.DECIDES: _("decides"),
    Verdict.LEAVES_OPEN: _("leaves open"),
    Verdict.UNUSUAL: _("unusual"),
    Verdict.NOTHING_UNUSUAL: _("nothing unusual"),
    Verdict.WITHIN: _("within"),
    Verdict.OUTSIDE: _("outside"),
    Verdict.RECORDED: _("recorded"),
    Verdict.CANNOT_TELL: _("cannot tell"),
    Verdict.NOT_APPLICABLE: _("did not apply"),
}
MARKS: Mapping[Verdict, str] = {
    Verdict.AGREES: "●",
    Verdict.CONTRADICTS: "✕",
    Verdict.DECIDES: "■",
    Verdict.LEAVES_OPEN: "□",
    Verdict.UNUSUAL: "▲",
    Verdict.NOTHING_UNUSUAL: "△",
    Verdict.WITHIN: "◆",
    Verdict.OUTSIDE: "◇",
    Verdict.RECORDED: "▪",
    Verdict.CANNOT_TELL: "?",
    Verdict.NOT_APPLICABLE: "–",
}


@dataclass(frozen=True)
class Calibration:
    """How often a test's alarm rings on honest elections, measured.

    Parameters
    ----------
    alarms, of
        So many alarms on so many honest cases.
    upper
        The upper 95 % bound of the false-alarm rate.
    corpus
        What the honest cases were.
    power
        What was planted and how often it was found, in words.
    """

    alarms: int
    of: int
    upper: Fraction
    corpus: Message
    power: Message | None = None


@dataclass(frozen=True)
class Tested:
    """One test within a finding: how rarely its null gives as much, before anybody counted the other tests.

    Parameters
    ----------
    of
        What was tested, stable from run to run: the statistic, and the option or place.
    p
        The chance under the null of at least as much.
    family
        With which other tests it is counted: those of the whole record (`national`), or of its places (`regional`).
    beside
        Whether it stands beside the option in question, or is of an election that nobody disputes; such a test is
        shown and alarms nobody.
    adjusted
        The chance when the tests of the family are counted, once all are known.
    what
        What it asks, in words that can follow "the test of": of every test but the one that the statement tells, which
        is the first.
    """

    of: str
    p: float
    family: Literal["national", "regional"] = "national"
    beside: bool = False
    adjusted: float | None = None
    what: Message | None = None


@dataclass(frozen=True)
class Weight:
    """Votes concerned, against what would alter the outcome.

    Parameters
    ----------
    low, high
        Bounds of the votes concerned; equal when they are known exactly.
    slack
        The smallest number of votes that alters the outcome, in the sense of `by`.
    by
        Which of the three slacks: votes `moved`, `added` or `removed`.
    outcome
        Whose outcome: the announcement or record it belongs to, as a sentence.
    could_alter
        Whether the votes concerned reach the slack; None when it cannot be told.
    """

    low: int
    high: int
    slack: int | None = None
    by: str = ""
    outcome: Message | None = None
    could_alter: bool | None = None


@dataclass(frozen=True)
class Scope:
    """What was looked at and what was left out."""

    units: int
    left_out: int = 0
    why: Message | None = None


@dataclass(frozen=True)
class Figure:
    """Data for a picture, of a kind that `scrutiny.figures` knows how to draw."""

    kind: str
    title: Message
    data: Mapping[str, Any]
    caption: Message
    alternative: Message


@dataclass(frozen=True)
class Listing:
    """What a finding speaks about, one thing in each row: statements with their words and sources.

    Parameters
    ----------
    title, columns
        As they are printed.
    rows
        A value for each column. A name of a claim or of a finding leads to it.
    """

    title: Message
    columns: tuple[Message, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, eq=False)
class Finding:
    """One statement.

    Parameters
    ----------
    check
        The id of the check.
    about
        What it speaks about: (contest, claims, sources); with the check it makes the id, stable between runs.
    kind, verdict
        The kind limits the verdict (`MAY_SAY`).
    title
        Heading of the card.
    statement
        One sentence that a judge could read aloud, its condition included.
    rests_on
        What it takes as given.
    breaks_if
        What would have to be false, and how much of it.
    does_not_show, would_settle
        Limits, and the evidence that would decide.
    numbers
        Exact values by name, with where each comes from in `origins`.
    effect
        The name of that number, if it is there, which says how large what was looked for is: it is set beside the same
        of other elections.
    placebo
        The election, where nobody disputes it and it is examined as a placebo beside the one in question.
    weight
        Votes concerned against the slack.
    calibration
        For tests; None means none was measured.
    scope
        Units used and left out.
    units
        The units concerned, worst first: `unit`, places, `locator`, figures; None when there are none.
    figure
        Data for a picture.
    sources
        Ids of the sources and claims that it rests on.
    prominent
        How early the report should say it; larger is earlier. 0 is the default, less is not said in the opening.
    """

    check: str
    kind: Kind
    verdict: Verdict
    about: tuple[str, ...]
    title: Message
    statement: Message
    contest: str = ""
    rests_on: tuple[Message, ...] = ()
    breaks_if: tuple[Message, ...] = ()
    does_not_show: Message | None = None
    would_settle: Message | None = None
    repeats: str = ""
    """The id of a finding that tells the same fact in another form, so that it is not counted twice."""
    numbers: Mapping[str, Value] = field(default_factory=dict)
    origins: Mapping[str, Message] = field(default_factory=dict)
    labels: Mapping[str, Message] = field(default_factory=dict)
    effect: str = ""
    placebo: str = ""
    weight: Weight | None = None
    calibration: Calibration | None = None
    scope: Scope | None = None
    units: pl.DataFrame | None = None
    figure: Figure | None = None
    sources: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    prominent: int = 0
    tests: tuple[Tested, ...] = ()
    """The tests that a finding about a pattern consists of; its verdict follows when all tests of a plan are known."""
    would_have_seen: Message | None = None
    """What a test would have noticed, told where it found nothing."""
    sees: Callable[[float], Message | None] | None = None
    """Given the chance from which on the first test rings, what it would find nine times in ten: how many tests there
    are is known only when all of them are. It becomes `would_have_seen`."""
    listing: Listing | None = None
    """What it speaks about, where that is not units but statements."""
    slips: int = 0
    """Slips of single units that are notes within a finding that agrees."""

    def __post_init__(self) -> None:
        if self.verdict not in MAY_SAY[self.kind]:
            raise ValueError(f"{self.check}: a finding of kind {self.kind} cannot say {self.verdict}")
        if self.verdict is Verdict.UNUSUAL and self.calibration is None:
            raise ValueError(f"{self.check}: unusual needs a measured false-alarm rate")

    @property
    def id(self) -> str:
        return "/".join((self.check, *self.about))

    def with_(self, **changes: Any) -> Finding:
        return replace(self, **changes)
