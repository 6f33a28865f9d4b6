"""The command line, thin: commands read what was typed, call the library, print, and give an exit code.

Nothing heavy is imported before a command needs it, so that `scrutiny --help` answers at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from cyclopts import App, CycloptsError, Parameter

from scrutiny import __version__
from scrutiny.cli import (
    annotating,
    answering,
    calibrating,
    examining,
    looking,
    patterning,
    planning,
    prechecking,
    reviewing,
    sampling,
    sharing,
    writing,
)
from scrutiny.cli.terminal import clean, error_text
from scrutiny.errors import ScrutinyError

DONE, DIFFERS, CALLER, MACHINE, INTERRUPTED, NOBODY_READS = 0, 1, 2, 3, 130, 141

HELP = """\
Check a contested election from its evidence: what agrees, what cannot both be true, what the missing evidence could \
still change. One folder is one case; every figure leads back to the file it came from.

A first look:  scrutiny announced 5150092 4445978 462704 --shares 51.2 44.2 4.6

A case:  scrutiny new mycase --from results.csv,  then  scrutiny examine mycase
"""
AFTER = """\
Exit codes: 0 done. 1 verify found a difference, compare found one, or --fail-on applies. 2 a mistake in what was \
given, told with file, line and what to do. 3 our fault or the machine's: a full disk, a failed download.

--debug with any command keeps the details of a fault of ours in a file.
"""


COMMANDS: tuple[Callable[..., object], ...] = (
    examining.announced,
    writing.new,
    writing.add,
    writing.replace,
    writing.withdraw,
    writing.claim,
    reviewing.read,
    reviewing.review,
    annotating.annotate,
    planning.plan,
    examining.examine,
    examining.verify,
    prechecking.precheck,
    patterning.patterns,
    answering.reply,
    answering.compare,
    sharing.card,
    sharing.export,
    calibrating.simulate,
    calibrating.calibrate,
    looking.checks,
    looking.explain,
    looking.data,
    looking.schema,
)


def _app() -> App:
    app = App(
        name="scrutiny",
        help=HELP,
        help_epilogue=AFTER,
        help_format="plaintext",
        version=__version__,
        default_parameter=Parameter(negative=()),
        suppress_keyboard_interrupt=False,
    )
    for place, command in enumerate(COMMANDS):
        app.command(command, sort_key=place)
    app.command(sampling.sample(sort_key=len(COMMANDS)))
    return app


def main() -> None:
    """The entry point of the command."""
    sys.exit(run(sys.argv[1:]))


def run(tokens: Sequence[str]) -> int:
    """Run one command and give its exit code; no traceback reaches whoever typed it."""
    typed = [token for token in tokens if token != "--debug"]
    debug = len(typed) < len(tokens)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign gets another one instead of an error.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = _app()(typed, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except CycloptsError as error:
        return _told(f"{clean(str(error))}\n    to do: scrutiny {_known(typed)}--help", CALLER)
    except ScrutinyError as error:
        return _told(error_text(error), error.exit_code)
    except KeyboardInterrupt as stopped:
        return _told(clean(str(stopped)) or "interrupted; nothing was left half written", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`): nothing is wrong, and nobody is there to be told.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_READS
    except MemoryError:
        return _told("the machine has not enough memory for this case", MACHINE)
    except OSError as error:
        return _told(f"the machine refused: {_reason(error)}{_details(error, debug)}", MACHINE)
    except Exception as error:
        return _told(
            f"this is our fault, not yours: {type(error).__name__}: {clean(str(error))}{_details(error, debug)}",
            MACHINE,
        )


def _told(text: str, code: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    with contextlib.suppress(OSError, ValueError):
        print(text, file=sys.stderr)
    return code


def _known(typed: Sequence[str]) -> str:
    return f"{typed[0]} " if typed and typed[0] in {"sample", *(command.__name__ for command in COMMANDS)} else ""


def _reason(error: OSError) -> str:
    file = f" ({clean(str(error.filename))})" if error.filename else ""
    return f"{error.strerror or clean(str(error))}{file}"


def _details(error: BaseException, debug: bool) -> str:
    """Where the traceback was written, or how to have it written."""
    if not debug:
        return "\n    to do: run it again with --debug, and send us the file that is named then"
    text = "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="scrutiny-", suffix=".log", delete=False, encoding="utf-8", errors="replace"
        ) as file:
            file.write(f"scrutiny {__version__}, Python {sys.version}\n{text}")
        return f"\n    details: {Path(file.name)}"
    except OSError:
        return f"\n{text}"


if __name__ == "__main__":
    main()
