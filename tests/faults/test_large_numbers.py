"""A number of no station's size in one cell: that station is left out with the reason, and nothing stops."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from scrutiny.evidence.plan import Plan
from scrutiny.examination import examine
from scrutiny.messages import Words
from tests.conformance.cases import contested
from tests.test_patterning import look, rows, written

NUMBERS = [2**31, 2**63 - 1, 2**63, 2**100, 2**126, -(2**63), -(2**100)]
COLUMNS = ["Voters", "Ballots", "Spoilt", "Alder", "Birch"]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("column", COLUMNS)
def test_in_a_bare_table(tmp_path: Path, column: str, number: int) -> None:
    table = [list(row) for row in rows(400)]
    table[5][1 + COLUMNS.index(column)] = number
    path = written(tmp_path / "t.csv", [tuple(row) for row in table])  # type: ignore[misc]
    examined = look(path, options=["Birch", "Alder"], only=["patterns.integer_percentages", "patterns.rounded_totals"])
    for found in examined.of("patterns.integer_percentages"):
        assert found.scope is not None
        if column in str(found.statement) or column in ("Voters", "Ballots"):
            assert (found.scope.units, found.scope.left_out) == (399, 1)
            assert "of no station's size" in Words().plain(found.scope.why)


def test_longer_than_any_number_type(tmp_path: Path) -> None:
    table = [list(row) for row in rows(400)]
    table[5][2] = 2**200
    examined = look(written(tmp_path / "t.csv", [tuple(row) for row in table]))  # type: ignore[misc]
    assert examined.findings


@pytest.mark.parametrize("number", [2**63, -(2**100)])
@pytest.mark.parametrize("column", ["option:o1", "option:o3", "measure:valid", "measure:cast", "measure:registered"])
def test_under_every_check(column: str, number: int) -> None:
    evidence = contested()
    wide = [
        replace(c, table=c.table.with_columns(pl.Series(column, [number, *c.table[column][1:]], dtype=pl.Int128)))
        for c in evidence.counts
    ]
    assert examine(replace(evidence, counts=tuple(wide)), Plan()).findings


def test_a_sum_of_two_cells_that_passes_64_bits() -> None:
    """Each of them has its place in 64 bits; their sum would come out negative."""
    for counts in contested().counts:
        two = counts.valid_options[:2]
        columns = [pl.Series(f"option:{o}", [2**62, *counts.table[f"option:{o}"][1:]], dtype=pl.Int64) for o in two]
        wide = replace(counts, table=counts.table.drop("measure:valid", strict=False).with_columns(columns))
        rest = sum(int(wide.table[f"option:{o}"][0]) for o in wide.valid_options[2:])
        assert wide.derived("valid")
        assert wide.values("valid")[0] == 2**63 + rest
        assert wide.total("valid").value == sum(int(v) for v in wide.values("valid").to_list())
