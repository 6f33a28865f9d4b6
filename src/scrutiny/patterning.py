"""The chapter on patterns for a bare table: a file of stations and the names of its columns, no case at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from scrutiny.checks import all_checks
from scrutiny.errors import CaseError, MachineError, PlanError, Problem, ReadError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.conventions import THOUSANDS, clean_sign
from scrutiny.evidence.editing import source_id
from scrutiny.evidence.mapping import Derived, Numerals, TableMapping
from scrutiny.evidence.naming import nearest, one_of
from scrutiny.evidence.numerals import read_numbers
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.raw import RawTable
from scrutiny.evidence.record import Evidence, Original, sha256_of
from scrutiny.evidence.source import Source
from scrutiny.evidence.tabulate import joined, tabulate
from scrutiny.examination import examine
from scrutiny.findings.examined import Examined
from scrutiny.loading import Progress, silent
from scrutiny.readers.files import read_raw

QUESTION = "patterns"
_FRACTION = r"^\s*[+-]?\d+[.,]\d+\s*$"
_PERCENT = r"^\s*\d+(?:[.,]\d+)?\s*%\s*$"
_SOME = 0.05
"""The part of a column's cells that may be fractions by mistake; with more, the column holds no counts."""
_LARGE = 300
"""In stations of so many registered voters, no more than 100 ballots anywhere are whole percentages of turnout."""
_LOW = 10
"""A turnout that is lower in half of the stations is none: such numbers are not even percentages."""


def patterns_of(
    path: str | Path,
    *,
    cast: str | Sequence[str],
    options: Sequence[str],
    registered: str | None = None,
    issued: str | Sequence[str] = (),
    invalid: str | None = None,
    places: Sequence[str] = (),
    thousands: str = "",
    only: Sequence[str] = (),
    progress: Progress = silent,
) -> Examined:
    """Run the checks on patterns on a file of stations.

    Parameters
    ----------
    path
        Any file that a reader knows, one row a station.
    cast
        The column of ballots counted, or several that add to them (valid and invalid ones).
    options
        Columns of votes; the largest of them is the option asked about, the others stand beside it.
    registered
        The column of registered voters; without it nothing is said of turnout.
    issued
        The column of ballots issued (or several that add to them), which turnout is then
        made of instead of ballots counted.
    invalid
        The column of invalid ballots; without it every ballot is taken for a valid vote.
    places
        Columns that name where the station is, the largest place first.
    thousands
        The sign between groups of three digits, where the file leaves in doubt whether 1.309 is a whole number.
    only
        Checks on patterns to narrow it to; all when empty.

    Raises
    ------
    ReadError
        When the file cannot be read, has no rows, or its columns hold percentages or no numbers.
    CaseError
        When a column is not there, or named twice.
    """
    file = Path(path)
    wanted = tuple(only) or (QUESTION,)
    checks = [check.id for check in all_checks() if check.question == QUESTION]
    unknown = [name for name in wanted if name not in (QUESTION, *checks)]
    if unknown:
        known = f"{QUESTION}, or one of: {', '.join(checks)}"
        raise PlanError(
            Problem(f"--only {name}", "is no check on patterns", known, nearest(name, checks)) for name in unknown
        )
    sign = clean_sign(thousands)
    if sign not in THOUSANDS:
        raise CaseError(
            Problem(
                f"--thousands {thousands}",
                "is no sign between groups of digits",
                "a point, a comma, a space or an apostrophe",
                'write 1.309 with --thousands "."; leave it out where no sign stands between digits',
            )
        )
    if not file.is_file():
        found = "is a folder" if file.is_dir() else "no such file"
        do = f"for a case: scrutiny examine {file} --only patterns" if file.is_dir() else ""
        raise CaseError(Problem(str(file), found, "a file of results by polling station", do))
    source = Source(source_id(file.name), file.name, file=file.name)
    progress(f"reading {file.name}")
    raw = read_raw(file, source, None)
    counted, given = ((one,) if isinstance(one, str) else tuple(one) for one in (cast, issued))
    roles = _columns(raw, file, counted, options, registered, given, invalid, places)
    if not raw.cells.height:
        raise ReadError(Problem(file.name, "has column names and no rows", "a row for each polling station"))
    numbers = {role: column for role, column in roles.items() if not role.startswith("--place")}
    written = (Numerals(thousands=thousands),) if thousands else ()
    _must_be_counts(raw, source, numbers, written)
    evidence = _evidence(raw, source, roles, file, written)
    return examine(evidence, Plan(), only=wanted, progress=progress)


def _columns(
    raw: RawTable,
    file: Path,
    cast: Sequence[str],
    options: Sequence[str],
    registered: str | None,
    issued: Sequence[str],
    invalid: str | None,
    places: Sequence[str],
) -> dict[str, str]:
    """The column of each role: `--registered`, `--cast 1`, `--option 1`, `--place 1`. All mistakes at once."""
    single = {"--registered": registered, "--invalid": invalid}
    typed = {role: name for role, name in single.items() if name is not None}
    typed |= {f"--cast {n}": name for n, name in enumerate(cast, 1)}
    typed |= {f"--issued {n}": name for n, name in enumerate(issued, 1)}
    typed |= {f"--option {n}": name for n, name in enumerate(options, 1)}
    typed |= {f"--place {n}": name for n, name in enumerate(places, 1)}
    headings = raw.cells.columns
    problems: list[Problem] = []
    found: dict[str, str] = {}
    if not cast:
        problems.append(Problem("--cast", "none is given", "a column of ballots counted: --cast COLUMN"))
    if not options:
        problems.append(Problem("--option", "none is given", "a column of votes: --option COLUMN"))
    for role, name in typed.items():
        option = role.partition(" ")[0]
        same = [h for h in headings if h == name] or [h for h in headings if _folded(h) == _folded(name)]
        if len(same) != 1:
            told = "several columns" if same else "no column"
            problems.append(
                Problem(
                    f"{option} {name}", f"{told} of {file.name} so named", one_of(headings), nearest(name, headings)
                )
            )
            continue
        before = next((r for r, column in found.items() if column == same[0] and _clash(r, role)), None)
        if before is not None:
            problems.append(Problem(f"{option} {name}", f"is the column of {before.partition(' ')[0]} already"))
        found[role] = same[0]
    if problems:
        raise CaseError(problems)
    return found


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _clash(one: str, other: str) -> bool:
    """Whether two roles need two columns: ballots counted may be those issued, and invalid ones are a part of them."""
    kinds = {one.partition(" ")[0], other.partition(" ")[0]}
    return kinds not in ({"--issued", "--cast"}, {"--invalid", "--cast"})


def _must_be_counts(raw: RawTable, source: Source, numbers: Mapping[str, str], written: Sequence[Numerals]) -> None:
    """Refuse percentages and texts with the reason; a few odd cells are left without a number, with a note."""
    cells = {column: raw.cells.get_column(column) for column in dict.fromkeys(numbers.values())}
    read, notes = read_numbers(cells, raw.rows, source, written)
    problems: list[Problem] = []
    for role, column in numbers.items():
        where = f"{role.partition(' ')[0]} {column}"
        values = read[column].values
        texts = cells[column].cast(pl.String).fill_null("").str.strip_chars()
        empty = (texts == "") & values.is_null()
        here = len(texts) - int(empty.sum())
        odd = texts.filter(values.is_null() & ~empty)
        broken = odd.filter(odd.str.contains(_FRACTION) | odd.str.contains(_PERCENT))
        thousandths = broken.filter(broken.str.contains(r"^\s*\d{1,3}[.,]\d{3}\s*$"))
        if here and len(broken) > max(_SOME * here, len(thousandths)):
            large = broken.str.replace_all("[% ]", "").str.replace(",", ".").cast(pl.Float64, strict=False)
            percent = bool((large <= 100).all())
            problems.append(
                Problem(
                    where,
                    f"{len(broken):,} of {here:,} cells are "
                    + ("percentages" if percent else "fractions")
                    + f", such as {broken[0]}",
                    "whole numbers of voters, ballots or votes",
                    "name the columns of counts; counts made from percentages show a pattern that nobody made",
                )
            )
        elif here and values.null_count() == len(values):
            doubtful = any(n.code == "read.ambiguous-number" and n.locator.endswith(f"column {column}") for n in notes)
            problems.append(
                Problem(
                    where,
                    f"{odd[0]} could be a whole number with a thousands sign or a decimal fraction"
                    if doubtful
                    else f"no cell is read as a whole number (such as {odd[0]})",
                    "whole numbers",
                    'if that sign is a thousands sign, say so: --thousands "."' if doubtful else "",
                )
            )
        elif not here:
            problems.append(Problem(where, "every cell is empty", "whole numbers"))
    if not problems:
        problems = _whole_percentages({role: read[column].values for role, column in numbers.items()}, numbers)
    if problems:
        raise ReadError(problems)


def _whole_percentages(values: Mapping[str, pl.Series], names: Mapping[str, str]) -> list[Problem]:
    """Percentages without decimals: no ballots above 100 in large stations, votes that add to 100 nearly everywhere."""
    # A number of any size may stand in a cell by mistake; whether many are near 100 it does not change.
    values = {role: series.cast(pl.Float64) for role, series in values.items()}
    counted = [series for role, series in values.items() if role.startswith("--cast")]
    cast, registered = _sum(counted), values.get("--registered")
    do = "name the columns of counts"
    if registered is not None and cast.len() >= 3:
        middle, most = registered.median(), cast.max()
        if isinstance(middle, float) and isinstance(most, float) and middle >= _LARGE and most <= 100:
            usual = cast.median()
            # Tables of a centre, or a code, are fewer than any percentage of turnout that is usual.
            small = isinstance(usual, float) and usual < _LOW
            what = "no ballots of whole stations" if small else "percentages"
            said = f"no more than {most:,.0f} anywhere, of {middle:,.0f} registered in the middle: {what}"
            return [Problem(f"--cast {names['--cast 1']}", said, "numbers of ballots", do)]
    votes = [series for role, series in values.items() if role.startswith("--option")]
    if len(votes) > 1 and cast.len() >= 3:
        total = _sum(votes)
        near = ((total - 100).abs() <= len(votes) / 2).mean()
        other = ((cast - 100).abs() > 10).mean()
        if isinstance(near, float) and isinstance(other, float) and near > 0.9 and other > 0.5:
            return [Problem("--option", "votes add to 100 in nearly every row: percentages", "numbers of votes", do)]
    return []


def _sum(parts: Sequence[pl.Series]) -> pl.Series:
    return pl.DataFrame([part.alias(str(n)) for n, part in enumerate(parts)]).sum_horizontal()


def _evidence(
    raw: RawTable, source: Source, roles: Mapping[str, str], file: Path, written: tuple[Numerals, ...]
) -> Evidence:
    options = _ids([column for role, column in roles.items() if role.startswith("--option")])
    places = _ids([column for role, column in roles.items() if role.startswith("--place")], {"station"})
    levels = (*places, "station")
    contest = Contest(
        "contest", "votes", "election", options=tuple(Option(id_, _quoted(column)) for id_, column in options.items())
    )
    measures: dict[str, str | Derived] = {
        name: roles[f"--{name}"] for name in ("registered", "invalid") if f"--{name}" in roles
    }
    # The options that are named need not be all: valid votes are what the ballots leave, not their sum.
    minus = (roles["--invalid"],) if "--invalid" in roles else ()
    counted = tuple(column for role, column in roles.items() if role.startswith("--cast"))
    measures |= {"cast": Derived(counted), "valid": Derived(counted, minus)}
    issued = tuple(column for role, column in roles.items() if role.startswith("--issued"))
    if issued:
        measures["issued"] = Derived(issued)
    columns = list(places.values())
    table = TableMapping(
        source=source.id,
        places={level: columns[: n + 1] if n else columns[0] for n, level in enumerate(places)},
        measures=measures,
        options=dict(options),
        numbers=written,
    )
    part = tabulate(raw, table, contest, source, source.id)
    whole = joined([part], levels)
    case = CaseFile(
        title=file.name,
        country="",
        elections=(Election("election", "election", date(1, 1, 1)),),
        contests=(contest,),
        levels=levels,
        level_names=dict(places),
        sources=(source,),
        tables=(table,),
    )
    try:
        original = Original(source.id, sha256_of(file), file.stat().st_size, "as given")
    except OSError as error:
        raise MachineError(Problem(file.name, f"cannot be read: {error.strerror}")) from error
    return Evidence(case, (whole.counts,), (), (*raw.notes, *whole.notes), (original,), {})


def _quoted(column: str) -> str:
    """A column's name as it is given, in quotation marks: it may be a word of our own sentences, such as votes."""
    return f"“{column}”"


def _ids(columns: Sequence[str], taken: set[str] | frozenset[str] = frozenset()) -> dict[str, str]:
    """A short id for each column, in order."""
    made: dict[str, str] = {}
    for column in columns:
        id_ = column if re.fullmatch(r"[\w-]{1,16}", column) else source_id(f"{column}.x", made)
        made[id_ if id_ not in made and id_ not in taken else source_id(f"{column}.x", made | dict.fromkeys(taken))] = (
            column
        )
    return made
