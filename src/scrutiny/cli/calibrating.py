"""Commands that measure the tests before they are believed: simulate and calibrate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from scrutiny.cli.terminal import console, notice, progress, tell
from scrutiny.errors import CaseError, Problem

if TYPE_CHECKING:
    from scrutiny.evidence.counts import Counts
    from scrutiny.evidence.record import Evidence

Several = Parameter(consume_multiple=True)


def simulate(
    shape: Path,
    /,
    *,
    output: Path,
    cases: int = 10,
    hand: str | None = None,
    dose: float = 0.05,
    record: str | None = None,
    contest: str | None = None,
    seed: int = 1,
    form: Annotated[Literal["csv", "parquet"], Parameter(name="--format")] = "csv",
    quiet: bool = False,
) -> None:
    """Draw elections shaped like a case, honest ones or with a known hand.

    Each election is a file of its stations; `manifest.json` says how each was made, so that it can be made again, and
    `altered-N` which stations the hand altered.

    Parameters
    ----------
    shape
        A case folder, whose sizes, places and spread of results the elections have.
    output
        A new or empty folder.
    cases
        How many elections.
    hand
        What is done to them: copied_sheets, deleted_stations, even_neighbours, human_digits, late_counts,
        padded_registers, rival_invalidated, rounded_regions, stuffing, swapped_columns, too_even, transfer,
        whole_percentages. Nothing when left out.
    dose
        The share of stations that the hand aims at, from 0 to 1.
    record
        The record that gives the shape, where the case has several.
    contest
        Its contest, where the record has several.
    seed
        Another seed draws other elections.
    form
        csv or parquet.
    quiet
        Print nothing but mistakes.
    """
    from scrutiny.calibrate.drawing import draw_all
    from scrutiny.examination import open_case

    _number("--cases", cases)
    _share("--dose", dose)
    with progress(quiet) as step:
        case = open_case(shape, step)
        counts = _one(case.evidence, record, contest)
        told = draw_all(case.evidence, counts, output, cases, hand, dose, seed, form, step)
    if not quiet:
        for line in told:
            tell(line)


def calibrate(
    case: Path = Path(),
    /,
    *,
    cases: int = 1000,
    hands: Annotated[list[str] | None, Several] = None,
    doses: Annotated[list[float] | None, Several] = None,
    power: int = 100,
    record: str | None = None,
    contest: str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    quiet: bool = False,
) -> None:
    """Measure how often honest elections of this shape ring each alarm, and what the tests find of known hands.

    The result is kept with the case, in `calibration/`, and used by the next `scrutiny examine` as long as the counts,
    the plan and the version are the same. Interrupted work goes on where it stopped.

    Parameters
    ----------
    case
        The case folder.
    cases
        Honest elections.
    hands
        Known hands to be tried (see `scrutiny simulate --help`); all that apply by default, `none` for no power.
    doses
        Shares of stations that each hand aims at; 0.01 0.02 0.05 0.1 0.2 by default.
    power
        Elections for each hand and dose.
    record
        The record, where the case has several; all of them by default.
    contest
        The contest, where a record has several; all of them by default.
    workers
        Processes; as many as there are cores by default.
    scheduler
        The address of a Dask scheduler: tcp://host:8786. Its workers need the same version of Scrutiny.
    quiet
        Print nothing but mistakes.
    """
    from scrutiny.calibrate.running import calibrated_case
    from scrutiny.examination import open_case

    _number("--cases", cases)
    _number("--power", power)
    for dose in doses or ():
        _share("--doses", dose)
    if workers is not None:
        _number("--workers", workers)
    with progress(quiet) as step:
        opened = open_case(case, step)
        evidence = opened.evidence
    records = _records(evidence, record, contest)
    for counts in records:
        with _bar(quiet, f"calibrating {counts.record}, {counts.contest.id}") as done:
            told = calibrated_case(
                opened.folder.path,
                evidence,
                counts,
                opened.plan,
                cases=cases,
                hands=hands,
                doses=tuple(doses) if doses else None,
                power=power,
                workers=workers,
                scheduler=scheduler,
                progress=done,
                notice=notice,
            )
        if not quiet:
            for line in told:
                tell(line)
    if not quiet:
        tell(f"Next: scrutiny examine {case}")


def _number(option: str, number: int) -> None:
    if number < 1:
        raise CaseError(Problem(option, str(number), "1 or more"))


def _share(option: str, share: float) -> None:
    if not 0 < share <= 1:
        raise CaseError(Problem(option, str(share), "a share of the stations, above 0 and at most 1"))


def _countable(evidence: Evidence) -> list[Counts]:
    """Records of single sheets with votes, of which there are enough for a test."""
    found = [c for c in evidence.counts if c.is_by_unit and c.valid_options and c.units > 1]
    if not found:
        raise CaseError(Problem("the case", "holds no counts by station", "a record with a row for each station"))
    return found


def _records(evidence: Evidence, record: str | None, contest: str | None) -> list[Counts]:
    """The records that are meant: each is of one contest, of which a file may hold several."""
    found = _countable(evidence)
    for option, wanted, of in (("--record", record, "record"), ("--contest", contest, "contest")):
        ids = [counts.record if of == "record" else counts.contest.id for counts in found]
        if wanted is not None and wanted not in ids:
            what = f"{wanted!r} is no {of} of single sheets"
            raise CaseError(Problem(option, what, "one of: " + ", ".join(dict.fromkeys(ids))))
        found = [counts for counts, id_ in zip(found, ids, strict=True) if wanted in (None, id_)]
    return found


def _one(evidence: Evidence, record: str | None, contest: str | None) -> Counts:
    found = _records(evidence, record, contest)
    if len(found) == 1:
        return found[0]
    several = len({counts.record for counts in found}) > 1
    option, what = ("--record", "several records") if several else ("--contest", "a record of several contests")
    ids = dict.fromkeys(counts.record if several else counts.contest.id for counts in found)
    raise CaseError(Problem(option, what, "one of: " + ", ".join(ids)))


@contextmanager
def _bar(quiet: bool, what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, a line for every tenth elsewhere."""
    import sys

    if quiet:
        yield lambda done, of: None
        return
    if sys.stderr.isatty():
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console(to_stderr=True)) as bar:
            task = bar.add_task(what, total=None)
            yield lambda done, of: bar.update(task, completed=done, total=of)
        return
    last = -1

    def line(done: int, of: int) -> None:
        nonlocal last
        tenth = 10 * done // max(1, of)
        if tenth != last:
            last = tenth
            print(f"{what}: {done} of {of}", file=sys.stderr)

    yield line
