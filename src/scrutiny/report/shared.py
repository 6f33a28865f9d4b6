"""What holds of every finding of a check, to be said once: honest causes, blind spots, what was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scrutiny.findings.finding import Finding
from scrutiny.messages import Value
from scrutiny.report.answers import Fact
from scrutiny.report.cards import facts_of

Box = Callable[[Finding], tuple[Fact, ...]]


def shared(members: Sequence[Finding], honest_causes: str, box: Box) -> tuple[Fact, ...]:
    """The facts that all findings of a check have in common; nothing where there is a single one.

    A finding that could not be answered has no honest causes and nothing measured: it is not asked for those.

    Parameters
    ----------
    box
        What was measured of a finding.
    """
    if len(members) < 2:
        return ()
    every: list[tuple[Fact, ...]] = []
    for finding in members:
        measured = box(finding)
        every.append((*facts_of(finding, honest_causes, bool(measured)), *measured))
    labels: list[Value] = []
    for facts in every:
        labels += [label for label, _cells in facts if label not in labels]
    made: list[Fact] = []
    for label in labels:
        having = [cells for facts in every for known, cells in facts if known == label]
        common = tuple(cell for cell in having[0] if all(cell in cells for cells in having))
        if common and len(having) > 1:
            made.append((label, common))
    return tuple(made)
