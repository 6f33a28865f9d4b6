"""A deterministic reader of news articles: saved article in, proposed claims with their passages out.

Nothing that it proposes is evidence. A person accepts, corrects or rejects each proposal.
"""

from __future__ import annotations

from scrutiny.articles.context import Choice, Context
from scrutiny.articles.reading import read_article

__all__ = ["Choice", "Context", "read_article"]
