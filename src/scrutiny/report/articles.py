"""The articles of a case in its report: the sentences that claim something, each with what answers it beside it."""

from __future__ import annotations

from scrutiny.evidence.proposal import Article, Reading
from scrutiny.evidence.saved_article import SavedArticle
from scrutiny.findings.examined import Examined
from scrutiny.messages import Day, Message, Name, Value, _, say
from scrutiny.report.annotated import annotated, excerpts
from scrutiny.report.annotated_page import facts_of, told_of
from scrutiny.report.blocks import ArticleBlock, Block, Labelled, Link, Paragraph, Section, href, web_address


def article_sections(examined: Examined) -> tuple[Section, ...]:
    """A section for each article in which claims of the case stand."""
    return tuple(_section(examined, saved) for saved in examined.evidence.articles)


def article_links(examined: Examined) -> tuple[Link, ...]:
    """What the report offers first: each of these articles, answered."""
    return tuple(Link(_offer(saved.article), href(_anchor(saved))) for saved in examined.evidence.articles)


def _offer(article: Article) -> Message:
    title = Name(article.title or article.file)
    if not article.outlet or article.published is None:
        return say(_("The article “{title}”, with what the evidence says beside each of its claims"), title=title)
    return say(
        _("The article “{title}” ({outlet}, {day}), with what the evidence says beside each of its claims"),
        title=title,
        outlet=Name(article.outlet, "source"),
        day=Day(article.published),
    )


def _anchor(saved: SavedArticle) -> str:
    return "article-" + "_".join(saved.source.split())


def _section(examined: Examined, saved: SavedArticle) -> Section:
    whole = annotated(saved.text, Reading(saved.article), {}, examined)
    anchor = _anchor(saved)
    blocks: list[Block] = [Paragraph(line, soft=True) for line in told_of(whole)]
    blocks.append(Paragraph(say(_("Only the sentences that claim something are quoted here.")), soft=True))
    blocks.append(
        Labelled((*((label, (value,)) for label, value in facts_of(saved.article)), *_address(saved.article)))
    )
    blocks.append(ArticleBlock(excerpts(whole), f"{anchor}-"))
    title = say(_("The article “{title}”, answered"), title=Name(saved.article.title or saved.article.file))
    return Section(anchor, title, tuple(blocks))


def _address(article: Article) -> tuple[tuple[Value, tuple[Link]], ...]:
    address = web_address(article.url)
    return ((say(_("address")), (Link(Name(article.url), address),)),) if address else ()
