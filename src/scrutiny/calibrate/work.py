"""Many trials: in which order, on how many processes, and how interrupted work goes on.

Each trial is named by its hand, dose and number and draws from a seed of its own, so that the result is the same
whoever computes it, in whichever order, and however often the work was interrupted. What is done is written line by
line; a line that was cut off by a crash is computed again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scrutiny.calibrate.trial import HONEST, Setting, Trial, trial
from scrutiny.errors import MissingExtra, Problem

BATCH = 5
"""Trials that a process computes before it reports: often enough for a progress bar, seldom enough to cost nothing."""

Done = Callable[[int, int], None]


def nobody(done: int, of: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True)
class Work:
    """Which trials are wanted.

    Parameters
    ----------
    cases
        Honest elections.
    hands, doses
        Hands that are tried, each at each dose.
    power
        Elections for each hand and dose.
    """

    cases: int = 1000
    hands: tuple[str, ...] = ()
    doses: tuple[float, ...] = (0.01, 0.02, 0.05, 0.1, 0.2)
    power: int = 100

    def trials(self) -> Iterator[tuple[str, float, int]]:
        """Each trial once, though a hand or a dose be named twice."""
        for index in range(self.cases):
            yield HONEST, 0.0, index
        for hand in dict.fromkeys(self.hands):
            for dose in dict.fromkeys(self.doses):
                for index in range(self.power):
                    yield hand, dose, index


def computed(
    setting: Setting,
    work: Work,
    log: Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Done = nobody,
) -> list[Trial]:
    """Every trial that is wanted, in order, and after them what else stands in the log.

    Parameters
    ----------
    log
        A file of what is done; trials that stand in it are not computed again.
    workers
        Processes; as many as there are cores when not given, none but this one for 1.
    scheduler
        The address of a Dask scheduler, whose workers have this version of Scrutiny installed.

    Raises
    ------
    MissingExtra
        For a scheduler without `distributed`.
    """
    wanted = list(work.trials())
    known = {key(t): t for t in _read(log)} if log is not None else {}
    left = [one for one in wanted if one not in known]
    batches = [left[i : i + BATCH] for i in range(0, len(left), BATCH)]
    progress(len(wanted) - len(left), len(wanted))
    done = len(wanted) - len(left)
    with _opened(log) as write:
        for made in _all(setting, batches, workers, scheduler):
            for one in made:
                known[key(one)] = one
            write(made)
            done += len(made)
            progress(done, len(wanted))
    return [known.pop(one) for one in wanted] + [known[one] for one in sorted(known)]


def key(done: Trial) -> tuple[str, float, int]:
    return done.hand, done.dose, done.index


def _read(log: Path) -> Iterator[Trial]:
    if not log.is_file():
        return
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            data = json.loads(line)
            asked, rang, marked = (tuple(data[name]) for name in ("asked", "rang", "marked"))
            yield Trial(data["hand"], data["dose"], data["index"], asked, rang, marked, data["votes"], data["ballots"])
        except (ValueError, KeyError, TypeError):
            continue  # the line that was being written when the work was cut off


@contextmanager
def _opened(log: Path | None) -> Iterator[Callable[[Sequence[Trial]], None]]:
    if log is None:
        yield lambda made: None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    whole = log.is_file() and log.stat().st_size > 0 and not log.read_bytes().endswith(b"\n")
    with log.open("a", encoding="utf-8") as file:
        if whole:
            file.write("\n")  # what was cut off stays a line of its own

        def write(made: Sequence[Trial]) -> None:
            file.writelines(json.dumps(asdict(one), sort_keys=True) + "\n" for one in made)
            file.flush()

        yield write


def _all(
    setting: Setting, batches: Sequence[Sequence[tuple[str, float, int]]], workers: int | None, scheduler: str | None
) -> Iterator[list[Trial]]:
    """The batches as they are done, on a cluster, on processes or here."""
    if scheduler is not None:
        yield from _on_cluster(setting, batches, scheduler)
        return
    number = min(workers or os.cpu_count() or 1, max(1, len(batches)))
    if number == 1:
        for batch in batches:
            yield batch_of(setting, batch)
        return
    yield from _on_processes(setting, batches, number)


def batch_of(setting: Setting, batch: Iterable[tuple[str, float, int]]) -> list[Trial]:
    return [trial(setting, hand, dose, index) for hand, dose, index in batch]


_setting: Setting | None = None


def _begin(setting: Setting) -> None:
    """What a process needs once; the tables of one election are small, so that threads would only be in each other's
    way."""
    global _setting  # noqa: PLW0603 - a process has one setting
    _setting = setting


def _batch(batch: Sequence[tuple[str, float, int]]) -> list[Trial]:
    assert _setting is not None
    return batch_of(_setting, batch)


def _on_processes(
    setting: Setting, batches: Sequence[Sequence[tuple[str, float, int]]], number: int
) -> Iterator[list[Trial]]:
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))  # read by the processes as they start
    try:
        # Started anew, not copied: the table library's threads do not survive a copy.
        with ProcessPoolExecutor(number, get_context("spawn"), _begin, (setting,)) as pool:
            futures = [pool.submit(_batch, batch) for batch in batches]
            try:
                for future in as_completed(futures):
                    yield future.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


_ONE_THREAD = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def _on_cluster(
    setting: Setting, batches: Sequence[Sequence[tuple[str, float, int]]], scheduler: str
) -> Iterator[list[Trial]]:
    try:
        import distributed
    except ImportError as error:
        raise MissingExtra(
            Problem("--scheduler", "needs distributed, which is not installed", do='pip install "scrutiny[cluster]"')
        ) from error
    dask: Any = distributed  # it has no types
    with dask.Client(scheduler, timeout="20s") as client:
        shared: Any = client.scatter(setting, broadcast=True)
        futures = [client.submit(batch_of, shared, batch, pure=False) for batch in batches]
        for future in dask.as_completed(futures):
            yield future.result()
