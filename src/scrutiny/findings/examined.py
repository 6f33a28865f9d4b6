"""The result of an examination: findings with everything that repeats them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.check import Check
from scrutiny.findings.finding import Finding
from scrutiny.messages import Message


@dataclass(frozen=True, eq=False)
class Examined:
    """Findings in the order of the report.

    Parameters
    ----------
    plan_digest
        The SHA-256 of the plan in full, with all settings, which can be published before results are seen.
    not_applicable
        For each check without a finding, the reasons.
    partly
        For a check with findings, why it says nothing of some announcement or record.
    calibrations
        What was measured of the tests before their results were looked at.
    only
        What the examination was narrowed to.
    spent
        Seconds by check; never part of a report, since reports repeat byte for byte.
    """

    evidence: Evidence
    plan: Plan
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    not_applicable: Mapping[str, tuple[Message, ...]]
    plan_digest: str = ""
    only: tuple[str, ...] = ()
    partly: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    calibrations: tuple[Calibrated, ...] = ()
    spent: Mapping[str, float] = field(default_factory=dict)

    def of(self, check: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.check == check)
