"""An annotated article as one page that loads nothing from outside: beside each sentence stands what answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrutiny import __version__
from scrutiny.evidence.proposal import Article
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import HEADINGS, MARKS
from scrutiny.messages import Code, Day, Message, Name, Value, _, say, series
from scrutiny.report.annotated import Annotated
from scrutiny.report.blocks import anchor_of, href, web_address
from scrutiny.report.html import policy, printed, read
from scrutiny.report.labels import TONES

if TYPE_CHECKING:
    from scrutiny.messages import Words


def annotated_page(annotated: Annotated, examined: Examined, words: Words, report: str | None = None) -> str:
    """The page.

    Parameters
    ----------
    report
        The address of the report of the case, seen from the page, to which answers lead; None where there is none.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("scrutiny.report", "page"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    evidence = examined.evidence
    environment.filters["say"] = lambda value: printed(value, words)
    environment.globals |= {
        "_": words.translate,
        "mark": MARKS.__getitem__,
        "tone": TONES.__getitem__,
        "word": lambda verdict: words.translate(HEADINGS[verdict]),
        "to": lambda id_: href(anchor_of(id_)),
    }
    style = read("page.css") + read("annotated.css")
    return environment.get_template("annotated.html.j2").render(
        annotated=annotated,
        about=facts_of(annotated.article),
        address=web_address(annotated.article.url),
        summary=told_of(annotated),
        case=Name(evidence.case.title),
        report=report,
        language=words.language,
        version=__version__,
        digest=evidence.digest,
        style=style,
        policy=policy(style),
    )


def facts_of(article: Article) -> list[tuple[Message, Value]]:
    """What is known of an article, with labels."""
    rows: list[tuple[Message, Value]] = []
    if article.outlet:
        rows.append((say(_("published by")), Name(article.outlet, "source")))
    if article.published is not None:
        rows.append((say(_("published on")), Day(article.published)))
    if article.modified is not None and article.modified != article.published:
        rows.append((say(_("changed on")), Day(article.modified)))
    if article.agencies:
        rows.append((say(_("agencies credited")), series([Name(agency, "source") for agency in article.agencies])))
    rows.append((say(_("file")), Code(article.file)))
    rows.append((say(_("SHA-256 of the file")), Code(article.sha256)))
    return rows


def told_of(annotated: Annotated) -> list[Message]:
    """How many sentences claim something, and what of it nobody has confirmed."""
    marked = len(annotated.notes)
    if not marked:
        return [say(_("No passage of this article was read as a claim about the election of this case."))]
    said = [
        say(
            _("{n} passages of this article claim something about the election; what the case holds is beside each."),
            one=_("One passage of this article claims something about the election; what the case holds is beside."),
            counts="n", n=marked,
        )
    ]  # fmt: skip
    if annotated.unconfirmed:
        said.append(
            say(
                _("{n} of the claims were found by a program and confirmed by nobody: they are marked."),
                one=_("One of the claims was found by a program and confirmed by nobody: it is marked."),
                counts="n", n=annotated.unconfirmed,
            )
        )  # fmt: skip
    past = sum(note.past for note in annotated.notes)
    if past:
        said.append(
            say(
                _("{n} passages are about other elections and are kept apart."),
                one=_("One passage is about another election and is kept apart."), counts="n", n=past,
            )
        )  # fmt: skip
    return said
