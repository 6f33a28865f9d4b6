"""What a sheet promises, as it is typed."""

from __future__ import annotations

import pytest

from scrutiny.evidence.identity import Identity


def test_sums_and_differences_on_both_sides() -> None:
    identity = Identity.parse("valid ballots - spoilt = sum(options) + blank")
    assert identity.left == (("valid ballots", 1), ("spoilt", -1))
    assert identity.relation == "="
    assert identity.right == (("sum(options)", 1), ("blank", 1))


@pytest.mark.parametrize("text", ["cast", "a = b = c", "= b", "a =", "a = max(b)", "a + = b", "a < b"])
def test_what_is_no_identity_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"needed|missing"):
        Identity.parse(text)


def test_inequality() -> None:
    assert Identity.parse("cast <= registered").relation == "<="
