"""Look at a file of results and propose what its columns mean: a beginning for the author of a case, never a decision.

Headings are compared with the words of several languages; what they suggest is then tried on the numbers
themselves: options are columns whose sum is the valid votes, a unit is what no two rows share. Every proposal is
marked in the case, with what was tried.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import polars as pl

from scrutiny.errors import Problem, ReadError
from scrutiny.evidence.editing import source_id
from scrutiny.evidence.numerals import read_numbers
from scrutiny.evidence.raw import RawTable
from scrutiny.evidence.source import Source
from scrutiny.evidence.template import Beginning
from scrutiny.evidence.toml_text import key_text, value_text
from scrutiny.readers.files import read_raw

# Whole headings as `_plain` gives them (without accents: и for й), by what they mean. Words of English, Spanish,
# Portuguese, French, German, Polish, Russian and Hebrew files; what is none of them is left to the author.
MEASURES: Mapping[str, str] = {
    "image": r"url|link|image|imagen|imagem|foto|acta url|image url",
    "registered": r"re|rep|registered( voters)?|registration|register|electors?|electores( inscritos| habilitados)?"
    r"|inscritos|inscrits|habilitados|hab|padron|lista nominal|eleitores|aptos|census( counting)?|roll"
    r"|eligible( voters)?|voters? (list|on list|roll)|wahlberechtigte( a)?|(liczba wyborcow )?uprawnion\w+.*"
    r"|.*избирателеи включенных.*|בזב",
    "invalid": r"null|nulls|nulos|nulo|nu|nuls|(votos|votes|bulletins) (nulos|nuls|null|invalid)|null (votes|ballots)"
    r"|votos nulos|invalid( votes| ballots)?|rejected( votes| ballots)?|spoil(t|ed)( votes| ballots)?"
    r"|ungultige?( stimmen)?|(liczba )?glosow niewaznych|.*недеиствительных.*|פסולים",
    "valid": r"valid( votes)?|vv|validos|votos? validos?|validos votos|votos validos|exprimes|suffrages exprimes"
    r"|gultige?( stimmen)?|(liczba )?glosow waznych.*|.*\bдеиствительных.*|כשרים",
    "blank": r"blank( votes| ballots)?|blancos|blanco|bl|brancos|blancs"
    r"|(votos|votes) (en blanco|blancos|em branco|blancs)",
    "cast": r"cast|ballots cast|votes cast|(total )?voters|votantes|votants|votaron|votos? emitidos?|emitidos"
    r"|sufragios( emitidos)?|total (votes|votos)|turnout|comparecimento|wahlende|wahler|wahlerinnen und wahler"
    r"|(liczba )?kart wyjetych z urny|מצביעים",
}
PLACES: Mapping[str, str] = {
    "country": r"country|pais",
    "region": r"region|land|ccaa|mir ccaa|macro region",
    "state": r"state|estado|edo|uf|departamento|dep|depto|departement|wojewodztwo|voivodeship|bundesland",
    "province": r"province|provincia|prov|ine prov|regierungsbezirk",
    "county": r"county|powiat|kreis|landkreis|condado|canton|tik",
    "municipality": r"municipality|municipio|mun|ine mun|gmina|gemeinde|comuna|commune|concelho|city|town",
    "locality": r"locality|localidad|ישוב|שם ישוב",
    "parish": r"parish|parroquia|par|freguesia|ward",
    "district": r"district|distrito|mun district|electoral district|circunscripcion|constituency|riding",
    "zone": r"zone|zona|section|seccion|sec",
    "centre": r"(polling )?(centre|center|place)|centro( de votacion)?|recinto|reci|local|puesto",
    "station": r"(polling |poll )?station|mesa|table|precinct|poll|(ballot )?box|casilla|uik|wahlbezirk|obwodu|obwod"
    r"|numero mesa|numer obwodu|bureau( de vote)?|symbol kontrolny|קלפי",
}
_CODE = re.compile(
    r"^(?:cod|code|codigo|id|kod|kode|nr|no|num|numero|numer|number|סמל) | (?:cod|code|codigo|id|nr|no)$"
)
_VALUE, _ITEM = (
    r"votes?|votos|voix|stimmen|glosy|count|total votes",
    r"candidate|candidato|option|opcion|choice|party|partido|list|lista",
)
_NO_OPTION = re.compile(
    r"\b(census|ballots?|voters?|turnout|regist\w+|lat|lon|latitude|longitude|id|codi?g?o?|year|page)\b"
)
_ABSENT = {"-", "–", "—", "n/d", "n.d.", "nd", "n/a", "na", "..", "...", "s/d", "sd", "*", "x"}
_ENOUGH = 0.9
"""The part of the rows at which a sum must hold to support a guess; honest files have slips."""
_MOST_OPTIONS = 200
_SHOWN = 5
"""So many cells that are no numbers are named."""
_KEPT_ORDER = ("registered", "cast", "valid", "invalid", "blank")


@dataclass(frozen=True)
class Proposal:
    """What to write into a new case, and what to tell its author."""

    begin: Beginning
    lines: tuple[str, ...]


@dataclass
class _Look:
    """What was found in a file, step by step."""

    cells: pl.DataFrame
    measures: dict[str, str] = field(default_factory=dict)
    image: str | None = None
    codes: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, pl.Series] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    item: str | None = None
    value: str | None = None
    unit: list[str] = field(default_factory=list)
    identities: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    no_numbers: list[str] = field(default_factory=list)

    @property
    def levels(self) -> list[str]:
        found = [level for level in PLACES if level in self.codes or level in self.names]
        return found if "station" in found else [*found, "station"]

    def place(self, level: str) -> str | None:
        return self.codes.get(level) or self.names.get(level)


def propose(file: Path, id_: str, options: Sequence[str] = ()) -> Proposal:
    """Look at a file and propose the beginning of a case.

    Parameters
    ----------
    file
        Any file that a reader knows.
    id_
        The id that the file's source will have.
    options
        The columns of votes, where they are known; they are looked for otherwise.

    Raises
    ------
    ReadError
        When no reader can make a table of it, or a column that is named is none of numbers.
    """
    raw = read_raw(file, Source(id_, file.name, file=file.name), None)
    look = _Look(raw.cells)
    _headings(look)
    _numbers(look, raw)
    if options:
        look.options = [_column(look, name, file) for name in dict.fromkeys(options)]
    else:
        _options(look)
    if not look.options:
        _long(look)
    _identities(look)
    _unit(look)
    lines = _lines(look, file)
    begin = Beginning(
        options=_named(look),
        levels=look.levels,
        identities=look.identities,
        mapping=_mapping(look, id_),
        found_options=bool(look.options or look.item),
        checked=(_one_line(f"Proposed from {file.name}; what is marked so is to be confirmed by you:"), *lines[1:]),
    )
    return Proposal(begin, tuple(lines))


def _plain(heading: str) -> str:
    text = unicodedata.normalize("NFKD", heading.casefold()).replace("ł", "l")
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w]+|_", " ", text).split())


def _headings(look: _Look) -> None:
    """What the headings say. The first column of a kind is taken; a code and a name of one place may both stand."""
    for column in look.cells.columns:
        plain = _plain(column)
        meaning = next((name for name, words in MEASURES.items() if re.fullmatch(words, plain)), None)
        if meaning == "image":
            look.image = look.image or column
        elif meaning is not None:
            look.measures.setdefault(meaning, column)
        else:
            bare = " ".join(_CODE.sub(" ", plain).split())
            level = next((name for name, words in PLACES.items() if re.fullmatch(words, bare or plain)), None)
            if level is not None:
                (look.codes if bare != plain else look.names).setdefault(level, column)


def _numbers(look: _Look, raw: RawTable) -> None:
    """Columns that hold whole numbers, and the signs that stand in for a missing one."""
    taken = {*look.codes.values(), *look.names.values(), look.image}
    columns = {name: look.cells[name] for name in look.cells.columns if name not in taken}
    read, _notes = read_numbers(columns, raw.rows, Source(raw.source, raw.source))
    for name, found in read.items():
        filled = columns[name].cast(pl.String).str.strip_chars().replace("", None)
        texts = filled.filter(found.values.is_null() & filled.is_not_null()).str.to_lowercase()
        signs = {text for text in texts.unique().to_list() if text in _ABSENT}
        real = texts.len() - int(texts.is_in(sorted(signs)).sum())
        counted = found.values.len() - found.values.null_count()
        if real and counted > real:
            wrong = filled.is_not_null() & found.values.is_null() & ~filled.str.to_lowercase().is_in(sorted(signs))
            look.no_numbers += [
                f"{name}, row {row + 1}: {filled[row]!r} is no number" for row in wrong.arg_true().to_list()
            ]
        if counted and (counted >= _ENOUGH * (counted + real) or (real == 1 and counted > 2)):
            look.numbers[name] = found.values
            exact = filled.filter(filled.str.to_lowercase().is_in(sorted(signs)))
            look.states |= dict.fromkeys(exact.unique().sort().to_list(), "not_available")
    look.measures = {name: column for name, column in look.measures.items() if column in look.numbers}


def _holds(left: pl.Series, right: pl.Series) -> tuple[int, int]:
    """In how many rows two columns are equal, and in how many both have a number."""
    both = left.is_not_null() & right.is_not_null()
    return int(((left == right) & both).sum()), int(both.sum())


def _runs(look: _Look) -> list[list[str]]:
    """Runs of neighbouring number columns that no heading explains."""
    known = set(look.measures.values())
    runs: list[list[str]] = [[]]
    for column in look.cells.columns:
        if column in look.numbers and column not in known and not _NO_OPTION.search(_plain(column)):
            runs[-1].append(column)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _options(look: _Look) -> None:
    """The run of number columns whose sum is the valid votes in most rows; without a total, the first run."""
    runs = _runs(look)
    target = _target(look)
    if target is None:
        explained = {"invalid", "registered", "blank"} & look.measures.keys()
        run = runs[0] if runs and explained else next(filter(None, (_votes(look, run) for run in runs)), None)
        if run:
            look.options = run
            look.tried.append("No column of valid votes was found: options are the first run of number columns.")
        return
    name, total = target
    best: tuple[int, int, list[str]] = (0, 0, [])
    for run in runs:
        # Sums of every stretch of columns, from running totals.
        sums = [pl.zeros(total.len(), dtype=pl.Int64, eager=True)]
        for column in run:
            sums.append(sums[-1] + look.numbers[column].fill_null(0))
        for first in range(len(run)):
            for last in range(first + 2, len(run) + 1):
                equal, rows = _holds(sums[last] - sums[first], total)
                if equal >= _ENOUGH * rows > 0 and (equal, last - first) > best[:2]:
                    best = (equal, last - first, run[first:last])
    look.options = best[2]
    if look.options:
        equal, rows = _holds(_sum(look, look.options), total)
        look.tried.append(f"Options add up to {name} in {equal:,} of {rows:,} rows.")
    else:
        look.tried.append(f"No run of columns adds up to {name}: name the options yourself.")


def _column(look: _Look, name: str, file: Path) -> str:
    """The column of numbers of that name, whatever its capitals."""
    found = [c for c in look.numbers if c == name] or [c for c in look.numbers if _plain(c) == _plain(name)]
    if len(found) != 1:
        raise ReadError(Problem(file.name, f"no column of numbers {name!r}", "one of: " + ", ".join(look.numbers)))
    return found[0]


def _votes(look: _Look, run: Sequence[str]) -> list[str]:
    """A run without the columns at its beginning that only number the rows; nothing where too little is left."""
    left = list(run)
    while left and look.numbers[left[0]].drop_nulls().diff().drop_nulls().gt(0).all():
        left = left[1:]
    return left if len(left) > 1 and look.cells.height > 1 else []


def _target(look: _Look) -> tuple[str, pl.Series] | None:
    """The valid votes: a column, or ballots cast without invalid and blank ones."""
    if "valid" in look.measures:
        column = look.measures["valid"]
        return column, look.numbers[column]
    if "cast" not in look.measures:
        return None
    total, name = look.numbers[look.measures["cast"]], look.measures["cast"]
    for measure in ("invalid", "blank"):
        if measure in look.measures:
            total, name = total - look.numbers[look.measures[measure]], f"{name} - {look.measures[measure]}"
    return name, total


def _sum(look: _Look, columns: Sequence[str]) -> pl.Series:
    total = pl.zeros(look.cells.height, dtype=pl.Int64, eager=True)
    for column in columns:
        total = total + look.numbers[column].fill_null(0)
    return total


def _long(look: _Look) -> None:
    """A file with one row for each count: a column of votes, and one that names the option."""
    for column in look.cells.columns:
        plain = _plain(column)
        if look.value is None and column in look.numbers and re.fullmatch(_VALUE, plain):
            look.value = column
        elif look.item is None and column not in look.numbers and re.fullmatch(_ITEM, plain):
            look.item = column
    if look.item is None or look.value is None or 10 * look.cells[look.item].n_unique() > look.cells.height:
        look.item = look.value = None
        return
    look.tried.append(
        f"One row for each count: {look.value} of {look.item}. If the file holds several contests, add "
        '`where = { COLUMN = "..." }` for each.'
    )


_CAST = (("valid", "invalid"), ("valid", "blank", "invalid"))
"""What the ballots cast are the sum of, in the usual forms."""


def _identities(look: _Look) -> None:
    """What the sheets promise; whether they keep it is what a check looks at."""
    columns = {name: look.numbers[column] for name, column in look.measures.items()}
    if look.options:
        look.identities.append("valid = sum(options)")
    if "cast" in columns and "valid" in columns:
        forms = [parts for parts in _CAST if all(part in columns for part in parts)]
        held = [_holds(reduce(add, (columns[part] for part in parts)), columns["cast"]) for parts in forms]
        if held:
            # The form that holds at most units; that it fails at many is for the check to say, not to pass over.
            (equal, rows), parts = max(zip(held, forms, strict=True), key=lambda item: item[0])
            text = "cast = " + " + ".join(parts)
            look.identities.append(text)
            look.tried.append(f"{text} holds in {equal:,} of {rows:,} rows.")
    elif "cast" not in columns and {"valid", "invalid"} & columns.keys():
        look.identities.append("cast = valid + blank + invalid" if "blank" in columns else "cast = valid + invalid")
    if "registered" in columns:
        look.identities.append("cast <= registered")


def _unit(look: _Look) -> None:
    """The fewest columns that no two rows share."""
    station, centre = look.place("station"), look.place("centre")
    above = [column for level in look.levels[:-1] if (column := look.place(level)) is not None]
    tries: list[list[str | None]] = [[station], [centre, station], [*above, station], [*above]]
    rows = look.cells.height
    best: list[str] = []
    best_count = 0
    for columns in tries:
        named = [column for column in dict.fromkeys(columns) if column is not None]
        if not named or None in columns:
            continue
        count = look.cells.select(pl.struct(named).n_unique()).item()
        if count > best_count:
            best, best_count = named, count
        if count == rows:
            break
    # Where a few rows repeat a name, they are what is to be looked at; where many do, the name is no unit's.
    look.unit = best if 10 * best_count >= 9 * rows or look.value is not None else []
    if look.value is not None:
        look.tried.append(f"{best_count:,} units named by {', '.join(best)}." if best else "No column names the units.")
    elif best_count == rows:
        look.tried.append(f"Units are named by {', '.join(best)}: {rows:,} rows, no two alike.")
    elif look.unit:
        look.tried.append(
            f"Units are named by {', '.join(best)}: {best_count:,} different ones in {rows:,} rows; some stand twice."
        )
    elif best:
        look.tried.append(
            f"{', '.join(best)} repeat: {best_count:,} different ones in {rows:,} rows. Name what else they need."
        )
    else:
        look.tried.append("No column names the units: their row number is used.")


def _option_id(column: str) -> str:
    return column if re.fullmatch(r"[\w-]{1,16}", column) else source_id(f"{column}.x")


def _named(look: _Look) -> Sequence[tuple[str, str]]:
    if look.item is not None:
        labels = [str(label) for label in look.cells[look.item].drop_nulls().unique(maintain_order=True)]
    else:
        labels = look.options
    made: dict[str, str] = {}
    for label in labels:
        if label.strip():
            made.setdefault(_option_id(label), label)
    return tuple(made.items()) if 0 < len(made) <= _MOST_OPTIONS else Beginning().options


def _places(look: _Look) -> tuple[dict[str, str | list[str]], dict[str, str]]:
    """Places with the columns that make them unique: a code that repeats in another state needs the state's."""
    places: dict[str, str | list[str]] = {}
    above: list[str] = []
    for level in look.levels[:-1]:
        column = look.place(level)
        if column is None:
            continue
        alone = look.cells.select(pl.col(column).n_unique()).item()
        nested = look.cells.select(pl.struct([*above, column]).n_unique()).item()
        places[level] = [*above, column] if nested > alone else column
        above.append(column)
    names = {level: look.names[level] for level in places if level in look.names and level in look.codes}
    names |= {level: look.names[level] for level in places if isinstance(places[level], list) and level in look.names}
    return places, names


def _mapping(look: _Look, id_: str) -> str:
    places, names = _places(look)
    made: list[tuple[str, Any]] = [("level", "station")]
    if look.unit:
        made.append(("unit", look.unit))
    if places:
        made.append(("places", places))
    if names:
        made.append(("names", names))
    if look.measures:
        made.append(("measures", {name: look.measures[name] for name in _KEPT_ORDER if name in look.measures}))
    if look.item is not None and look.value is not None:
        made.append(("long", {"value": look.value, "item": look.item}))
    elif look.options:
        made.append(("options", {_option_id(column): column for column in look.options}))
    if look.states:
        made.append(("states", look.states))
    if look.image is not None:
        made.append(("image", look.image))
    lines = [f"{key_text(key)} = {value_text(value)}   # proposed, confirm" for key, value in made]
    return "\n".join(("", "[[tables]]", f"source = {value_text(id_)}", *lines)) + "\n"


def _lines(look: _Look, file: Path) -> list[str]:
    """What the author is told, in the terminal and at the top of the case."""
    used = {*look.measures.values(), *look.codes.values(), *look.names.values(), *look.options}
    used |= {column for column in (look.item, look.value, look.image) if column is not None}
    unused = [column for column in look.cells.columns if column not in used]
    lines = [f"Looked at {file.name}: {look.cells.height:,} rows, {look.cells.width} columns."]
    lines += [f"{measure}: {look.measures[measure]}" for measure in _KEPT_ORDER if measure in look.measures]
    if look.options:
        lines.append(f"{len(look.options)} options: {', '.join(look.options)}")
    elif look.item is None:
        lines.append('No columns of options were found: write them yourself, `options = { A = "COLUMN" }`.')
    lines += look.tried
    lines += look.no_numbers[:_SHOWN]
    if len(look.no_numbers) > _SHOWN:
        lines.append(f"{len(look.no_numbers) - _SHOWN:,} further cells are no numbers.")
    if look.states:
        lines.append("Read as not available, which is not zero: " + ", ".join(look.states))
    if unused:
        lines.append("Not used: " + ", ".join(unused))
    return [_one_line(line) for line in lines]


def _one_line(text: str) -> str:
    """Fit for a comment: a file's name or headings may hold line breaks and worse."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
