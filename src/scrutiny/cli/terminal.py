"""What all commands share at the edge: printing, progress, and what was typed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

from scrutiny.errors import CaseError, Problem, ScrutinyError

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")


def clean(text: str) -> str:
    """Text without the signs that a terminal would obey; what is printed may come from a hostile file."""
    return "".join(sign if sign in "\n\t" or sign.isprintable() else "�" for sign in text)


def error_text(error: ScrutinyError) -> str:
    """All mistakes of an error, one below the other."""
    count = len(error.problems)
    head = f"{count} mistakes:\n" if count > 1 else ""
    return head + "\n".join(clean(str(problem)) for problem in error.problems)


def tell(text: str = "") -> None:
    """Print a line of a command's answer."""
    print(clean(text))


def notice(text: str) -> None:
    """Print what should be known besides the answer, where errors go."""
    print(clean(text), file=sys.stderr)


def console(to_stderr: bool = False) -> Console:
    """A console whose reader may go away without being told that it was a fault."""
    from rich.console import Console

    class _Console(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return _Console(file=sys.stderr if to_stderr else sys.stdout, highlight=False)


@contextmanager
def progress(quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """A function that says which step is being done: in place on a terminal, as plain lines elsewhere."""
    if quiet:
        yield lambda step: None
    elif sys.stderr.isatty():
        with console(to_stderr=True).status("...") as status:
            yield lambda step: status.update(clean(step))
    else:
        yield lambda step: print(clean(step), file=sys.stderr)


def given(option: str, convert: Callable[[str], T], text: str) -> T:
    """What was typed for an option, as the value that it means."""
    try:
        return convert(text)
    except ValueError as error:
        raise CaseError(Problem(option, str(error))) from None


def maybe(option: str, convert: Callable[[str], T], text: str | None) -> T | None:
    """The same for an option that may be left out."""
    return None if text is None else given(option, convert, text)


def today() -> date:
    """Today in UTC, so that two people in two places write the same."""
    return datetime.now(UTC).date()
