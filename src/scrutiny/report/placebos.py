"""What the tests of a chapter give of other elections that nobody disputes, in a table."""

from __future__ import annotations

from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding, Kind
from scrutiny.findings.placebo import alarm, title_of
from scrutiny.messages import Name, _, say
from scrutiny.report.blocks import Block, Cell, Link, Table, anchor_of, href


def placebos(examined: Examined, question: str) -> tuple[Block, ...]:
    """A row for each test of a question on an election that is examined as a placebo; nothing without any."""
    found = [
        finding
        for finding in examined.findings
        if finding.placebo and finding.kind is Kind.TEST and finding.check.partition(".")[0] == question
    ]
    if not found:
        return ()
    names = {election.id: election.name for election in examined.evidence.case.elections}
    rows = tuple(_row(finding, names[finding.placebo]) for finding in found)
    columns = (say(_("test")), say(_("election")), say(_("what it gives")), say(_("alarm")))
    return (Table(columns, rows, say(_("The same tests on other elections that nobody disputes"))),)


def _row(finding: Finding, election: str) -> tuple[Cell, ...]:
    given = finding.numbers.get(finding.effect)
    effect = None
    if given is not None:
        effect = say(_("{what}: {value}"), what=finding.labels[finding.effect], value=given)
    return Link(title_of(finding), href(anchor_of(finding))), Name(election), effect, alarm(finding)
