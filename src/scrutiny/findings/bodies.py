"""Who a speaker speaks for: the body that publishes, where the case names it."""

from __future__ import annotations

from scrutiny.evidence.record import Evidence


def publishers(evidence: Evidence) -> list[str]:
    """Everyone who announces figures or publishes counts, each once, in the order of the case."""
    case = evidence.case
    made = [body(evidence, claim.speaker) for claim in case.claims if claim.announces]
    made += [counts.publisher for counts in evidence.counts if counts.publisher]
    return list(dict.fromkeys(made))


def body(evidence: Evidence, speaker: str) -> str:
    """`Council (its president)` speaks for the council, where the case names it without the person."""
    names = {p.by for p in evidence.case.publications} | {c.publisher for c in evidence.counts}
    before = speaker.partition(" (")[0].strip()
    return before if before in names else speaker
