"""Which government says what about the announced result, on a given day.

A position is the latest utterance of a government, said on or before that day, that takes one. Its classes are
classes, not a scale: to ask for tally sheets is not half a refusal. A parliament is not a government, an organisation
is not its members, a vote on a motion is not a position on the result, and a government of which nothing is known has
no position here, which is not the same as a neutral one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scrutiny.evidence.claim import Act, Claim
from scrutiny.messages import Message, Name, _, say


class PositionClass(StrEnum):
    """What a government does about the announced result."""

    RECOGNISES = "recognises"
    """Recognises the announced winner, or the announced result."""
    RECOGNISES_OTHER = "recognises_other"
    """Recognises somebody else than the announced winner."""
    CONGRATULATES = "congratulates"
    """Congratulates the announced winner: not yet to recognise."""
    CONGRATULATES_OTHER = "congratulates_other"
    """Congratulates somebody else."""
    TAKES_NOTE = "takes_note"
    WITHHOLDS = "withholds"
    """Says that it does not recognise any result for now."""
    ASKS_FOR_SHEETS = "asks_for_sheets"
    ASKS_FOR_AUDIT = "asks_for_audit"
    ASKS_FOR_NEW_VOTE = "asks_for_new_vote"
    CONCERN = "concern"
    REFUSES = "refuses"
    """Refuses to recognise the announced result or winner."""
    REFUSES_OTHER = "refuses_other"
    """Refuses to recognise somebody else than the announced winner."""
    BREAKS_RELATIONS = "breaks_relations"
    TOOK_BACK = "took_back"
    """Took back what it had said, and took no other position since."""
    SEVERAL = "several"
    """Took positions of more than one class on the same day: congratulated, and asked for an audit."""


_BY_ACT: dict[Act, PositionClass] = {
    "recognises": PositionClass.RECOGNISES,
    "congratulates": PositionClass.CONGRATULATES,
    "takes_note": PositionClass.TAKES_NOTE,
    "withholds_recognition": PositionClass.WITHHOLDS,
    "calls_for_publication": PositionClass.ASKS_FOR_SHEETS,
    "calls_for_audit": PositionClass.ASKS_FOR_AUDIT,
    "calls_for_new_vote": PositionClass.ASKS_FOR_NEW_VOTE,
    "expresses_concern": PositionClass.CONCERN,
    "refuses_to_recognise": PositionClass.REFUSES,
    "breaks_relations": PositionClass.BREAKS_RELATIONS,
    "retracts": PositionClass.TOOK_BACK,
}
_OTHER = {
    PositionClass.RECOGNISES: PositionClass.RECOGNISES_OTHER,
    PositionClass.CONGRATULATES: PositionClass.CONGRATULATES_OTHER,
    PositionClass.REFUSES: PositionClass.REFUSES_OTHER,
}
"""What it is when it is about another option than the announced winner."""

WORDS = {
    PositionClass.RECOGNISES: _("Recognise the announced result"),
    PositionClass.RECOGNISES_OTHER: _("Recognise somebody else than the announced winner"),
    PositionClass.CONGRATULATES: _("Congratulate the announced winner"),
    PositionClass.CONGRATULATES_OTHER: _("Congratulate somebody else than the announced winner"),
    PositionClass.TAKES_NOTE: _("Take note"),
    PositionClass.WITHHOLDS: _("Withhold recognition for now"),
    PositionClass.ASKS_FOR_SHEETS: _("Call for publication of the results"),
    PositionClass.ASKS_FOR_AUDIT: _("Call for an audit"),
    PositionClass.ASKS_FOR_NEW_VOTE: _("Call for a new vote"),
    PositionClass.CONCERN: _("Express concern"),
    PositionClass.REFUSES: _("Refuse to recognise the announced result"),
    PositionClass.REFUSES_OTHER: _("Refuse to recognise somebody else than the announced winner"),
    PositionClass.BREAKS_RELATIONS: _("Break off or suspend relations"),
    PositionClass.TOOK_BACK: _("Took back an earlier position"),
    PositionClass.SEVERAL: _("More than one position on the same day"),
}
"""Each class in words, where no option is named."""

_NAMED = {
    PositionClass.RECOGNISES: _("Recognise {name}"),
    PositionClass.RECOGNISES_OTHER: _("Recognise {name}"),
    PositionClass.CONGRATULATES: _("Congratulate {name}"),
    PositionClass.CONGRATULATES_OTHER: _("Congratulate {name}"),
    PositionClass.REFUSES: _("Refuse to recognise {name}"),
    PositionClass.REFUSES_OTHER: _("Refuse to recognise {name}"),
}


@dataclass(frozen=True)
class Position:
    """What one government says, on a day."""

    country: str
    """ISO 3166-1 alpha-2."""
    stance: PositionClass
    option: str
    """The option that is recognised, congratulated or refused; empty where none is meant."""
    claim: Claim
    """The utterance that this is read from."""
    since: date
    """The day on which it was said or, where that is not known, printed first."""
    printed: bool = False
    """Whether `since` is a day of printing."""
    earlier: tuple[Claim, ...] = ()
    """Earlier utterances of the same government that took a position, the oldest first."""
    beside: tuple[Claim, ...] = ()
    """Its other utterances of that day that took a position."""


@dataclass(frozen=True)
class _Dated:
    claim: Claim
    day: date
    printed: bool


def announced_winner(claims: Iterable[Claim], options: Iterable[str]) -> str | None:
    """The option that the electoral authority proclaimed last or, where it proclaimed none, announced last.

    Examples
    --------
    >>> announced_winner([Claim("p", "proclaims", "Council", role="authority", about="A")], ["A", "B"])
    'A'
    """
    known = set(options)
    proclaimed = [c.about for c in _of_authority(claims) if c.act == "proclaims" and c.about in known]
    if proclaimed:
        return proclaimed[-1]
    for claim in reversed(_of_authority(claims)):
        figures = claim.figures
        given = (figures.votes or figures.shares) if claim.announces and figures is not None else {}
        ranked = sorted(((value, option) for option, value in given.items() if option in known), reverse=True)
        if ranked and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
            return ranked[0][1]
    return None


def _of_authority(claims: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.role == "authority" and claim.of_election == "this"]


def takes_position(claim: Claim, home: str | None = None) -> bool:
    """Whether it is a government's utterance that takes a position on this election.

    Parameters
    ----------
    home
        The country of the election: its own government is a party to the dispute, and has no place on the map.

    Examples
    --------
    >>> takes_position(Claim("x", "congratulates", "Peru", role="state", country="PE"))
    True
    >>> takes_position(Claim("x", "recognises", "Congress of Spain", role="parliament", country="ES"))
    False
    """
    return (
        claim.role == "state"
        and claim.country is not None
        and claim.country != home
        and claim.of_election == "this"
        and claim.place is None
        and claim.act in _BY_ACT
    )


def stance_of(claim: Claim, options: Iterable[str] = (), announced: str | None = None) -> tuple[PositionClass, str]:
    """The class of an utterance, and the option that it is about; for an act that takes no position a `KeyError`.

    Parameters
    ----------
    options
        The ids of the options of the contest; what the claim may be about besides is no option.
    announced
        The announced winner. Where nobody is announced, nobody is another.

    Examples
    --------
    >>> peru = Claim("peru", "recognises", "Peru", role="state", country="PE", about="B")
    >>> stance_of(peru, ["A", "B"], announced="A")
    (<PositionClass.RECOGNISES_OTHER: 'recognises_other'>, 'B')
    """
    stance = _BY_ACT[claim.act]
    if stance not in _OTHER:
        return stance, ""
    about = claim.about if claim.about is not None and claim.about in set(options) else ""
    if about and announced is not None and about != announced:
        return _OTHER[stance], about
    if stance is PositionClass.REFUSES:
        return stance, ""  # to refuse the announced winner and to refuse the announced result is one thing
    return stance, about or announced or ""


def positions_at(
    claims: Sequence[Claim],
    day: date,
    *,
    home: str | None = None,
    options: Iterable[str] = (),
    announced: str | None = None,
) -> tuple[Position, ...]:
    """The latest position of each government that was said on or before a day, by country.

    An utterance without a day counts from the day on which it was first printed; without either it is not placed in
    time (`undated`). Positions of different classes on one day are several, whatever the order of the claims; none of
    them is drawn alone. What a later claim corrects is left out.

    Parameters
    ----------
    claims
        All claims of one contest, in the order of the case.
    home, options, announced
        As in `takes_position` and `stance_of`.

    Examples
    --------
    >>> said = [
    ...     Claim("a", "expresses_concern", "Peru", role="state", country="PE", said=date(2024, 7, 29)),
    ...     Claim("b", "recognises", "Peru", role="state", country="PE", about="B", said=date(2024, 7, 30)),
    ... ]
    >>> [(p.country, p.stance.value, p.option) for p in positions_at(said, date(2024, 7, 29), options=["A", "B"])]
    [('PE', 'concern', '')]
    >>> positions_at(said, date(2024, 7, 30), options=["A", "B"], announced="A")[0].stance.value
    'recognises_other'
    """
    known = tuple(options)
    by_country: dict[str, list[_Dated]] = {}
    for claim in _standing(claims, home):
        dated = _dated(claim)
        if dated is not None and dated.day <= _day(day):
            by_country.setdefault(str(claim.country), []).append(dated)
    made = []
    for country, found in sorted(by_country.items()):
        found.sort(key=lambda one: (one.day, one.claim.id))
        *beside, last = [one for one in found if one.day == found[-1].day]
        stances = {stance_of(one.claim, known, announced) for one in (*beside, last)}
        stance, option = stances.pop() if len(stances) == 1 else (PositionClass.SEVERAL, "")
        earlier = tuple(one.claim for one in found if one.day < last.day)
        others = tuple(one.claim for one in beside)
        made.append(Position(country, stance, option, last.claim, last.day, last.printed, earlier, others))
    return tuple(made)


def undated(claims: Sequence[Claim], home: str | None = None) -> tuple[Claim, ...]:
    """Positions of governments of which neither a day of saying nor one of printing is known.

    Examples
    --------
    >>> [c.id for c in undated([Claim("x", "recognises", "Canada", role="state", country="CA")])]
    ['x']
    """
    return tuple(claim for claim in _standing(claims, home) if _dated(claim) is None)


def told(stance: PositionClass, name: Name | None = None) -> Message:
    """A class in words, with the name of the option where it is about one.

    Examples
    --------
    >>> str(told(PositionClass.RECOGNISES, Name("Ana")))
    'Recognise Ana'
    """
    if name is not None and stance in _NAMED:
        return say(_NAMED[stance], name=name)
    return say(WORDS[stance])


def _standing(claims: Sequence[Claim], home: str | None) -> list[Claim]:
    """Utterances that take a position and that no later one corrects."""
    replaced = {claim.corrects for claim in claims if claim.corrects is not None}
    return [claim for claim in claims if takes_position(claim, home) and claim.id not in replaced]


def _dated(claim: Claim) -> _Dated | None:
    if claim.said is not None:
        return _Dated(claim, _day(claim.said), False)
    printed = [_day(report.on) for report in claim.reports if report.on is not None]
    return _Dated(claim, min(printed), True) if printed else None


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
