"""A deterministic reader of news articles: saved article in, proposed claims with their passages out.

Nothing that it proposes is evidence. A person accepts, corrects or rejects each proposal.
"""

from __future__ import annotations

from scrutiny.articles.context import Choice, Context
from scrutiny.articles.reading import read_article
from scrutiny.evidence.case import CaseFile

__all__ = ["Choice", "Context", "context_of", "read_article"]


def context_of(case: CaseFile) -> Context:
    """What a reader has to know of a case: its options and their names, its authority, its day."""
    return Context.from_case(case)
