"""A bundle is checked by a bare Python: its script agrees with what Scrutiny found, and finds what was changed."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine, open_case
from scrutiny.findings.finding import Kind, Verdict
from scrutiny.messages import Count
from scrutiny.report import render
from scrutiny.report.bundle import SUMS, Bundle, bundled, zipped
from tests.conformance.cases import contested, honest, shuffled

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "src" / "scrutiny" / "report" / "standalone" / "check.py"


def laid_out(bundle: Bundle, folder: Path) -> Path:
    for name, content in bundle.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script as somebody would who has Python and nothing else."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "check.py"],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@cache
def of_contested() -> Bundle:
    return bundled(examine(contested(), Plan()), None)


def test_the_script_has_at_most_150_lines_none_longer_than_120() -> None:
    lines = SCRIPT.read_text("utf-8").splitlines()
    assert len(lines) <= 150
    assert max(map(len, lines)) <= 120


def test_the_script_imports_the_standard_library_alone_and_nothing_of_ours() -> None:
    imported = set()
    for node in ast.walk(ast.parse(SCRIPT.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).partition(".")[0])
    assert imported <= set(sys.stdlib_module_names)
    bare = [sys.executable, "-I", "-S", "-c", "import scrutiny"]
    assert subprocess.run(bare, env={}, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize(
    "evidence", [honest(), contested(), honest(20, stations=80, options=5), shuffled(contested(7), 3)]
)
def test_a_second_implementation_gets_the_same_numbers(evidence: Evidence, tmp_path: Path) -> None:
    bundle = bundled(examine(evidence, Plan()), None)
    ran = checked(laid_out(bundle, tmp_path))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "differs" not in ran.stdout
    assert ran.stdout.endswith("Everything that was compared is the same.\n")


def test_each_headline_is_worked_out_or_named() -> None:
    examined = examine(contested(), Plan())
    headlines = json.loads(of_contested().files["headlines.json"])
    said = (Verdict.CONTRADICTS, Verdict.DECIDES, Verdict.AGREES, Verdict.LEAVES_OPEN)
    wanted = {f.id for f in examined.findings if f.kind in (Kind.ARITHMETIC, Kind.BOUND) and f.verdict in said}
    assert headlines["formulas"].keys() | headlines["not_worked_out"].keys() == wanted
    assert not headlines["formulas"].keys() & headlines["not_worked_out"].keys()
    assert all(headlines["not_worked_out"].values())
    assert len(headlines["formulas"]) >= 30


def test_formulas_say_what_is_computed_and_not_what_comes_out() -> None:
    examined = examine(contested(), Plan())
    formulas = json.loads(of_contested().files["headlines.json"])["formulas"]
    for finding in examined.findings:
        for name, formula in formulas.get(finding.id, {}).items():
            value = finding.numbers.get(name)
            if isinstance(value, Count) and value.value >= 1000:
                assert str(value.value) not in formula, f"{finding.id}: {name}"


def test_every_large_number_of_a_strong_statement_is_worked_out() -> None:
    """Whoever doubts the sentence finds its figures in what the script computes."""
    examined = examine(contested(), Plan())
    formulas = json.loads(of_contested().files["headlines.json"])["formulas"]
    strong = 0
    for finding in examined.findings:
        if finding.id in formulas and finding.verdict in (Verdict.CONTRADICTS, Verdict.DECIDES):
            strong += 1
            known = {v.value for n, v in finding.numbers.items() if n in formulas[finding.id] and isinstance(v, Count)}
            said = finding.statement.template()
            values = [v for n, v in finding.statement.values.items() if f"{{{n}}}" in said]
            told = [v.value for v in values if isinstance(v, Count) and v.value >= 1000]
            assert set(told) <= known, f"{finding.id}: {set(told) - known}"
    assert strong >= 4


def summed_again(folder: Path) -> None:
    """Hashes as somebody would write them who changes a file and hides it."""
    names = [line.partition("  ")[2] for line in (folder / SUMS).read_text("utf-8").splitlines()]
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(sums), "utf-8")


def change(folder: Path, name: str, edit: Callable[[dict[str, object]], None]) -> None:
    data = json.loads((folder / name).read_bytes())
    edit(data)
    (folder / name).write_text(json.dumps(data), "utf-8")


def one_vote_more(folder: Path) -> None:
    """One vote in one cell of one station."""
    file = next((folder / "data").glob("sheets*.csv"))
    head, *rows = file.read_text("utf-8").splitlines()
    place = next(i for i, name in enumerate(head.split(",")) if name.startswith("option:"))
    cells = rows[100].split(",")
    cells[place] = str(int(cells[place]) + 1)
    rows[100] = ",".join(cells)
    file.write_text("\n".join([head, *rows]) + "\n", "utf-8")


def row_twice(folder: Path) -> None:
    file = next((folder / "data").glob("sheets*.csv"))
    text = file.read_text("utf-8")
    file.write_text(text + text.splitlines()[-1] + "\n", "utf-8")


def row_gone(folder: Path) -> None:
    file = next((folder / "data").glob("sheets*.csv"))
    file.write_text("\n".join(file.read_text("utf-8").splitlines()[:-1]) + "\n", "utf-8")


def empty_cell(folder: Path) -> None:
    """A figure taken away must not read as 0."""
    file = next((folder / "data").glob("sheets*.csv"))
    head, first, *rows = file.read_text("utf-8").splitlines()
    cells = first.split(",")
    cells[-1] = ""
    file.write_text("\n".join([head, ",".join(cells), *rows]) + "\n", "utf-8")


def announced_vote(folder: Path) -> None:
    def edit(data: dict[str, object]) -> None:
        votes = data["said"]["claim contested"]["votes"]  # type: ignore[index]
        votes[next(iter(votes))] += 1

    change(folder, "inputs.json", edit)


def coverage(folder: Path) -> None:
    def edit(data: dict[str, object]) -> None:
        data["said"]["claim contested"]["coverage"] = "91"  # type: ignore[index]

    change(folder, "inputs.json", edit)


def register(folder: Path) -> None:
    def edit(data: dict[str, object]) -> None:
        said = data["said"]
        name = next(key for key in said if key.startswith("register "))  # type: ignore[attr-defined]
        said[name]["number"] += 1  # type: ignore[index]

    change(folder, "inputs.json", edit)


def number_of_a_finding(folder: Path) -> None:
    def edit(data: dict[str, object]) -> None:
        for finding in data["findings"]:  # type: ignore[attr-defined]
            if finding["check"] == "counted.bounds":
                finding["numbers"]["lead"]["value"]["count"] += 1
                return

    change(folder, "findings.json", edit)


def verdict_of_a_finding(folder: Path) -> None:
    def edit(data: dict[str, object]) -> None:
        for finding in data["findings"]:  # type: ignore[attr-defined]
            if finding["check"] == "counted.against_announced" and finding["verdict"] == "contradicts":
                finding["verdict"] = "agrees"
                return

    change(folder, "findings.json", edit)


def finding_gone(folder: Path) -> None:
    def edit(data: dict[str, object]) -> None:
        del data["findings"][0]  # type: ignore[attr-defined]

    change(folder, "findings.json", edit)


def formula_with_power(folder: Path) -> None:
    """A formula is no program: it reaches no attribute and no name but the functions of the script."""

    def edit(data: dict[str, object]) -> None:
        first = next(iter(data["formulas"].values()))  # type: ignore[attr-defined]
        first[next(iter(first))] = "().__class__.__base__.__subclasses__()"

    change(folder, "headlines.json", edit)


@pytest.mark.parametrize(
    "tamper",
    [
        one_vote_more,
        row_twice,
        row_gone,
        empty_cell,
        announced_vote,
        coverage,
        register,
        number_of_a_finding,
        verdict_of_a_finding,
        finding_gone,
        formula_with_power,
    ],
)
@pytest.mark.parametrize("hidden", [False, True], ids=["hashes-left", "hashes-written-again"])
def test_what_was_changed_is_found_even_where_the_hashes_are_written_again(
    tamper: Callable[[Path], None], hidden: bool, tmp_path: Path
) -> None:
    folder = laid_out(of_contested(), tmp_path)
    tamper(folder)
    if hidden:
        summed_again(folder)
    ran = checked(folder)
    assert ran.returncode == 1
    assert "differs: " in ran.stdout
    assert ("SHA256SUMS lists" in ran.stdout) is not hidden
    assert ran.stderr == ""


def test_it_names_the_number_what_was_expected_and_what_it_got(tmp_path: Path) -> None:
    folder = laid_out(of_contested(), tmp_path)
    before = json.loads((folder / "findings.json").read_bytes())
    bounds = next(f for f in before["findings"] if f["check"] == "counted.bounds")
    lead = bounds["numbers"]["lead"]["value"]["count"]
    number_of_a_finding(folder)
    summed_again(folder)
    (line,) = [line for line in checked(folder).stdout.splitlines() if line.startswith("differs: ")]
    assert line == f"differs: {bounds['id']}: lead: expected {lead + 1}, got {lead}"


def test_a_missing_file_is_named_and_nobody_sees_a_traceback(tmp_path: Path) -> None:
    folder = laid_out(of_contested(), tmp_path)
    next((folder / "data").glob("sheets*.csv")).unlink()
    ran = checked(folder)
    assert ran.returncode == 1
    assert ran.stderr == ""
    assert "is not the file that SHA256SUMS lists" in ran.stdout


def test_the_hashes_are_read_by_the_usual_tool(tmp_path: Path) -> None:
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("no sha256sum here")
    folder = laid_out(of_contested(), tmp_path)
    assert subprocess.run([tool, "--check", "--quiet", SUMS], cwd=folder, check=False).returncode == 0


def test_the_same_evidence_gives_the_same_archive() -> None:
    once, twice = (zipped(bundled(examine(contested(), Plan()), None).files) for _ in range(2))
    assert once == twice
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_report_in_it_is_the_report_that_is_published() -> None:
    examined = examine(contested(), Plan())
    files, made = bundled(examined, None).files, render(examined)
    assert files["report.html"] == made["report"]
    assert files["findings.json"] == made["findings"]


def personal(evidence: Evidence) -> Evidence:
    """The same evidence, its second record from an original with names; each row with an image and a name."""
    import polars as pl

    honest_, sheets = evidence.counts
    table = sheets.table.with_columns(
        pl.concat_str(pl.lit("https://images.example/"), pl.col("unit")).alias("image"),
        pl.lit("Jane Example").alias("attribute:president"),
        pl.lit("North").alias("place_name:region"),
    )
    sources = tuple(replace(s, personal=s.id == "sheets") for s in evidence.case.sources)
    case = replace(evidence.case, sources=sources)
    return replace(evidence, case=case, counts=(honest_, replace(sheets, table=table)))


def test_of_an_original_with_personal_data_only_ids_and_figures_are_in_the_tables(tmp_path: Path) -> None:
    bundle = bundled(examine(personal(contested()), Plan()), None)
    table = bundle.files["data/sheets.csv"].decode()
    head = table.splitlines()[0].split(",")
    assert not {"image", "attribute:president", "place_name:region"} & set(head)
    assert all(c in ("unit", "row") or c.startswith(("place:", "measure:", "option:")) for c in head)
    assert "images.example" not in table
    assert "Jane Example" not in table
    assert json.loads(bundle.files["inputs.json"])["tables"]["sheets"]["reduced"] is True
    assert "personal data" in bundle.files["README.txt"].decode()
    ran = checked(laid_out(bundle, tmp_path))
    assert ran.returncode == 0
    assert "sheets/images (the addresses of images lead to personal data" in ran.stdout


def case_with(tmp_path: Path, licence: str, personal_: bool = False) -> Path:
    """A small case folder with one original."""
    folder = tmp_path / "case"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "results.csv").write_text("station,a,b\n1,10,20\n2,30,40\n=3,50,60\n", "utf-8")
    (folder / "case.toml").write_text(
        f'''schema = 1
title = "Exampleland, 1 March 2026"
country = "XX"
levels = ["station"]
elections = [{{ id = "e", name = "Election", date = 2026-03-01 }}]
contests = [{{ id = "c", name = "Mayor", election = "e", options = [
  {{ id = "a", name = "A" }}, {{ id = "b", name = "B" }},
] }}]
registers = [{{ id = "all", name = "all voters", number = 500 }}]

[[sources]]
id = "results"
title = "results"
publisher = "Council"
file = "sources/results.csv"
licence = "{licence}"
personal = {str(personal_).lower()}

[[tables]]
source = "results"
level = "station"
unit = ["station"]
options = {{ a = "a", b = "b" }}
''',
        "utf-8",
    )
    return folder


@pytest.mark.parametrize(
    ("licence", "personal_", "copied"),
    [("CC BY 4.0", False, True), ("", False, False), ("none stated", False, False), ("CC BY 4.0", True, False)],
)
def test_an_original_is_copied_where_its_licence_allows_it_and_nobody_is_named(
    licence: str, personal_: bool, copied: bool, tmp_path: Path
) -> None:
    folder = case_with(tmp_path, licence, personal_)
    bundle = bundled(examine(open_case(folder)), folder)
    assert ("case/sources/results.csv" in bundle.files) is copied
    assert bundle.files["case/case.toml"] == (folder / "case.toml").read_bytes()
    readme = bundle.files["README.txt"].decode()
    assert ("Not in it: the original of results" in readme) is not copied
    digest = hashlib.sha256((folder / "sources" / "results.csv").read_bytes()).hexdigest()
    assert json.loads(bundle.files["inputs.json"])["tables"]["results"]["from"] == {"results": digest}
    assert checked(laid_out(bundle, tmp_path / "bundle")).returncode == 0


def test_the_name_of_a_unit_cannot_become_a_formula_of_a_spreadsheet(tmp_path: Path) -> None:
    folder = case_with(tmp_path, "CC0")
    table = bundled(examine(open_case(folder)), folder).files["data/results.csv"].decode()
    assert "\n'=3," in table


def test_the_report_in_it_is_in_the_language_that_was_asked_for() -> None:
    files = bundled(examine(contested(), Plan()), None, "es").files
    assert b'<html lang="es"' in files["report.html"]


def test_nothing_is_praised_where_nothing_was_compared(tmp_path: Path) -> None:
    folder = laid_out(bundled(examine(honest(), Plan()), None), tmp_path)
    (folder / SUMS).unlink()
    run = checked(folder)
    assert run.returncode == 1 and "No files." in run.stdout and not run.stderr


def test_a_verdict_without_a_formula_is_not_said_to_be_the_same(tmp_path: Path) -> None:
    bundle = bundled(examine(honest(), Plan()), None)
    formulas = json.loads(bundle.files["headlines.json"])["formulas"]
    run = checked(laid_out(bundle, tmp_path))
    for id_, made in formulas.items():
        (line,) = [line for line in run.stdout.splitlines() if line.startswith(f"same: {id_} (")]
        assert ("verdict not worked out" in line) == ("verdict" not in made)


def test_a_file_that_no_hash_covers_is_named(tmp_path: Path) -> None:
    folder = laid_out(bundled(examine(honest(), Plan()), None), tmp_path)
    (folder / "csv.py").write_text("raise SystemExit(0)")
    run = checked(folder)
    assert "not listed in SHA256SUMS, so not part of the bundle: csv.py" in run.stdout
