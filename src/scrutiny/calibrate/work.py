"""Many trials: in which order, on how many processes, and how interrupted work goes on.

Each trial is named by its hand, dose and number and draws from a seed of its own, so that the result is the same
whoever computes it, in whichever order, and however often the work was interrupted. What is done is written line by
line; a line that was cut off by a crash is computed again.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrutiny.calibrate.log import kept_trials, opened
from scrutiny.calibrate.trial import HONEST, Key, Setting, Trial, trial
from scrutiny.calibrations import tests_of
from scrutiny.errors import CaseError, Interrupted, MachineError, MissingExtra, Problem

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

    def trials(self) -> Iterator[Key]:
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
    notice: Callable[[str], None] = lambda said: None,
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
    notice
        Is told of lines of the log that are not used.

    Raises
    ------
    MissingExtra
        For a scheduler without `distributed`.
    CaseError
        For an address that is none.
    MachineError
        When a process was ended, a scheduler does not answer, or the log cannot be written.
    Interrupted
        On Ctrl-C, where a log keeps what is done.
    """
    wanted = list(work.trials())
    known: dict[Key, Trial] = {}
    if log is not None:
        known, unused = kept_trials(log, [check.id for check in tests_of(setting.plan)])
        if unused:
            lines = "1 line is" if unused == 1 else f"{unused:,} lines are"
            notice(f"{log}: {lines} cut off or no result of this work and not used; what is missing is computed again")
    left = [one for one in wanted if one not in known]
    batches = [left[i : i + BATCH] for i in range(0, len(left), BATCH)]
    done = len(wanted) - len(left)
    try:
        progress(done, len(wanted))
        with opened(log) as write, closing(_all(setting, batches, workers, scheduler)) as results:
            for made in results:
                write(made)
                known |= {one.key: one for one in made}
                done += len(made)
                progress(done, len(wanted))
    except KeyboardInterrupt:
        if log is None:
            raise
        raise Interrupted(
            f"interrupted: {done:,} of {len(wanted):,} done; run the same command again to go on"
        ) from None
    return [known.pop(one) for one in wanted] + [known[one] for one in sorted(known)]


def _all(
    setting: Setting, batches: Sequence[Sequence[tuple[str, float, int]]], workers: int | None, scheduler: str | None
) -> Generator[list[Trial], None, None]:
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


def batch_of(setting: Setting, batch: Iterable[Key]) -> list[Trial]:
    return [trial(setting, hand, dose, index) for hand, dose, index in batch]


_setting: Setting | None = None


def _begin(setting: Setting) -> None:
    """What a process needs once. Ctrl-C reaches every process of a terminal; the one that has the others stops them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _setting  # noqa: PLW0603 - a process has one setting
    _setting = setting


def _batch(batch: Sequence[Key]) -> list[Trial]:
    assert _setting is not None
    return batch_of(_setting, batch)


def _on_processes(
    setting: Setting, batches: Sequence[Sequence[tuple[str, float, int]]], number: int
) -> Generator[list[Trial], None, None]:
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_context

    others = set(active_children())
    # Started anew, not copied: the table library's threads do not survive a copy.
    with ProcessPoolExecutor(number, get_context("spawn"), _begin, (setting,)) as pool:
        try:
            with _quiet_start():
                futures = [pool.submit(_batch, batch) for batch in batches]
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool as error:
            raise MachineError(_ended(f"--workers {number}")) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in set(active_children()) - others:
                process.terminate()  # what it is computing now would be thrown away
            raise


def _ended(where: str) -> Problem:
    return Problem(
        where,
        "a process that drew elections was ended from outside, most often because memory ran out",
        "memory for as many elections at a time as there are processes",
        "run the same command again with fewer --workers: it goes on where it stopped",
    )


_ONE_THREAD = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""The tables of one election are small, so that the threads of processes would only be in each other's way."""


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Processes that are started meanwhile have one thread each, and Ctrl-C does not reach them while they start."""
    from multiprocessing import resource_tracker

    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    masks = hasattr(signal, "pthread_sigmask")
    if masks:
        resource_tracker.ensure_running()  # here, since it lets signals through again when it starts
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))  # read by the processes as they start
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _on_cluster(
    setting: Setting, batches: Sequence[Sequence[tuple[str, float, int]]], scheduler: str
) -> Generator[list[Trial], None, None]:
    try:
        import distributed
    except ImportError as error:
        raise MissingExtra(
            Problem("--scheduler", "needs distributed, which is not installed", do='pip install "scrutiny[cluster]"')
        ) from error
    dask: Any = distributed  # it has no types
    where = f"--scheduler {scheduler}"
    try:
        client = dask.Client(scheduler, timeout="20s")
    except ValueError as error:
        raise CaseError(Problem(where, f"is no address: {error}", "tcp://host:8786")) from error
    except OSError as error:
        raise MachineError(_silent(where, error)) from error
    try:
        with client:
            shared: Any = client.scatter(setting, broadcast=True)
            futures = [client.submit(batch_of, shared, batch, pure=False) for batch in batches]
            for future in dask.as_completed(futures):
                yield future.result()
    except dask.KilledWorker as error:
        raise MachineError(_ended(where)) from error
    except OSError as error:
        raise MachineError(_silent(where, error)) from error


def _silent(where: str, error: OSError) -> Problem:
    return Problem(
        where,
        f"does not answer: {str(error) or type(error).__name__}",
        "a Dask scheduler that runs, with workers",
        "start it (dask scheduler) or see whether this machine reaches it, then run the same command again: it goes on "
        "where it stopped; without --scheduler this machine does the work",
    )
