"""The chance that a correct program fails the suite is what `conftest` says: nothing spends it but by its share."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import FAILURE_RATE, ROOT, SHARES, each_of

FILES = sorted((ROOT / "tests").rglob("*.py"))
OURS = {ROOT / "tests" / "conftest.py", Path(__file__).resolve()}


def shares_of(tree: ast.Module) -> list[ast.Call]:
    """Calls that take a share of the rate."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "each_of"]


def test_no_more_shares_are_taken_than_there_are() -> None:
    taken = 0
    for file in FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if file in OURS:
            continue
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        assert "FAILURE_RATE" not in names, f"{file}: the rate is spent by each_of() alone"
        calls = shares_of(tree)
        assert len(calls) <= 1, f"{file}: one share for a file, asked for once with all its comparisons"
        for call in calls:
            first = [
                node for statement in tree.body if isinstance(statement, ast.Assign) for node in ast.walk(statement)
            ]
            assert call in first, f"{file}: a share is taken where the file begins, not once for each case of a test"
        taken += len(calls)
    assert 10 < taken <= SHARES


@pytest.mark.parametrize("comparisons", [1, 7, 300])
def test_all_shares_together_are_the_rate(comparisons: int) -> None:
    assert SHARES * comparisons * each_of(comparisons) == pytest.approx(FAILURE_RATE)
