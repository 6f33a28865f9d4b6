"""Formulas for what is computed from records of counts."""

from __future__ import annotations

from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.findings.check import Subject
from scrutiny.findings.finding import Verdict
from scrutiny.findings.left_out import TOGETHER
from scrutiny.findings.outside import registers_of
from scrutiny.messages import Message, _, say
from scrutiny.report.formulas.about import (
    LAW,
    About,
    Formulas,
    bracketed,
    by_value,
    claim_key,
    either,
    figures_of,
    least_needed,
    percent_of,
    personal,
    plus,
    register_key,
    said,
    table_of,
    this,
    votes_said,
)


def outside(about: About, counts: Counts) -> dict[str, str]:
    """Voters outside a record under each register of the case, or by the largest register that the law allows."""
    case, table = about.evidence.case, about.table(counts)
    subject = Subject(about.evidence, about.contest, records=(counts,))
    if counts.has("registered"):
        found = {
            register.id: f"{said(register_key(register.id), 'number')} - done({table})"
            for register in registers_of(subject)
        }
        if found:
            return found
    if case.facts.largest_register is None:
        return {}
    level = counts.level if counts.is_by_unit else (*case.levels, counts.level)[-1]
    frames = about.frames(level)
    sheets = _known_sheets(counts, table)
    return {
        f"frame-{i}": f"({frame} - {sheets}) * {said(LAW, 'largest_register')}" for i, frame in enumerate(frames, 1)
    }


def _known_sheets(counts: Counts, table: str) -> str:
    return f"len(known({table}))" if counts.is_by_unit else f"total({table}, 'sheets')"


def bounds(about: About) -> Formulas:
    counts = about.counts()
    table = about.table(counts)
    votes = [this(f"least:{option}") for option in counts.valid_options]
    made = {f"least:{option}": f"total({table}, {option!r})" for option in counts.valid_options}
    ranked = f"ranked({bracketed(votes)})"
    made |= {"sheets": _known_sheets(counts, table), "lead": f"{ranked}[0] - {ranked}[1]"}
    if counts.has("registered"):
        made["closed"] = f"done({table})"
    missing = outside(about, counts)
    for key, formula in missing.items():
        made[f"missing:{key}"] = formula
        made[f"register:{key}"] = said(register_key(key), "number")
        made[f"lead_of_missing:{key}"] = percent_of(this("lead"), this(f"missing:{key}"))
    most = f"max([n for n in {bracketed(this(f'missing:{key}') for key in missing)} if n >= 0])"
    for option in counts.valid_options:
        made[f"most:{option}"] = f"{this(f'least:{option}')} + {most}"
    needed = least_needed(about, votes)
    if needed is not None and missing:
        made["needed"] = needed
        held = this("needed") if about.has("needed") else f"({needed})"
        made["verdict"] = either(f"{most} < {held}", Verdict.DECIDES, Verdict.LEAVES_OPEN)
    return made


def against(about: About) -> Formulas | Message:
    claim, counts = about.claim(), about.counts(2)
    figures, who = figures_of(claim), claim_key(claim)
    level = figures.coverage_of
    table = about.table(counts)
    made: Formulas = {"sheets": f"len(rows({table}))" if counts.is_by_unit else f"sum(column({table}, 'sheets'))"}
    if not counts.is_by_unit:
        table = repr(by_value(table_of(about.evidence, counts)))
    if figures.coverage is not None or figures.counted_units is not None:
        made["coverage"] = said(who, "counted_units" if figures.counted_units is not None else "coverage")
    places = []
    for place, frame in enumerate(about.frames(level), 1):
        made[f"frame_{place}"] = frame
        if about.has(f"left_out_{place}"):
            places.append(place)
            by_units = f"max(0, {this(f'frame_{place}')} - {said(who, 'counted_units')})"
            for name, rule in (("left_out", about.rounding), ("left_out_up", "up")):
                by_coverage = f"left_out({who!r}, {this(f'frame_{place}')}, {rule!r})"
                made[f"{name}_{place}"] = by_units if figures.counted_units is not None else by_coverage
    # A unit that is not of the level of the coverage is added up by the place of that level, where the record has it.
    compared = [o for o in figures.votes if about.has(f"announced:{o}")]
    ids = set(compared)
    apart = [o for o in compared if not ids & set(about.contest.ancestors(o))]
    piles = {o: f"piles({table}, {o!r}, {level!r})" for o in compared}
    announced = {o: said(who, f"votes:{o}") for o in compared}
    if len(apart) > 1 and counts.is_by_unit:
        leaves = "+".join(apart)
        piles[TOGETHER], announced[TOGETHER] = f"piles({table}, {leaves!r}, {level!r})", votes_said(who, apart)
    beyond: list[str] = []
    over: list[str] = []
    for option, pile in piles.items():
        told = about.has(f"announced:{option}")
        made[f"announced:{option}"], made[f"total:{option}"] = announced[option], f"sum({pile})"
        if places:
            over.append(f"sum({pile}) - largest({pile}, {this('left_out_1')}) - ({announced[option]})")
        if told and about.has(f"needed:{option}"):
            made[f"needed:{option}"] = f"fewest({pile}, {this(f'total:{option}')} - {this(f'announced:{option}')})"
            for place in places:
                left_out = this(f"left_out_{place}")
                made[f"held_{place}:{option}"] = f"largest({pile}, {left_out})"
                made[f"least_{place}:{option}"] = f"{this(f'total:{option}')} - {this(f'held_{place}:{option}')}"
                made[f"excess_{place}:{option}"] = f"{this(f'least_{place}:{option}')} - {this(f'announced:{option}')}"
                made[f"false_{place}:{option}"] = f"{this(f'needed:{option}')} - {left_out}"
            for place, _frame in enumerate(about.frames(level), 1):
                frame = this(f"frame_{place}")
                possible = f"max(0, {frame} - {this(f'needed:{option}')})"
                made[f"coverage_{place}:{option}"] = percent_of(possible, f"max(1, {frame})")
        if about.has(f"beyond:{option}"):
            made[f"beyond:{option}"] = f"{announced[option]} - sum({pile}) - {this('outside')}"
            beyond.append(this(f"beyond:{option}"))
            made["outside"] = _beyond_outside(about, counts, pile, level)
    if over or beyond:
        most = f"max({bracketed([*over, *beyond])})"
        made["verdict"] = either(f"{most} > 0", Verdict.CONTRADICTS, Verdict.AGREES)
    elif about.finding.verdict is Verdict.AGREES:
        below = [f"{this(f'total:{o}')} <= {this(f'announced:{o}')}" for o in compared]
        made["verdict"] = either(f"all({bracketed(below)})", Verdict.AGREES, Verdict.CANNOT_TELL)
    return made


def _beyond_outside(about: About, counts: Counts, pile: str, level: str) -> str:
    """Voters outside the sheets, 0 where each unit of the largest frame has a figure."""
    missing = outside(about, counts)
    most = f"max({bracketed(missing.values())})" if missing else "0"
    frames = about.frames(level)
    same = not counts.is_by_unit or counts.level == level
    return f"0 if len({pile}) == max({bracketed(frames)}) else {most}" if frames and same else most


def arithmetic(about: About) -> Formulas | Message:
    table, identity = about.table(about.counts()), about.finding.about[2]
    if " - " in identity:
        return say(_("check.py adds up the sides of an identity and has no formula for one with a minus"))
    each = f"differences({table}, {identity!r})"
    relation = next(sign for sign in ("<=", ">=", "=") if sign in identity)
    fails = {"=": "n != 0", "<=": "n > 0", ">=": "n < 0"}[relation]
    failing = f"[n for n in {each} if {fails}]"
    slips, units = this("slips"), this("units")
    return {
        "units": f"len({each})",
        "slips": f"len({failing})",
        "left_out": f"len(rows({table})) - {units}",
        "more": f"len([n for n in {failing} if n > 0])",
        "less": f"len([n for n in {failing} if n < 0])",
        "size": f"sum([abs(n) for n in {failing}])",
        "largest": f"max([0] + [abs(n) for n in {failing}])",
        "net": f"sum({failing})",
        "verdict": either(
            f"2 * {slips} <= {units} or {slips} <= 10 and {slips} < {units}", Verdict.AGREES, Verdict.CANNOT_TELL
        ),
    }


def register(about: About) -> Formulas | Message:
    counts = about.counts()
    table = about.table(counts)
    if about.finding.about[2] == "legal-size":
        registers = f"column({table}, 'registered')"
        return {
            "largest": said(LAW, "largest_register"),
            "known": f"len({registers})",
            "above": f"len([n for n in {registers} if n > {this('largest')}])",
            "highest": f"max([0] + {registers})",
        }
    if about.count("in_groups") or about.count("without_register"):
        return say(_("units share a register, or have ballots and no register; check.py has no formula for that"))
    ballots = "cast" if counts.has("cast") else "valid"
    beyond = f"[n for n in differences({table}, '{ballots} <= registered') if n > 0]"
    registers = f"column({table}, 'registered', {ballots!r})"
    over, defined = this("over"), this("defined")
    return {
        "defined": f"len([n for n in {registers} if n > 0])",
        "over": f"len({beyond})",
        "beyond": f"sum({beyond})",
        "unknown": f"len(rows({table})) - len({registers})",
        "ballots": f"sum(column({table}, {ballots!r}, 'registered'))",
        "electors": f"sum({registers})",
        "turnout": percent_of(this("ballots"), this("electors")),
        "verdict": either(
            f"2 * {over} <= {defined} or {over} <= 10 and {over} < {defined}", Verdict.AGREES, Verdict.CANNOT_TELL
        ),
    }


def duplicates(about: About) -> Formulas | Message:
    counts, what = about.counts(), about.finding.about[2]
    table = about.table(counts)
    if what == "names":
        return {"rows": f"len(rows({table}))", "surplus": f"{this('rows')} - len(set(texts({table}, 'unit')))"}
    if what == "figures":
        alike = f"alike({table}, {int(about.finding.settings['least_votes'])})"
        return {
            "large": f"{alike}[0]",
            "surplus": f"{alike}[1]",
            "verdict": either(f"{this('surplus')} == 0", Verdict.AGREES, Verdict.CANNOT_TELL),
        }
    if personal(about.evidence, counts):
        return say(_("the addresses of images lead to personal data and are not in the tables of this bundle"))
    if counts.table.get_column(UNIT).is_duplicated().any():
        return say(_("names of units stand twice; check.py has no formula for that"))
    images = f"texts({table}, 'image')"
    return {"having": f"len({images})", "surplus": f"len({images}) - len(set({images}))"}


def rollup(about: About) -> Formulas | Message:
    counts, above = about.counts(), about.finding.about[2]
    case = about.evidence.case
    claim = case.claim_by_id.get(above)
    if claim is None or claim.place is not None or any(c.record == above for c in about.evidence.counts):
        return say(_("totals of places are compared place by place, for which check.py has no formula"))
    table, who = about.table(counts), claim_key(claim)
    items = [name.removeprefix("sum:") for name in about.finding.numbers if name.startswith("sum:")]
    level = counts.level if counts.is_by_unit or not case.levels else case.levels[-1]
    frames = about.frames(level)
    sheets = f"len(rows({table}))" if counts.is_by_unit else f"sum(column({table}, 'sheets'))"
    made: Formulas = {"totals": str(len(items))}
    wrong = []
    for item in items:
        measure = item in ("valid", "invalid", "blank", "cast", "registered") and item not in figures_of(claim).votes
        made[f"stated:{item}"] = said(who, item if measure else f"votes:{item}")
        made[f"sum:{item}"] = f"sum(column({table}, {item!r}))"
        made[f"difference:{item}"] = f"{this(f'stated:{item}')} - {this(f'sum:{item}')}"
        missing = f"len(rows({table})) - len(column({table}, {item!r}))"
        if frames:
            missing = f"{missing} + max(0, {frames[0]} - {sheets})"
        difference = this(f"difference:{item}")
        wrong.append(f"{difference} < 0 or {difference} > 0 and {missing} == 0")
        if case.facts.largest_register is not None and frames and counts.is_by_unit:
            wrong.append(f"{difference} > ({missing}) * {said(LAW, 'largest_register')}")
    differences = bracketed(this(f"difference:{item}") for item in items)
    made["equal"] = f"len([n for n in {differences} if n == 0])"
    made["verdict"] = either(f"any({bracketed(wrong)})", Verdict.CONTRADICTS, Verdict.AGREES)
    return made


def agreement(about: About) -> Formulas | Message:
    one, other = about.counts(1), about.counts(2)
    if about.count("repeated"):
        return say(_("names of units stand twice; check.py has no formula for that"))
    later = one.as_of is not None and other.as_of is not None and other.as_of < one.as_of
    a, b = (other, one) if later else (one, other)
    options = [o for o in a.options if o in b.options]
    items = [*options, *(m for m in a.measures if m in b.measures)]
    made: Formulas = {}
    for item in items:
        apart = f"apart({about.table(a)}, {about.table(b)}, {a.column(item)!r})"
        made[f"differ:{item}"] = f"len([n for n in {apart} if n != 0])"
        if item in options:
            made[f"net:{item}"] = f"sum({apart})"
            made[f"gross:{item}"] = f"sum([abs(n) for n in {apart}])"
    made["cells"] = plus(this(f"differ:{item}") for item in items)
    made["gross"] = plus(this(f"gross:{option}") for option in options)
    snapshots = a.as_of is not None and b.as_of is not None and a.as_of != b.as_of and a.publisher == b.publisher
    if not snapshots:
        made["verdict"] = either(f"{this('cells')} == 0", Verdict.AGREES, Verdict.CONTRADICTS)
    return made
