"""What somebody said about the result: announcements with figures, claims of victory, positions, polls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

from scrutiny.evidence.allegation import Allegation
from scrutiny.evidence.irregularity import Irregularity
from scrutiny.evidence.passage import Passage
from scrutiny.evidence.sample import Sample
from scrutiny.evidence.shape import STRICT

Act = Literal[
    "announces_figure",
    "proclaims",
    "claims_victory",
    "concedes",
    "congratulates",
    "recognises",
    "withholds_recognition",
    "refuses_to_recognise",
    "calls_for_publication",
    "calls_for_audit",
    "calls_for_new_vote",
    "expresses_concern",
    "alleges_irregularity",
    "alleges_attack",
    "observes",
    "predicts",
    "rules",
    "takes_note",
    "calls_for_protest",
    "calls_for_calm",
    "breaks_relations",
    "retracts",
    "other",
]
Role = Literal[
    "authority",
    "candidate",
    "party",
    "state",
    "organisation",
    "parliament",
    "observer_mission",
    "pollster",
    "court",
    "prosecutor",
    "media",
    "analyst",
    "other",
]
ABOUT_WORDS = ("result", "process")
"""What a claim may be about besides an option, a claim or a source: the result as a whole, or how it came about."""
Quote = Literal["verbatim", "partial", "paraphrase"]
Hedge = Literal["none", "reported", "alleged", "conditional", "expected"]


@dataclass(frozen=True)
class Figures:
    """Numbers as somebody printed them. Percentages are rounded figures: their decimals matter (51.20 is not 51.2)."""

    __pydantic_config__: ClassVar = STRICT

    votes: dict[str, int] = field(default_factory=dict)
    """Votes by option (or group of options)."""
    shares: dict[str, Decimal] = field(default_factory=dict)
    """Percent by option, with the decimals that were printed."""
    shares_of: Literal["valid", "cast", "registered"] = "valid"
    """What the shares are shares of."""
    valid: int | None = None
    """Valid votes."""
    invalid: int | None = None
    """Invalid (null) votes."""
    blank: int | None = None
    """Blank votes, where they are told apart."""
    invalid_share: Decimal | None = None
    """Percent of the ballots cast that were invalid."""
    valid_share: Decimal | None = None
    """Percent of the ballots cast that were valid."""
    cast: int | None = None
    """Ballots cast, or voters who took part."""
    registered: int | None = None
    """The register as announced."""
    turnout: Decimal | None = None
    """Participation in percent, as printed."""
    coverage: Decimal | None = None
    """Percent of the units counted, as printed."""
    coverage_of: str = "station"
    """The level whose units are counted by `coverage`."""
    counted_units: int | None = None
    """Units counted, where a number was announced."""


@dataclass(frozen=True)
class Report:
    """The claim as one outlet printed it; figures that differ from the claim's own are kept here."""

    __pydantic_config__: ClassVar = STRICT

    by: str
    """The outlet or document."""
    on: date | datetime | None = None
    """When it was printed."""
    url: str = ""
    """Where."""
    words: str = ""
    """The words, as printed."""
    figures: Figures | None = None
    """Only what this outlet prints, where it differs or where it matters."""
    via: str = ""
    """The news agency that it credits: an agency's text printed by twelve papers is one source."""
    at: Passage | None = None
    """Where the words stand in the saved original."""


@dataclass(frozen=True)
class Claim:
    """One utterance by one speaker."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short and stable."""
    act: Act
    """What is done by saying it."""
    speaker: str
    """Who, as printed."""
    role: Role = "other"
    """What the speaker is."""
    country: str | None = None
    """ISO 3166-1 alpha-2 of the speaker, where it has one."""
    contest: str | None = None
    """The contest that it is about; by default the only one, or the first."""
    about: str | None = None
    """The option, claim or source that it is about, "result" or "process"."""
    title: str = ""
    """A short name for it: "Bulletin 1"."""
    said: datetime | date | None = None
    """When it was said, as far as known, with the time zone."""
    place: str | None = None
    """Set when the figures are those of one place: `level=id`."""
    words: str = ""
    """The words, as quoted."""
    summary: str = ""
    """What was said, in a sentence, where there is no quote."""
    irreversible: bool = False
    """The result was called irreversible, or a winner was proclaimed, on these figures."""
    figures: Figures | None = None
    """The figures that it gives."""
    reports: tuple[Report, ...] = ()
    """As sources print it."""
    state: Literal["verified", "reported", "disputed"] = "reported"
    """Whether the original was seen, or reports of it."""
    source: str = ""
    """Where it is written, when there is no separate report."""
    corrects: str | None = None
    """The claim that this one replaces."""
    alleges: tuple[Allegation, ...] = ()
    """What it alleges in numbers, so that it can be computed."""
    sample: Sample | None = None
    """How its figures were sampled, where they are those of a poll, an exit poll or a quick count."""
    quote: Quote | None = None
    """Whether `words` are the speaker's own, in part or wholly, or the outlet's telling of them."""
    hedge: Hedge = "none"
    """What the source keeps between itself and the claim."""
    of_election: Literal["this", "other"] = "this"
    """Whether it is about this case's election, or about an earlier one or another country's."""
    irregularities: tuple[Irregularity, ...] = ()
    """For allegations: what kinds of irregularity are alleged, so that the findings that speak to them are named."""
    resting_on: tuple[str, ...] = ()
    """Claims and sources whose figures it rests on, as the speaker says."""
    told_by: str = ""
    """Who says that it was said, where only one side does: a list of supporters that a side publishes is its claim."""

    @property
    def unconfirmed(self) -> bool:
        """Whether only one side says that it was said, or the source itself keeps its distance, or it is disputed."""
        return bool(self.told_by) or self.state == "disputed" or self.hedge in ("alleged", "conditional", "expected")

    @property
    def label(self) -> str:
        return self.title or self.id

    @property
    def quoted(self) -> str:
        """Its words, or those that a report prints; empty where nobody quotes it."""
        return self.words or next((report.words for report in self.reports if report.words), "")

    @property
    def announces(self) -> bool:
        """Whether it gives figures of a count of this election (those of a poll or of a sample are not)."""
        return (
            self.figures is not None
            and self.sample is None
            and self.of_election == "this"
            and self.act in ("announces_figure", "proclaims", "rules")
        )
