"""Station data of real quick counts, read plainly, so that tests of arithmetic do not rest on the readers."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Stations:
    """Votes of each option, all votes, the register and the stratum of stations; sizes of all strata."""

    options: tuple[str, ...]
    votes: Whole
    base: Whole
    register: Whole
    stratum: Whole
    sizes: Whole
    frame: pl.DataFrame
    registers: Whole
    """The register of each stratum."""

    def at(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Stations:
        return Stations(
            self.options, self.votes[rows], self.base[rows], self.register[rows], self.stratum[rows], self.sizes,
            self.frame, self.registers,
        )  # fmt: skip


def table(path: Path, separator: str = ",", skip: int = 0) -> pl.DataFrame:
    made = pl.read_csv(gzip.decompress(path.read_bytes()), infer_schema_length=0, separator=separator, skip_rows=skip)
    return made.rename({name: name.lstrip("\ufeff") for name in made.columns})


def whole(frame: pl.DataFrame, *columns: str) -> Whole:
    numbers = [frame[c].cast(pl.Float64).cast(pl.Int64).to_numpy() for c in columns]
    return numbers[0] if len(numbers) == 1 else np.column_stack(numbers)


def codes(frame: pl.DataFrame, column: str) -> Whole:
    return (frame[column].cast(pl.Float64).rank("dense") - 1).cast(pl.Int64).to_numpy()


def guanajuato(data: Path) -> Stations:
    """Every station of Guanajuato 2012, strata by local district (22)."""
    frame = table(data / "quickcount-mexico-2012" / "gto_2012.csv.gz")
    options = ("pan_na", "pri_pvem", "prd", "otros", "pt", "mc")
    stratum = codes(frame, "distrito_loc_17")
    register = whole(frame, "ln")
    return Stations(
        options, whole(frame, *options), whole(frame, "total"), register, stratum, np.bincount(stratum), frame,
        np.bincount(stratum, register).astype(np.int64),
    )  # fmt: skip


def venezuela(data: Path) -> Stations:
    """Every published sheet of 2024, strata by state (24)."""
    frame = table(data / "venezuela-2024" / "RESULTADOS_2024_CSV_V1.csv.gz")
    votes = whole(frame, "EG", "NM", "VOTOS_VALIDOS")
    votes[:, 2] -= votes[:, 0] + votes[:, 1]
    stratum = codes(frame, "COD_EDO")
    register = whole(frame, "RE")
    return Stations(
        ("EG", "NM", "others"), votes, whole(frame, "VOTOS_VALIDOS"), register, stratum,
        np.bincount(stratum), frame, np.bincount(stratum, register).astype(np.int64),
    )  # fmt: skip


def every_25th(data: Path) -> Stations:
    """Rows 7, 32, 57, ... of the Venezuelan file."""
    stations = venezuela(data)
    return stations.at(np.arange(7, len(stations.base), 25))


def mexico(data: Path) -> Stations:
    """The sample of 2018 as far as it had arrived by midnight; the sizes of strata are those of the frame."""
    folder = data / "quickcount-mexico-2018"
    frame = table(folder / "REMESAS0100020000.txt.gz", "|", 1)
    units = table(folder / "frame_2018.csv.gz")
    sizes = np.bincount(whole(units, "estrato") - 1, minlength=350)
    options = ("AMLO", "RAC", "JAMK", "JHRC", "CNR", "NULOS")
    return Stations(
        options, whole(frame, *options), whole(frame, "TOTAL"), whole(frame, "LISTA_NOMINAL"),
        whole(frame, "ID_ESTRATO_F") - 1, sizes, frame,
        np.bincount(whole(units, "estrato") - 1, whole(units, "ln"), 350).astype(np.int64),
    )  # fmt: skip


def minutes(frame: pl.DataFrame) -> Whole:
    """Minutes after the midnight before the day of the vote."""
    day, hour, minute = (whole(frame, name) for name in ("DIA", "HORA", "MINUTOS"))
    return day * 1440 + hour * 60 + minute - 1440
