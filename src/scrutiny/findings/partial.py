"""A result of which a part is not counted yet: what the whole could still be, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.claim import Figures
from scrutiny.messages import Message, Name, Percent, _, say
from scrutiny.stats.rounding import interval


@dataclass(frozen=True)
class Partial:
    """How much of the units a result counts.

    Parameters
    ----------
    printed
        Percent, as printed.
    least
        The least part that is printed so, in parts of 1.
    of
        The level whose units are counted.
    """

    printed: Decimal
    least: Fraction
    of: str

    def could_be(self, seen: Fraction, low: Fraction, high: Fraction, least: int, most: int) -> bool:
        """Whether the whole could lie from `low` to `high`, where the counted part has `seen`.

        What is not counted can have anything from `least` to `most`. How many votes it has is not known either: its
        units are taken to have as many each as those that were counted.

        Examples
        --------
        >>> partial = Partial(Decimal("80"), Fraction(4, 5), "station")
        >>> partial.could_be(Fraction(60), Fraction(40), Fraction(50), 0, 100)
        True
        >>> partial.could_be(Fraction(60), Fraction(40), Fraction(47), 0, 100)
        False
        """
        whole = [self.least * seen + (1 - self.least) * end for end in (least, most)]
        return whole[0] <= high and low <= whole[1]


def partial_of(figures: Figures) -> Partial | None:
    """How much an announcement says that it counts; None where that is everything, or is not said.

    Examples
    --------
    >>> partial_of(Figures(coverage=Decimal("80"))).least
    Fraction(159, 200)
    """
    if figures.coverage is None or figures.coverage >= 100:
        return None
    least = max(Fraction(0), interval(figures.coverage).low) / 100
    return Partial(figures.coverage, least, figures.coverage_of)


def counted_part(partial: Partial, result: Name) -> Message:
    """That a result is one of a part, and is read as the whole."""
    coverage = Percent.as_announced(partial.printed)
    if partial.of == "station":
        return say(
            _("{result} counts {coverage} of the stations and is read as if the others were like them."),
            result=result,
            coverage=coverage,
        )
    return say(
        _("{result} counts {coverage} of its units and is read as if the others were like them."),
        result=result,
        coverage=coverage,
    )


def rest_could(reaches: bool) -> Message:
    """Whether what is not counted could bring inside what is outside."""
    if reaches:
        return say(_("The others could, with as many votes each, still bring the whole inside, so that this is open."))
    return say(_("Whatever the others gave, with as many votes each, the whole would be outside, too."))


def rest_unlike(result: Name) -> Message:
    """What breaks a comparison with a result of a part."""
    return say(_("What {result} does not count yet is not like what it counts."), result=result)
