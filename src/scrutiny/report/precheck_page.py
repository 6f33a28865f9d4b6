"""What a precheck found, as the document that the writers print: what is in order first, then what to mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from scrutiny import __version__
from scrutiny.evidence.contest import Contest
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding
from scrutiny.findings.printing_shares import Misleading, printed
from scrutiny.messages import Code, Message, Name, Percent, Value, _, say, series
from scrutiny.report.blocks import (
    Block,
    Cell,
    Chapter,
    Command,
    Document,
    Group,
    Items,
    Opening,
    Paragraph,
    Section,
    Table,
)
from scrutiny.report.cards import card
from scrutiny.report.compose import leads, matrix
from scrutiny.report.units import Exported


class Advised(Protocol):
    """How to print the shares of one announcement (see `scrutiny.prechecking.Advice`)."""

    @property
    def title(self) -> str: ...
    @property
    def votes(self) -> dict[str, int]: ...
    @property
    def contest(self) -> str: ...
    @property
    def decimals(self) -> int: ...
    @property
    def misleads(self) -> tuple[Misleading, ...]: ...
    @property
    def fewest(self) -> int | None: ...


def document(
    examined: Examined,
    exported: Exported,
    publisher: str,
    parts: Mapping[str, Sequence[Finding]],
    advice: Sequence[Advised],
    language: str,
    command: str = "scrutiny precheck .",
) -> Document:
    """The page of a precheck.

    Parameters
    ----------
    parts
        Findings under `order`, `mend` and `look`.
    command
        What gives the same page again.
    """
    case = examined.evidence.case
    chapters = []
    for name, title, asks in (
        ("order", _("In order"), _("What holds as it should?")),
        ("mend", _("To mend before publishing"), _("What cannot be as it stands, and where?")),
        ("look", _("To look at"), _("What could not be told?")),
    ):
        cards = tuple(card(finding, case, exported) for finding in parts[name])
        if cards:
            chapters.append(Chapter(name, say(title), (Group(say(title), say(asks), cards),)))
    blocks = tuple(block for one in advice for block in _advice(one, case.contest_by_id[one.contest]))
    if blocks:
        chapters.append(Chapter("shares", say(_("How to print the shares")), (), blocks))
    return Document(
        language=language,
        opening=Opening(
            title=say(_("Before publishing: {title}"), title=case.title),
            summary=summary(publisher, parts, advice),
            plan=say(_("Only the publisher’s own figures were looked at, each against the others.")),
            sides=(),
            voices=(),
        ),
        leads=leads(parts["mend"] or parts["order"]),
        matrix=matrix(examined),
        chapters=tuple(chapters),
        sections=(Section("repeat", say(_("How to repeat this")), (Command(command), _version(examined))),),
        digest=examined.evidence.digest,
        version=__version__,
        files=(),
        slots={},
    )


def _version(examined: Examined) -> Paragraph:
    return Paragraph(
        say(_("Version {version}, digest {digest}."), version=Code(__version__), digest=Code(examined.evidence.digest))
    )


def summary(publisher: str, parts: Mapping[str, Sequence[Finding]], advice: Sequence[Advised]) -> Message:
    """How much is in order and how much is to be mended, in a sentence."""
    values: dict[str, Value] = {
        "publisher": Name(publisher) if publisher else say(_("the publisher")),
        "order": say(_("{n}"), n=len(parts["order"])),
        "mend": say(_("{n}"), n=len(parts["mend"])),
        "shares": say(_("{n}"), n=sum(bool(one.misleads) for one in advice)),
    }
    if not parts["mend"] and not any(one.misleads for one in advice):
        return Message(
            _("Of the figures of {publisher} {order} checks are in order, and nothing is to be mended."), values
        )
    return Message(
        _(
            "Of the figures of {publisher} {order} checks are in order. To mend before publishing: {mend}. "
            "Announcements whose shares as printed could mislead: {shares}."
        ),
        values,
    )


HOW: Mapping[str, str] = {
    "tie": _("{options} print the same share, and do not have the same number of votes."),
    "zero": _("{options} has votes and prints 0."),
    "threshold": _("{options} is printed on the other side of {figure} % than its votes are."),
    "lead": _(
        "The difference of the printed shares of {options} is on the other side of {figure} points than that of their "
        "votes."
    ),
}


def _advice(one: Advised, contest: Contest) -> list[Block]:
    made: list[Block] = [Paragraph(say(_("{what}: shares with {n} decimals."), what=one.title, n=one.decimals))]
    if one.misleads:
        made.append(Items(tuple(misled(each, contest) for each in one.misleads)))
    else:
        made.append(Paragraph(say(_("Rounded to the nearest, they keep the order and every threshold of the rule."))))
    decimals = one.decimals if one.fewest is None else max(one.decimals, one.fewest)
    if one.misleads and one.fewest is not None:
        made.append(Paragraph(say(_("With {n} decimals nothing misleads."), n=one.fewest)))
    elif one.misleads:
        made.append(Paragraph(say(_("No usual number of decimals suffices: print the votes."))))
    shares = printed(one.votes, decimals)
    total = sum(shares.values(), Decimal(0))
    if total != 100:
        made.append(
            Paragraph(
                say(
                    _(
                        "The shares add to {sum} by rounding: print the votes beside them, and say that shares are "
                        "rounded."
                    ),
                    sum=Percent.as_announced(total),
                )
            )
        )
    rows: list[tuple[Cell, ...]] = [
        (Name(contest.name_of(option), "option", option), say(_("{n}"), n=votes), Percent.as_announced(shares[option]))
        for option, votes in sorted(one.votes.items(), key=lambda item: (-item[1], item[0]))
    ]
    columns: tuple[Value, ...] = (say(_("option")), say(_("votes")), say(_("share to print")))
    made.append(Table(columns, tuple(rows), say(_("Shares as they can be printed")), frozenset({1, 2})))
    return made


def misled(each: Misleading, contest: Contest) -> Message:
    """What rounded shares show and the votes do not, as a sentence."""
    options = series([Name(contest.name_of(option), "option", option) for option in each.options])
    figure = Name(format(each.figure, "f") if each.figure is not None else "")
    return Message(HOW[each.how], {"options": options, "figure": figure})
