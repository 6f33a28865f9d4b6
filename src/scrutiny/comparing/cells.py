"""Counts of two states, unit by unit and item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from scrutiny.comparing.changes import SHOWN, Change
from scrutiny.evidence.counts import MEASURE, OPTION, ROW, UNIT, Counts, Distribution
from scrutiny.evidence.record import Evidence

_NTH = "nth"
"""A unit may stand in several rows: its first row is compared with its first, its second with its second."""
_KEY = (UNIT, _NTH)


def count_changes(old: Evidence, new: Evidence) -> Iterator[Change]:
    """Records that are only on one side, units that came and went, cells that differ, totals before and after."""
    before = {_name(counts): counts for counts in old.counts}
    after = {_name(counts): counts for counts in new.counts}
    for about in {**before, **after}:
        here, there = before.get(about), after.get(about)
        if here is None or there is None:
            yield Change("counts", about, "", _whole(here), _whole(there))
        else:
            yield from _record(about, here, there)
    lists = [{_name(one): one for one in evidence.distributions} for evidence in (old, new)]
    for about in {**lists[0], **lists[1]}:
        a, b = (_listed(side.get(about)) for side in lists)
        if a != b:
            yield Change("counts", about, "distribution", a, b)


def _name(one: Counts | Distribution) -> str:
    return f"{one.contest.id}/{one.record}"


def _whole(counts: Counts | None) -> Any:
    if counts is None:
        return None
    items = [*counts.measures, *counts.options]
    return {"units": counts.units, "totals": {item: total.value for item, total in counts.totals_of(items).items()}}


def _listed(one: Distribution | None) -> Any:
    if one is None:
        return None
    rows = one.table.sort(one.table.columns)
    return {"rows": rows.height, "sheets": int(rows.get_column("sheets").sum() or 0), "hash": _hash(rows)}


def _hash(rows: pl.DataFrame) -> str:
    import hashlib

    return hashlib.sha256(rows.write_csv().encode()).hexdigest()


def _record(about: str, old: Counts, new: Counts) -> Iterator[Change]:
    here, there = _rows(old), _rows(new)
    yield from _units(about, here, there)
    columns = [name for name in dict.fromkeys((*here.columns, *there.columns)) if name not in (*_KEY, ROW)]
    # Items that a record has under one kind of name have one total; texts have none.
    for name in columns:
        if name not in here.columns or name not in there.columns:
            yield Change("counts", about, _item(name), _column(old, here, name), _column(new, there, name))
    both = [name for name in columns if name in here.columns and name in there.columns]
    joined = here.select(*_KEY, *both).join(there.select(*_KEY, *both), on=list(_KEY), how="inner", suffix="\0new")
    for name in both:
        differ = joined.filter(_other(joined, name))
        a, b = _cells(old, differ, name, name), _cells(new, differ, name, f"{name}\0new")
        if differ.height or a.get("total") != b.get("total"):
            yield Change("counts", about, _item(name), a, b)
    yield from _states(about, old, new, here, there)
    totals = [{"rows": side.totals.height, "hash": _hash(side.totals)} for side in (old, new)]
    if totals[0] != totals[1]:
        yield Change("counts", about, "total rows", *totals)


def _rows(counts: Counts) -> pl.DataFrame:
    return counts.table.with_columns(pl.int_range(pl.len()).over(UNIT).alias(_NTH))


def _item(column: str) -> str:
    """The name of a column as people know it; places and attributes keep their kind."""
    return column.removeprefix(MEASURE).removeprefix(OPTION)


def _other(joined: pl.DataFrame, name: str) -> pl.Expr:
    """Where two columns differ; of two kinds they are compared as they are written."""
    a, b = pl.col(name), pl.col(f"{name}\0new")
    if joined.schema[name] != joined.schema[f"{name}\0new"]:
        a, b = a.cast(pl.String), b.cast(pl.String)
    return a.ne_missing(b)


def _units(about: str, here: pl.DataFrame, there: pl.DataFrame) -> Iterator[Change]:
    sides = []
    for own, other in ((here, there), (there, here)):
        only = own.join(other, on=list(_KEY), how="anti").get_column(UNIT)
        sides.append({"units": own.height, "only": len(only), "first": only.head(SHOWN).to_list()})
    if sides[0]["only"] or sides[1]["only"]:
        yield Change("counts", about, "units", *sides)


def _column(counts: Counts, rows: pl.DataFrame, name: str) -> Any:
    return None if name not in rows.columns else _cells(counts, rows.clear(), name, name)


def _cells(counts: Counts, differ: pl.DataFrame, name: str, column: str) -> Mapping[str, Any]:
    """How many cells differ, the first of them, and the total of the whole record where it is a number."""
    made: dict[str, Any] = {"differ": differ.height}
    first = differ.head(SHOWN)
    made["first"] = [
        [unit, value if isinstance(value, (int, str)) or value is None else str(value)]
        for unit, value in zip(first.get_column(UNIT).to_list(), first.get_column(column).to_list(), strict=True)
    ]
    if name.startswith((MEASURE, OPTION)) and counts.table.schema[name].is_numeric():
        values = counts.table.get_column(name)
        total = values.cast(pl.Int128).sum() if values.dtype.is_integer() else values.sum()
        made |= {"total": total if isinstance(total, int) else str(total), "known": counts.units - values.null_count()}
    return made


def _states(about: str, old: Counts, new: Counts, here: pl.DataFrame, there: pl.DataFrame) -> Iterator[Change]:
    """Cells without a number on both sides that are told otherwise: blank here, illegible there."""
    a, b = _gaps(old, here), _gaps(new, there)
    on = [*_KEY, "item"]
    joined = a.join(b, on=on, how="inner", suffix="\0new")
    joined = joined.filter(
        pl.col("state").ne_missing(pl.col("state\0new")) | pl.col("raw").ne_missing(pl.col("raw\0new"))
    )
    for (item,), part in joined.partition_by("item", as_dict=True, maintain_order=True).items():
        sides = []
        for suffix in ("", "\0new"):
            first = part.head(SHOWN).select(UNIT, f"state{suffix}", f"raw{suffix}").rows()
            sides.append({"differ": part.height, "first": [list(row) for row in first]})
        yield Change("counts", about, f"state of {item}", *sides)


def _gaps(counts: Counts, rows: pl.DataFrame) -> pl.DataFrame:
    keys = rows.select(*_KEY).with_row_index("unit_row").with_columns(pl.col("unit_row").cast(pl.UInt32))
    return counts.gaps.join(keys, on="unit_row", how="inner").select(*_KEY, "item", "state", "raw")
