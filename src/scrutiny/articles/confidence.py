"""How often proposals of a kind were right in the articles that the reader was developed on.

The table is what `python -m tests.articles.scoring` prints; a test holds it to that. The development articles flatter,
so these are upper bounds: what a person sees is an order (this kind fails more often than that), not a promise.
"""

from __future__ import annotations

from scrutiny.evidence.claim import Claim

MEASURED: dict[str, tuple[int, int]] = {
    "alleges_attack": (4, 4),
    "alleges_irregularity": (21, 24),
    "alleges_irregularity, quoted": (4, 4),
    "announces_figure, figures": (43, 45),
    "breaks_relations": (7, 7),
    "calls_for_audit": (21, 23),
    "calls_for_audit, quoted": (1, 2),
    "calls_for_calm": (15, 15),
    "calls_for_calm, quoted": (2, 2),
    "calls_for_new_vote": (11, 12),
    "calls_for_protest": (13, 13),
    "calls_for_publication": (12, 12),
    "calls_for_publication, quoted": (1, 1),
    "claims_victory": (13, 13),
    "claims_victory, quoted": (15, 15),
    "concedes": (3, 5),
    "congratulates": (82, 82),
    "congratulates, quoted": (1, 1),
    "expresses_concern": (14, 14),
    "expresses_concern, quoted": (2, 2),
    "observes": (20, 20),
    "predicts": (2, 2),
    "predicts, figures": (4, 4),
    "proclaims": (14, 14),
    "recognises": (20, 20),
    "refuses_to_recognise": (40, 40),
    "refuses_to_recognise, quoted": (4, 4),
    "retracts": (2, 2),
    "rules": (7, 7),
    "takes_note": (8, 8),
    "withholds_recognition": (14, 15),
}
"""Kind: right, proposed."""


def kind(claim: Claim) -> str:
    """What is measured together: an act by its wording, by a whole quotation, or with figures."""
    if claim.figures is not None:
        return f"{claim.act}, figures"
    return f"{claim.act}, quoted" if claim.quote == "verbatim" else claim.act


def of(claim: Claim) -> float:
    """The share that was right, drawn towards one half where few were seen (one right and one wrong are added).

    Examples
    --------
    >>> of(Claim("c", "other", "Somebody"))
    0.5
    """
    right, proposed = MEASURED.get(kind(claim), (0, 0))
    return round((right + 1) / (proposed + 2), 3)
