"""Make the small tables of this case from the three published files.

    python cases/bolivia-2019/summarise.py FOLDER

FOLDER holds `computo_2019-10-25.csv[.gz]`, `trep_2019-10-20T19.40.57.csv[.gz]` and `trep_2019-10-21T18.29.53.csv[.gz]`.
For each the totals by municipality, with the number of tables (mesas) in each. A test makes them again and compares.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

FILES = {
    "computo": "computo_2019-10-25.csv",
    "trep-1": "trep_2019-10-20T19.40.57.csv",
    "trep-2": "trep_2019-10-21T18.29.53.csv",
}
PLACE = ("País", "Departamento", "Provincia", "Municipio")
OPTIONS = ("CC", "FPV", "MTS", "UCS", "MAS - IPSP", "21F", "PDC", "MNR", "PAN-BOL")
SUMS = ("Inscritos", *OPTIONS, "Blancos", "Nulos")


def by_municipality(tables: pl.DataFrame) -> pl.DataFrame:
    sums = (pl.col(name).cast(pl.Int64).sum() for name in SUMS)
    return tables.group_by(PLACE).agg(pl.len().alias("Mesas"), *sums).sort(PLACE)


def main(folder: Path, target: Path) -> None:
    for name, file in FILES.items():
        path = next(p for p in (folder / file, folder / f"{file}.gz") if p.is_file())
        by_municipality(pl.read_csv(path, infer_schema_length=0)).write_csv(target / f"{name}-by-municipality.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent / "sources")
