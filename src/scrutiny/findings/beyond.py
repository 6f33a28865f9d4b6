"""Announced figures above what the published sheets and everything outside them can hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scrutiny.findings.check import Subject
from scrutiny.findings.left_out import Compared, Sheets
from scrutiny.findings.outside import known_of, outside_of


@dataclass(frozen=True)
class Beyond:
    """One option that was announced with more than there can be.

    Parameters
    ----------
    one
        The option, on the sheets and in the announcement.
    outside
        Voters outside the sheets; 0 where every unit of the frame is in them.
    complete
        Whether every unit of the frame has a figure of the option.
    by_law
        Whether `outside` is missing units times the largest register that the law allows.
    """

    one: Compared
    outside: int
    complete: bool
    by_law: bool = False

    @property
    def excess(self) -> int:
        return self.one.announced - self.one.total - self.outside


def beyond(subject: Subject, sheets: Sheets, every: Sequence[Compared], frame: int | None) -> Beyond | None:
    """The option of which most is announced beyond what there can be; None where there is none, or nothing bounds it.

    Every unit of the frame may be in the record, each with its figure; otherwise those outside it are bounded by the
    registers of the case or by the largest that the law allows.
    """
    above = [one for one in every if one.announced > one.total]
    if not above:
        return None
    known = known_of(subject.counts)
    if known.differing or known.negative:
        return None
    # A record of larger units, or of smaller ones added up, does not show that no unit lacks its figure.
    level = not subject.counts.is_by_unit or subject.counts.level == sheets.level
    bounds = outside_of(subject, known)
    most = max((o.missing for o in bounds), default=None)
    found = []
    for one in above:
        if frame is not None and level and one.sheets.many == frame:
            found.append(Beyond(one, 0, complete=True))
        elif most is not None and most >= 0:
            found.append(Beyond(one, most, complete=False, by_law=bounds[0].register is None))
    worst = max(found, key=lambda b: (b.excess, b.one.total, b.one.option), default=None)
    return worst if worst is not None and worst.excess > 0 else None
