"""Scrutiny checks a contested election from its evidence.

>>> import scrutiny
>>> case = scrutiny.open("cases/venezuela-2024")         # doctest: +SKIP
>>> findings = scrutiny.examine(case)                    # doctest: +SKIP
>>> scrutiny.publish(findings, "report.html")            # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrutiny.examination import examine
    from scrutiny.examination import open_case as open
    from scrutiny.report import publish

__all__ = ["__version__", "examine", "open", "publish"]
__version__ = "0.1.0"

# Imported when first asked for: `scrutiny --help` and `import scrutiny` must not wait for the table library.
_WHERE = {
    "open": ("scrutiny.examination", "open_case"),
    "examine": ("scrutiny.examination", "examine"),
    "publish": ("scrutiny.report", "publish"),
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'scrutiny' has no attribute {name!r}")
    import importlib

    module, attribute = _WHERE[name]
    return getattr(importlib.import_module(module), attribute)
