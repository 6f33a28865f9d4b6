"""`make bench`: every timing that the documentation states, with the same work by hand beside it.

python -m benchmarks            # all
python -m benchmarks venezuela  # one of: help, venezuela, million, scaling, by_hand, joint, slack, patterns,
                                # quick_counts
python -m benchmarks --full     # all 1,000 elections of the calibration (ten minutes and more) instead of forty
"""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Run, median, python, run

ROOT = Path(__file__).resolve().parents[1]
SCRUTINY = str(Path(sys.executable).parent / "scrutiny")

READ_BY_HAND = """
import polars, sys
table = polars.read_csv(sys.argv[1])
long = table.unpivot(index=["unit", "region"])
print(long.height)
"""
READ_BY_US = """
import sys
from pathlib import Path
from scrutiny.evidence.folder import CaseFolder
from scrutiny.loading import load
evidence = load(CaseFolder(Path(sys.argv[1])))
print(evidence.counts[0].units)
"""
IMPORT_ONLY = "import scrutiny.loading, scrutiny.readers.files, scrutiny.evidence.folder, polars, pydantic"
DIGEST = """
import sys, time
from pathlib import Path
from scrutiny.evidence.record import sha256_of
started = time.perf_counter()
sha256_of(Path(sys.argv[1]))
print(time.perf_counter() - started)
"""
PANDAS_BY_HAND = """
import pandas, sys
table = pandas.read_csv(sys.argv[1], encoding="utf-8-sig")
options = {options}
sums = table[options].sum()
assert (table[options].sum(axis=1) == table[{valid!r}]).all()
assert not table.duplicated({unit}).any()
print((table[{valid!r}] > table[{registered!r}]).sum())
print(table.groupby({place!r})[options + [{valid!r}, {registered!r}]].sum())
top = table[options[0]].sort_values(ascending=False)
print(sums, top.iloc[:941].sum(), top.sum() - top.iloc[:941].sum())
print((table[{valid!r}].sum() / table[{registered!r}].sum()))
"""


def made_case(folder: Path, stations: int) -> Path:
    """Made by another process: the system counts the memory of whoever starts a command into the command's own."""
    subprocess.run([sys.executable, "-m", "benchmarks.made", str(folder), str(stations)], check=True, cwd=ROOT)
    return folder / "sources" / "stations.csv"


def row(what: str, ours: Run, other: str = "", limit: str = "") -> None:
    print(f"| {what} | {ours.seconds:.2f} s | {ours.megabytes:.0f} MB | {other} | {limit} |", flush=True)


def help_() -> None:
    row("`scrutiny --help`", median([SCRUTINY, "--help"], 5), limit="0.4 s")


def venezuela() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [SCRUTINY, "examine", str(ROOT / "cases" / "venezuela-2024"), "--output", folder, "--quiet"]
        ours = median(command)
        page = (Path(folder) / "report.html").stat().st_size
        row("Venezuelan case, all checks, page", ours, f"page {page / 1e6:.2f} MB", "3 s, 400 MB, 3 MB")


def million(stations: int = 1_000_000) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = made_case(folder, stations)
        whole = run([SCRUTINY, "examine", name, "--output", name, "--quiet"])
        page = (folder / "report.html").stat().st_size
        row(f"{stations:,} stations × 10 options, everything", whole, f"page {page / 1e6:.2f} MB", "15 s, 3 GB, 3 MB")
        start = median(python(IMPORT_ONLY))
        start_polars = median(python("import polars"))
        theirs = median(python(READ_BY_HAND, str(file)))
        ours = median(python(READ_BY_US, name))
        ratio = (ours.seconds - start.seconds) / (theirs.seconds - start_polars.seconds)
        row("reading into the evidence", ours, f"read_csv + unpivot {theirs.seconds:.2f} s, {theirs.megabytes:.0f} MB")
        print(f"| reading, start-up of each subtracted: ratio | {ratio:.2f} | | | 1.5 |")
        row("digest of the file alone", median(python(DIGEST, str(file))))


def scaling() -> None:
    sizes, times = (10_000, 30_000, 100_000, 300_000, 1_000_000), []
    with tempfile.TemporaryDirectory() as name:
        made_case(Path(name) / "tiny", 50)
        base = median([SCRUTINY, "examine", f"{name}/tiny", "--output", f"{name}/tiny", "--quiet"]).seconds
        for size in sizes:
            folder = Path(name) / str(size)
            made_case(folder, size)
            ours = run([SCRUTINY, "examine", str(folder), "--output", str(folder), "--quiet"])
            times.append(max(ours.seconds - base, 1e-3))
            row(f"{size:,} stations", ours)
    # Least squares on the largest sizes, where the work stands out from the noise of start-up.
    points = [(math.log(s), math.log(t)) for s, t in zip(sizes, times, strict=True) if s >= 100_000]
    mean_x, mean_y = (sum(p[i] for p in points) / len(points) for i in (0, 1))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    print(f"| exponent, start-up of {base:.2f} s subtracted | {slope:.2f} | | | 1 |")


def by_hand() -> None:
    from scrutiny.datasets import AbsentDataset, find_dataset

    found = find_dataset("venezuela-2024/RESULTADOS_2024_CSV_V1.csv")
    if isinstance(found, AbsentDataset):
        print(f"| pandas by hand on the Venezuelan file | {found.why} | | | |")
        return
    code = PANDAS_BY_HAND.format(
        options=["EG", "NM", "LM", "JABE", "JOBR", "AE", "CF", "DC", "EM", "BERA"],
        valid="VOTOS_VALIDOS",
        unit=["CENTRO", "MESA"],
        registered="RE",
        place="EDO",
    )
    theirs = median(python(code, str(found.path)))
    with tempfile.TemporaryDirectory() as folder:
        ours = median([SCRUTINY, "examine", str(ROOT / "cases" / "venezuela-2024"), "--output", folder, "--quiet"])
    row("all checks and the page", ours, f"sums, identities and one bound in pandas {theirs.seconds:.2f} s")


def joint() -> None:
    """A possible and an impossible announcement; beside a tenth of the sheets the plain program of the same limits."""
    ours = {
        n: run([sys.executable, "-m", "benchmarks.joint", str(n), "ours"], cwd=str(ROOT)) for n in (10_000, 100_000)
    }
    theirs = run([sys.executable, "-m", "benchmarks.joint", "10000", "solver"], cwd=str(ROOT))
    row("joint feasibility, 100,000 units × 12 options, one possible, one not", ours[100_000], limit="30 s, 2 GB")
    beside = f"HiGHS, mixed-integer program {theirs.seconds:.2f} s, {theirs.megabytes:.0f} MB"
    row("joint feasibility, 10,000 units × 12 options", ours[10_000], beside)


def slack() -> None:
    """The slowest rule, timed within the process; the row gives the process with all of them."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.slack"], check=True, cwd=ROOT, capture_output=True, text=True
    )
    slowest = done.stdout.splitlines()[-1].removeprefix("slowest: ")
    whole = run([sys.executable, "-m", "benchmarks.slack"], cwd=str(ROOT))
    row("slack, 400 districts × 30 lists, 13 rules after each other", whole, f"slowest: {slowest} s", "1 s a rule")


def patterns() -> None:
    """The chapter on patterns; every part is a process of its own that prints its rows."""
    flags = [word for word in sys.argv[1:] if word.startswith("-")]
    subprocess.run([sys.executable, "-m", "benchmarks.patterns", *flags], check=True, cwd=ROOT)


def quick_counts() -> None:
    """The bootstrap of a quick count, and its estimate beside another program's."""
    subprocess.run([sys.executable, "-m", "benchmarks.quick_counts", "--speed"], check=True, cwd=ROOT)


PARTS: dict[str, Callable[[], None]] = {
    "help": help_,
    "venezuela": venezuela,
    "million": million,
    "scaling": scaling,
    "by_hand": by_hand,
    "joint": joint,
    "slack": slack,
    "patterns": patterns,
    "quick_counts": quick_counts,
}


def main() -> None:
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")] or list(PARTS)
    print("| what | wall time | peak memory | beside it | asked |\n| --- | --- | --- | --- | --- |", flush=True)
    for name in chosen:
        PARTS[name]()


if __name__ == "__main__":
    main()
