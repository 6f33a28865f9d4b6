"""Make the two small tables of this case from the published file.

    python cases/venezuela-2024/summarise.py RESULTADOS_2024_CSV_V1.csv[.gz]

`sheets-by-parish.csv`: totals by parish with the number of sheets in each. `sheets-by-value.csv`: how many sheets
have each value of each option, and of the lead of each of the two first over the other, from which the strict
comparisons follow exactly. A test makes both again and compares.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

OPTIONS = ("EG", "NM", "LM", "JABE", "JOBR", "AE", "CF", "DC", "EM", "BERA")
PARISH = ("COD_EDO", "COD_MUN", "COD_PAR")
NAMES = ("EDO", "MUN", "PAR")
SUMS = ("RE", "VOTOS_VALIDOS", "VOTOS_NULOS", *OPTIONS)


def by_parish(sheets: pl.DataFrame) -> pl.DataFrame:
    return (
        sheets.group_by(PARISH)
        .agg(
            *(pl.col(name).first() for name in NAMES),
            pl.len().alias("SHEETS"),
            *(pl.col(name).sum() for name in SUMS),
        )
        .sort(PARISH)
        .select(*(column for pair in zip(PARISH, NAMES, strict=True) for column in pair), "SHEETS", *SUMS)
    )


def by_value(sheets: pl.DataFrame) -> pl.DataFrame:
    items = {option: pl.col(option) for option in OPTIONS}
    items |= {"EG-NM": pl.col("EG") - pl.col("NM"), "NM-EG": pl.col("NM") - pl.col("EG")}
    return pl.concat(
        sheets.select(value)
        .to_series()
        .value_counts(name="sheets")
        .rename({value.meta.output_name(): "value"})
        .sort("value", descending=True)
        .select(pl.lit(item).alias("item"), "value", "sheets")
        for item, value in items.items()
    )


def main(file: str, folder: Path) -> None:
    sheets = pl.read_csv(file, schema_overrides=dict.fromkeys(PARISH, pl.Int64))
    by_parish(sheets).write_csv(folder / "sheets-by-parish.csv")
    by_value(sheets).write_csv(folder / "sheets-by-value.csv")


if __name__ == "__main__":
    main(sys.argv[1], Path(__file__).parent / "sources")
