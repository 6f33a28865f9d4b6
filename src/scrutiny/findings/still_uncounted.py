"""A bulletin in the middle of the count, beside a sample of the whole: what the rest would have to hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.claim import Claim
from scrutiny.findings import origins
from scrutiny.messages import Message, Percent, _, say


@dataclass(frozen=True)
class Uncounted:
    """What an announcement had not yet counted, by the part of the stations that it says it had.

    Parameters
    ----------
    claim
        The announcement.
    coverage
        Percent of the units counted, as printed.
    """

    claim: Claim
    coverage: Decimal

    @property
    def counted(self) -> Fraction:
        """The least part, from 0 to 1, that may have been rounded to what was printed."""
        half = Fraction(1, 2 * 10 ** max(0, -int(self.coverage.as_tuple().exponent)))
        return max(Fraction(0), (Fraction(self.coverage) - half) / 100)

    def needed(self, announced: tuple[float, float], whole: tuple[float, float]) -> float | None:
        """What the rest would have to hold at least, or at most, for the whole to lie between the ends of a sample.

        A share, or a lead, of the rest, if it has as many votes a station; more than 1 where no votes would do. None
        where the announced number lies between the ends already.

        Parameters
        ----------
        announced
            The ends of the number as announced, from its rounding.
        whole
            The ends that the sample gives for the whole.

        Examples
        --------
        With 80.0 of 100 stations counted at 44 %, the others would have to have more than everything:

        >>> round(Uncounted(claim, Decimal("80.0")).needed((0.44, 0.44), (0.66, 0.68)), 2)  # doctest: +SKIP
        1.54
        """
        part = float(1 - self.counted)
        low, high = announced
        if high < whole[0]:
            return high + (whole[0] - high) / part
        return low + (whole[1] - low) / part if low > whole[1] else None

    def like_the_rest(self, condition: Message) -> Message:
        """The condition of a comparison, with what it takes of the rest."""
        text = _("{condition}, and if what {claim} had not yet counted ({coverage} was counted) is like the rest")
        return self._with(text, condition)

    def as_many_votes(self, condition: Message) -> Message:
        """The condition of a distance that no votes in the rest could bridge."""
        text = _(
            "{condition}, and if what {claim} had not yet counted ({coverage} was counted) has as many votes a station "
            "as the rest"
        )
        return self._with(text, condition)

    def breaks(self, bridged: bool) -> Message:
        """What a comparison breaks on; `bridged` is false where no votes in the rest could bridge the distance."""
        text = (
            _("What {claim} had not yet counted is not like the rest.")
            if bridged
            else _(
                "What {claim} had not yet counted holds far more votes than the rest: with as many a station, nothing "
                "on it brings the two together."
            )
        )
        return say(text, claim=origins.called(self.claim))

    def _with(self, text: str, condition: Message) -> Message:
        shown = Percent.as_announced(self.coverage)
        return say(text, condition=condition, claim=origins.called(self.claim), coverage=shown)


def possible(needed: float | None, least: float = 0.0) -> bool:
    """Whether votes can be so; `least` is 0 for a share and -1 for a lead."""
    return needed is not None and least <= needed <= 1


def uncounted(claim: Claim) -> Uncounted | None:
    """What an announcement had not yet counted; None where it says that all was, or does not say."""
    coverage = claim.figures.coverage if claim.figures is not None else None
    return None if coverage is None or coverage >= 100 else Uncounted(claim, coverage)
