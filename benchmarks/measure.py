"""Run a command as a whole process and take its wall time and peak memory from the operating system."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


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
