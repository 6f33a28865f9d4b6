"""Run a command as a whole process and take its wall time and peak memory from the operating system."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    seconds: float
    megabytes: float


def run(command: Sequence[str], *, cwd: str | None = None, allowed: tuple[int, ...] = (0,)) -> Run:
    """One run; its output is thrown away, an unexpected exit code is an error."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = code = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        raise RuntimeError(f"{' '.join(command)} ended with {code}: {errors.decode(errors='replace')[-2000:]}")
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Run(seconds, usage.ru_maxrss / scale)


def median(command: Sequence[str], times: int = 3, **how: object) -> Run:
    """The median of several runs after one that is not counted."""
    run(command, **how)  # type: ignore[arg-type]
    runs = [run(command, **how) for _ in range(times)]  # type: ignore[arg-type]
    return Run(statistics.median(r.seconds for r in runs), max(r.megabytes for r in runs))


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def least(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of the processor, the least of some runs: what others do on the machine only adds to it."""
    taken = []
    for _time in range(times):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def peak() -> float:
    """The most memory that this process has held, in MB.

    Linux counts the memory of whoever started a command into `ru_maxrss`, but not into the mark of the process's own
    address space, which is taken where there is one.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def judged(limit: str, met: bool) -> str:
    """A limit, and whether it was met."""
    return f"{limit}: {'met' if met else 'NOT MET'}"
