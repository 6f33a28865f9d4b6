"""How often proposals of a kind were right in the articles that the reader was developed on."""

from __future__ import annotations

_MEASURED: dict[str, tuple[int, int]] = {}
"""Kind of rule: right, proposed."""


def of(rule: str) -> float:
    """The share that was right, drawn towards one half where few were seen (one right and one wrong are added).

    Examples
    --------
    >>> of("en.something-never-seen")
    0.5
    """
    _language, act, *rest = rule.split(".")
    right, proposed = _MEASURED.get(f"{act}.{rest[0]}" if rest and rest[0] in ("figure", "quote") else act, (0, 0))
    return round((right + 1) / (proposed + 2), 3)
