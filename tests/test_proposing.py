"""What `scrutiny new --from` proposes: right on real files of five countries, honest where it cannot know."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny.evidence.editing import Custody, new_case, source_id
from scrutiny.evidence.folder import CaseFolder
from scrutiny.examination import open_case
from scrutiny.proposing import propose


def _case(file: Path, folder: Path) -> Path:
    return new_case(folder, propose(file, source_id(file.name)).begin, file, Custody())


# Totals as ../shared/data/README.md computes them, reached here by the proposed mapping alone, without a hand's help.
REAL = [
    (
        "venezuela-2024/RESULTADOS_2024_CSV_V1.csv.gz",
        24532,
        {"registered": 17745239, "valid": 10659128, "invalid": 1139, "EG": 7156462, "NM": 3241461},
    ),
    (
        "poland-2020/round1_wyniki_gl_na_kand_po_obwodach_csv.zip",
        27229,
        {"registered": 30204241, "cast": 19486433, "valid": 19425034, "andrzej-sebastian-duda": 8450341},
    ),
    (
        "bolivia-2019/computo_2019-10-25.csv.gz",
        34555,
        {"registered": 7315364, "valid": 6137671, "blank": 93507, "cast": 6460515, "mas-ipsp": 2889359},
    ),
    (
        "israel-2019-2022/results_24.csv.gz",
        12926,
        {"registered": 6578084, "cast": 4436365, "invalid": 26313, "valid": 4410052, "מחל": 1066892},
    ),
    (
        "russia/2012.csv.zip",
        95415,
        {"registered": 109860331, "valid": 70864974, "зюганов-геннадии-андреевич": 12318353},
    ),
]


@pytest.mark.parametrize(("name", "units", "totals"), REAL, ids=lambda value: value if isinstance(value, str) else "")
def test_real_files_are_understood(data: Path, tmp_path: Path, name: str, units: int, totals: dict[str, int]) -> None:
    evidence = open_case(_case(data / name, tmp_path / "case")).evidence
    (counts,) = evidence.counts
    assert counts.units == units
    assert {item: counts.total(item).value for item in totals} == totals


def _write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "results.csv"
    file.write_text(text)
    return file


def test_every_proposal_is_marked_and_what_was_not_used_is_said(tmp_path: Path) -> None:
    file = _write(
        tmp_path,
        "Estado;Mesa;Inscritos;Votos válidos;Nulos;Lista A;Lista B;Observador\n"
        + "".join(f"S{n % 3};{n};300;{100 + n};{n};{60 + n};40;x{n}\n" for n in range(1, 30))
        + "S1;30;300;-;-;-;-;x\n",
    )
    proposal = propose(file, "results")
    for line in proposal.begin.mapping.splitlines()[3:]:
        assert line.endswith("# proposed, confirm"), line
    assert "Options add up to Votos válidos in 29 of 29 rows." in proposal.lines
    assert "Not used: Observador" in proposal.lines
    assert "Read as not available, which is not zero: -" in proposal.lines
    assert proposal.begin.identities == ["valid = sum(options)", "cast = valid + invalid", "cast <= registered"]
    counts = open_case(_case(file, tmp_path / "case")).evidence.counts[0]
    assert counts.total("valid").missing == 1  # a dash is not a zero


def test_columns_that_do_not_add_up_are_not_called_options(tmp_path: Path) -> None:
    file = _write(tmp_path, "Table,Valid,A,B\n" + "".join(f"{n},{200 + n},{n},{n}\n" for n in range(1, 20)))
    proposal = propose(file, "results")
    assert "options" not in proposal.begin.mapping
    assert any("No run of columns adds up to Valid" in line for line in proposal.lines)


def test_slips_of_single_stations_do_not_hide_the_options(tmp_path: Path) -> None:
    rows = "".join(f"{n},{100 + n + (n == 7)},60,{40 + n}\n" for n in range(1, 40))
    proposal = propose(_write(tmp_path, "Table,Valid,A,B\n" + rows), "results")
    assert "Options add up to Valid in 38 of 39 rows." in proposal.lines


def test_names_that_repeat_are_said_to_repeat(tmp_path: Path) -> None:
    rows = "".join(f"{n // 2},{100 + n},60,{40 + n}\n" for n in range(40))
    proposal = propose(_write(tmp_path, "Table,Valid,A,B\n" + rows), "results")
    assert "Table repeat: 20 different ones in 40 rows. Name what else they need." in proposal.lines
    assert "unit =" not in proposal.begin.mapping  # a unit that does not tell rows apart is no unit


def test_one_row_for_each_count(tmp_path: Path) -> None:
    rows = "".join(f"C{n // 20},P{n // 2},{'Ann Lee' if n % 2 else 'Bo'},{n}\n" for n in range(60))
    file = _write(tmp_path, "county,precinct,candidate,votes\n" + rows)
    proposal = propose(file, "results")
    assert 'long = { value = "votes", item = "candidate" }' in proposal.begin.mapping
    assert dict(proposal.begin.options) == {"Bo": "Bo", "ann-lee": "Ann Lee"}
    counts = open_case(_case(file, tmp_path / "case")).evidence.counts[0]
    assert (counts.units, counts.total("ann-lee").value) == (30, sum(range(1, 60, 2)))


@pytest.mark.parametrize("text", ["a\n", "only,a,header\n", "x,y\nno,numbers\n", 'q"uote,back\\slash,new\n1,2,3\n'])
def test_files_that_tell_nothing_still_make_a_valid_case(tmp_path: Path, text: str) -> None:
    folder = _case(_write(tmp_path, text), tmp_path / "case")
    assert CaseFolder(folder).case.contests[0].options[0].id == "A"


def test_hostile_names_of_files_and_columns_do_not_break_the_case(tmp_path: Path) -> None:
    file = tmp_path / 'a\n[[sources]] "b" \x1b[31m.csv'
    rows = "".join(f"{n},{60 + n},{n},60\n" for n in range(1, 30))
    file.write_text('"Mesa","Valid","A\n[[x]]","B @TITLE@ \x07 ""q"""\n' + rows)
    case = CaseFolder(_case(file, tmp_path / "case")).case
    assert [option.name for option in case.contests[0].options][1].startswith("B @TITLE@")
    assert len(case.sources) == 1 and case.sources[0].title == file.name
    (counts,) = open_case(tmp_path / "case").evidence.counts
    assert counts.total("valid").value == sum(60 + n for n in range(1, 30))


def test_a_plain_file_of_votes_is_understood(tmp_path: Path) -> None:
    """Without any total, the run of number columns is proposed as options, marked; the number of a row is none."""
    file = _write(tmp_path, "mesa,Rojo,Verde\n1,10,20\n2,15,7\n3,x12,9\n4,11,8\n5,9,3\n")
    proposal = propose(file, "results")
    assert 'options = { Rojo = "Rojo", Verde = "Verde" }   # proposed, confirm' in proposal.begin.mapping
    assert 'unit = ["mesa"]' in proposal.begin.mapping
    assert "Rojo, row 3: 'x12' is no number" in proposal.lines
    folder = _case(file, tmp_path / "case")
    assert "options = [   # proposed, confirm" in (folder / "case.toml").read_text()
    (counts,) = open_case(folder).evidence.counts
    assert (counts.units, counts.total("Verde").value, counts.total("Rojo").missing) == (5, 47, 1)


def test_the_number_of_a_row_is_no_option(tmp_path: Path) -> None:
    proposal = propose(_write(tmp_path, "lugar,Rojo,Verde\n1,10,20\n2,15,7\n3,5,9\n"), "results")
    assert [id_ for id_, _ in proposal.begin.options] == ["Rojo", "Verde"]


def test_options_that_were_not_found_are_not_called_proposed(tmp_path: Path) -> None:
    folder = _case(_write(tmp_path, "x,y\nno,numbers\n"), tmp_path / "case")
    (line,) = (line for line in (folder / "case.toml").read_text().splitlines() if line.startswith("options = ["))
    assert "proposed" not in line and "example" in line
