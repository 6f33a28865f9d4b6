"""How votes become an outcome, as the law of a contest says."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Literal

from scrutiny.evidence.shape import STRICT

RuleKind = Literal[
    "plurality",
    "majority",
    "majority_or_lead",
    "seats_by_quotient",
    "seats_by_remainder",
    "instant_runoff",
    "referendum",
    "other",
]
Divisors = Literal["dhondt", "sainte_lague"]
Quota = Literal["hare", "droop", "hagenbach_bischoff"]
ThresholdOf = Literal["valid", "valid_and_blank", "cast"]
ThresholdIn = Literal["contest", "district"]
Ties = Literal["report", "most_votes"]


@dataclass(frozen=True)
class Rule:
    """How votes become an outcome."""

    __pydantic_config__: ClassVar = STRICT

    kind: RuleKind = "plurality"
    """`plurality`: most votes wins, or the `seats` options with most votes. `majority`: more than `winning_share` of
    the valid votes, else a run-off of the first two. `majority_or_lead`: more than `winning_share`, or `lead_share`
    with a lead of `lead_points`. `referendum`: `yes` needs more than `winning_share` and the quorums.
    `seats_by_quotient` and `seats_by_remainder` distribute `seats`. Other kinds are stored; what could alter their
    outcome is *not available*."""
    winning_share: Decimal = Decimal(50)
    """Percent of the valid votes that must be exceeded to win outright."""
    lead_share: Decimal | None = None
    """Percent that suffices when the lead is large enough (Bolivia: 40)."""
    lead_points: Decimal | None = None
    """The lead over the second, in percentage points, that is large enough (Bolivia: 10)."""
    lead_exceeded: bool = False
    """The lead must be more than `lead_points`, not just reach it (Argentina)."""
    yes: str | None = None
    """For a referendum: the option that is accepted or rejected."""
    turnout_quorum: Decimal | None = None
    """For a referendum: percent of the register that must have voted."""
    approval_quorum: Decimal | None = None
    """For a referendum: percent of the register that `yes` must reach."""
    quorum_exceeded: bool = False
    """The quorums must be exceeded, not just reached."""
    seats: int | None = None
    """Seats to be filled, where the rule distributes seats."""
    divisors: Divisors = "dhondt"
    """For `seats_by_quotient`: `dhondt` divides by 1, 2, 3, ..., `sainte_lague` by 1, 3, 5, ..."""
    first_divisor: Decimal | None = None
    """What the first seat is divided by where it is not 1 (modified Sainte-Laguë: 1.4, Sweden since 2018: 1.2)."""
    quota: Quota = "hare"
    """For `seats_by_remainder`: `hare` is votes / seats; `droop` is votes / (seats + 1), the next whole number above;
    `hagenbach_bischoff` is votes / (seats + 1)."""
    threshold: Decimal | None = None
    """Percent below which a list gets no seat."""
    threshold_exceeded: bool = False
    """The threshold must be exceeded, not just reached."""
    threshold_of: ThresholdOf = "valid"
    """What the threshold is a percentage of: votes for lists, those and blank votes (Spain), or ballots cast."""
    threshold_in: ThresholdIn = "contest"
    """Whether the threshold is reached in the whole contest or in each district by itself."""
    thresholds: dict[str, Decimal] = field(default_factory=dict)
    """Another threshold for single options, such as coalitions; 0 for lists that need none."""
    agreements: tuple[tuple[str, str], ...] = ()
    """Pairs of lists that receive seats together and share them by the same divisors (Israel's surplus agreements)."""
    district_level: str | None = None
    """The level whose places are the districts that seats are filled in; none when the contest is one district."""
    district_seats: dict[str, int] = field(default_factory=dict)
    """Seats of each district, by the id of the place."""
    ties: Ties = "report"
    """`report`: equal claims to a last seat are a tie. `most_votes`: the list with more votes has it (Spain)."""
    source: str = ""
    """The law that says so."""

    @property
    def distributes(self) -> bool:
        """Whether it gives seats to lists."""
        return self.kind in ("seats_by_quotient", "seats_by_remainder")

    @property
    def by_lead(self) -> bool:
        """Whether the one option with most votes wins, so that the lead over the second is all that counts."""
        return self.kind == "plurality" and (self.seats or 1) == 1
