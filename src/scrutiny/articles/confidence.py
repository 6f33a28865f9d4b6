"""How often proposals of a kind were right in the articles that the reader was developed on.

The table is what `python -m tests.articles.scoring` prints; a test holds it to that. The development articles flatter,
so these are upper bounds: what a person sees is an order (this kind fails more often than that), not a promise. On
articles that were held out, which vary their wording on purpose, six to eight proposals in ten were right in every respect
(`docs/reading-articles.md`): most others name a claim that is there with another passage, speaker or subject.
"""

from __future__ import annotations

from scrutiny.evidence.claim import Claim

MEASURED: dict[str, tuple[int, int]] = {
    "alleges_attack": (7, 7),
    "alleges_irregularity": (42, 49),
    "alleges_irregularity, quoted": (7, 7),
    "announces_figure, figures": (69, 78),
    "breaks_relations": (12, 13),
    "calls_for_audit": (41, 47),
    "calls_for_audit, quoted": (1, 3),
    "calls_for_calm": (46, 50),
    "calls_for_calm, quoted": (2, 2),
    "calls_for_new_vote": (27, 29),
    "calls_for_protest": (26, 28),
    "calls_for_publication": (31, 31),
    "calls_for_publication, quoted": (1, 1),
    "claims_victory": (28, 29),
    "claims_victory, figures": (0, 1),
    "claims_victory, quoted": (30, 30),
    "concedes": (8, 11),
    "concedes, quoted": (1, 1),
    "congratulates": (191, 199),
    "congratulates, quoted": (3, 4),
    "expresses_concern": (35, 37),
    "expresses_concern, quoted": (3, 3),
    "observes": (53, 58),
    "observes, quoted": (1, 1),
    "predicts": (2, 3),
    "predicts, figures": (10, 10),
    "proclaims": (25, 25),
    "proclaims, quoted": (1, 1),
    "recognises": (30, 30),
    "recognises, quoted": (2, 3),
    "refuses_to_recognise": (63, 65),
    "refuses_to_recognise, quoted": (10, 11),
    "retracts": (2, 2),
    "rules": (24, 25),
    "takes_note": (23, 24),
    "withholds_recognition": (22, 25),
    "withholds_recognition, quoted": (3, 3),
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
