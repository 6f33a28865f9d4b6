"""The stations of a sample, one by one: which were drawn, which reported, in which stratum; what is odd is noted.

Nothing is made to fit. A station that reported twice with different counts, that nobody drew, that the frame does not
have or that has no stratum is left out and named; weights are never scaled to hide it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.counts import ATTRIBUTE, MEASURE, OPTION, PLACE, ROW, UNIT, Counts
from scrutiny.evidence.mapping import TableMapping
from scrutiny.evidence.note import Note
from scrutiny.evidence.numerals import place
from scrutiny.evidence.sample_design import SampleDesign, UnitList
from scrutiny.messages import Code, Count, Message, Name, Series, Value, _, say

STRATUM, KIND, REGISTERED = "stratum", "kind", "registered"
OF_PLACE = "of_place"
"""The place of a station, where places were drawn first."""
EARLIER = "earlier:"
ALL = "all"
"""The stratum of a sample without strata."""


@dataclass(frozen=True, eq=False)
class StationSample:
    """A sample of stations, by the ids of its units.

    Parameters
    ----------
    design
        How it was drawn.
    contest
        The id of its contest.
    strata
        `stratum`, `stations` (how many there are), `registered` (their register, null where the frame does not give
        it), `drawn` (null where the strata of those drawn are not known), `used`; in the order in which thin strata are
        joined.
    used
        `unit`, `stratum` (a row of `strata`), `registered`, `kind` of each station whose sheet is used.
    missing
        The same of each station that was drawn and has no sheet that can be used.
    drawn
        How many were drawn; None where nobody says so.
    listed
        Whether the stations that were drawn are known one by one, each with its stratum.
    left_out
        How many sheets of the record are not used, by the code of the reason.
    frame
        `unit`, `stratum`, `registered`, `of_place`, `earlier:<option>` of every station there is; None without such a
        list.
    """

    design: SampleDesign
    contest: str
    strata: pl.DataFrame
    used: pl.DataFrame
    missing: pl.DataFrame
    drawn: int | None
    listed: bool
    left_out: Mapping[str, int]
    frame: pl.DataFrame | None

    @property
    def in_two_stages(self) -> bool:
        """Whether places were drawn first, and stations within them."""
        return self.frame is not None and self.design.frame is not None and bool(self.design.frame.places)

    @property
    def reported(self) -> int:
        return self.used.height

    @property
    def part_missing(self) -> float | None:
        """The part of those drawn that did not report, from 0 to 1."""
        return None if not self.drawn else max(0.0, 1 - self.reported / self.drawn)


def mapping_of(listed: UnitList, level: str) -> TableMapping:
    """How a list of stations is read, as tables of counts are."""
    attributes = {f"stratum-{i}": column for i, column in enumerate(listed.strata)}
    attributes |= {f"kind-{i}": column for i, column in enumerate(listed.kind)}
    attributes |= {f"{OF_PLACE}-{i}": column for i, column in enumerate(listed.places)}
    measures = {REGISTERED: listed.registered} if listed.registered is not None else {}
    return TableMapping(
        source=listed.source,
        level=level,
        unit=listed.unit,
        attributes=attributes,
        measures=dict(measures),
        options=dict(listed.earlier),
    )


def sheet_votes(counts: Counts, item: str) -> pl.Series:
    """A figure of each sheet; an option that does not stand at a station has no votes there, as in every sum."""
    made = counts.values(item)
    absent = counts.gaps.filter((pl.col("item") == item) & (pl.col("state") == "no_such_field"))["unit_row"]
    return made.scatter(absent, 0) if len(absent) and made.null_count() else made


def station_sample(
    case: CaseFile, design: SampleDesign, counts: Counts, frame: Counts | None = None, drawn: Counts | None = None
) -> tuple[StationSample, list[Note]]:
    """The stations of a sample, with notes on everything that keeps a sheet out of it.

    Parameters
    ----------
    counts
        The record that holds the sheets.
    frame, drawn
        The lists that the design names, read as `mapping_of` says.
    """
    return _Making(case, design, counts, frame, drawn).made()


class _Making:
    def __init__(
        self, case: CaseFile, design: SampleDesign, counts: Counts, frame: Counts | None, drawn: Counts | None
    ) -> None:
        self.case, self.design, self.counts = case, design, counts
        self.frame = None if frame is None else self._list(frame, design.frame)
        self.drawn = None if drawn is None else self._list(drawn, design.drawn)
        self.notes: list[Note] = []
        self.left_out: dict[str, int] = {}

    def made(self) -> tuple[StationSample, list[Note]]:
        sheets = self._sheets()
        sheets = self._in_time(sheets)
        sheets = self._once(sheets)
        sheets = self._with_figures(sheets)
        drawn = self._drawn_once()
        sheets = self._drawn_only(sheets, drawn)
        sizes = self._sizes()
        used = self._placed(sheets.join(drawn, on=UNIT, how="left", suffix="_drawn") if drawn is not None else sheets)
        used = self._in_strata(used, sizes, "used")
        missing, listed = self._missing(used, drawn, sizes)
        by = pl.col(STRATUM).cast(pl.Int64)
        strata = sizes.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
        for name, rows in (("used", used), ("drawn", pl.concat([used, missing]))):
            tally = rows.group_by(by.alias("at")).agg(pl.len().cast(pl.Int64).alias(name))
            strata = strata.join(tally, on="at", how="left").with_columns(pl.col(name).fill_null(0))
        number = self._how_many(drawn)
        if not listed:
            # All that were drawn reported, or nobody says which did not.
            strata = strata.with_columns(pl.when(number == used.height).then(pl.col("used")).alias("drawn"))
        strata = strata.sort("at").select(STRATUM, "stations", REGISTERED, "drawn", "used")
        self._more_than_there_are(strata)
        self._frame_differs(strata)
        sample = StationSample(
            design=self.design,
            contest=self.counts.contest.id,
            strata=strata,
            used=used.sort(UNIT),
            missing=missing.sort(UNIT),
            drawn=number,
            listed=listed or number == used.height,
            left_out=self.left_out,
            frame=self._frame_units(sizes),
        )
        return sample, self.notes

    # ------------------------------------------------------------------------------------------------- the lists

    def _list(self, listed: Counts, typed: UnitList | None) -> pl.DataFrame:
        """A list of stations: unit, row, stratum, kind, register, earlier votes; null where it has no such column."""
        assert typed is not None
        table = listed.table
        made = [pl.col(UNIT), pl.col(ROW)]
        for name, columns in ((STRATUM, typed.strata), (KIND, typed.kind), (OF_PLACE, typed.places)):
            parts = [pl.col(f"{ATTRIBUTE}{name}-{i}") for i in range(len(columns))]
            made.append((pl.concat_str(parts, separator="/") if parts else pl.lit(None, pl.String)).alias(name))
        has = MEASURE + REGISTERED in table.columns
        made.append(
            (pl.col(MEASURE + REGISTERED) if has else pl.lit(None)).cast(pl.Int64, strict=False).alias(REGISTERED)
        )
        made += [pl.col(OPTION + o).alias(EARLIER + o) for o in typed.earlier if OPTION + o in table.columns]
        return table.select(made)

    @property
    def _links(self) -> bool:
        """Whether the frame names its stations."""
        return self.frame is not None and self.design.frame is not None and bool(self.design.frame.unit)

    def _sizes(self) -> pl.DataFrame:
        """How many stations each stratum has, in the order in which thin ones are joined."""
        if self.frame is None:
            pairs = list(self.design.stations.items())
            if len(pairs) == 1 and not self.design.strata:
                pairs = [(ALL, pairs[0][1])]
            made = pl.DataFrame(pairs, schema={STRATUM: pl.String, "stations": pl.Int64}, orient="row")
            return made.with_columns(pl.lit(None, pl.Int64).alias(REGISTERED))
        frame = self.frame.unique(UNIT, keep="first", maintain_order=True) if self._links else self.frame
        if self.design.frame is not None and not self.design.frame.strata and not self._needs_strata():
            frame = frame.with_columns(pl.lit(ALL).alias(STRATUM))
        without = frame.filter(pl.col(STRATUM).is_null())
        self._note(
            "sample.frame-without-stratum",
            without,
            _("{sample}: stations of the frame without a stratum, which are in none: {n}, such as {shown}"),
        )
        register = pl.when(pl.col(REGISTERED).null_count() == 0).then(pl.col(REGISTERED).sum()).alias(REGISTERED)
        number = pl.len().cast(pl.Int64).alias("stations")
        made = frame.drop_nulls(STRATUM).group_by(STRATUM).agg(number, register)
        whole = made[STRATUM].str.contains(r"^\d+$").all()
        order = pl.col(STRATUM).cast(pl.Int64, strict=False) if whole else pl.col(STRATUM)
        return made.sort(order)

    def _needs_strata(self) -> bool:
        """Whether strata are named anywhere else, so that the frame has to say how large each is."""
        return bool(self.design.strata) or (self.design.drawn is not None and bool(self.design.drawn.strata))

    def _frame_units(self, sizes: pl.DataFrame) -> pl.DataFrame | None:
        if not self._links or self.frame is None:
            return None
        frame = self.frame.unique(UNIT, keep="first", maintain_order=True)
        if sizes[STRATUM].to_list() == [ALL]:
            frame = frame.with_columns(pl.lit(ALL).alias(STRATUM))
        position = sizes.with_row_index("at").select(STRATUM, pl.col("at").cast(pl.Int64))
        frame = frame.join(position, on=STRATUM, how="inner").with_columns(pl.col("at").alias(STRATUM)).drop("at")
        if self.design.frame is not None and self.design.frame.places:
            frame = self._in_places(frame, self.design.frame.places)
            self._places_in_one_stratum(frame, sizes)
        return frame.drop(ROW).sort(UNIT)

    def _in_places(self, frame: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
        """A station that the frame puts in no place is a place of its own, which is told."""
        alone = frame.filter(pl.col(OF_PLACE).is_null())
        if alone.height == frame.height:
            found = f"no station of the frame has a value in {', '.join(names)}"
            do = "name the columns that tell the place of a station, or leave `places` out"
            raise CaseError(Problem(f"sample {self.design.id}: frame.places", found, "the place of each station", do))
        self._note(
            "sample.frame-without-place",
            alone,
            _("{sample}: stations of the frame without a place, each taken as one alone: {n}, such as {shown}"),
        )
        # Behind its id stands what no name of a place ends in, so that a station 7 does not join a place 7.
        return frame.with_columns(pl.coalesce(OF_PLACE, pl.format("{} ·", UNIT)).alias(OF_PLACE))

    def _places_in_one_stratum(self, frame: pl.DataFrame, sizes: pl.DataFrame) -> None:
        """Places were drawn within strata: one that lies in two of them is a mistake in the case."""
        apart = frame.group_by(OF_PLACE).agg(pl.col(STRATUM).unique().sort()).filter(pl.col(STRATUM).list.len() > 1)
        if apart.height:
            place_, strata = apart.sort(OF_PLACE).row(0)
            names = ", ".join(sizes[STRATUM][stratum] for stratum in strata[:3])
            found = f"place {place_} lies in several strata ({names}), and {apart.height - 1} more do"
            do = "name the columns that tell places of different strata apart"
            raise CaseError(Problem(f"sample {self.design.id}: frame.places", found, "each place in one stratum", do))

    def _drawn_once(self) -> pl.DataFrame | None:
        if self.drawn is None:
            return None
        again = self.drawn.filter(~pl.col(UNIT).is_first_distinct())
        self._note(
            "sample.drawn-twice",
            again,
            _("{sample}: stations that stand twice among those drawn: {n}, such as {shown}"),
        )
        return self.drawn.unique(UNIT, keep="first", maintain_order=True)

    def _how_many(self, drawn: pl.DataFrame | None) -> int | None:
        return drawn.height if drawn is not None else self.design.drawn_number

    # ------------------------------------------------------------------------------------------------ the sheets

    def _sheets(self) -> pl.DataFrame:
        """The rows of the record, with the stratum that the record gives."""
        columns = self.counts.table.columns
        parts = []
        for name in self.design.strata:
            column = ATTRIBUTE + name if ATTRIBUTE + name in columns else PLACE + name
            parts.append(pl.col(column).cast(pl.String) if column in columns else pl.lit(None, pl.String))
        stratum = pl.concat_str(parts, separator="/") if parts else pl.lit(None, pl.String)
        has = MEASURE + REGISTERED in columns
        registered = (pl.col(MEASURE + REGISTERED) if has else pl.lit(None)).cast(pl.Int64, strict=False)
        return self.counts.table.with_row_index("at").select(
            pl.col("at"),
            UNIT,
            ROW,
            stratum.alias(STRATUM),
            pl.lit(None, pl.String).alias(KIND),
            registered.alias(REGISTERED),
        )

    def _in_time(self, sheets: pl.DataFrame) -> pl.DataFrame:
        column = ATTRIBUTE + self.design.arrival
        if not self.design.until or column not in self.counts.table.columns:
            return sheets
        times = self.counts.table.get_column(column).cast(pl.String)
        early = (times < self.design.until).fill_null(False)
        self._left("sample.late", int((~early).sum()))
        return sheets.filter(early)

    def _once(self, sheets: pl.DataFrame) -> pl.DataFrame:
        """Each station once: two like sheets are one, two unlike ones are none that could be used."""
        several = sheets.filter(pl.col(UNIT).is_duplicated())
        if several.is_empty():
            return sheets
        figures = [c for c in self.counts.table.columns if c.startswith((MEASURE, OPTION))]
        rows = self.counts.table.select(figures)[several["at"].to_list()]
        alike = several.select(UNIT).hstack(rows).unique().group_by(UNIT).agg(pl.len().alias("kinds"))
        unlike = several.join(alike.filter(pl.col("kinds") > 1).select(UNIT), on=UNIT, how="semi")
        self._note(
            "sample.reported-differently",
            unlike.unique(UNIT, keep="first", maintain_order=True),
            _(
                "{sample}: stations that reported more than once with different counts: {n}, such as {shown}; none of "
                "these counts is used"
            ),
            left=unlike.height,
        )
        sheets = sheets.join(unlike.select(UNIT).unique(), on=UNIT, how="anti", maintain_order="left")
        again = sheets.filter(~pl.col(UNIT).is_first_distinct())
        self._note(
            "sample.reported-twice",
            again,
            _("{sample}: sheets that repeat a station with the same counts: {n}, such as {shown}; each is used once"),
        )
        return sheets.unique(UNIT, keep="first", maintain_order=True)

    def _with_figures(self, sheets: pl.DataFrame) -> pl.DataFrame:
        """Sheets on which every option has a number."""
        counts, whole = self.counts, pl.Series([True] * self.counts.units, dtype=pl.Boolean)
        for item in (*counts.options, *(("valid",) if counts.has("valid") else ())):
            whole = whole & sheet_votes(counts, item).is_not_null()
        usable = whole[sheets["at"].to_list()] if sheets.height else pl.Series([], dtype=pl.Boolean)
        self._note(
            "sample.without-figures",
            sheets.filter(~usable),
            _("{sample}: sheets that lack a count of an option, which are not used: {n}, such as {shown}"),
            left=None,
        )
        return sheets.filter(usable)

    def _drawn_only(self, sheets: pl.DataFrame, drawn: pl.DataFrame | None) -> pl.DataFrame:
        if drawn is None:
            return sheets
        others = sheets.join(drawn.select(UNIT), on=UNIT, how="anti", maintain_order="left")
        self._same_names("drawn", sheets, others, drawn)
        self._note(
            "sample.not-drawn",
            others,
            _("{sample}: stations that reported and were not drawn, which are not used: {n}, such as {shown}"),
            left=None,
        )
        return sheets.join(drawn.select(UNIT), on=UNIT, how="semi", maintain_order="left")

    # ---------------------------------------------------------------------------------------------- their strata

    def _placed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """What the lists know of each station, the frame before the list of those drawn before the record."""
        given: dict[str, list[pl.Expr]] = {name: [] for name in (STRATUM, KIND, REGISTERED)}
        if self._links and self.frame is not None:
            frame = self.frame.unique(UNIT, keep="first", maintain_order=True)
            frame = frame.select(UNIT, STRATUM, KIND, REGISTERED, pl.lit(True).alias("in_frame"))
            outside = rows.join(frame.select(UNIT), on=UNIT, how="anti", maintain_order="left")
            self._same_names("frame", rows, outside, frame)
            self._note(
                "sample.not-in-frame",
                outside,
                _("{sample}: stations that are not in the frame, which are not used: {n}, such as {shown}"),
                left=None,
            )
            rows = rows.join(frame, on=UNIT, how="inner", suffix="_frame")
            named = self.design.frame is not None and bool(self.design.frame.strata)
            if named:
                differ = rows.filter((pl.col(STRATUM) != pl.col(STRATUM + "_frame")).fill_null(False))
                self._note(
                    "sample.another-stratum",
                    differ,
                    _(
                        "{sample}: stations in another stratum than in the frame: {n}, such as {shown}; that of the "
                        "frame is used"
                    ),
                )
            for name, exprs in given.items():
                exprs.append(pl.col(name + "_frame"))
        for name, exprs in given.items():
            if name + "_drawn" in rows.columns:
                exprs.append(pl.col(name + "_drawn"))
            exprs.append(pl.col(name))
        return rows.select(UNIT, ROW, *(pl.coalesce(exprs).alias(name) for name, exprs in given.items()))

    def _in_strata(self, rows: pl.DataFrame, sizes: pl.DataFrame, what: str) -> pl.DataFrame:
        """The rows whose stratum is known and has a size; the stratum as a row of `sizes`."""
        if sizes[STRATUM].to_list() == [ALL]:
            rows = rows.with_columns(pl.lit(ALL).alias(STRATUM))
        position = sizes.with_row_index("position").select(STRATUM, pl.col("position").cast(pl.Int64))
        joined = rows.join(position, on=STRATUM, how="left", maintain_order="left")
        texts = {
            "used": _(
                "{sample}: sheets of stations whose stratum is not known or has no size, which are not used: {n}, "
                "such as {shown}"
            ),
            "missing": _(
                "{sample}: stations without a sheet whose stratum is not known or has no size: {n}, such as {shown}"
            ),
        }
        lost = joined.filter(pl.col("position").is_null())
        self._note(f"sample.no-stratum-{what}", lost, texts[what], left=None if what == "used" else 0)
        there = joined.drop_nulls("position").with_columns(pl.col("position").alias(STRATUM))
        return there.select(UNIT, STRATUM, REGISTERED, KIND)

    def _missing(
        self, used: pl.DataFrame, drawn: pl.DataFrame | None, sizes: pl.DataFrame
    ) -> tuple[pl.DataFrame, bool]:
        """Those drawn of which no sheet can be used, and whether all of them are known with their stratum."""
        none = used.clear()
        if drawn is None:
            return none, False
        rest = drawn.join(used.select(UNIT), on=UNIT, how="anti", maintain_order="left")
        before = len(self.notes)
        left, self.left_out = self.left_out, {}
        placed = self._placed(rest.select(UNIT, ROW, STRATUM, KIND, REGISTERED))
        self.left_out = left
        self.notes[before:] = [replace(note, code=note.code + "-missing") for note in self.notes[before:]]
        known = self._in_strata(placed, sizes, "missing")
        return known, known.height == rest.height

    # ------------------------------------------------------------------------------------------------- the whole

    def _more_than_there_are(self, strata: pl.DataFrame) -> None:
        over = strata.filter(pl.max_horizontal("used", pl.col("drawn").fill_null(0)) > pl.col("stations"))
        if over.height:
            says = say(
                _("{sample}: strata with more stations in the sample than there are: {n}, such as {shown}"),
                sample=self._name(),
                n=over.height,
                shown=Series(tuple(Code(stratum) for stratum in over[STRATUM].head(5))),
            )
            self.notes.append(Note("sample.more-than-there-are", self.counts.sources[0], says, count=over.height))

    def _frame_differs(self, strata: pl.DataFrame) -> None:
        """A declared number of stations that is not the sum of the strata: weights do not add up to it."""
        whole = int(strata["stations"].sum())
        for declared in self.case.frames_of(self.counts.contest.id, self.counts.level):
            if declared.number != whole:
                says = say(
                    _(
                        "{sample}: its strata have {whole} stations in all, {who} gives {number}; the weights add up "
                        "to the former and are left so"
                    ),
                    sample=self._name(),
                    whole=whole,
                    who=Name(declared.said_by),
                    number=declared.number,
                )
                self.notes.append(Note("sample.frame-differs", self.counts.sources[0], says))

    def _same_names(self, what: str, rows: pl.DataFrame, others: pl.DataFrame, listed: pl.DataFrame) -> None:
        """Two files in which no station has the same name are named differently: a mistake in the case."""
        if rows.is_empty() or listed.is_empty() or others.height < rows.height:
            return
        there, here = (", ".join(repr(unit) for unit in table[UNIT].head(2)) for table in (listed, rows))
        found = f"none of its stations ({there}, ...) is in the record {self.design.record}"
        expected = f"ids as the record has them, such as {here}"
        do = "name the columns so that the ids are alike; 01 and 1 differ"
        raise CaseError(Problem(f"sample {self.design.id}: {what}", found, expected, do))

    def _name(self) -> Name:
        return Name(self.design.label, "source", self.design.record)

    def _left(self, code: str, number: int) -> None:
        if number:
            self.left_out[code] = self.left_out.get(code, 0) + number

    def _note(self, code: str, rows: pl.DataFrame, text: str, left: int | None = 0) -> None:
        """A note for rows that are odd; `left` says how many sheets are not used for it, all of them when None."""
        if rows.is_empty():
            return
        self._left(code, rows.height if left is None else left)
        values: dict[str, Value] = {
            "sample": self._name(),
            "n": Count(rows.height),
            "shown": Series(tuple(Code(str(unit)) for unit in rows[UNIT].head(5))),
        }
        says = Message(text, values)
        where = place(rows[ROW].head(21).to_list(), "")
        self.notes.append(Note(code, self.counts.sources[0], says, where, rows.height))
