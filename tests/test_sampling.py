"""Plan and draw a quick count: the same stations for everybody, and what is refused."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from scrutiny.sampling.drawing import draw, ticket
from scrutiny.sampling.reading import listed
from scrutiny.sampling.sizing import sized
from scrutiny.stats.allocation import margin_of
from tests.conftest import Cli, each_of

ROOT = Path(__file__).resolve().parents[1]
RATE = each_of(1)


def frame(folder: Path, rows: int = 300) -> Path:
    """Stations of three strata, with the votes of an earlier election."""
    rng = np.random.default_rng(2)
    lines = ["CENTRE,TABLE,STATE,REGISTER,A,B"]
    for i in range(rows):
        state = ("North", "South", "Ñandú")[i % 3]
        a = int(rng.integers(60, 140) + 20 * (i % 3))
        lines.append(f"{100 + i // 2:04d},{1 + i % 2},{state},{400 + i % 50},{a},{260 - a}")
    path = folder / "frame.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def made(tmp_path: Path, cli: Cli) -> Path:
    path = frame(tmp_path)
    code, out, err = cli(
        "sample", "draw", path, "--unit", "CENTRE", "TABLE", "--strata", "STATE", "--seed", "3 6 1 1 5",
        "--stations", 30, "--output", tmp_path / "draw",
    )  # fmt: skip
    assert code == 0, err
    assert "No station may be replaced" in out and hashlib.sha256(path.read_bytes()).hexdigest() in out
    return tmp_path / "draw"


class TestDraw:
    def test_it_is_the_smallest_tickets_of_each_stratum(self, made: Path, tmp_path: Path) -> None:
        drawn = rows_of(made / "drawn.csv")
        assert len(drawn) == 30
        for state in ("North", "South", "Ñandú"):
            every = sorted(
                (
                    hashlib.sha256(f"3 6 1 1 5|{row['CENTRE']}/{row['TABLE']}".encode()).hexdigest(),
                    row["CENTRE"],
                    row["TABLE"],
                )
                for row in rows_of(tmp_path / "frame.csv")
                if row["STATE"] == state
            )
            mine = [(r["sha256"], r["CENTRE"], r["TABLE"]) for r in drawn if r["stratum"] == state]
            assert mine == every[:10]

    def test_the_check_of_the_documentation_repeats_it(
        self, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = (ROOT / "docs/sampling.md").read_text(encoding="utf-8")
        (snippet,) = re.findall(r"```python\n(.*?)```", text, flags=re.S)
        assert sum(bool(line.strip()) for line in snippet.splitlines()) == 10
        monkeypatch.chdir(tmp_path)
        exec(compile(snippet, "docs/sampling.md", "exec"), {})
        assert capsys.readouterr().out == "True\n"

    def test_the_line_of_shell_in_the_documentation_gives_a_ticket(self) -> None:
        text = (ROOT / "docs/sampling.md").read_text(encoding="utf-8")
        (typed,) = re.findall(r"printf '%s' '(.*?)' \| sha256sum", text)
        seed, _bar, unit = typed.partition("|")
        assert ticket(seed, unit) == hashlib.sha256(typed.encode()).hexdigest()

    def test_the_order_of_the_frame_does_not_matter(self, made: Path, tmp_path: Path, cli: Cli) -> None:
        lines = (tmp_path / "frame.csv").read_text(encoding="utf-8").splitlines()
        other = tmp_path / "other.csv"
        other.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n", encoding="utf-8")
        again = draw(listed(other, ("CENTRE", "TABLE"), ("STATE",), {}), "3 6 1 1 5", 30)
        assert again.table["sha256"].to_list() == [row["sha256"] for row in rows_of(made / "drawn.csv")]

    def test_another_seed_draws_others_and_every_station_as_often(self, tmp_path: Path) -> None:
        found = listed(frame(tmp_path, 60), ("CENTRE", "TABLE"), ("STATE",), {})
        times = dict.fromkeys(found.table["unit"].to_list(), 0)
        draws = 400
        for seed in range(draws):
            for unit in draw(found, f"seed {seed}", 12).table["unit"]:
                times[unit] += 1
        from scipy.stats import binom

        # 4 of 20 in each stratum: each station is drawn with chance 1/5; 60 of them are looked at together.
        low, high = binom.ppf([RATE / 120, 1 - RATE / 120], draws, 0.2)
        assert sum(times.values()) == 12 * draws
        assert low <= min(times.values()) and max(times.values()) <= high

    def test_what_it_was_is_written_down(self, made: Path, tmp_path: Path) -> None:
        told = json.loads((made / "draw.json").read_text(encoding="utf-8"))
        assert told["frame_sha256"] == hashlib.sha256((tmp_path / "frame.csv").read_bytes()).hexdigest()
        assert told["seed_sha256"] == hashlib.sha256(b"3 6 1 1 5").hexdigest()
        assert told["drawn"] == {"North": 10, "South": 10, "Ñandú": 10}

    @pytest.mark.parametrize(("language", "title"), [("en", "how many stations"), ("es", "cuántas mesas")])
    def test_the_plan_is_a_page_with_its_curve(self, tmp_path: Path, cli: Cli, language: str, title: str) -> None:
        path = frame(tmp_path, 900)
        typed = ("--strata", "STATE", "--options", "A", "B", "--margin", 3, "--reporting", 0.8, "--lang", language)
        pages = []
        for name in ("one", "two"):
            code, out, err = cli("sample", "plan", path, *typed, "--output", tmp_path / name)
            assert code == 0 and "plan.html" in out, err
            pages.append((tmp_path / name / "plan.html").read_text(encoding="utf-8"))
        assert pages[0] == pages[1]
        (stations,) = re.findall(r"(\d+) stations have to report", out)
        assert title in pages[0] and pages[0].count("<svg") >= 2
        assert f'<data value="{stations}">' in pages[0]
        curve = rows_of(tmp_path / "one" / "curve.csv")
        assert all(f'<data value="{row["stations"]}">' in pages[0] for row in curve), (
            "the curve stands beside, as numbers"
        )
        assert "What the evidence says" not in pages[0] and "Lo que dice la evidencia" not in pages[0]
        assert f"scrutiny sample plan {path.name} --strata STATE --options A B --margin 3 --reporting 0.8" in pages[0]

    def test_a_plan_for_few_stations_has_no_curve(self, tmp_path: Path, cli: Cli) -> None:
        path = frame(tmp_path, 60)
        code, _out, err = cli("sample", "plan", path, "--options", "A", "B", "--margin", 3, "--output", tmp_path / "p")
        assert code == 0, err
        assert "<figure" not in (tmp_path / "p" / "plan.html").read_text(encoding="utf-8")

    def test_a_language_that_is_not_there_is_told(self, tmp_path: Path, cli: Cli) -> None:
        code, _out, err = cli("sample", "plan", frame(tmp_path), "--options", "A", "B", "--margin", 3, "--lang", "xx")
        assert code == 2 and "xx" in err

    def test_the_plan_goes_into_the_draw(self, tmp_path: Path, cli: Cli) -> None:
        path = frame(tmp_path)
        options = ("--unit", "CENTRE", "TABLE", "--strata", "STATE")
        code, out, err = cli(
            "sample", "plan", path, *options, "--options", "A", "B", "--margin", 3, "--output", tmp_path / "plan"
        )
        assert code == 0, err
        assert "stations have to report for a margin of error of 3 points" in out
        allocation = {row["stratum"]: int(row["drawn"]) for row in rows_of(tmp_path / "plan" / "allocation.csv")}
        code, _out, err = cli(
            "sample", "draw", path, *options, "--seed", "x", "--output", tmp_path / "d", "--allocation",
            tmp_path / "plan" / "allocation.csv",
        )  # fmt: skip
        assert code == 0, err
        drawn = [row["stratum"] for row in rows_of(tmp_path / "d" / "drawn.csv")]
        assert {stratum: drawn.count(stratum) for stratum in allocation} == allocation


class TestPlan:
    def test_the_number_is_the_least_that_keeps_the_margin(self, tmp_path: Path) -> None:
        before = listed(frame(tmp_path), ("CENTRE", "TABLE"), ("STATE",), {"A": "A", "B": "B"})
        made = sized(before, ["A", "B"], 2.5)
        assert made.drawn == made.stations == made.allocation["drawn"].sum()
        more = sized(before, ["A", "B"], 2.5, reporting=0.8)
        assert more.stations == made.stations and more.drawn == int(np.ceil(made.stations / 0.8))
        assert all(best <= even + 1e-9 for _n, best, even in made.curve)
        assert [row[1] for row in made.curve] == sorted((row[1] for row in made.curve), reverse=True)

    def test_its_margin_is_that_of_the_kernel(self, tmp_path: Path) -> None:
        from scrutiny.stats.allocation import spread_of

        before = listed(frame(tmp_path), ("CENTRE", "TABLE"), ("STATE",), {"A": "A", "B": "B"})
        rows = rows_of(tmp_path / "frame.csv")
        votes = np.array([[int(r["A"]), int(r["B"])] for r in rows])
        stratum = np.array([("North", "South", "Ñandú").index(r["STATE"]) for r in rows])
        spread = spread_of(votes[:, 0] - votes[:, 1], votes.sum(axis=1), stratum)
        found = {n: best for n, best, _even in sized(before, ["A", "B"], 2.5).curve}
        assert found[50] == pytest.approx(100 * margin_of([spread], 50, least=3))

    def test_what_such_a_sample_would_notice(self, tmp_path: Path, cli: Cli) -> None:
        """2.80 standard errors: with the error of 0.822 points of Guanajuato, 2.30."""
        out = cli("sample", "plan", frame(tmp_path), "--options", "A", "B", "--margin", 1.96 * 0.822)[1]
        assert "a lead altered by 2.3 points lies outside its interval eight times in ten" in out

    def test_without_arguments_it_says_what_to_do_on_the_day(self, cli: Cli) -> None:
        code, out, _err = cli("sample")
        assert code == 0
        for words in ("Before the vote", "On the day", "NOT replaced", "docs/sampling.md"):
            assert words in out


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("--seed", "", "--stations", 20), "--seed"),
        (("--seed", " x ", "--stations", 20), "without blanks at its ends"),
        (("--seed", "x", "--stations", 0), "1 to 300"),
        (("--seed", "x", "--stations", 301), "1 to 300"),
        (("--seed", "x"), "neither or both"),
        (("--seed", "x", "--stations", 20, "--sha256", "ab" * 32), "draw from the file that was published"),
        (("--seed", "x", "--stations", 20, "--unit", "CENTRE"), "more than one chance"),
        (("--seed", "x", "--stations", 20, "--strata", "REGION"), "no column 'REGION'"),
    ],
)
def test_what_cannot_be_drawn_is_told(tmp_path: Path, cli: Cli, typed: tuple[object, ...], told: str) -> None:
    given = [frame(tmp_path), *typed]
    if "--unit" not in typed:
        given += ["--unit", "CENTRE", "TABLE"]
    code, _out, err = cli("sample", "draw", *given, "--output", tmp_path / "draw")
    assert code == 2 and told in err, err
    assert not (tmp_path / "draw").exists()


def test_a_station_without_a_stratum_is_told(tmp_path: Path, cli: Cli) -> None:
    path = frame(tmp_path, 12)
    path.write_text(path.read_text(encoding="utf-8").replace("0100,1,North", "0100,1,"), encoding="utf-8")
    code, _out, err = cli(
        "sample", "draw", path, "--unit", "CENTRE", "TABLE", "--strata", "STATE", "--seed", "x", "--stations", 6,
        "--output", tmp_path / "draw",
    )  # fmt: skip
    assert code == 2 and "1 stations have no stratum, such as 0100/1" in err


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("--options", "A", "--margin", 1), "two columns of votes"),
        (("--options", "A", "A", "--margin", 1), "named twice"),
        (("--options", "A", "B", "--margin", 0), "above 0"),
        (("--options", "A", "B", "--margin", 1, "--reporting", 1.2), "at most 1"),
        (("--options", "A", "C", "--margin", 1), "no column 'C'"),
    ],
)
def test_what_cannot_be_planned_is_told(tmp_path: Path, cli: Cli, typed: tuple[object, ...], told: str) -> None:
    code, _out, err = cli("sample", "plan", frame(tmp_path), *typed)
    assert code == 2 and told in err, err


def test_a_file_that_is_not_there(tmp_path: Path, cli: Cli) -> None:
    code, _out, err = cli("sample", "plan", tmp_path / "none.csv", "--options", "A", "B", "--margin", 1)
    assert code == 2 and "no such file" in err
