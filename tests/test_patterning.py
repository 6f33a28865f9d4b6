"""The chapter on patterns for a bare table: what is read, what is refused and with which reason."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scrutiny.errors import CaseError, PlanError, ReadError
from scrutiny.evidence.counts import MEASURE, OPTION
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Verdict
from scrutiny.patterning import patterns_of

from .conftest import Cli

HEAD = "Region,Voters,Ballots,Spoilt,Alder,Birch,Cedar"
Row = tuple[str, int, int, int, int, int, int]


def rows(stations: int = 600, regions: int = 6) -> list[Row]:
    rng = np.random.default_rng(5)
    made: list[Row] = []
    for number in range(stations):
        voters = int(rng.integers(300, 1500))
        ballots = int(rng.binomial(voters, rng.uniform(0.4, 0.8)))
        spoilt = int(rng.binomial(ballots, 0.01))
        alder, birch, cedar = (int(n) for n in rng.multinomial(ballots - spoilt, (0.5, 0.4, 0.1)))
        made.append((f"R{number % regions}", voters, ballots, spoilt, alder, birch, cedar))
    return made


def written(path: Path, table: list[Row], cell: Callable[[int], str] = str, separator: str = ",") -> Path:
    lines = [HEAD.replace(",", separator)]
    lines += [separator.join([row[0], *(cell(int(n)) for n in row[1:])]) for row in table]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def look(path: Path, **more: object) -> Examined:
    given: dict[str, object] = {
        "registered": "Voters",
        "cast": "Ballots",
        "invalid": "Spoilt",
        "options": ["Alder", "Birch"],
        "places": ["Region"],
        **more,
    }
    return patterns_of(path, **given)  # type: ignore[arg-type]


def test_a_bare_table_gives_findings_and_reasons(tmp_path: Path) -> None:
    examined = look(written(tmp_path / "t.csv", rows()))
    (found,) = examined.of("patterns.integer_percentages")
    assert "600 stations" in str(found.statement) and "Alder" in str(found.statement)
    assert any(test.of.endswith("Birch") and test.beside for test in found.tests)
    assert {test.family for test in found.tests} == {"national", "regional"}
    assert all(finding.check.startswith("patterns.") for finding in examined.findings)
    assert "when a unit arrived" in str(examined.not_applicable["patterns.late_counts"][0])


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    """Python shuffles its sets anew in each process, and nothing of a report may follow them."""
    table = written(tmp_path / "t.csv", rows())
    made = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        asked = ["--registered", "Voters", "--cast", "Ballots", "--option", "Alder", "--option", "Birch"]
        command = [sys.executable, "-m", "scrutiny", "patterns", str(table), *asked, "--place", "Region"]
        subprocess.run(
            [*command, "--output", str(out)],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        made.append({file.name: file.read_bytes() for file in sorted(out.iterdir())})
    assert {name: hashlib.sha256(raw).hexdigest() for name, raw in made[0].items()} == {
        name: hashlib.sha256(raw.replace(b"/2/", b"/1/")).hexdigest() for name, raw in made[1].items()
    }
    assert len(made[0]) >= 2


def test_valid_votes_are_what_the_ballots_leave(tmp_path: Path) -> None:
    """The options that are named need not be all."""
    table = rows()
    counts = look(written(tmp_path / "t.csv", table), options=["Alder"]).evidence.counts[0]
    assert counts.total("valid").value == sum(row[2] - row[3] for row in table)
    assert counts.total("cast").value == sum(row[2] for row in table)


def test_columns_may_add_to_the_ballots(tmp_path: Path) -> None:
    table = rows()
    counts = look(written(tmp_path / "t.csv", table), cast=["Ballots", "Spoilt"]).evidence.counts[0]
    assert counts.total("cast").value == sum(row[2] + row[3] for row in table)
    assert counts.total("valid").value == sum(row[2] for row in table)


@pytest.mark.parametrize("kind", ["gz", "zip", "latin", "semicolon", "thousands", "mixed", "spaces"])
def test_formats_give_the_same_counts(tmp_path: Path, kind: str) -> None:
    table = [(row[0], 10 * row[1], 10 * row[2], row[3], 10 * row[4], row[5], row[6]) for row in rows(60)]
    plain = written(tmp_path / "plain.csv", table)
    path = plain
    if kind == "gz":
        path = tmp_path / "t.csv.gz"
        path.write_bytes(gzip.compress(plain.read_bytes()))
    elif kind == "zip":
        path = tmp_path / "t.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(plain, "t.csv")
    elif kind == "latin":
        path = tmp_path / "t.csv"
        path.write_bytes(plain.read_text("utf-8").replace("R0", "Región").encode("latin-1"))
    elif kind == "semicolon":
        path = written(tmp_path / "t.csv", table, separator=";")
    elif kind == "thousands":
        path = written(tmp_path / "t.csv", table, lambda n: f"{n:,}".replace(",", "."), ";")
    elif kind == "spaces":
        path = written(tmp_path / "t.csv", table, lambda n: f"{n:,}".replace(",", "\u00a0"), ";")
    elif kind == "mixed":
        table = [(r[0], r[1] // 10, r[2] // 10, r[3], r[4] // 10, r[5] // 10, r[6] // 10) for r in table]
        path, plain = (
            written(tmp_path / "t.csv", table, lambda n: f"{n:,}".replace(",", "."), ";"),
            written(plain, table),
        )
    got = look(path, thousands="." if kind == "thousands" else "").evidence.counts[0]
    want = look(plain).evidence.counts[0]
    for item in (MEASURE + "registered", MEASURE + "cast", OPTION + "Alder"):
        assert got.table[item].to_list() == want.table[item].to_list()


class TestPercentages:
    def refused(self, path: Path, **more: object) -> str:
        with pytest.raises(ReadError) as told:
            look(path, **more)
        return str(told.value)

    def test_with_decimals(self, tmp_path: Path) -> None:
        lines = [HEAD] + [f"R,{r[1]},{100 * r[2] / r[1]:.2f},{r[3]},{r[4]},{r[5]},{r[6]}" for r in rows(50)]
        path = tmp_path / "t.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        said = self.refused(path)
        assert "--cast Ballots:" in said and "of 50 cells are percentages" in said
        assert "whole numbers" in said

    def test_with_a_sign(self, tmp_path: Path) -> None:
        lines = [HEAD] + [f"R,{r[1]},{r[2]},{r[3]},{100 * r[4] // r[2]} %,{r[5]},{r[6]}" for r in rows(50)]
        path = tmp_path / "t.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        assert "--option Alder: 50 of 50 cells are percentages" in self.refused(path)

    def test_fractions_above_a_hundred(self, tmp_path: Path) -> None:
        lines = [HEAD] + [f"R,{r[1]},{r[2]}.5,{r[3]},{r[4]},{r[5]},{r[6]}" for r in rows(50)]
        path = tmp_path / "t.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        assert "fractions, such as" in self.refused(path)

    def test_whole_turnout(self, tmp_path: Path) -> None:
        table = [(r[0], r[1], 100 * r[2] // r[1], 0, r[4], r[5], r[6]) for r in rows(50)]
        assert "percentages" in self.refused(written(tmp_path / "t.csv", table))

    def test_numbers_of_tables_are_no_percentages(self, tmp_path: Path) -> None:
        table = [(r[0], r[1], 1 + n % 4, 0, r[4], r[5], r[6]) for n, r in enumerate(rows(50))]
        said = self.refused(written(tmp_path / "t.csv", table))
        assert "--cast Ballots: no more than 4 anywhere" in said and "no ballots of whole stations" in said
        assert "percentages" not in said

    def test_whole_shares(self, tmp_path: Path) -> None:
        table = [(r[0], r[1], r[2], 0, 55, 35, 10) for r in rows(50)]
        said = self.refused(written(tmp_path / "t.csv", table), options=["Alder", "Birch", "Cedar"])
        assert "votes add to 100" in said

    def test_a_few_fractions_are_mistakes_of_the_file(self, tmp_path: Path) -> None:
        path = written(tmp_path / "t.csv", rows())
        lines = path.read_text("utf-8").splitlines()
        lines[3] = "R1,800,400.5,3,200,150,47"
        path.write_text("\n".join(lines), encoding="utf-8")
        examined = look(path)
        assert any(note.code == "read.fractional-count" for note in examined.evidence.notes)
        assert "599" in str(examined.findings[0].statement)


class TestHostile:
    @pytest.mark.parametrize(
        ("more", "told"),
        [
            ({"cast": "Balots"}, "did you mean 'Ballots'?"),
            ({"options": ["Alder", "Zed"]}, "--option Zed: no column"),
            ({"options": []}, "--option: none is given"),
            ({"cast": []}, "--cast: none is given"),
            ({"options": ["Alder", "Alder"]}, "already"),
            ({"registered": "Alder"}, "already"),
        ],
    )
    def test_columns(self, tmp_path: Path, more: dict[str, object], told: str) -> None:
        path = written(tmp_path / "t.csv", rows(5))
        with pytest.raises(CaseError) as error:
            look(path, **more)
        assert told in str(error.value)

    def test_all_missing_columns_are_told_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(CaseError) as error:
            look(written(tmp_path / "t.csv", rows(5)), registered="X", cast="Y", options=["Z"])
        assert len(error.value.problems) == 3

    def test_capitals_and_spaces_do_not_matter(self, tmp_path: Path) -> None:
        assert look(written(tmp_path / "t.csv", rows()), cast="ballots ", options=["ALDER"]).findings

    @pytest.mark.parametrize("content", ["", "\n\n", HEAD + "\n", HEAD])
    def test_empty_file_and_header_only(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / "t.csv"
        path.write_text(content, encoding="utf-8")
        with pytest.raises((ReadError, CaseError)):
            look(path)

    def test_no_file_and_a_folder(self, tmp_path: Path) -> None:
        for path in (tmp_path / "nothing.csv", tmp_path):
            with pytest.raises(CaseError):
                look(path)

    def test_a_column_of_texts(self, tmp_path: Path) -> None:
        with pytest.raises(ReadError) as error:
            look(written(tmp_path / "t.csv", rows(20)), cast="Region", places=[])
        assert "no cell is read as a whole number" in str(error.value)

    def test_a_sign_that_could_be_two_things_is_asked_about(self, tmp_path: Path) -> None:
        """11.040 registered, or 11.04? A guess would lose the votes without an error."""
        table = [(row[0], 10 * row[1], 10 * row[2], *(row[3:])) for row in rows(60)]
        path = written(tmp_path / "t.csv", table, lambda n: f"{n:,}".replace(",", "."), ";")
        with pytest.raises(ReadError) as error:
            look(path)
        assert "--thousands" in str(error.value)

    def test_texts_among_numbers_are_left_out_with_a_note(self, tmp_path: Path) -> None:
        path = written(tmp_path / "t.csv", rows())
        lines = path.read_text("utf-8").splitlines()
        lines[5] = "R1,800,n/a,3,200,150,47"
        path.write_text("\n".join(lines), encoding="utf-8")
        examined = look(path)
        (found,) = examined.of("patterns.integer_percentages")
        assert found.scope is not None and found.scope.left_out == 1
        assert examined.evidence.notes

    @pytest.mark.parametrize("stations", [1, 3])
    def test_three_stations(self, tmp_path: Path, stations: int) -> None:
        examined = look(written(tmp_path / "t.csv", rows(stations)))
        assert not any(f.verdict is Verdict.UNUSUAL for f in examined.findings)
        assert set(examined.not_applicable) | {f.check for f in examined.findings} == {c.id for c in examined.checks}

    def test_one_option_one_region_and_none(self, tmp_path: Path) -> None:
        path = written(tmp_path / "t.csv", rows(600, regions=1))
        assert look(path, options=["Birch"], places=[]).findings
        assert look(path, options=["Birch"], registered=None, invalid=None).findings

    def test_all_stations_equal(self, tmp_path: Path) -> None:
        examined = look(written(tmp_path / "t.csv", [("R", 812, 503, 4, 251, 190, 58)] * 400))
        for finding in examined.findings:
            assert finding.verdict is not Verdict.UNUSUAL

    def test_a_register_that_is_an_estimate(self, tmp_path: Path) -> None:
        """Where many have voted that are not in the register, the stations left out are counted and named."""
        table = [(r[0], r[2] - 20 if n % 3 == 0 else r[1], *r[2:]) for n, r in enumerate(rows(900))]
        (found,) = look(written(tmp_path / "t.csv", table)).of("patterns.integer_percentages")
        assert found.scope is not None and found.scope.left_out >= 300
        assert "more voters than registered" in str(found.scope.why)

    @pytest.mark.parametrize("name", ["patterns.nope", "counted.bounds", "nope"])
    def test_only_checks_on_patterns_are_named_as_choices(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(PlanError, match=f"--only {name}: is no check on patterns") as told:
            look(written(tmp_path / "t.csv", rows(5)), only=[name])
        assert "patterns.digits" in str(told.value) and "announced." not in str(told.value)

    @pytest.mark.parametrize("name", ["t.csv", "t.json", "t.xlsx"])
    def test_an_empty_file_was_not_added_to_anything(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(b"")
        with pytest.raises(ReadError) as told:
            look(tmp_path / name)
        assert "is empty" in str(told.value) and "added" not in str(told.value)

    def test_other_chapters_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(PlanError):
            look(written(tmp_path / "t.csv", rows(5)), only=["counted"])


class TestCommand:
    ASKED = ("--registered", "Voters", "--cast", "Ballots", "--invalid", "Spoilt", "--option", "Alder", "Birch")

    def test_page_and_findings(self, tmp_path: Path, cli: Cli) -> None:
        path, target = written(tmp_path / "t.csv", rows()), tmp_path / "out"
        code, said, _ = cli("patterns", path, *self.ASKED, "--place", "Region", "--output", target)
        assert code == 0 and "Do the counts look counted?" in said and "Page: " in said
        page = (target / "patterns.html").read_text("utf-8")
        assert "scrutiny patterns t.csv" in page and str(tmp_path) not in page
        assert "No check of this question was run" not in page
        assert sorted(p.name for p in target.iterdir()) == ["findings.json", "patterns.html"]
        again = tmp_path / "again"
        cli("patterns", path, *self.ASKED, "--place", "Region", "--output", again)
        assert (again / "findings.json").read_bytes() == (target / "findings.json").read_bytes()

    def test_json_and_quiet_and_spanish(self, tmp_path: Path, cli: Cli) -> None:
        import json

        path = written(tmp_path / "t.csv", rows())
        _, said, _ = cli("patterns", path, *self.ASKED, "--json")
        assert json.loads(said)["findings"]
        _, said, errors = cli("patterns", path, *self.ASKED, "--quiet")
        assert not said and not errors
        assert cli("patterns", path, *self.ASKED, "--lang", "es")[0] == 0
        assert sorted(p.name for p in tmp_path.iterdir()) == ["t.csv"]

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("--lang", "xx"), "one of: en, es"),
            (("--only", "counted.bounds"), "is no check on patterns"),
            (("--only", "patterns.duplicate"), "did you mean 'patterns.duplicates'?"),
            (("--thousands", "ab"), "is no sign between groups of digits"),
            (("--thousands", "7"), "a point, a comma, a space or an apostrophe"),
            (("--output", "{file}"), "is a file"),
        ],
    )
    def test_mistakes_are_told(self, tmp_path: Path, cli: Cli, words: tuple[str, str], told: str) -> None:
        path = written(tmp_path / "t.csv", rows(5))
        code, _, errors = cli("patterns", path, *self.ASKED, *(word.format(file=path) for word in words))
        assert code == 2 and told in errors

    def test_the_file_is_never_written_over(self, tmp_path: Path, cli: Cli) -> None:
        path = written(tmp_path / "findings.json", rows(5))
        before = path.read_bytes()
        assert cli("patterns", path, *self.ASKED, "--output", tmp_path)[0] == 2
        assert path.read_bytes() == before


@pytest.mark.data
def test_russia_2011_as_it_is_published(data: Path) -> None:
    """A packed file of 95,416 stations by its own headings; the excess is that of the case."""
    head = "Число избирательных бюллетеней, выданных избирателям"
    examined = patterns_of(
        data / "russia" / "2011.csv.zip",
        registered="Число избирателей, внесенных в список избирателей",
        issued=[
            f"{head}, проголосовавшим досрочно",
            f"{head} в помещении для голосования",
            f"{head} вне помещения для голосования",
        ],
        cast=["Число недействительных избирательных бюллетеней", "Число действительных избирательных бюллетеней"],
        invalid="Число недействительных избирательных бюллетеней",
        options=['6. Всероссийская политическая партия "ЕДИНАЯ РОССИЯ"'],
        places=["region", "tik"],
        only=["patterns.integer_percentages"],
    )
    assert "973.1" in str(examined.findings[0].statement)
    assert "1,004.2" in str(examined.findings[0].rests_on[1])
