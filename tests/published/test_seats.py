"""Seats of real elections, computed from their counts, against what was officially allotted."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import random
import time
import zipfile
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from scrutiny.evidence.rule import Rule
from scrutiny.findings.outcomes import Tally, outcome, slack

# Seats of each constituency, Congress of Deputies, election of 10 November 2019 (Royal Decree 551/2019), by the code
# of the National Statistics Institute.
_SPAIN = (
    (4, 4, 12, 6, 3, 6, 8, 32, 4, 4, 9, 5, 5, 6, 8, 3, 6, 7, 3, 6, 5, 3, 5, 4, 4, 4),
    (4, 37, 11, 10, 5, 4, 7, 3, 8, 7, 4, 7, 5, 3, 12, 2, 6, 3, 6, 15, 5, 8, 3, 7, 1, 1),
)
SPAIN_SEATS = {f"{code:02d}": seats for code, seats in enumerate(itertools.chain(*_SPAIN), 1)}
# As published by the Central Electoral Board (BOE of 30 November 2019), by the national grouping of the file: lists of
# one party in several constituencies are one group there, and those of Más País (two and one) are two.
SPAIN_OFFICIAL = {
    "PARTIDO SOCIALISTA OBRERO ESPAÑOL": 120, "PARTIDO POPULAR": 89, "VOX": 52, "UNIDAS PODEMOS": 26,
    "ESQUERRA REPUBLICANA DE CATALUNYA-SOBIRANISTES": 13, "CIUDADANOS-PARTIDO DE LA CIUDADANÍA": 10,
    "JUNTS PER CATALUNYA-JUNTS": 8, "EN COMÚ PODEM-GUANYEM EL CANVI": 7, "EUSKAL HERRIA BILDU": 5,
    "EUZKO ALDERDI JELTZALEA-PARTIDO NACIONALISTA VASCO": 6, "CANDIDATURA D'UNITAT POPULAR-PER LA RUPTURA": 2,
    "MÁS PAÍS-EQUO": 2, "NAVARRA SUMA": 2, "EN COMÚN-UNIDAS PODEMOS": 2, "COALICIÓN CANARIA-NUEVA CANARIAS": 2,
    "BLOQUE NACIONALISTA GALEGO": 1, "MÉS COMPROMÍS": 1, "PARTIDO REGIONALISTA DE CANTABRIA": 1,
    'AGRUPACIÓN DE ELECTORES "TERUEL EXISTE"': 1,
}  # fmt: skip


def spain(data: Path) -> tuple[Tally, Mapping[str, str]]:
    """Votes by constituency, and the name of each list."""
    folder = data / "spain-2019-11"
    with gzip.open(folder / "candidacies.csv.gz", "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    named = {row["id_candidacies"]: row["name_candidacies"] for row in rows}
    names = {row["id_candidacies"]: named.get(row["id_candidacies_nat"], row["name_candidacies"]) for row in rows}
    votes = pl.read_csv(gzip.decompress((folder / "votes.csv.gz").read_bytes()), infer_schema_length=0)
    stations = pl.read_csv(gzip.decompress((folder / "stations.csv.gz").read_bytes()), infer_schema_length=0)
    province = "cod_INE_prov"
    summed = votes.group_by(province, "id_candidacies").agg(pl.col("ballots").cast(pl.Int64).sum())
    blank = dict(stations.group_by(province).agg(pl.col("blank_ballots").cast(pl.Int64).sum()).iter_rows())
    districts: dict[str, dict[str, int]] = {}
    for code, candidacy, count in summed.sort(province, "id_candidacies").iter_rows():
        districts.setdefault(str(code).zfill(2), {})[str(candidacy)] = int(count)
    blank = {str(code).zfill(2): int(count) for code, count in blank.items()}
    total: Counter[str] = Counter()
    for part in districts.values():
        total.update(part)
    whole = Tally(
        dict(total),
        blank=sum(blank.values()),
        districts={code: Tally(part, blank=blank[code]) for code, part in districts.items()},
    )
    return whole, names


SPAIN = Rule(
    kind="seats_by_quotient",
    threshold=Decimal(3),
    threshold_of="valid_and_blank",
    threshold_in="district",
    district_level="province",
    district_seats=SPAIN_SEATS,
    ties="most_votes",
)


def test_the_seats_of_spain_are_350() -> None:
    assert sum(SPAIN_SEATS.values()) == 350 == sum(SPAIN_OFFICIAL.values())


# Lists, thresholds and surplus agreements of the five elections; seats as published by the Central Elections Committee.
ISRAEL = {
    21: (
        {"מחל": 35, "פה": 35, "שס": 8, "ג": 8, "ום": 6, "אמת": 6, "ל": 5, "טב": 5, "מרצ": 4, "כ": 4, "דעם": 4},
        [("מחל", "טב"), ("אמת", "מרצ"), ("שס", "ג"), ("ום", "דעם"), ("ל", "נ")],
    ),
    22: (
        {"פה": 33, "מחל": 32, "ודעם": 13, "שס": 9, "ל": 8, "ג": 7, "טב": 7, "אמת": 6, "מרצ": 5},
        [("מחל", "טב"), ("פה", "ל"), ("אמת", "מרצ"), ("שס", "ג")],
    ),
    23: (
        {"מחל": 36, "פה": 33, "ודעם": 15, "שס": 9, "אמת": 7, "ג": 7, "ל": 7, "טב": 6},
        [("מחל", "טב"), ("פה", "אמת"), ("שס", "ג")],
    ),
    24: (
        {"מחל": 30, "פה": 17, "שס": 9, "כן": 8, "ב": 7, "אמת": 7, "ג": 7, "ל": 7}
        | {"ט": 6, "ודעם": 6, "ת": 6, "מרצ": 6, "עם": 4},
        [("מחל", "ט"), ("ב", "ת"), ("פה", "ל"), ("אמת", "מרצ"), ("שס", "ג")],
    ),
    25: (
        {"מחל": 32, "פה": 24, "ט": 14, "כן": 12, "שס": 11, "ג": 7, "ל": 6, "עם": 5, "ום": 5, "אמת": 4},
        [("מחל", "ט"), ("פה", "כן"), ("שס", "ג"), ("אמת", "מרצ")],
    ),
}


def israel(data: Path, knesset: int) -> dict[str, int]:
    file = data / "israel-2019-2022" / f"results_{knesset}.csv.gz"
    table = pl.read_csv(gzip.decompress(file.read_bytes()), infer_schema_length=0)
    after = table.columns.index(next(c for c in table.columns if c.strip() == "כשרים"))
    votes = {c.strip(): table[c].cast(pl.Float64, strict=False).sum() for c in table.columns[after + 1 :] if c.strip()}
    return {name: int(count) for name, count in votes.items() if count}


@pytest.mark.parametrize("knesset", ISRAEL)
def test_the_seats_of_five_knessets(data: Path, knesset: int) -> None:
    seats, agreements = ISRAEL[knesset]
    votes = israel(data, knesset)
    rule = Rule(kind="seats_by_quotient", seats=120, threshold=Decimal("3.25"), agreements=tuple(agreements))
    made = outcome(votes, rule)
    assert made is not None and made.form == "seats"
    assert dict(made.seats) == seats
    found = slack(votes, rule)
    assert found is not None
    for change in found.changes.values():
        assert outcome(change.of(Tally(votes)), rule) != made


def test_without_its_agreement_a_list_would_hold_another_number_of_seats(data: Path) -> None:
    """April 2019: the agreement of two lists took one seat from a third; without agreements it is 36 and 7."""
    votes = israel(data, 21)
    made = outcome(votes, Rule(kind="seats_by_quotient", seats=120, threshold=Decimal("3.25")))
    assert made is not None
    assert (dict(made.seats)["מחל"], dict(made.seats)["ג"]) == (36, 7)


def test_the_list_that_missed_the_threshold_of_april_2019_by_1454_votes(data: Path) -> None:
    """The number that the press gave for it: 3.25 % of 4,309,270 are 140,052, and it had 138,598."""
    votes = israel(data, 21)
    assert -(-325 * sum(votes.values()) // 10000) - votes["נ"] == 1454


GERMANY = {
    "CDU": 23, "CSU": 6, "SPD": 14, "GRÜNE": 12, "AfD": 15, "DIE LINKE": 3, "FDP": 5, "BSW": 6, "FREIE WÄHLER": 3,
    "Volt": 3, "Die PARTEI": 2, "Tierschutzpartei": 1, "ÖDP": 1, "FAMILIE": 1, "PdF": 1,
}  # fmt: skip


def test_the_seats_of_germany_in_the_european_parliament_2024(data: Path) -> None:
    """96 seats by Sainte-Laguë, no threshold; thousands signs in one Land are read away."""
    with zipfile.ZipFile(data / "germany-2024" / "ew24_wbz.zip") as archive:
        text = archive.read("Wbz_EW24_Ergebnisse.csv").decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text), delimiter=";")
    header = next(rows)
    first = header.index("gültig") + 1
    votes: Counter[str] = Counter()
    for row in rows:
        for name, cell in zip(header[first : first + 35], row[first : first + 35], strict=True):
            votes[name] += int(cell.replace(".", "") or 0)
    assert sum(votes.values()) == 39810489
    made = outcome(dict(votes), Rule(kind="seats_by_quotient", divisors="sainte_lague", seats=96))
    assert made is not None
    assert dict(made.seats) == GERMANY


def test_the_seats_of_spain_province_by_province(data: Path) -> None:
    tally, names = spain(data)
    made = outcome(tally, SPAIN)
    assert made is not None and made.form == "seats"
    by_name: Counter[str] = Counter()
    for candidacy, seats in made.seats:
        by_name[names[candidacy]] += seats
    assert dict(by_name) == SPAIN_OFFICIAL


@pytest.mark.parametrize("kind", ["seats_by_quotient", "seats_by_remainder"])
def test_slack_of_400_districts_and_30_lists_takes_no_longer_than_it_should(kind: str) -> None:
    """Asked: one second; a busy machine gets some more."""
    draw = random.Random(12)
    lists = [f"o{j}" for j in range(30)]
    districts = {f"d{i}": Tally({name: draw.randrange(50, 40000) for name in lists}) for i in range(400)}
    votes = {name: sum(part.votes[name] for part in districts.values()) for name in lists}
    seats = {name: draw.randrange(2, 13) for name in districts}
    rule = Rule(
        kind=kind,  # type: ignore[arg-type]
        threshold=Decimal(3),
        threshold_in="district",
        district_level="district",
        district_seats=seats,
    )
    started = time.process_time()
    found = slack(Tally(votes, districts=districts), rule)
    assert found is not None and found.moved is not None
    assert time.process_time() - started < 2.5
