"""Simulating and calibrating under bad luck: interrupted, damaged, refused, unreachable; told, nothing half done."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scrutiny.calibrate import drawing
from scrutiny.calibrate.drawing import draw_all
from scrutiny.calibrate.shaping import shape_of
from scrutiny.calibrate.trial import setting_of
from scrutiny.calibrate.work import Work, computed
from scrutiny.errors import CaseError, Interrupted, MachineError, PlanError
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.storing import new_folder
from scrutiny.planning import planned
from scrutiny.simulate.honest import honest_draw
from scrutiny.simulate.recorded import as_draw
from tests.conformance.cases import honest
from tests.conftest import Cli

CHECK = "patterns.integer_percentages"
PLAN = Plan(checks=(CHECK,))
EVIDENCE = honest(7, stations=120)
COUNTS = EVIDENCE.counts[0]
SETTING = setting_of(EVIDENCE, COUNTS, PLAN)
WORK = Work(cases=12, hands=(), power=1)


class Stop:
    """Progress that breaks off the work once so much is done."""

    def __init__(self, after: int, how: Callable[[], None]) -> None:
        self.after, self.how = after, how

    def __call__(self, done: int, of: int) -> None:
        if done >= self.after:
            self.how()


def ctrl_c() -> None:
    raise KeyboardInterrupt


def some_worker_is_killed() -> None:
    for process in multiprocessing.active_children():
        os.kill(process.pid or 0, signal.SIGKILL)


class TestInterrupted:
    def test_it_is_told_how_far_the_work_came_and_that_it_goes_on(self, tmp_path: Path) -> None:
        log = tmp_path / "log.jsonl"
        with pytest.raises(Interrupted, match=r"interrupted: 5 of 12 done; run the same command again to go on"):
            computed(SETTING, WORK, log, workers=1, progress=Stop(5, ctrl_c))
        seen: list[int] = []
        again = computed(SETTING, WORK, log, workers=1, progress=lambda done, of: seen.append(done))
        assert seen[0] == 5 and again == computed(SETTING, WORK, workers=1)

    def test_a_library_without_a_log_is_interrupted_plainly(self) -> None:
        with pytest.raises(KeyboardInterrupt) as stopped:
            computed(SETTING, WORK, workers=1, progress=Stop(5, ctrl_c))
        assert not isinstance(stopped.value, Interrupted)

    @pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
    @pytest.mark.parametrize("after", ["0 of", "1 of", "2 of"])
    def test_ctrl_c_reaches_every_process_and_one_of_them_speaks(self, case: Path, after: str) -> None:
        """At "0 of" the others are just starting, later they are at work."""
        words = ["calibrate", str(case), "--cases", "2000", "--hands", "none", "--workers", "2"]
        with subprocess.Popen(
            [sys.executable, "-m", "scrutiny", *words], stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as running:
            assert running.stderr is not None
            wanted = {"0 of": 0, "1 of": 200, "2 of": 400}[after]
            for line in running.stderr:
                if f": {wanted} of 2000" in line:
                    break
            os.killpg(running.pid, signal.SIGINT)
            said = running.stderr.read()
        assert running.returncode == 130
        assert "Traceback" not in said and "Error" not in said
        assert said.splitlines()[-1].endswith("done; run the same command again to go on")
        assert len(said.splitlines()) <= 3

    def test_a_killed_process_is_told_with_what_to_do(self, tmp_path: Path) -> None:
        log = tmp_path / "log.jsonl"
        with pytest.raises(MachineError, match="memory") as told:
            computed(SETTING, Work(60, (), (), 1), log, workers=2, progress=Stop(5, some_worker_is_killed))
        assert "--workers 2" in str(told.value) and "fewer --workers: it goes on" in str(told.value)
        seen: list[int] = []
        computed(SETTING, Work(60, (), (), 1), log, workers=1, progress=lambda done, of: seen.append(done))
        assert seen[0] >= 5


def good_line(**changed: Any) -> bytes:
    data: dict[str, Any] = {
        "hand": "honest", "dose": 0.0, "index": 3, "asked": [CHECK], "rang": [CHECK], "marked": [], "votes": 0,
        "ballots": 7, "log": "log.jsonl",
    }  # fmt: skip
    return json.dumps({name: value for name, value in (data | changed).items() if value is not ...}).encode()


class TestLog:
    @pytest.mark.parametrize(
        "line",
        [
            b"\xff",
            good_line()[:-4],
            b"[" * 100_000,
            b"7",
            good_line(hand=["a"]),
            good_line(hand="magic", dose=0.1),
            good_line(hand="stuffing", dose=0.0),
            good_line(hand="stuffing", dose=1.1),
            good_line(dose=0.1),
            good_line(dose="0"),
            good_line(dose=0),
            good_line(dose=float("nan")),
            good_line(index=True),
            good_line(index=2**70),
            good_line(index=-1),
            good_line(asked=CHECK),
            good_line(asked=[]),
            good_line(asked=[CHECK, CHECK]),
            good_line(asked=["patterns.neighbours"], rang=[]),
            good_line(rang=[7]),
            good_line(votes=-1),
            good_line(votes=2),
            good_line(votes=0.5),
            good_line(ballots=10**40),
            good_line(ballots=None),
            good_line(ballots=...),
            good_line(more=1),
            good_line(log="mayor-0123456789abcdef"),
            good_line(log=...),
        ],
    )
    def test_a_line_that_is_none_of_ours_is_told_and_computed_again(self, tmp_path: Path, line: bytes) -> None:
        log, said = tmp_path / "log.jsonl", []
        whole = computed(SETTING, WORK, log, workers=1)
        lines = log.read_bytes().splitlines()
        lines[3] = line
        log.write_bytes(b"\n".join(lines) + b"\n")
        assert computed(SETTING, WORK, log, workers=1, notice=said.append) == whole
        (told,) = said
        assert told.startswith(f"{log}: 1 line is") and "not used" in told

    def test_the_line_of_the_test_would_be_believed(self, tmp_path: Path) -> None:
        """So that each case above shows what it says."""
        log, said = tmp_path / "log.jsonl", []
        log.write_bytes(good_line() + b"\n")
        assert computed(SETTING, WORK, log, workers=1, notice=said.append)[3].ballots == 7 and not said

    def test_two_lines_that_disagree_are_both_left(self, tmp_path: Path) -> None:
        log, said = tmp_path / "log.jsonl", []
        whole = computed(SETTING, WORK, log, workers=1)
        with log.open("ab") as file:
            file.write(good_line() + b"\n")
        assert computed(SETTING, WORK, log, workers=1, notice=said.append) == whole
        assert "2 lines are" in said[0]

    def test_a_log_that_cannot_be_read_or_made(self, tmp_path: Path) -> None:
        (tmp_path / "log.jsonl").mkdir()
        with pytest.raises(MachineError, match="cannot be read"):
            computed(SETTING, WORK, tmp_path / "log.jsonl", workers=1)
        (tmp_path / "calibration").write_text("")
        with pytest.raises(MachineError, match="cannot be"):
            computed(SETTING, WORK, tmp_path / "calibration" / "log.jsonl", workers=1)

    def test_the_command_tells_it_beside_its_answer(self, case: Path, cli: Cli) -> None:
        asked = ("calibrate", case, "--cases", "2", "--hands", "none", "--workers", "1")
        first = cli(*asked)[1]
        (log,) = (case / "calibration").glob("*.jsonl")
        log.write_bytes(b"\xff\n" + log.read_bytes())
        code, out, err = cli(*asked, "--quiet")
        assert code == 0 and not out and log.name in err and "1 line is" in err
        assert cli(*asked)[1] == first


class TestDrawing:
    def draw(self, folder: Path, **more: Any) -> list[str]:
        return draw_all(EVIDENCE, COUNTS, folder, cases=3, **more)

    @pytest.mark.parametrize("there", [False, True])
    def test_interrupted_drawing_leaves_nothing(
        self, tmp_path: Path, there: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "drawn"
        if there:
            folder.mkdir()
        with monkeypatch.context() as patched:
            patched.setattr(drawing, "as_counts", lambda *given: ctrl_c())
            with pytest.raises(KeyboardInterrupt):
                self.draw(folder)
        assert folder.exists() == there and not [*tmp_path.rglob("*.csv"), *tmp_path.rglob("*.tmp")]
        self.draw(folder)
        assert (folder / "manifest.json").is_file() and len([*folder.iterdir()]) == 4
        assert [*tmp_path.iterdir()] == [folder]

    def test_what_a_killed_run_left_is_in_nobodys_way(self, tmp_path: Path) -> None:
        (tmp_path / "drawn" / ".scrutiny-x.tmp").mkdir(parents=True)
        self.draw(tmp_path / "drawn")

    def test_an_interruption_while_files_take_their_places(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tmp_path.joinpath("drawn").mkdir()
        replace_, calls = os.replace, []

        def broken(*given: Any) -> None:
            calls.append(given)
            if len(calls) == 2:
                raise KeyboardInterrupt
            replace_(*given)

        monkeypatch.setattr(os, "replace", broken)
        with pytest.raises(KeyboardInterrupt):
            self.draw(tmp_path / "drawn")
        assert not [*(tmp_path / "drawn").iterdir()]

    def test_rights_are_the_usual_ones(self, tmp_path: Path) -> None:
        (tmp_path / "usual").mkdir()
        self.draw(tmp_path / "drawn")
        assert (tmp_path / "drawn").stat().st_mode == (tmp_path / "usual").stat().st_mode

    def test_the_machine_refuses(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(MachineError, match="cannot be written"):
            self.draw(tmp_path / "file" / "drawn")
        with pytest.raises(MachineError, match=r"drawn: cannot be written: no room"), new_folder(tmp_path / "drawn"):
            raise OSError(28, "no room")
        with pytest.raises(CaseError, match="is a file"):
            self.draw(tmp_path / "file")

    def test_a_negative_seed(self, tmp_path: Path) -> None:
        with pytest.raises(CaseError, match=r"--seed: -1\n    expected: a whole number, 0 or more"):
            self.draw(tmp_path / "drawn", seed=-1)
        assert not [*tmp_path.iterdir()]

    @pytest.mark.parametrize("below", ["sources/x", "sources"])
    def test_nothing_is_drawn_into_the_evidence_of_a_case(self, case: Path, cli: Cli, below: str) -> None:
        before = sorted(case.rglob("*"))
        code, _out, err = cli("simulate", case, "--output", case / below, "--cases", "1")
        assert code == 2 and "among the evidence of a case" in err
        assert sorted(case.rglob("*")) == before

    @pytest.mark.parametrize("number", [1, 2])
    def test_one_election_is_one_election(self, case: Path, cli: Cli, tmp_path: Path, number: int) -> None:
        told = cli("simulate", case, "--output", tmp_path / "drawn", "--cases", number)[1]
        assert told.startswith("1 election " if number == 1 else "2 elections ")


@pytest.mark.parametrize("seed", [1, 3])
def test_the_elections_that_are_drawn_are_those_that_are_measured(tmp_path: Path, seed: int) -> None:
    """With the order of arrival that the record has, which `late_counts` goes by."""
    drawn = tmp_path / "drawn"
    draw_all(EVIDENCE, COUNTS, drawn, cases=1, hand="late_counts", dose=0.1, seed=seed)
    table = pl.read_csv(drawn / "election-0001.csv", infer_schema=False)
    arrival = as_draw(COUNTS, arrival="arrival").draw.arrival
    assert arrival is not None and SETTING.shape.arrival is not None
    assert (table["arrival"].cast(pl.Int64).to_numpy() == arrival + 1).all()
    altered = pl.read_csv(drawn / "altered-0001.csv", infer_schema=False)["unit"].cast(pl.Int64).to_numpy() - 1
    assert set(altered) <= set((-arrival).argsort()[:12])


def with_figures(**columns: Any) -> Counts:
    """The record with these figures at every station."""
    return replace(COUNTS, table=COUNTS.table.with_columns(**{name: pl.lit(n) for name, n in columns.items()}))


OPTIONS = COUNTS.options
NOBODY: dict[str, int] = {f"option:{o}": 0 for o in OPTIONS} | {"measure:valid": 0, "measure:invalid": 0}


class TestShape:
    @pytest.mark.parametrize(
        ("counts", "said"),
        [
            (with_figures(**NOBODY, **{"measure:cast": 0}), "120 lack a figure, hold an impossible one"),
            (with_figures(**{"measure:valid": None}), "120 lack a figure"),
            (with_figures(**{"measure:registered": 1}), "120 lack a figure"),
            (
                with_figures(**NOBODY | {"option:o1": 20, "measure:valid": 20, "measure:cast": 20}),
                "120 have fewer than 30 ballots",
            ),
            (replace(COUNTS, table=COUNTS.table.head(29)), "29 of 29"),
            (replace(COUNTS, table=COUNTS.table.clear()), "0 of 0"),
        ],
    )
    def test_a_record_without_a_shape_is_refused_alike(self, tmp_path: Path, counts: Counts, said: str) -> None:
        evidence = replace(EVIDENCE, counts=(counts,))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(CaseError) as one:
                draw_all(evidence, counts, tmp_path / "drawn", cases=1)
            with pytest.raises(CaseError) as other:
                setting_of(evidence, counts, PLAN)
        assert str(one.value) == str(other.value)
        assert said in str(one.value)
        assert str(one.value).startswith(COUNTS.record) and "expected: 30" in str(one.value)
        assert "to do:" in str(one.value)
        assert not [*tmp_path.iterdir()]

    def test_a_record_where_all_vote_alike(self) -> None:
        one = {f"option:{o}": pl.lit(0) for o in OPTIONS[1:]} | {f"option:{OPTIONS[0]}": pl.col("measure:valid")}
        counts = replace(COUNTS, table=COUNTS.table.with_columns(**one))
        alike = replace(
            counts,
            table=counts.table.with_columns(
                pl.col("measure:cast").alias("measure:valid"),
                pl.col("measure:cast").alias(f"option:{OPTIONS[0]}"),
                pl.lit(0).alias("measure:invalid"),
            ),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for record in (counts, alike):
                shape, left_out = shape_of(record)
                assert left_out == 0 and shape.shares[0] == 1.0

    @pytest.mark.parametrize("number", [2**31, 2**63 - 1, 2**63, 2**100, -(2**100)])
    @pytest.mark.parametrize("column", ["option:o1", "measure:registered", "measure:cast"])
    def test_a_number_of_no_stations_size_is_left_out_and_counted(
        self, tmp_path: Path, column: str, number: int
    ) -> None:
        wide = pl.Series(column, [number, *COUNTS.table[column].to_list()[1:]], dtype=pl.Int128)
        counts = replace(COUNTS, table=COUNTS.table.with_columns(wide))
        plain = replace(COUNTS, table=COUNTS.table[1:])
        shape, left_out = shape_of(counts)
        assert left_out == 1 and shape.shares == shape_of(plain)[0].shares
        said = draw_all(replace(EVIDENCE, counts=(counts,)), counts, tmp_path / "drawn", cases=1)
        assert "1 station left out" in said[0] and "of no station's size" in said[0]
        assert json.loads((tmp_path / "drawn" / "manifest.json").read_text())["shape"]["left_out"] == 1


class TestScheduler:
    def test_an_address_that_is_none(self) -> None:
        pytest.importorskip("distributed")
        with pytest.raises(CaseError, match=r"--scheduler foo: is no address") as told:
            computed(SETTING, WORK, scheduler="foo")
        assert "expected: tcp://host:8786" in str(told.value)

    def test_a_scheduler_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        distributed = pytest.importorskip("distributed")
        client = distributed.Client
        monkeypatch.setattr(distributed, "Client", lambda address, timeout: client(address, timeout="100ms"))
        with pytest.raises(MachineError, match="does not answer") as told:
            computed(SETTING, WORK, scheduler="tcp://127.0.0.1:9")
        assert "to do: start it" in str(told.value) and "send us" not in str(told.value)


@pytest.mark.parametrize(
    ("plan", "said"),
    [(Plan(seed=-1), "plan.toml: seed: -1"), (replace(PLAN, significance=Plan().significance * 100), "significance")],
)
def test_a_plan_out_of_range_is_told_before_the_work(plan: Plan, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        planned(plan)


def test_shapes_are_drawn_from_without_a_warning() -> None:
    import numpy as np

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert honest_draw(SETTING.shape, np.random.default_rng(1)).stations == 120
