"""The units of a finding: where each stands in its file, in which places, and the figures that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from scrutiny.evidence.counts import IMAGE, MEASURE, OPTION, PLACE, PLACE_NAME, ROW, UNIT, Counts

LOCATOR = "locator"


def headings(counts: Counts, items: Sequence[str]) -> dict[str, str]:
    """A heading for each item: the printed name of an option, the id of a measure; no two alike."""
    made: dict[str, str] = {}
    for item in items:
        name = counts.contest.name_of(item) if OPTION + item in counts.table.columns else item
        taken = {UNIT, LOCATOR, IMAGE, *counts.levels, *made.values()}
        made[item] = name if name not in taken else f"{name} ({item})"
    return made


def listed(
    counts: Counts,
    rows: pl.DataFrame,
    worst: str = "",
    items: Sequence[str] = (),
    figures: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """The rows of a record as a reader looks them up, worst first.

    Parameters
    ----------
    counts
        The record.
    rows
        Rows of `counts.table`, with columns that the check computed.
    worst
        The column whose largest values come first; units with the same value are in the order of their names.
    items
        Measures and options to be shown as they stand in the record.
    figures
        Computed columns to be shown, with their headings.
    """
    columns = rows.columns
    order = [pl.col(worst)] if worst else []
    sorted_ = rows.sort([*order, pl.col(UNIT)], descending=[bool(worst)] * len(order) + [False], nulls_last=True)
    shown = [pl.col(UNIT)]
    for level in counts.levels:
        if PLACE_NAME + level in columns:
            shown.append(pl.coalesce(PLACE_NAME + level, PLACE + level).alias(level))
        elif PLACE + level in columns:
            shown.append(pl.col(PLACE + level).alias(level))
    if ROW in columns:
        shown.append(pl.format("row {}", pl.col(ROW)).alias(LOCATOR))
    for item, heading in headings(counts, items).items():
        column = next((prefix + item for prefix in (MEASURE, OPTION) if prefix + item in columns), None)
        if column is not None:
            shown.append(narrow(column, rows).alias(heading))
    shown += [narrow(column, rows).alias(heading) for column, heading in (figures or {}).items()]
    if IMAGE in columns and rows.get_column(IMAGE).null_count() < rows.height:
        shown.append(pl.col(IMAGE))
    return sorted_.select(shown)


def narrow(column: str, rows: pl.DataFrame) -> pl.Expr:
    """Whole numbers of 128 bits as 64 where they fit, so that any writer of tables takes them."""
    if rows.schema[column] == pl.Int128 and rows.height:
        largest = rows.select(pl.col(column).abs().max()).item()
        if largest is None or largest < 2**63:
            return pl.col(column).cast(pl.Int64)
        return pl.col(column).cast(pl.String)
    return pl.col(column)
