"""Changes of the claims in `claims.toml`: one entered, replaced, taken out, or printed by one more report.

Each is made in the text that a person wrote, whose comments, order and spacing stay (see `toml_text`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.evidence.claim import Claim, Report
from scrutiny.evidence.folder import CLAIMS
from scrutiny.evidence.schema import adapter
from scrutiny.evidence.toml_text import (
    appended,
    block_cut,
    block_extended,
    block_replaced,
    block_text,
    changed,
)

_HEADER = "claims"
_REPORTS = f"{_HEADER}.reports"


def data_of(record: Claim | Report) -> dict[str, Any]:
    """A record as what TOML says of it: fields that say nothing are left out, decimals keep their digits."""
    made: dict[str, Any] = adapter(type(record)).dump_python(record, exclude_defaults=True)
    return made


def claim_block(claim: Claim) -> str:
    """A claim as a `[[claims]]` block, each report of it as a block below.

    Examples
    --------
    >>> print(claim_block(Claim("c1", "concedes", "Ana", reports=(Report("The Paper"),))), end="")
    [[claims]]
    id = "c1"
    act = "concedes"
    speaker = "Ana"
    <BLANKLINE>
    [[claims.reports]]
    by = "The Paper"
    """
    data = data_of(claim)
    reports = data.pop("reports", ())
    return "\n".join((block_text(_HEADER, data), *(block_text(_REPORTS, report) for report in reports)))


def with_claim(text: str, claim: Claim) -> str:
    """The file with a claim at its end."""

    def change(parsed: Any) -> None:
        parsed.setdefault(_HEADER, []).append(_plain(data_of(claim)))

    return changed(text, CLAIMS, change, lambda old: appended(old, claim_block(claim)))


def with_claim_replaced(text: str, number: int, claim: Claim) -> str:
    """The file with another claim in the place of its claim of that number, counted from 0."""

    def change(parsed: Any) -> None:
        parsed[_HEADER][number] = _plain(data_of(claim))

    return changed(text, CLAIMS, change, lambda old: block_replaced(old, _HEADER, number, claim_block(claim)))


def without_claim(text: str, number: int) -> str:
    """The file without its claim of that number."""

    def change(parsed: Any) -> None:
        del parsed[_HEADER][number]
        if not parsed[_HEADER]:
            del parsed[_HEADER]

    return changed(text, CLAIMS, change, lambda old: block_cut(old, _HEADER, number))


def with_report(text: str, number: int, report: Report) -> str:
    """The file with one more report of its claim of that number."""
    data = data_of(report)

    def change(parsed: Any) -> None:
        parsed[_HEADER][number].setdefault("reports", []).append(_plain(data))

    return changed(text, CLAIMS, change, lambda old: block_extended(old, _HEADER, number, block_text(_REPORTS, data)))


def without_report(text: str, number: int, report: int) -> str:
    """The file without one report of its claim of that number."""

    def change(parsed: Any) -> None:
        del parsed[_HEADER][number]["reports"][report]
        if not parsed[_HEADER][number]["reports"]:
            del parsed[_HEADER][number]["reports"]

    return changed(text, CLAIMS, change, lambda old: block_cut(old, _REPORTS))


def _plain(data: Any) -> Any:
    """Data as the TOML library gives it: lists, not tuples."""
    if isinstance(data, Mapping):
        return {key: _plain(value) for key, value in data.items()}
    return [_plain(item) for item in data] if isinstance(data, list | tuple) else data
