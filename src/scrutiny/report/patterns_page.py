"""The chapter on patterns as a page of its own, for a file that belongs to no case."""

from __future__ import annotations

import json
from dataclasses import replace

from scrutiny import __version__
from scrutiny.findings.examined import Examined
from scrutiny.messages import Code, _, say
from scrutiny.report.back import plan_digest
from scrutiny.report.blocks import Command, Document, Paragraph, Section, Table

LEFT_OUT = ("unanswered", "replies")
"""Sections that only a case fills."""


def document(whole: Document, examined: Examined, command: str) -> Document:
    """The document without what a case would hold, and with the command that repeats it."""
    repeat = Section(
        "repeat",
        say(_("How to repeat this report")),
        (
            Paragraph(say(_("Beside the file, with the version below, this gives the same page:"))),
            Command(command),
            Table(
                (say(_("what")), say(_("value"))),
                (
                    (say(_("version of Scrutiny")), Code(__version__)),
                    (say(_("seed of what is drawn at random")), Code(str(examined.plan.seed))),
                    *plan_digest(examined),
                ),
                say(_("What repeats the report")),
            ),
        ),
    )
    kept = tuple(
        repeat if section.id == "repeat" else section for section in whole.sections if section.id not in LEFT_OUT
    )
    return replace(whole, sections=kept)


def render(examined: Examined, language: str | None, command: str, page: str) -> dict[str, bytes]:
    """The files by their names: the page, the findings, and the units that did not fit."""
    from scrutiny.figures import begin
    from scrutiny.figures.paint import Press
    from scrutiny.report import FINDINGS, words_of
    from scrutiny.report.compose import compose
    from scrutiny.report.html import to_html
    from scrutiny.report.json import to_json
    from scrutiny.report.opening import slots_of
    from scrutiny.report.units import FILE, export

    words = words_of(examined, language)
    exported = export(examined.findings)
    with Press() as press:
        figures = (finding.figure for finding in examined.findings if finding.figure is not None)
        begin(figures, words, slots_of(examined.evidence, examined.evidence.case.contests[0]), press)
        made = document(compose(examined, exported, words.language), examined, command)
        html = to_html(made, words, press)
    canonical = json.dumps(to_json(examined, exported), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    files = {page: html.encode(), FINDINGS: canonical.encode()}
    return files | ({FILE: exported.csv} if exported.csv else {})
