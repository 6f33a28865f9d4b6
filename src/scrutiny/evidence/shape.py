"""How the frozen records of a case are written in TOML: strict, and with their own words as documentation."""

from __future__ import annotations

from typing import Any

# Read by pydantic at the border (evidence.schema): unknown keys are mistakes, and the sentence below each
# field is its documentation in the reference and in the JSON Schema.
STRICT: Any = {"extra": "forbid", "use_attribute_docstrings": True, "arbitrary_types_allowed": False}
