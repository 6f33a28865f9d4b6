"""What can go wrong around a case folder: told without a traceback, and nothing is lost or half written."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scrutiny.cli import run
from scrutiny.evidence import storing
from scrutiny.evidence.folder import CaseFolder

Cli = Callable[..., tuple[int, str, str]]
CASE = """\
schema = 1
title = "Land, mayor"
country = "XX"

[[elections]]
id = "e"
name = "Election"
date = 2024-07-28

[[contests]]
id = "c"
name = "Mayor"
election = "e"
options = [{ id = "A", name = "Ana" }, { id = "B", name = "Ben" }]

[[sources]]
id = "r"
title = "Results"
file = "sources/r.csv"
sha256 = "@HASH@"

[[tables]]
source = "r"
unit = ["T"]
measures = { valid = "V" }
options = { A = "A", B = "B" }
"""
RESULTS = b"T,V,A,B\n1,30,10,20\n2,50,20,30\n"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs a command in this process; a traceback fails the test whatever it is about."""
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def call(*tokens: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(token) for token in tokens])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        assert "our fault" not in said.err
        return code, said.out, said.err

    return call


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "r.csv").write_bytes(RESULTS)
    (folder / "case.toml").write_text(CASE.replace("@HASH@", hashlib.sha256(RESULTS).hexdigest()))
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder; the lock itself says nothing."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


# ------------------------------------------------------------------------------------------------ what was typed wrong


def test_the_case_itself_is_sound(case: Path, cli: Cli) -> None:
    """Else the tests below would pass for another reason."""
    assert cli("examine", case, "--quiet") == (0, "", "")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            '[[claims]]\nid = "b"\nact = "announces_figure"\nspeaker = "Council"\nfigures = { coverage = 120 }\n',
            "claims[1].figures.coverage: 120",
        ),
        (
            '[[publications]]\nitem = "sheet_image"\nby = "Council"\nstate = "published"\n',
            "publications[1].item: 'sheet_image' is not on the checklist",
        ),
    ],
)
def test_what_cannot_be_announced_or_published(case: Path, cli: Cli, more: str, said: str) -> None:
    with (case / "case.toml").open("a") as file:
        file.write(more)
    code, _, err = cli("examine", case)
    assert code == 2
    assert said in err and "case.toml, line" in err and "expected: " in err


@pytest.mark.parametrize("file", ["../secret.csv", "/etc/passwd", "sources/../../secret.csv", "sources/link.csv"])
def test_a_path_out_of_the_case_folder(case: Path, cli: Cli, file: str) -> None:
    (case.parent / "secret.csv").write_bytes(RESULTS)
    (case / "sources" / "link.csv").symlink_to(case.parent / "secret.csv")
    text = (case / "case.toml").read_text()
    (case / "case.toml").write_text(text.replace("sources/r.csv", file))
    code, _, err = cli("examine", case)
    assert code == 2
    assert "case.toml, line 19: sources[1].file" in err and (
        "leads out of the case folder" in err or "is no plain path below" in err
    )


def test_a_source_changed_after_it_was_added(case: Path, cli: Cli) -> None:
    (case / "sources" / "r.csv").write_bytes(RESULTS.replace(b"30,10", b"31,11"))
    code, _, err = cli("examine", case)
    assert code == 2
    assert "source r: sources/r.csv: changed since it was added" in err
    assert hashlib.sha256(RESULTS).hexdigest() in err and "scrutiny replace" in err
    assert not (case / "report.html").exists()


def test_a_source_that_is_gone(case: Path, cli: Cli) -> None:
    (case / "sources" / "r.csv").unlink()
    code, _, err = cli("examine", case)
    assert code == 2 and "sources/r.csv is not in the case folder" in err


def test_all_mistakes_of_a_case_at_once_with_line_and_nearest_key(case: Path, cli: Cli) -> None:
    text = (case / "case.toml").read_text()
    text = text.replace('title = "Land', 'titel = "Land').replace("date = 2024-07-28", 'date = "July"')
    text = text.replace('name = "Ana" }', 'name = "Ana", alias = "a" }').replace("measures =", "measure =")
    (case / "case.toml").write_text(text)
    (case / "claims.toml").write_text('[[claims]]\nid = "x"\nact = "anounces_figure"\nspeaker = "s"\n')
    code, _, err = cli("examine", case)
    assert code == 2
    assert "6 mistakes:" in err
    for told in (
        "case.toml, line 2: titel: unknown key",
        "did you mean `title`?",
        "case.toml: title: missing",
        "case.toml, line 8: elections[1].date: 'July'",
        "case.toml, line 14: contests[1].options[1].alias: unknown key",
        "did you mean `aliases`?",
        "case.toml, line 25: tables[1].measure: unknown key",
        "did you mean `measures`?",
        "claims.toml, line 3: claims[1].act: 'anounces_figure'",
        'did you mean "announces_figure"?',
    ):
        assert told in err, told


def test_ids_that_do_not_exist(case: Path, cli: Cli) -> None:
    text = (case / "case.toml").read_text().replace('source = "r"', 'source = "q"')
    (case / "case.toml").write_text(text.replace('election = "e"', 'election = "f"'))
    (case / "claims.csv").write_text("id,act,speaker,contest,votes:Z\nx,proclaims,s,,5\ny,proclaims,s,senate,\n")
    code, _, err = cli("examine", case)
    assert code == 2
    for told in (
        "'f' is no election",
        "'q' is no source",
        "claims.csv, line 2, column votes:Z: 'Z' is no option of c",
        "claims.csv, line 3, column contest: 'senate' is no contest",
    ):
        assert told in err, told


def test_a_plan_that_names_what_does_not_exist(case: Path, cli: Cli) -> None:
    (case / "plan.toml").write_text('checks = ["counted.bound", "anounced"]\nwithout = ["counted.nosuch"]\n')
    code, _, err = cli("examine", case)
    assert code == 2
    assert "3 mistakes:" in err and "did you mean counted.bounds" in err
    (case / "plan.toml").write_text("seeds = 1\n")
    code, _, err = cli("examine", case)
    assert code == 2 and "plan.toml, line 1: seeds: unknown key" in err and "did you mean `seed`?" in err


def test_mistakes_of_all_files_are_told_at_once(case: Path, cli: Cli) -> None:
    """One run tells what is wrong in case.toml, claims.toml, claims.csv and plan.toml, each with its own line."""
    (case / "claims.toml").write_text(
        '[[claims]]\nid = "x"\nact = "other"\nspeaker = "s"\nplace = "Zulia"\n\n'
        '[[claims]]\nid = "z"\nact = "other"\nspeaker = "s"\nabout = "anything"\ncorrects = "nobody"\n'
    )
    (case / "claims.csv").write_text("id,act,speaker,place\nx,proclaims,s,planet=earth\n")
    (case / "plan.toml").write_text('checks = ["counted.bound"]\n')
    text = (case / "case.toml").read_text().replace("options = { A = ", "options = { Anna = ")
    text = text.replace('election = "e"', 'election = "e"\nidentities = ["valid = sum(options)", "cast = vald + null"]')
    (case / "case.toml").write_text(
        text + 'level = "planet"\n'
        '[[frames]]\nlevel = "stations"\nnumber = 0\nsaid_by = "x"\n'
        '[[registers]]\nid = "r"\nname = "R"\nnumber = -5\n[[registers]]\nid = "r"\nname = "R"\nnumber = 5\n'
        "[facts]\nshare_decimals = 11\nlargest_register = 0\n"
    )
    code, _, err = cli("examine", case)
    assert code == 2
    for told in (
        "claims.toml, line 5: claims[1].place: 'Zulia'",
        "a place as level=id",
        "claims.toml, line 11: claims[2].about: 'anything' is no option, claim or source",
        "claims.toml, line 12: claims[2].corrects: 'nobody' is no claim",
        "claims.csv, line 2, column id: 'x' stands twice",
        "claims.csv, line 2, column place: 'planet' is no level",
        "plan.toml: checks: counted.bound: no such check",
        "case.toml, line 27: tables[1].options.Anna: 'Anna' is no option of c",
        "contests[1].identities[2]: 'vald' is neither an option nor a measure of a table",
        "did you mean 'valid'?",
        "'null' is neither",
        "tables[1].level: 'planet' is no level",
        "frames[1].number: 0",
        "frames[1].level: 'stations' is no level",
        "registers[1].number: -5",
        "registers[2].id: 'r' stands twice",
        "facts.share_decimals: 11",
        "facts.largest_register: 0",
    ):
        assert told in err, told
    assert err.startswith("16 mistakes:")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ('level = "centre", by = "lot", said_by = "the law"', "'centre' is no level of this table's places"),
        ('level = "region", by = "age", said_by = "the law"', "tables[1].allotted.by: 'age'"),
        ('level = "region", by = "lot"', "tables[1].allotted.said_by: missing"),
        ('level = "region", by = "lot", said_by = " "', "who says so, and of which election"),
    ],
)
def test_a_rule_of_allotment_that_cannot_be(case: Path, cli: Cli, rule: str, told: str) -> None:
    text = (case / "case.toml").read_text().replace('country = "XX"', 'country = "XX"\nlevels = ["region", "station"]')
    places = 'places = { region = "T" }\n'
    (case / "case.toml").write_text(text + places + f"allotted = {{ {rule} }}\n")
    code, _, err = cli("examine", case)
    assert code == 2
    assert told in err, err


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ('thousands = "ab"', "tables[1].numbers[1].thousands: 'ab'"),
        ('decimal = ";"', "tables[1].numbers[1].decimal: ';'"),
        ('thousands = ".", decimal = "."', "'.', as between thousands"),
    ],
)
def test_signs_that_nobody_writes_numbers_with(case: Path, cli: Cli, signs: str, told: str) -> None:
    with (case / "case.toml").open("a") as file:
        file.write(f"numbers = [{{ {signs} }}]\n")
    code, _, err = cli("examine", case)
    assert code == 2
    assert told in err, err


@pytest.mark.parametrize("name", ["claims.csv", "claims.toml", "plan.toml"])
def test_a_folder_in_the_place_of_a_file(case: Path, cli: Cli, name: str) -> None:
    (case / name).mkdir()
    code, _, err = cli("examine", case)
    assert code == 2 and f"{name}: cannot be read" in err


def test_settings_of_the_plan_are_told_in_plain_words(case: Path, cli: Cli) -> None:
    (case / "plan.toml").write_text('[settings."counted.bounds"]\nturnout = "high"\n')
    code, _, err = cli("examine", case)
    assert code == 2 and 'plan.toml: settings."counted.bounds".turnout' in err and "a number: 51.20" in err


def test_a_file_instead_of_the_case_folder(case: Path, cli: Cli) -> None:
    code, _, err = cli("examine", case / "case.toml")
    assert code == 2 and "is a file" in err and f"give the case folder: {case}" in err


def test_a_report_is_never_written_over_what_belongs_to_a_case(case: Path, cli: Cli, tmp_path: Path) -> None:
    from scrutiny.errors import CaseError
    from scrutiny.examination import examine, open_case
    from scrutiny.report import publish

    (case / "plan.toml").write_text("seed = 1\n")
    (tmp_path / "way").symlink_to(case / "sources")
    before = _files(case)
    for tokens in (
        ("--markdown", case / "case.toml"),
        ("--markdown", case / "claims.toml"),
        ("--markdown", case / "plan.toml"),
        ("--markdown", case / ".lock"),
        ("--markdown", case / "sources" / "r.csv"),
        ("--markdown", case / "sources" / "new.md"),
        ("--markdown", tmp_path / "way" / "r.csv"),
        ("--markdown", case / "sources" / ".." / "case.toml"),
        ("--output", case / "sources"),
        ("--output", case / "sources" / "below"),
    ):
        code, out, err = cli("examine", case, *tokens)
        assert (code, out) == (2, ""), tokens
        assert "belongs to a case" in err
        assert "reading" not in err  # before the work, not after it
    examined = examine(open_case(case))
    for place in ("case.toml", "sources/r.csv", "sources/report.html"):
        with pytest.raises(CaseError, match="belongs to a case"):
            publish(examined, case / place)
    assert _files(case) == before
    code, _, err = cli("examine", case, "--markdown", case / "report.html")
    assert code == 2 and "another file of this report" in err
    code, _, err = cli("examine", case, "--output", case / "case.toml")
    assert code == 2 and "is a file" in err
    assert _files(case) == before


def test_one_file_read_as_two_records_is_said(case: Path) -> None:
    """The agreement of a file with itself must not look like that of two sources."""
    from scrutiny.examination import open_case

    shutil.copy(case / "sources" / "r.csv", case / "sources" / "again.csv")
    text = (case / "case.toml").read_text()
    (case / "case.toml").write_text(
        text + '\n[[sources]]\nid = "s"\ntitle = "Again"\nfile = "sources/again.csv"\n\n'
        '[[tables]]\nsource = "s"\nunit = ["T"]\nmeasures = { valid = "V" }\noptions = { A = "A", B = "B" }\n'
    )
    (note,) = [note for note in open_case(case).evidence.notes if note.code == "source.same-file"]
    assert note.source == "s" and "a file agrees with itself" in str(note.says)
    # Other columns of one file are another reading of it, not the same one.
    again = (case / "case.toml").read_text()
    (case / "case.toml").write_text(again[: again.rindex("options = {")] + 'options = { A = "B", B = "A" }\n')
    assert not [note for note in open_case(case).evidence.notes if note.code == "source.same-file"]


def test_a_report_replaces_a_file_with_its_rights_and_what_was_left_is_swept(case: Path, cli: Cli) -> None:
    assert cli("examine", case, "--quiet")[0] == 0
    (case / "report.html").chmod(0o640)
    (case / ".scrutiny-left.tmp").write_bytes(b"half")
    assert cli("examine", case, "--quiet")[0] == 0
    assert (case / "report.html").stat().st_mode & 0o777 == 0o640
    assert not list(case.glob(".scrutiny-*"))


def test_a_schema_from_the_future(case: Path, cli: Cli) -> None:
    (case / "case.toml").write_text((case / "case.toml").read_text().replace("schema = 1", "schema = 99"))
    code, _, err = cli("examine", case)
    assert code == 2
    assert "case.toml: schema: version 99" in err and "version 1" in err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'title = "a"\ncountry = "caf\xe9"\n', "case.toml, line 2: not UTF-8"),
        (b"\xff\xfet\x00i\x00t\x00", "case.toml, line 1: not UTF-8"),
        (b'title = "a\n', "case.toml: not TOML"),
        (b"\x00\x00\x00", "case.toml: not TOML"),
        (b"", "case.toml: title: missing"),
        (b"[[elections]]\n" * 3, "missing"),
        (b"title = [1, 2]\nelections = 3\ncontests = {}\ncountry = 1\n", "mistakes"),
        (b"a = " + b"[" * 5000, "case.toml"),
    ],
    ids=["latin-1", "utf-16", "broken", "nul", "empty", "empty tables", "wrong types", "deep"],
)
def test_a_file_that_is_no_case(case: Path, cli: Cli, content: bytes, told: str) -> None:
    (case / "case.toml").write_bytes(content)
    for command in (("examine", case), ("verify", case / "case.toml", "--case", case)):
        code, out, _ = cli(*command)
        assert (code, out) == (2, "")
    assert told in cli("examine", case)[2]


def test_a_folder_without_a_case(tmp_path: Path, cli: Cli) -> None:
    for tokens in (
        ("examine", tmp_path),
        ("add", tmp_path, tmp_path / "x"),
        ("withdraw", tmp_path, "r", "--why", "w"),
        ("claim", tmp_path, "--id", "x"),
    ):
        code, _, err = cli(*tokens)
        assert code == 2 and "holds no case.toml" in err and f"scrutiny new {tmp_path}" in err
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_is_not_commanded_by_a_file(case: Path, cli: Cli) -> None:
    (case / "case.toml").write_text('title = "t"\n"\\u001b]0;owned\\u0007" = 1\n')
    _, _, err = cli("examine", case)
    assert "owned" in err and "\x1b" not in err and "\x07" not in err


# ------------------------------------------------------------------------------------------------------- two writers


def test_two_writers_one_waits_and_is_told_who_is_in_the_way(
    case: Path, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing.one_writer.__wrapped__, "__defaults__", (0.3,))  # type: ignore[attr-defined]
    other = tmp_path / "other.csv"
    other.write_bytes(b"x")
    before = _files(case)
    with storing.one_writer(case):
        for tokens in (
            ("add", case, other),
            ("replace", case, "r", other, "--why", "w"),
            ("withdraw", case, "r", "--why", "w"),
            ("claim", case, "--id", "x", "--act", "other", "--speaker", "s"),
            ("examine", case),
        ):
            with ThreadPoolExecutor(1) as other_thread:  # the lock belongs to a thread; another one must wait
                code, _, err = other_thread.submit(cli, *tokens).result()
            assert code == 2, err
            assert "somebody else is writing into this case" in err and str(case / ".lock") in err
    assert _files(case) == before
    assert cli("add", case, other)[0] == 0  # free again


def test_many_writers_at_once_lose_nothing(case: Path, tmp_path: Path) -> None:
    script = "import sys; from scrutiny.cli import run; sys.exit(run(sys.argv[1:]))"
    running = []
    for number in range(4):
        file = tmp_path / f"file-{number}.csv"
        file.write_text(f"T,V,A,B\n1,{number},0,{number}\n")
        running.append(subprocess.Popen([sys.executable, "-c", script, "add", str(case), str(file)]))
    assert [process.wait() for process in running] == [0] * 4
    made = CaseFolder(case).case
    assert sorted(source.id for source in made.sources) == ["file-0", "file-1", "file-2", "file-3", "r"]
    for source in made.sources:
        assert hashlib.sha256((case / str(source.file)).read_bytes()).hexdigest() == source.sha256


# ------------------------------------------------------------------------------------------------ the disk, and kill -9

LIMITED = """
import resource, signal, sys
from scrutiny.cli import run
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.exit(run(sys.argv[2:]))
"""


def _with_little_room(room: int, *tokens: object) -> subprocess.CompletedProcess[str]:
    """A command on a machine that refuses to write more than `room` bytes into a file."""
    command = [sys.executable, "-B", "-c", LIMITED, str(room), *(str(token) for token in tokens)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_full_disk_while_a_file_is_added(case: Path, tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    big.write_bytes(b"T,V,A,B\n" + b"1,2,3,4\n" * 20_000)
    before = _files(case)
    for tokens in (("add", case, big), ("replace", case, "r", big, "--why", "w")):
        done = _with_little_room(50_000, *tokens)
        assert done.returncode == 3, done.stderr
        assert "cannot be written: File too large" in done.stderr and "Traceback" not in done.stderr
        assert _files(case) == before
    done = _with_little_room(50_000, "new", tmp_path / "newcase", "--from", big)
    assert done.returncode == 3, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big.csv", "case"]


def test_a_full_disk_while_case_toml_is_written(case: Path, tmp_path: Path) -> None:
    """The original fits, the changed case.toml does not: the case is as it was."""
    small = tmp_path / "small.csv"
    small.write_bytes(b"T,V,A,B\n")
    before = _files(case)
    room = len(before["case.toml"]) + 10
    done = _with_little_room(room, "add", case, small, "--about", "x" * 200)
    assert done.returncode == 3, done.stderr
    assert {name: content for name, content in _files(case).items() if name != "sources/small.csv"} == before
    done = _with_little_room(
        room, "claim", case, "--id", "x", "--act", "other", "--speaker", "s", "--words", "y" * 2000
    )
    assert done.returncode == 3, done.stderr
    assert not (case / "claims.toml").exists()


def test_a_full_disk_while_the_report_is_written(case: Path, cli: Cli) -> None:
    assert cli("examine", case, "--quiet")[0] == 0
    before = _files(case)
    assert len(before["report.html"]) > 20_000
    (case / "claims.toml").write_text('[[claims]]\nid = "x"\nact = "other"\nspeaker = "s"\n')  # another report is due
    done = _with_little_room(20_000, "examine", case, "--quiet")
    assert done.returncode == 3, done.stderr
    assert "cannot be written" in done.stderr and "Traceback" not in done.stderr
    after = _files(case)
    assert {name: after[name] for name in before} == before
    assert set(after) == {*before, "claims.toml"}


KILLED = """
import os, signal, sys, shutil, json
from pathlib import Path
from scrutiny.cli import run
import scrutiny.evidence.editing, tomlkit, filelock, pydantic, scrutiny.proposing
from scrutiny.evidence.schema import adapter
from scrutiny.evidence.claim import Claim

base, work, tokens = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
NAMES = ("fsync", "replace", "rename", "mkdir", "rmdir", "unlink", "chmod", "write", "open", "close")

def armed(point, after):
    left = [point]
    for name in NAMES:
        def wrapper(*args, real=getattr(os, name), **more):
            left[0] -= 1
            mine = left[0] == 0
            if mine and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                return real(*args, **more)
            finally:
                if mine:
                    os.kill(os.getpid(), signal.SIGKILL)
        setattr(os, name, wrapper)

reached, ends = [], []
for after in (False, True):
    point = 0
    while point < 400:
        point += 1
        place = work / f"{int(after)}-{point}"
        shutil.copytree(base, place)
        child = os.fork()
        if child == 0:
            devnull = os.open(os.devnull, os.O_WRONLY)
            os.dup2(devnull, 1)
            os.dup2(devnull, 2)
            armed(point, after)
            os._exit(run([token.replace("@", str(place)) for token in tokens]))
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            ends.append(os.WEXITSTATUS(status))
            shutil.rmtree(place)
            break
        reached.append(place.name)
print(json.dumps({"reached": reached, "ends": ends}))
"""


@pytest.mark.parametrize(
    "tokens",
    [
        ["new", "@/made", "--from", "@/new.csv"],
        ["add", "@/case", "@/new.csv", "--publisher", "Council"],
        ["replace", "@/case", "r", "@/new.csv", "--why", "wrong file"],
        ["withdraw", "@/case", "r", "--why", "wrong file"],
        ["claim", "@/case", "--id", "x", "--act", "other", "--speaker", "s"],
    ],
    ids=lambda tokens: tokens[0],
)
def test_killed_at_any_moment_a_command_leaves_the_old_case_or_the_new_one(
    case: Path, tmp_path: Path, tokens: list[str]
) -> None:
    """Every call that touches the disk is tried as the last one, before and after it was done."""
    base, work = tmp_path / "base", tmp_path / "work"
    base.mkdir()
    work.mkdir()
    shutil.move(str(case), base / "case")
    (base / "new.csv").write_bytes(RESULTS.replace(b"30,10", b"31,11"))
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(base), str(work), json.dumps(tokens)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["ends"] == [0, 0]  # at last it ran through, once for each way of being killed
    assert len(told["reached"]) >= 10  # so it was killed at many moments
    finished = work / "finished"
    shutil.copytree(base, finished)
    assert run([token.replace("@", str(finished)) for token in tokens]) == 0
    old, new = _meaning(base), _meaning(finished)
    assert old != new
    seen = []
    for number, name in enumerate(told["reached"]):
        place = work / name
        seen.append(_meaning(place))
        assert seen[-1] in (old, new), name
        if seen[-1] == old and number % 4 == 0:  # what was left does not stand in the way of trying again
            assert run([token.replace("@", str(place)) for token in tokens]) == 0, name
            assert _meaning(place) == new, name
            for folder in (place / "case", place / "made"):
                assert not list(folder.rglob(".scrutiny-*")), name
    assert old in seen and new in seen  # it was killed both before and after the moment that counts


def _meaning(place: Path) -> dict[str, object]:
    """What the cases in a folder say, and that every source lies there with its hash."""
    made: dict[str, object] = {}
    for name in ("case", "made"):
        folder = place / name
        if not folder.exists():
            continue
        case = CaseFolder(folder)
        made[name] = (tomllib.loads((folder / "case.toml").read_text()), case.case.claims, case.plan)
        for source in case.case.sources:
            assert hashlib.sha256((folder / str(source.file)).read_bytes()).hexdigest() == source.sha256
    return made


def test_a_case_that_cannot_be_written_into(case: Path, cli: Cli, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        # Whoever may do everything is not refused by rights; a file where a folder should be refuses anybody.
        (case / "report.html").mkdir()
        code, _, err = cli("examine", case, "--quiet")
    else:
        case.chmod(0o500)
        code, _, err = cli("examine", case, "--quiet")
        case.chmod(0o700)
    assert code == 3 and "cannot be written" in err


def test_what_was_found_is_told_even_where_no_report_can_be_written(case: Path, cli: Cli, tmp_path: Path) -> None:
    (case / "report.html").mkdir()  # refuses whoever writes, with any rights
    code, out, err = cli("examine", case)
    assert code == 3
    assert "cannot be written" in err and "--output DIR" in err
    assert len(out.splitlines()) > 5 and "Report:" not in out
    code, out, _ = cli("examine", case, "--json")
    assert code == 3 and json.loads(out)["case"]["title"] == "Land, mayor"
    assert cli("examine", case, "--output", tmp_path / "elsewhere", "--quiet") == (0, "", "")


def test_a_lock_that_is_a_link_empties_no_other_file(case: Path, cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"keep me")
    (case / ".lock").symlink_to(tmp_path / "secret")
    code, _, err = cli("withdraw", case, "r", "--why", "w")
    assert code == 2 and "is a link" in err
    assert (tmp_path / "secret").read_bytes() == b"keep me"
